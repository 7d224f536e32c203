"""``/timegate/...`` and ``/timemap/...``: a document at a time, and all that is known of it (Memento, RFC 7089)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from endpoint.graph.archive import Archive
from endpoint.graph.definitions import SHAPES, VOCABULARY
from endpoint.http.links import LINK_FORMAT, WebLink, in_time, link_header
from endpoint.http.targets import origin_of, path_of, query_of, root_of
from endpoint.http.validators import FRESH, http_date
from endpoint.problems import ProblemError
from endpoint.resources.documents import split_extension
from endpoint.site import Site
from loaders.history import manifest_of
from loaders.release import RELEASES

router = APIRouter(tags=["releases"])

_DEFINITIONS = {one.path: one.graph for one in (VOCABULARY, SHAPES)}
_HTTP_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")


@router.get("/timegate/{path:any}", summary="A document at a time: Accept-Datetime", response_model=None)  # noqa: FAST003
async def timegate(request: Request) -> Response:
    """The newest state that is not later; the oldest, where all are (RFC 7089, section 4.5.3)."""
    site, original = Site.of(request), _original(request, "/timegate")
    wanted = _accepted(request.headers.getlist("accept-datetime"))
    found = await asyncio.to_thread(_at, site, original, wanted)
    if found is None:
        raise ProblemError(404, "No release that is kept has this document.")
    root = root_of(request.scope)
    query = query_of(request.scope)
    target = original + (f"?{query}" if query else "")
    location = f"{root}/releases/{found}{target}"
    links = [*in_time(root, target), WebLink("memento", location)]
    links = [link for link in links if link.rel != "timegate"]
    headers = {
        "Location": location,
        "Vary": "Accept-Datetime",
        "Link": link_header(links),
        "Cache-Control": FRESH,
    }
    return Response(None, 302, headers)


@router.get("/timemap/{path:any}", summary="All states of a document that are kept", response_model=None)  # noqa: FAST003
async def timemap(request: Request) -> Response:
    """In ``application/link-format`` (RFC 7089, section 5)."""
    site, original = Site.of(request), _original(request, "/timemap")
    found = await asyncio.to_thread(lambda: list(_with_document(site.archive, original)))
    if not found:
        raise ProblemError(404, "No release that is kept has this document.")
    origin, query = origin_of(request), query_of(request.scope)
    target = original + (f"?{query}" if query else "")
    times = {one: http_date(_created(site, one)) for one in reversed(found)}
    oldest, newest = found[-1], found[0]
    span = f'from="{times[oldest]}"; until="{times[newest]}"'
    lines = [
        f'<{origin}{target}>; rel="original"',
        f'<{origin}/timegate{target}>; rel="timegate"',
        f'<{origin}/timemap{target}>; rel="self"; type="{LINK_FORMAT}"; {span}',
    ]
    for one, time in times.items():
        ends = [name for name, end in (("first", oldest), ("last", newest)) if one == end]
        lines.append(f'<{origin}/releases/{one}{target}>; rel="{" ".join([*ends, "memento"])}"; datetime="{time}"')
    headers = {"Cache-Control": FRESH}
    return Response(",\n".join(lines) + "\n", headers=headers, media_type=LINK_FORMAT)


def _original(request: Request, prefix: str) -> str:
    """The path of the document that is asked for; a thing's IRI stands for its document."""
    path = path_of(request.scope).removeprefix(prefix)
    if path.startswith("/id/"):
        path = "/doc/" + path.removeprefix("/id/")
    if not path.startswith("/doc/") and split_extension(path)[0] not in _DEFINITIONS:
        raise ProblemError(404, "Only documents are kept: /doc/..., /def, /shapes.")
    return path


def _accepted(given: list[str]) -> datetime | None:
    if not given:
        return None
    text = ", ".join(given).strip()
    with suppress(ValueError):  # such as the 31st of February
        if _HTTP_DATE.fullmatch(text):
            return parsedate_to_datetime(text).astimezone(UTC)
    raise ProblemError(
        400, "Accept-Datetime is a date such as Thu, 31 May 2018 20:35:00 GMT (RFC 7089, section 2.1.1)."
    )


def _at(site: Site, original: str, wanted: datetime | None) -> str | None:
    later = None
    for one in _with_document(site.archive, original):
        if wanted is None or _created(site, one) <= wanted:
            return one
        later = one
    return later


def _with_document(archive: Archive, original: str) -> Iterator[str]:
    """The releases that have a document, the newest first. A key may end like a format."""
    path = original.removeprefix("/doc/")
    stem, _ = split_extension(path)
    graph = _DEFINITIONS.get(stem)
    for one in archive.ids():
        if graph is not None:
            if archive.holds(one, graph):
                yield one
            continue
        if archive.describes(one, stem) or (stem != path and archive.describes(one, path)):
            yield one


def _created(site: Site, release_id: str) -> datetime:
    return manifest_of(site.var / RELEASES / release_id).created
