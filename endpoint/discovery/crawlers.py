"""What crawlers need: which addresses there are, and which are not for them."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from starlette.responses import Response

from endpoint.graph.iris import CATALOG
from endpoint.http.targets import origin_of, root_of
from endpoint.http.validators import etag, is_not_modified, validator_headers
from endpoint.problems import ProblemError
from endpoint.site import Site
from loaders.modified import modified_in

router = APIRouter(tags=["discovery"])

_PAGE = 50_000
"""The most addresses that one site map may hold (https://www.sitemaps.org/protocol.html)."""


@router.get("/robots.txt", summary="What crawlers may read", response_model=None)
async def robots(request: Request) -> Response:
    """The rules (RFC 9309): queries and forms are not for crawlers, documents are."""
    root = root_of(request.scope)
    lines = [
        "User-agent: *",
        f"Disallow: {root}/sparql",
        f"Disallow: {root}/search",
        f"Disallow: {root}/questions/*?",
        f"Disallow: {root}/releases/*/",
        f"Disallow: {root}/timegate/",
        f"Sitemap: {origin_of(request)}/sitemap.xml",
    ]
    return _text(request, "\n".join(lines) + "\n", "text/plain; charset=utf-8")


@router.get("/sitemap.xml", summary="The addresses of all documents", response_model=None)
async def sitemap(request: Request) -> Response:
    """The site map; where one file may not hold all, an index of them (https://www.sitemaps.org/protocol.html)."""
    site = Site.of(request)
    documents = await site.reader.read(_documents, site)
    if len(documents) <= _PAGE:
        return _text(request, _urlset(request, documents), "application/xml")
    numbers = range(1, -(-len(documents) // _PAGE) + 1)
    maps = [f"<sitemap>{_located(request, f'/sitemap-{number}.xml')}</sitemap>" for number in numbers]
    return _text(request, _xml("sitemapindex", maps), "application/xml")


@router.get("/sitemap-{number:int}.xml", summary="A part of a site map that is large", response_model=None)
async def part_of_sitemap(request: Request, number: int) -> Response:
    site = Site.of(request)
    documents = await site.reader.read(_documents, site)
    shown = documents[(number - 1) * _PAGE : number * _PAGE] if number > 0 else []
    if not shown:
        raise ProblemError(404, "The site map has no such part.")
    return _text(request, _urlset(request, shown), "application/xml")


def _documents(site: Site) -> list[tuple[str, date]]:
    """The documents that a search engine may show, with the day on which each last changed.

    A thing's is that of its own statements; what points at it, and how it is named, may have changed since.
    """
    today = site.release.manifest.created.date()
    modified = modified_in(site.release.path)
    types = site.catalogue.counts()
    fixed = ["/", "/questions", "/def", "/shapes", CATALOG, *(f"/doc/{type_}" for type_ in types)]
    documents = dict.fromkeys(fixed, today)
    for type_ in types:
        for node in site.catalogue.members(type_):
            documents.setdefault(site.iris.document_path(node.value), modified.of(node.value))
    return list(documents.items())


def _urlset(request: Request, documents: list[tuple[str, date]]) -> str:
    entries = [f"<url>{_located(request, path)}<lastmod>{day}</lastmod></url>" for path, day in documents]
    return _xml("urlset", entries)


def _located(request: Request, path: str) -> str:
    return f"<loc>{escape(origin_of(request) + path)}</loc>"


def _xml(root: str, entries: list[str]) -> str:
    body = "\n".join(entries)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{namespace}">\n{body}\n</{root}>\n'


def _text(request: Request, text: str, media_type: str) -> Response:
    site = Site.of(request)
    tag = etag(site.release.digest, site.release.id, origin_of(request), str(request.url.path))
    headers = validator_headers(tag, site.release.manifest.created)
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type=media_type)
