"""What crawlers need: which addresses there are, and which are not for them."""

from __future__ import annotations

from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from starlette.responses import Response

from endpoint.graph.iris import CATALOG
from endpoint.http.targets import origin_of, root_of
from endpoint.http.validators import etag, is_not_modified, validator_headers
from endpoint.problems import ProblemError
from endpoint.site import Site

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
    paths = await site.reader.read(_paths, site)
    if len(paths) <= _PAGE:
        return _text(request, _urlset(request, paths), "application/xml")
    numbers = range(1, -(-len(paths) // _PAGE) + 1)
    maps = [f"<sitemap>{_located(request, f'/sitemap-{number}.xml')}</sitemap>" for number in numbers]
    return _text(request, _xml("sitemapindex", maps), "application/xml")


@router.get("/sitemap-{number:int}.xml", summary="A part of a site map that is large", response_model=None)
async def part_of_sitemap(request: Request, number: int) -> Response:
    site = Site.of(request)
    paths = await site.reader.read(_paths, site)
    shown = paths[(number - 1) * _PAGE : number * _PAGE] if number > 0 else []
    if not shown:
        raise ProblemError(404, "The site map has no such part.")
    return _text(request, _urlset(request, shown), "application/xml")


def _paths(site: Site) -> list[str]:
    """The documents that a search engine may show: pages of their own, and one for each thing."""
    fixed = ["/", "/questions", "/def", "/shapes", CATALOG]
    types = site.catalogue.counts()
    things = [site.iris.document_path(node.value) for type_ in types for node in site.catalogue.members(type_)]
    return list(dict.fromkeys([*fixed, *(f"/doc/{type_}" for type_ in types), *things]))


def _urlset(request: Request, paths: list[str]) -> str:
    changed = f"<lastmod>{Site.of(request).release.manifest.created:%Y-%m-%d}</lastmod>"
    return _xml("urlset", [f"<url>{_located(request, path)}{changed}</url>" for path in paths])


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
