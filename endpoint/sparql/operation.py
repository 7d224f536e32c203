"""The query operation of the SPARQL 1.1 Protocol, read from a request (https://www.w3.org/TR/sparql11-protocol/#query-operation)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from starlette.requests import Request

from endpoint import bodies
from endpoint.graph.iris import named_node
from endpoint.http.parameters import pairs
from endpoint.http.targets import query_of
from endpoint.problems import ProblemError
from endpoint.settings import Settings

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

_ONCE = ("query", "format", "lang")
_REPEATED = ("default-graph-uri", "named-graph-uri")
# SPARQLWrapper and its likes always send these beside format; what they say, the Accept header says too.
_IGNORED = ("output", "results")
_KNOWN = (*_ONCE, *_REPEATED, *_IGNORED)
_UPDATES = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})


class Operation(NamedTuple):
    """A query as it was asked. ``query`` is none where the request holds none at all: it then asks for the service."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None


async def read_get(request: Request, settings: Settings) -> Operation:
    """The operation of a GET; refuses what is malformed (400), too long (414), an update (403)."""
    parameters = _parameters(query_of(request.scope))
    operation = _operation(parameters)
    if operation.query is not None and len(operation.query) > settings.query_max_length:
        raise ProblemError(414, _too_long(settings), {"limit": settings.query_max_length})
    if operation.query is None and any(name != "lang" for name, _ in parameters):
        raise ProblemError(400, "There is no query: the parameter query is missing.")
    return operation


async def read_post(request: Request, settings: Settings) -> Operation:
    """The operation of a POST; refuses too what is of another type (415) or too large (413)."""
    media_type = bodies.media_type(request)
    if media_type == UPDATE:
        raise ProblemError(403, "This service answers queries; it takes no updates.")
    if media_type not in {FORM, QUERY}:
        raise bodies.unsupported([QUERY, FORM])
    body = await _body(request, settings)
    parameters = _parameters(query_of(request.scope))
    parameters += [("query", body)] if media_type == QUERY else _parameters(body)
    operation = _operation(parameters)
    if operation.query is None:
        raise ProblemError(400, "There is no query: the parameter query is missing.")
    if len(operation.query) > settings.query_max_length:
        raise ProblemError(413, _too_long(settings), {"limit": settings.query_max_length})
    return operation


def _operation(parameters: Sequence[tuple[str, str]]) -> Operation:
    by_name: dict[str, list[str]] = {}
    for name, value in parameters:
        by_name.setdefault(name, []).append(value)
    if not _UPDATES.isdisjoint(by_name):
        raise ProblemError(403, "This service answers queries; it takes no updates.")
    if unknown := [name for name in by_name if name not in _KNOWN]:
        raise ProblemError(400, f"Unknown parameter: {unknown[0]}", {"parameters": list(_KNOWN)})
    for name in _ONCE:
        if len(by_name.get(name, ())) > 1:
            raise ProblemError(400, f"The parameter {name} is given more than once.")
    for name in _REPEATED:
        for value in by_name.get(name, ()):
            if named_node(value) is None:
                raise ProblemError(400, f"{name} is not a legal absolute IRI: {value}")
    query, form = (by_name.get(name, (None,))[0] for name in ("query", "format"))
    return Operation(
        query, tuple(by_name.get("default-graph-uri", ())), tuple(by_name.get("named-graph-uri", ())), form
    )


def _parameters(text: str) -> list[tuple[str, str]]:
    """Pairs of a query string or a form, each decoded once."""
    try:
        return pairs(text)
    except ValueError as error:
        raise ProblemError(400, str(error)) from None


async def _body(request: Request, settings: Settings) -> str:
    body = bytearray()
    async for piece in bodies.pieces(request, settings.request_max_bytes, "QUIPU_REQUEST_MAX_BYTES"):
        body += piece
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ProblemError(400, f"The body is not UTF-8, from byte {error.start} on.") from None


def _too_long(settings: Settings) -> str:
    return f"The query is longer than {settings.query_max_length} characters (QUIPU_QUERY_MAX_LENGTH)."
