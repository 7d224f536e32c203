"""``/releases``, ``/releases/{id}``, ``/releases/{id}/changes``, ``/feed``."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from endpoint.http.formats import HTML, JSON, Format, Offer, offers
from endpoint.http.targets import origin_of, root_of
from endpoint.http.validators import FRESH, IMMUTABLE, etag, is_not_modified, validator_headers
from endpoint.pages import Frame, render
from endpoint.problems import ProblemError
from endpoint.releases.differences import changes_page, compared
from endpoint.releases.feed import feed
from endpoint.releases.listing import manifests, release_page, releases_document, releases_page
from endpoint.resources.documents import negotiated
from endpoint.site import Site, folder_of
from loaders.diff import changes
from loaders.diff_text import as_json, as_patch
from loaders.history import is_pruned, manifest_of, previous, release_ids
from loaders.release import RELEASES, ReleaseError

router = APIRouter(tags=["releases"])

_OFFERS = offers((HTML, JSON))
_FEED = Format("atom", "application/atom+xml", "Atom")
_PATCH = Format("patch", "text/plain", "RDF Patch")
_PIECE = 1 << 16
_IN_MEMORY = 1 << 22
_WRITERS = {JSON: as_json, _PATCH: as_patch}
_P = ParamSpec("_P")
_T = TypeVar("_T")
_one_at_a_time = asyncio.Semaphore(1)


@router.get("/releases", summary="All releases, the newest first", response_model=None)
async def releases(request: Request) -> Response:
    site, frame = Site.of(request), Frame.of(request)
    offer = negotiated(request, _OFFERS)
    headers = _headers(site, frame, offer, *await asyncio.to_thread(_states, site))
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    if offer.format is JSON:
        document = await asyncio.to_thread(releases_document, site, origin_of(request))
        return _json(document, headers)
    page = await site.reader.read(releases_page, site, frame)
    return Response(render("releases.html", frame, page), headers=headers, media_type=offer.content_type)


@router.get("/releases/{release}", summary="What a release holds", response_model=None)
async def release(request: Request, release: str) -> Response:
    site, frame = Site.of(request), Frame.of(request)
    path = folder_of(site, release)
    offer = negotiated(request, _OFFERS)
    headers = _headers(site, frame, offer, release, *await asyncio.to_thread(_states, site))
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    if offer.format is JSON:
        return _json(manifest_of(path).model_dump(mode="json"), headers)
    page = await site.reader.read(release_page, site, frame, path)
    return Response(render("release.html", frame, page), headers=headers, media_type=offer.content_type)


@router.get("/id/release/{release}", summary="A release: where it is described", response_model=None)
async def release_by_its_iri(request: Request, release: str) -> Response:
    folder_of(Site.of(request), release)
    location = f"{root_of(request.scope)}/releases/{release}"
    return Response(None, 303, {"Location": location, "Cache-Control": FRESH})


@router.get("/releases/{release}/changes", summary="What changed since another release", response_model=None)
async def differences(request: Request, release: str) -> Response:
    site, frame = Site.of(request), Frame.of(request)
    old, new = _both(request, site, release)
    offer = negotiated(request, offers((HTML, JSON, _PATCH)))
    if offer.format is not HTML:
        return await _written(request, old, new, offer)
    headers = _headers(site, frame, offer, old.name, new.name)
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    async with _one_at_a_time:
        await _compare(compared, old, new)
    page = await site.reader.read(changes_page, site, frame, old, new)
    return Response(render("changes.html", frame, page), headers=headers, media_type=offer.content_type)


@router.get("/releases/{release}/changes.json", summary="The same as JSON", response_model=None)
async def differences_as_json(request: Request, release: str) -> Response:
    return await _written(request, *_both(request, Site.of(request), release), Offer(JSON.media_type, JSON))


@router.get("/releases/{release}/changes.patch", summary="The same as RDF Patch", response_model=None)
async def differences_as_patch(request: Request, release: str) -> Response:
    return await _written(request, *_both(request, Site.of(request), release), Offer(_PATCH.media_type, _PATCH))


@router.get("/feed", summary="The releases as a feed (Atom)", response_model=None)
async def releases_feed(request: Request) -> Response:
    site, frame = Site.of(request), Frame.of(request)
    found, _ = await asyncio.to_thread(manifests, site)
    headers = {
        "Vary": "Accept-Language",
        "Content-Language": frame.language,
        **validator_headers(
            etag(site.release.digest, frame.language, origin_of(request), *_ids(site)), site.release.manifest.created
        ),
    }
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    return Response(feed(found, frame.texts, frame.language, origin_of(request)), 200, headers, _FEED.media_type)


def _both(request: Request, site: Site, release_id: str) -> tuple[Path, Path]:
    """The folders of the releases to compare."""
    new = folder_of(site, release_id)
    given = request.query_params.getlist("since")
    if len(given) > 1:
        raise ProblemError(400, "Give one release: ?since=")
    since = given[0] if given else previous(site.var, release_id)
    if since is None:
        raise ProblemError(404, f"There is no release before {release_id}.")
    return folder_of(site, since), new


async def _written(request: Request, old: Path, new: Path, offer: Offer) -> Response:
    """The whole difference. It is written to a file first, so that a slow client holds nothing that others wait for."""
    site, form = Site.of(request), offer.format
    headers = {
        "Vary": "Accept",
        **validator_headers(etag(old.name, new.name, offer.media_type), manifest_of(new).created),
        "Cache-Control": IMMUTABLE,
        "Content-Disposition": f'inline; filename="{old.name}-{new.name}.{form.key}"',
    }
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    prefix = f"{site.release.manifest.base}id/release/" if form is _PATCH else ""

    def write() -> IO[bytes]:
        file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it is closed by who reads it
        for piece in _WRITERS[form](prefix + old.name, prefix + new.name, changes(old, new)):
            file.write(piece.encode())
        file.seek(0)
        return file

    async with _one_at_a_time:
        file = await _compare(write)
    return StreamingResponse(_pieces(file), headers=headers, media_type=offer.content_type)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


async def _compare(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    try:
        return await asyncio.to_thread(function, *args, **kwargs)
    except ReleaseError as error:
        raise ProblemError(500, "One of the releases is damaged.") from error


def _ids(site: Site) -> list[str]:
    return release_ids(site.var)


def _states(site: Site) -> list[str]:
    """What a list of the releases depends on."""
    return [f"{one} {is_pruned(site.var / RELEASES / one)}" for one in release_ids(site.var)]


def _headers(site: Site, frame: Frame, offer: Offer, *parts: str) -> dict[str, str]:
    paged = offer.format is HTML
    tag = etag(
        site.release.digest, site.release.id, frame.root, offer.media_type, f"{frame.language} {frame.chosen}", *parts
    )
    return {
        "Vary": "Accept, Accept-Language" if paged else "Accept",
        **({"Content-Language": frame.language} if paged else {}),
        **validator_headers(tag, site.release.manifest.created),
    }


def _json(document: object, headers: dict[str, str]) -> Response:
    body = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return Response(body, headers=headers, media_type=JSON.media_type)
