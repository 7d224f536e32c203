"""``/def`` and ``/shapes``: for people a page with an anchor a term, for machines RDF; each version at its address.

``/def`` is the vocabulary of the release that is served. ``/def/{version}``, which ``owl:versionIRI`` names, is that of
the newest release that has the version, so that it answers also when there are later ones.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from fastapi import APIRouter, Request
from pyoxigraph import Quad
from starlette.responses import Response

from endpoint.graph.archive import Contents
from endpoint.graph.definitions import SHAPES, VOCABULARY, Definitions, versions
from endpoint.graph.descriptions import in_order
from endpoint.graph.iris import as_uri
from endpoint.http.formats import Format, by_key
from endpoint.http.links import WebLink
from endpoint.http.targets import path_of
from endpoint.pages import Frame, render
from endpoint.problems import ProblemError
from endpoint.resources.documents import FORMATS, Address, Content, Exchange, split_extension
from endpoint.site import SITE, Site
from endpoint.vocabulary.shapes_page import shapes_page
from endpoint.vocabulary.vocabulary_page import vocabulary_page
from loaders.release import ReleaseError

router = APIRouter(tags=["vocabulary"])


def _route(definitions: Definitions, summary: str) -> None:
    async def negotiated(request: Request) -> Response:
        return await _answer(request, definitions, "", None)

    async def in_format(request: Request, extension: str) -> Response:
        form = by_key(extension, FORMATS)
        if form is None or form.key != extension:
            raise ProblemError(404, "There is nothing at this address.")
        return await _answer(request, definitions, "", form)

    async def of_version(request: Request) -> Response:
        version, form = split_extension(path_of(request.scope).removeprefix(f"{definitions.path}/"))
        site, contents = Site.of(request), await _contents(request, definitions, version)
        mounted = Request({**request.scope, SITE: replace(site, contents=contents)})
        return await _answer(mounted, definitions, version, form)

    for path, handler, name, addition in (
        ("", negotiated, "", ""),
        (".{extension}", in_format, "-in", ", in one format"),
        ("/{version:path}", of_version, "-version", ": a version"),
    ):
        router.add_api_route(
            definitions.path + path,
            handler,
            summary=summary + addition,
            response_model=None,
            name=definitions.name + name,
        )


_route(VOCABULARY, "The vocabulary")
_route(SHAPES, "The shapes")


async def _contents(request: Request, definitions: Definitions, version: str) -> Contents:
    """The newest release of a version: the one that is served, if it has it."""
    site = Site.of(request)
    if definitions.version(site.release.manifest) == version:
        return site.contents
    known = await asyncio.to_thread(versions, site.var, definitions)
    if version not in known:
        there_are = ", ".join(known) or "none"
        raise ProblemError(404, f"There is no such version of {definitions.path}; there are: {there_are}.")
    if (release_id := known[version]) is None:
        raise ProblemError(410, f"The files of the releases with version {version} were taken away.")
    try:
        return await asyncio.to_thread(site.archive.contents, release_id)
    except ReleaseError as error:
        raise ProblemError(500, "The release of this version is damaged.") from error


async def _answer(request: Request, definitions: Definitions, version: str, form: Format | None) -> Response:
    site = Site.of(request)
    if definitions.graph.value not in site.release.manifest.graphs:
        raise ProblemError(404, f"This release holds no {definitions.name}.")
    exchange = Exchange(request, Address(f"{definitions.path}/{version}" if version else definitions.path), form)
    if exchange.unchanged:
        return exchange.not_modified()

    def read() -> Content:
        quads = in_order(site.release.store.quads_for_pattern(None, None, None, definitions.graph))
        return Content(
            lambda: quads,
            lambda frame: _page(quads, definitions, site, exchange, frame),
            _links(definitions, exchange.frame, version),
        )

    return await exchange.answer(read)


def _page(quads: list[Quad], definitions: Definitions, site: Site, exchange: Exchange, frame: Frame) -> bytes:
    if definitions == SHAPES:
        return render("shapes.html", frame, shapes_page(quads, site, exchange))
    return render("vocabulary.html", frame, vocabulary_page(quads, site, exchange))


def _links(definitions: Definitions, frame: Frame, version: str) -> list[WebLink]:
    """To the address that says best what this is; from a version to what is served now (RFC 5829)."""
    iri = as_uri(definitions.iri.value)
    if not version:
        return [WebLink("canonical", iri)]
    return [WebLink("canonical", f"{iri}/{version}"), WebLink("latest-version", frame.root + definitions.path)]
