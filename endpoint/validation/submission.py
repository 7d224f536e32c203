"""Data to be validated, read from a request: a form with files and text, or one body of a declared type."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import parse_qsl

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from endpoint.bodies import media_type, pieces, unsupported
from endpoint.http.formats import GRAPHS
from endpoint.http.targets import query_of
from endpoint.problems import ProblemError
from endpoint.settings import Settings
from endpoint.validation.work import ZIP, Submitted
from loaders.rdf_files import FORMATS
from shapes.report import SEVERITIES

FORM = "multipart/form-data"
TYPES: Mapping[str, str] = {
    **{name: form.key for form in GRAPHS for name in (form.media_type, *form.other_types)},
    **dict.fromkeys(("application/zip", "application/x-zip-compressed"), ZIP),
}
"""The keys of formats by their media types."""
FILE, TEXT, SYNTAX, SEVERITY, ANSWER, LANGUAGE = "file", "text", "syntax", "severity", "format", "lang"
_OPTIONS = (SEVERITY, ANSWER, LANGUAGE)
_FIELDS = (FILE, TEXT, SYNTAX, *_OPTIONS)
_MAX_FIELDS = 50
_MAX_NAME = 100
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Submission:
    """What a request asks to be validated, and how it wants the answer."""

    inputs: tuple[Submitted, ...]
    severities: frozenset[str] | None
    """Those to show; none for all."""
    format: str | None
    text: str = ""
    """What was pasted, to be mended; ``syntax`` is its format."""
    syntax: str = ""


async def read(request: Request, settings: Settings) -> Submission:
    """The submission of a request.

    Refuses what is of another type (415), too large (413), too slow in coming (408), or malformed (400).
    """
    try:
        async with asyncio.timeout(settings.validation_timeout_s):
            return await _read(request, settings)
    except TimeoutError:
        said = f"The data did not arrive within {settings.validation_timeout_s:g} s (QUIPU_VALIDATION_TIMEOUT_S)."
        raise ProblemError(408, said, headers={"Connection": "close"}) from None


async def _read(request: Request, settings: Settings) -> Submission:
    declared = media_type(request)
    body = pieces(request, settings.validation_max_bytes, "QUIPU_VALIDATION_MAX_BYTES")
    options = parse_qsl(query_of(request.scope), keep_blank_values=True)
    if declared == FORM:
        form = await _form(request, body, settings)
        try:
            options += [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
            sent = [value for value in form.getlist(FILE) if isinstance(value, UploadFile) and value.filename]
            return _submission(options, [await _file(value) for value in sent])
        finally:
            await form.close()
    if declared not in TYPES:
        raise unsupported([*TYPES, FORM])
    data = b"".join([piece async for piece in body])
    return _submission(options, [Submitted("body", TYPES[declared], data)])


def _submission(options: Sequence[tuple[str, str]], files: list[Submitted]) -> Submission:
    if unknown := [name for name, _ in options if name not in _FIELDS]:
        raise ProblemError(400, f"Unknown parameter: {unknown[0]}", {"parameters": list(_FIELDS)})
    given = dict(options)
    text, syntax = given.get(TEXT, ""), given.get(SYNTAX, "ttl")
    if syntax not in FORMATS:
        raise ProblemError(400, f"Unknown syntax: {syntax}", {"syntaxes": list(FORMATS)})
    severities = frozenset(value for name, value in options if name == SEVERITY)
    if not severities <= set(SEVERITIES.values()):
        raise ProblemError(400, "Unknown severity.", {"severities": list(SEVERITIES.values())})
    if text.strip():
        files.append(Submitted(TEXT, syntax, text.encode("utf-8", "replace")))
    if not files:
        raise ProblemError(400, "There is nothing to validate: expected a file, or text.")
    return Submission(tuple(files), severities or None, given.get(ANSWER) or None, text, syntax)


async def _file(upload: UploadFile) -> Submitted:
    """A file of a form; its declared type counts where it is one of ours, and else the end of its name."""
    name = _UNPRINTABLE.sub(" ", PurePath(upload.filename or "").name)[-_MAX_NAME:]
    declared = (upload.content_type or "").partition(";")[0].strip().lower()
    ending = PurePath(name).suffix.lower().removeprefix(".")
    key = TYPES.get(declared) or (ending if ending in {*FORMATS, ZIP} else None)
    if key is None:
        said = f"The format of {name!r} is not known: expected a declared type, or a name with a known end."
        raise ProblemError(415, said, {"supported": list(TYPES), "endings": [*FORMATS, ZIP]})
    return Submitted(name, key, await upload.read())


class _InMemory(MultiPartParser):
    """Reads a form without writing any of it to disk."""

    spool_max_size = 0  # of a temporary file: it has no limit, and never becomes one


async def _form(request: Request, body: AsyncGenerator[bytes, None], settings: Settings) -> FormData:
    parser = _InMemory(
        request.headers,
        body,
        max_files=_MAX_FIELDS,
        max_fields=_MAX_FIELDS,
        max_part_size=settings.validation_max_bytes,
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise ProblemError(400, f"The form cannot be read: {error.message}") from error
