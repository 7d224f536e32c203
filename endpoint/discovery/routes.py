"""What the service publishes, for machines and people: the catalogue (DCAT), VoID, the downloads."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from markupsafe import Markup
from pyoxigraph import NamedNode
from starlette.responses import FileResponse, Response

from endpoint.engine.serializers import quads_as
from endpoint.graph.described import Dataset, File, described, metadata, texts_of
from endpoint.graph.iris import CATALOG, as_uri
from endpoint.http.formats import GRAPHS, HTML, Format, by_key, offers
from endpoint.http.targets import origin_of, root_of
from endpoint.http.validators import FRESH, IMMUTABLE, etag, is_not_modified, validator_headers
from endpoint.pages import Frame, Link, pick, render, script_data
from endpoint.problems import ProblemError
from endpoint.resources.documents import FORMATS, Address, Content, Exchange, negotiated
from endpoint.site import Site, folder_of
from loaders.about import KEYWORDS, PUBLISHER
from loaders.citation_files import CITATIONS
from loaders.csv_tables import METADATA as TABLES_METADATA
from loaders.downloads import DATASET, DOWNLOADS
from ontology.terms import DCTERMS

router = APIRouter(tags=["discovery"])

_VOID = "/.well-known/void"
_VOID_OFFERS = offers((*GRAPHS, HTML))


@dataclass(frozen=True)
class CatalogPage:
    """All that the catalogue's page shows."""

    datasets: tuple[Dataset, ...]
    tables: tuple[File, ...]
    """The files of tables one by one, which are parts of the whole dataset."""
    citations: tuple[Link, ...]
    release: str
    created: str
    digest: str
    license: str
    formats: tuple[Link, ...]
    data: Markup


@router.get("/id/dataset/{key}", summary="A dataset of the catalogue: where it is described", response_model=None)
@router.get("/doc/dataset/{key}", include_in_schema=False, response_model=None)
async def dataset(request: Request, key: str) -> Response:
    site = Site.of(request)
    iri = f"{site.release.manifest.base}id/dataset/{as_uri(key)}"
    if not any(
        quad.subject.value == iri for quad in metadata(site.release.path) if isinstance(quad.subject, NamedNode)
    ):
        raise ProblemError(404, "There is no such dataset.")
    location = f"{root_of(request.scope)}{CATALOG}"
    return Response(None, 303, {"Location": location, "Vary": "Accept", "Cache-Control": FRESH})


@router.get(CATALOG, summary="The catalogue of the datasets (DCAT, VoID)", response_model=None)
async def catalog(request: Request) -> Response:
    return await _catalog(request, None)


@router.get(f"{CATALOG}.{{extension}}", summary="The same in one format", response_model=None)
async def catalog_as(request: Request, extension: str) -> Response:
    form = by_key(extension, FORMATS)
    if form is None or form.key != extension:
        raise ProblemError(404, "There is nothing at this address.")
    return await _catalog(request, form)


@router.get("/downloads", summary="The files of the release, for people", response_model=None)
async def downloads(request: Request) -> Response:
    frame = Frame.of(request)
    location = frame.href(CATALOG)
    return Response(None, 303, {"Location": location, "Cache-Control": FRESH})


@router.get("/downloads/{release}/{name:path}", summary="A file of the release", response_model=None)
async def download(request: Request, release: str, name: str) -> Response:
    """The file; refuses what the catalogue does not name, so that no path leads anywhere else."""
    site = Site.of(request)
    path, base = folder_of(site, release), site.release.manifest.base
    known = {one.name: one for dataset in described(path, base) for one in dataset.files}
    # A release that was made before there were any has none.
    if name in CITATIONS and (path / DOWNLOADS / name).is_file():
        return FileResponse(path / DOWNLOADS / name, headers={"Cache-Control": IMMUTABLE}, media_type=CITATIONS[name])
    file = known.get(name)
    if file is None:
        raise ProblemError(404, "There is no such file.", {"files": sorted(known)})
    headers = {"ETag": f'"{file.sha256}"', "Cache-Control": IMMUTABLE}
    if file.media_type == "text/csv":
        # Tabular Data Model, section 5.2: so a client of a table finds what describes it.
        headers["Link"] = f'<{TABLES_METADATA}>; rel="describedby"; type="application/csvm+json"'
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    folder = path if name == DATASET else path / DOWNLOADS
    saved = f"{release}-{name.rpartition('/')[2]}"
    return FileResponse(folder / name, headers=headers, media_type=file.sent_as, filename=saved)


@router.get(_VOID, summary="The dataset described in VoID", response_model=None)
async def void(request: Request) -> Response:
    """The description of the datasets (https://www.w3.org/TR/void/#well-known); for people, the catalogue's page."""
    site = Site.of(request)
    offer = negotiated(request, _VOID_OFFERS)
    if offer.format is HTML:
        location = Frame.of(request).href(CATALOG)
        return Response(None, 303, {"Location": location, "Vary": "Accept", "Cache-Control": FRESH})
    tag = etag(site.release.digest, site.release.id, _VOID, offer.media_type)
    headers = {
        "Vary": "Accept",
        "Link": f'<{root_of(request.scope)}{CATALOG}>; rel="describedby"',
        **validator_headers(tag, site.release.manifest.created),
    }
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    return Response(quads_as(metadata(site.release.path), offer.format), headers=headers, media_type=offer.content_type)


def schema_org(site: Site, origin: str) -> Markup:
    """The release as ``schema.org/Dataset`` for dataset search engines, ready to stand in a script element."""
    manifest = site.release.manifest
    texts = texts_of(metadata(site.release.path), NamedNode(f"{manifest.base}id/dataset/all"))
    document = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{manifest.base}id/dataset/all",
        "name": texts.get(DCTERMS.title, {}),
        "description": texts.get(DCTERMS.description, {}),
        "url": f"{origin}/",
        "identifier": f"sha256:{manifest.digest}",
        "version": site.release.id,
        "dateModified": manifest.created.isoformat(),
        "license": site.settings.license_iri,
        "isAccessibleForFree": True,
        "inLanguage": ["es", "en"],
        "creator": {"@type": "Organization", "name": PUBLISHER, "url": f"{manifest.base}id/organization/quipu-editors"},
        "keywords": sorted(word for words in KEYWORDS.values() for word in words),
        "includedInDataCatalog": {"@type": "DataCatalog", "url": f"{origin}{CATALOG}"},
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{origin}/downloads/{site.release.id}/{file.name}",
                "encodingFormat": file.media_type,
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for dataset in described(site.release.path, site.release.manifest.base)
            if dataset.key == "all"
            for file in dataset.files
            if "/" not in file.name  # the tables are in an archive
        ],
    }
    for key in ("name", "description"):
        by_language = document[key]
        assert isinstance(by_language, dict)
        document[key] = [{"@language": tag, "@value": text} for tag, text in sorted(by_language.items())]
    return script_data(json.dumps(document, ensure_ascii=False))


async def _catalog(request: Request, wanted: Format | None) -> Response:
    site = Site.of(request)
    exchange = Exchange(request, Address(CATALOG), wanted)
    if exchange.unchanged:
        return exchange.not_modified()
    origin = origin_of(request)

    def read() -> Content:
        quads = metadata(site.release.path)
        return Content(
            lambda: quads, lambda frame: render("catalog.html", frame, catalog_page(site, frame, exchange, origin))
        )

    return await exchange.answer(read)


def catalog_page(site: Site, frame: Frame, exchange: Exchange, origin: str) -> CatalogPage:
    """The page of the catalogue."""
    manifest = site.release.manifest
    datasets = _datasets(site, frame)
    return CatalogPage(
        tuple(replace(one, files=tuple(file for file in one.files if "/" not in file.name)) for one in datasets),
        tuple(file for one in datasets for file in one.files if "/" in file.name),
        tuple(Link(name, f"{frame.root}/downloads/{manifest.id}/{name}") for name in CITATIONS),
        manifest.id,
        f"{manifest.created:%Y-%m-%d %H:%M} UTC",
        manifest.digest,
        site.settings.license_iri,
        exchange.format_links(),
        schema_org(site, origin),
    )


def _datasets(site: Site, frame: Frame) -> tuple[Dataset, ...]:
    """The datasets, the whole one first."""
    found = []
    for dataset in described(site.release.path, site.release.manifest.base):
        node = NamedNode(f"{site.release.manifest.base}id/dataset/{dataset.key}")
        titles = texts_of(metadata(site.release.path), node).get(DCTERMS.title, {})
        title, lang = pick(titles, frame.language) or (dataset.key, "")
        files = tuple(
            File(
                file.name,
                f"{frame.root}/downloads/{site.release.id}/{file.name}",
                file.media_type,
                file.size,
                file.sha256,
            )
            for file in dataset.files
        )
        other = lang if lang not in {"", frame.language} else None
        found.append(Dataset(dataset.key, title, other, dataset.triples, files))
    return tuple(sorted(found, key=lambda one: (one.key != "all", one.key)))
