"""The first page: what this is, what the release holds, where to begin."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Store
from starlette.responses import Response

from endpoint.discovery.routes import schema_org
from endpoint.graph.descriptions import Labels, label_statements, labels_of
from endpoint.http.formats import HTML, offers
from endpoint.http.targets import origin_of
from endpoint.http.validators import NOT_STORED, etag, is_not_modified, validator_headers
from endpoint.pages import Frame, Link, render
from endpoint.problems import ProblemError
from endpoint.questions.figures import Figure, figure
from endpoint.resources.documents import negotiated
from endpoint.resources.things import Names, Value, type_name
from endpoint.site import Site
from endpoint.sparql.results import starting_query
from ontology.terms import GA, PREFIXES, RDF

router = APIRouter(tags=["pages"])

_OFFERS = offers((HTML,))
_COMMITMENTS_SHOWN = 100
_PICTURE = "sdg-by-theme"
"""The question whose answer is drawn on the first page."""
_KEY_FIGURES = ("plan", "commitment", "event", "organization", "passage", "discrepancy")
"""The types whose numbers stand at the top."""
_READERS = (
    ("journalist", "/questions/sdg-coverage"),
    ("developer", "/sparql"),
    ("auditor", "/audit"),
    ("publisher", "/validate"),
)


@dataclass(frozen=True)
class Count:
    """A class with the number of its instances, and where to see them all."""

    name: Value
    count: int
    all: str | None


@dataclass(frozen=True)
class Key:
    """A number that says at a glance what the release holds, and where to see what it counts."""

    name: str
    count: int
    href: str


@dataclass(frozen=True)
class Plan:
    """An action plan with its commitments in their order."""

    name: Value
    commitments: tuple[tuple[str, Value], ...]
    """Each with its number."""


@dataclass(frozen=True)
class Reader:
    """One kind of reader, by the key of its texts, and where it begins."""

    key: str
    href: str


@dataclass(frozen=True)
class HomePage:
    """All that the first page shows."""

    key_figures: tuple[Key, ...]
    plans: tuple[Plan, ...]
    counts: tuple[Count, ...]
    types: tuple[Link, ...]
    release: str
    created: str
    quads: int
    example: str
    figure: Figure | None
    readers: tuple[Reader, ...]
    data: Markup
    """The release for dataset search engines, ready to stand in a script element."""


@router.get("/", summary="The first page", response_model=None)
async def home(request: Request) -> Response:
    site = Site.of(request)
    frame = Frame.of(request)
    offer = negotiated(request, _OFFERS)
    tag = etag(site.release.digest, site.release.id, origin_of(request), "home", f"{frame.language} {frame.chosen}")
    headers = {
        "Vary": "Accept, Accept-Language",
        "Content-Language": frame.language,
        **validator_headers(tag, site.release.manifest.created),
    }
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    try:
        picture = await figure(request, frame, _PICTURE)
    except ProblemError:  # the page is there for a client that has used up its share, too
        picture = None
        headers = {"Content-Language": frame.language, "Cache-Control": NOT_STORED}
    page = await site.reader.read(home_page, site, frame, picture, origin_of(request))
    return Response(render("home.html", frame, page), headers=headers, media_type=offer.content_type)


def home_page(site: Site, frame: Frame, picture: Figure | None, origin: str) -> HomePage:
    """The first page of a release."""
    store, manifest = site.release.store, site.release.manifest
    classes = [NamedNode(iri) for iri in manifest.counts if iri.startswith(PREFIXES["ga"])]
    plans = _instances(store, GA.ActionPlan)[::-1]  # the latest first
    commitments = {plan: _commitments(store, plan) for plan in plans}
    shown = [*classes, *plans, *(node for numbered in commitments.values() for _, node in numbered)]
    names = Names(_labels(store, shown), site, frame)
    counts = [Count(names.node(class_), manifest.counts[class_.value], _all(site, frame, class_)) for class_ in classes]
    held = site.catalogue.counts()
    return HomePage(
        tuple(
            Key(type_name(type_, site, frame), held[type_], frame.href(f"/doc/{type_}"))
            for type_ in _KEY_FIGURES
            if type_ in held
        ),
        tuple(
            Plan(names.node(plan), tuple((number, names.node(node)) for number, node in commitments[plan]))
            for plan in plans
        ),
        tuple(sorted(counts, key=lambda count: (-count.count, count.name.text))),
        _types(site, frame),
        site.release.id,
        f"{manifest.created:%Y-%m-%d %H:%M} UTC",
        manifest.quads,
        frame.href(f"/sparql?{urlencode({'query': starting_query()})}"),
        picture,
        tuple(Reader(key, frame.href(path)) for key, path in _READERS),
        schema_org(site, origin),
    )


def _types(site: Site, frame: Frame) -> tuple[Link, ...]:
    named = [(type_name(type_, site, frame), type_, count) for type_, count in site.catalogue.counts().items()]
    named.sort(key=lambda one: one[0].casefold())
    return tuple(Link(f"{name} ({count})", frame.href(f"/doc/{type_}")) for name, type_, count in named)


def _instances(store: Store, class_: NamedNode) -> list[NamedNode]:
    found = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, class_, None)}
    return sorted((node for node in found if isinstance(node, NamedNode)), key=lambda node: node.value)


def _commitments(store: Store, plan: NamedNode) -> list[tuple[str, NamedNode]]:
    found = {quad.object for quad in store.quads_for_pattern(plan, GA.hasCommitment, None, None)}
    placed = [
        (_literal(store, node, GA.position), _literal(store, node, GA.number), node)
        for node in found
        if isinstance(node, NamedNode)
    ]
    placed.sort(key=lambda one: (not one[0].isdecimal(), int(one[0]) if one[0].isdecimal() else 0, one[2].value))
    return [(number, node) for _, number, node in placed[:_COMMITMENTS_SHOWN]]


def _literal(store: Store, node: NamedNode, prop: NamedNode) -> str:
    found = (
        quad.object.value
        for quad in store.quads_for_pattern(node, prop, None, None)
        if isinstance(quad.object, Literal)
    )
    return min(found, default="")


def _all(site: Site, frame: Frame, class_: NamedNode) -> str | None:
    """Where all instances of a class are listed, if its instances stand under one type of identifier."""
    for quad in islice(site.release.store.quads_for_pattern(None, RDF.type, class_, None), 1):
        if isinstance(quad.subject, NamedNode) and (type_ := site.catalogue.type_of(quad.subject)):
            return frame.href(f"/doc/{type_}")
    return None


def _labels(store: Store, nodes: list[NamedNode]) -> Labels:
    return labels_of(quad for node in nodes for quad in label_statements(store, node))
