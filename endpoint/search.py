"""Search over the names and definitions of a release's things, and its OpenSearch description.

What is read is the index that was built with the release; the graph is not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Request
from starlette.responses import Response

from endpoint.http.formats import HTML, JSON, Offer, offers
from endpoint.http.targets import root_of
from endpoint.http.validators import etag, is_not_modified, validator_headers
from endpoint.pages import LANGUAGES, Frame, Link, render
from endpoint.problems import ProblemError
from endpoint.resources.documents import Address, negotiated
from endpoint.resources.routes import page_number
from endpoint.resources.things import Pager, Value, page_address, pager
from endpoint.site import Site
from loaders.search_index import PAGE_SIZE, SEARCH, Found, IndexMissing, SearchIndex

router = APIRouter(tags=["search"])

PATH = "/search"
DESCRIPTION = "/opensearch.xml"
MAX_LENGTH = 500
_OFFERS = offers((HTML, JSON))
_DESCRIPTION_TYPE = "application/opensearchdescription+xml"


@dataclass(frozen=True)
class Asked:
    """A search as it was asked for: its words, the class to keep to, the page."""

    text: str
    type: str | None
    page: int

    def address(self, type_: str | None) -> Address:
        """The address of the same search in a class, or in all."""
        return Address(PATH, urlencode({"q": self.text, **({"type": type_} if type_ else {})}))


@dataclass(frozen=True)
class Choice:
    """A class to keep to, with the number of things found in it; ``chosen`` where the page keeps to it."""

    link: Link
    count: int
    chosen: bool


@dataclass(frozen=True)
class Result:
    """A thing that was found: its name with its link, its class, its definition where the words stand in it."""

    name: Value
    type: str
    excerpt: str


@dataclass(frozen=True)
class SearchPage:
    """All that the page of a search shows; ``total`` is none before anything is searched for."""

    text: str
    type: str | None
    total: int | None
    choices: tuple[Choice, ...]
    """The first is that of all classes."""
    results: tuple[Result, ...]
    pager: Pager


@router.get(PATH, summary="Search names and definitions: ?q=, &type=, &page=", response_model=None)
async def search(request: Request) -> Response:
    return await _answer(request, negotiated(request, _OFFERS))


@router.get(f"{PATH}.json", summary="The same as JSON", response_model=None)
async def search_as_json(request: Request) -> Response:
    return await _answer(request, Offer(JSON.media_type, JSON))


async def _answer(request: Request, offer: Offer) -> Response:
    site, frame, asked = Site.of(request), Frame.of(request), _asked(request)
    language = f"{frame.language} {frame.chosen}"
    parts = (frame.root, PATH, offer.media_type, language, asked.text, asked.type or "", str(asked.page))
    headers = {
        "Vary": "Accept, Accept-Language",
        "Content-Language": frame.language,
        **validator_headers(etag(site.release.digest, site.release.id, *parts), site.release.manifest.created),
    }
    try:
        found = await site.reader.read(_find, SearchIndex(site.release.path / SEARCH), asked, frame.language)
    except IndexMissing as error:
        raise ProblemError(503, str(error)) from error
    if asked.page > 1 and not found.hits:
        raise ProblemError(404, f"This search has no page {asked.page}.")
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    if offer.format is JSON:
        body = json.dumps(_document(found, asked, site, frame), ensure_ascii=False, indent=1).encode("utf-8", "replace")
    else:
        body = render("search.html", frame, _page(found, asked, site, frame))
    return Response(body, headers=headers, media_type=offer.content_type)


def _asked(request: Request) -> Asked:
    """What a request asks for; refuses a text that is too long, and what is given twice (400)."""
    values: dict[str, str | None] = {}
    for name in ("q", "type"):
        given = request.query_params.getlist(name)
        if len(given) > 1:
            raise ProblemError(400, f"A parameter that is given more than once: {name}")
        values[name] = given[0] if given else None
    text = values["q"] or ""
    if len(text) > MAX_LENGTH:
        raise ProblemError(400, f"q has {len(text)} characters; at most {MAX_LENGTH} are searched for.")
    return Asked(text, values["type"] or None, page_number(request))


def _find(index: SearchIndex, asked: Asked, language: str) -> Found:
    if asked.type and asked.type not in (types := index.types()):
        raise ProblemError(400, f"There are no things of type {asked.type!r}.", {"types": types})
    return index.find(asked.text, language, asked.type, asked.page)


def _pages(found: Found) -> int:
    return max(1, -(-found.total // PAGE_SIZE))


def _document(found: Found, asked: Asked, site: Site, frame: Frame) -> Mapping[str, object]:
    return {
        "query": asked.text,
        "type": asked.type,
        "total": found.total,
        "page": asked.page,
        "pages": _pages(found),
        "types": [asdict(facet) for facet in found.facets],
        "results": [{**asdict(hit), "page": frame.href(site.iris.document_path(hit.iri))} for hit in found.hits],
    }


def _page(found: Found, asked: Asked, site: Site, frame: Frame) -> SearchPage:
    def choice(label: str, type_: str | None, count: int) -> Choice:
        link = Link(label, frame.href(asked.address(type_).in_format(None)))
        return Choice(link, count, type_ == asked.type)

    everything = choice(frame.texts["search.all"], None, sum(facet.count for facet in found.facets))
    labels = {facet.type: facet.label for facet in found.facets}
    address = page_address(asked.address(asked.type), asked.page)
    return SearchPage(
        asked.text,
        asked.type,
        found.total if asked.text.strip() else None,
        (everything, *(choice(facet.label, facet.type, facet.count) for facet in found.facets)),
        tuple(
            Result(
                Value(
                    hit.label,
                    hit.lang if hit.lang not in {"", frame.language} else None,
                    frame.href(site.iris.document_path(hit.iri)),
                ),
                labels.get(hit.type, hit.type),
                hit.excerpt,
            )
            for hit in found.hits
        ),
        pager(address, frame, asked.page, _pages(found)),
    )


@router.get(DESCRIPTION, summary="The search as browsers add it", response_model=None)
async def description(request: Request) -> Response:
    """The OpenSearch description (https://github.com/dewitt/opensearch): in the language that is asked for."""
    frame, site = Frame.of(request), Site.of(request)
    root = f"{request.url.scheme}://{request.url.netloc}{root_of(request.scope)}"
    headers = {
        "Vary": "Accept-Language",
        "Content-Language": frame.language,
        **validator_headers(
            etag(site.release.digest, root, DESCRIPTION, frame.language), site.release.manifest.created
        ),
    }
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    language = f"&lang={frame.language}" if frame.chosen else ""
    urls = "".join(
        f"<Url type={quoteattr(type_)} template={quoteattr(f'{root}{path}?q={{searchTerms}}{language}')}/>\n"
        for type_, path in (("text/html", PATH), ("application/json", f"{PATH}.json"))
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(frame.texts['site.name'])}</ShortName>\n"
        f"<Description>{escape(frame.texts['site.tagline'])}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        + "".join(f"<Language>{tag}</Language>\n" for tag in LANGUAGES)
        + f"{urls}</OpenSearchDescription>\n"
    )
    return Response(body.encode(), headers=headers, media_type=_DESCRIPTION_TYPE)
