"""Things and their documents: ``/id/...`` answers with where its document is, ``/doc/...`` with the document.

The thing and the document about it are different resources (https://www.w3.org/TR/cooluris/, section 4.2). Paths are
read as they were sent: decoding them first would make one of two IRIs that differ.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from endpoint.graph.descriptions import Description, is_known
from endpoint.graph.iris import as_uri, named_node
from endpoint.http.formats import Format, by_key
from endpoint.http.links import WebLink, in_time, link_header
from endpoint.http.targets import path_of, query_of, root_of
from endpoint.http.validators import FRESH
from endpoint.pages import Frame, render
from endpoint.problems import ProblemError
from endpoint.resources.documents import FORMATS, Address, Content, Exchange, split_extension
from endpoint.resources.signposts import about, items, kinds, places
from endpoint.resources.things import collection_page, page_address, thing_page
from endpoint.resources.views.view import ViewedThing, view_of
from endpoint.site import Site

router = APIRouter(tags=["linked data"])

_MAX_PAGE_DIGITS = 7


# The paths are not parameters: they would come decoded.
@router.get("/id/{path:any}", summary="A thing: where its document is", status_code=303, response_model=None)  # noqa: FAST003
async def thing(request: Request) -> Response:
    site = Site.of(request)
    tail = _tail(request, "/id/")
    candidates = list(site.iris.of_things(tail))
    if await site.reader.read(site.contents.find, candidates, tail) is None:
        raise await _unknown(request, candidates)
    return _see_other(request, f"/doc/{as_uri(tail)}", query_of(request.scope))


@router.get("/doc", summary="The document about any IRI of the data: ?iri=", response_model=None)
async def described(request: Request) -> Response:
    return await _described(request, None)


@router.get("/doc.{extension}", summary="The same in one format", response_model=None)
async def described_as(request: Request, extension: str) -> Response:
    form = by_key(extension, FORMATS)
    if form is None or form.key != extension:
        raise ProblemError(404, "There is nothing at this address.")
    return await _described(request, form)


@router.get("/doc/{path:any}", summary="The document about a thing, or all of a type", response_model=None)  # noqa: FAST003
async def document(request: Request) -> Response:
    site = Site.of(request)
    tail = _tail(request, "/doc/")
    stem, form = split_extension(tail)
    # A key may end like an extension: then the whole path is tried after the format.
    for name, wanted in [(stem, form), (tail, None)]:
        topic = await site.reader.read(site.contents.find, list(site.iris.of_document(name)), name)
        if topic is not None:
            address = Address(f"/doc/{as_uri(name)}")
            return await (_thing if "/" in name else _collection)(request, topic, address, wanted)
    raise await _unknown(request, list(site.iris.of_document(stem)))


async def _described(request: Request, form: Format | None) -> Response:
    given = request.query_params.getlist("iri")
    if len(given) != 1:
        raise ProblemError(400, "Give one IRI: /doc?iri=http://...")
    site = Site.of(request)
    iri = _at_base(request, site, given[0])
    topic = named_node(iri)
    if topic is None:
        raise ProblemError(400, f"Not a legal IRI: {iri}")
    path = site.iris.path_of(iri)
    if path is not None:
        return _see_other(request, path if form is None or "#" in path else f"{path}.{form.key}", "")
    if not await site.reader.read(is_known, site.release.store, topic):
        raise await _unknown(request, [topic])
    return await _thing(request, topic, Address("/doc", urlencode({"iri": iri})), form)


async def _thing(request: Request, topic: NamedNode, address: Address, form: Format | None) -> Response:
    site = Site.of(request)
    page = page_number(request)
    exchange = Exchange(request, page_address(address, page), form, exists=page == 1, topic=topic)
    if exchange.unchanged:
        return exchange.not_modified()

    def read() -> Content:
        description = site.descriptions.of(topic, page)
        if description is None:
            raise ProblemError(404, f"This document has no page {page}.")
        return Content(
            description.quads,
            lambda frame: _thing_page(description, site, exchange, frame, request.query_params),
            [*about(topic), *places(site, exchange, page, description.pages), *kinds(site, exchange, description)],
        )

    return await exchange.answer(read)


def _thing_page(
    description: Description, site: Site, exchange: Exchange, frame: Frame, chosen: Mapping[str, str]
) -> bytes:
    view = view_of(description, site, frame, exchange.url, chosen)
    return render("thing.html", frame, ViewedThing(thing_page(description, site, exchange), view))


async def _collection(request: Request, topic: NamedNode, address: Address, form: Format | None) -> Response:
    site = Site.of(request)
    page = page_number(request)
    exchange = Exchange(request, page_address(address, page), form, exists=page == 1)
    if exchange.unchanged:
        return exchange.not_modified()
    type_ = address.path.removeprefix("/doc/")

    def read() -> Content:
        collection = site.catalogue.collection(type_, topic, page)
        if collection is None:
            raise ProblemError(404, f"This list has no page {page}.")
        return Content(
            collection.quads,
            lambda frame: render("collection.html", frame, collection_page(collection, site, exchange)),
            [*about(topic), *places(site, exchange, page, collection.pages), *items(site, exchange, collection)],
        )

    return await exchange.answer(read)


def _see_other(request: Request, path: str, query: str) -> Response:
    location = root_of(request.scope) + path + (f"?{query}" if query else "")
    link = link_header([WebLink("describedby", location)])
    return Response(None, 303, {"Location": location, "Link": link, "Vary": "Accept", "Cache-Control": FRESH})


async def _unknown(request: Request, candidates: Sequence[NamedNode]) -> ProblemError:
    """What there is to say about IRIs that the data do not know: withdrawn, or never heard of."""
    site = Site.of(request)
    for node in candidates:
        if (reason := site.withdrawn.get(node.value)) is None:
            continue
        detail = f"<{node.value}> was published once and has been withdrawn. {reason}".strip()
        path = site.iris.path_of(node.value) or ""
        last = await asyncio.to_thread(site.archive.last_with, path.removeprefix("/doc/"))
        if last is None:
            return ProblemError(410, detail)
        root = Frame.of(request).service
        version = f"{root}/releases/{last}{path}"
        links = [*in_time(root, path), WebLink("memento", version)]
        return ProblemError(410, detail, {"last_version": version}, {"Link": link_header(links)})
    return ProblemError(404, f"Nothing is known about <{candidates[0].value}>." if candidates else "No legal IRI.")


def _at_base(request: Request, site: Site, iri: str) -> str:
    """An IRI at this server's own address is one of the base: what is read here is what the data say."""
    own = f"{request.url.scheme}://{request.url.netloc}{root_of(request.scope)}/"
    return site.iris.base + iri.removeprefix(own) if iri.startswith(own) else iri


def _tail(request: Request, prefix: str) -> str:
    """The path behind a prefix, as it was sent."""
    return path_of(request.scope).removeprefix(prefix)


def page_number(request: Request) -> int:
    """The page that is asked for, from 1 on; refuses what is no number (400)."""
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_PAGE_DIGITS and int(text) >= 1):
        raise ProblemError(400, "page is a number from 1 on.")
    return int(text)
