"""The vocabulary and the shapes: ``/def`` and ``/shapes``, for people with an anchor a term, for machines as RDF."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from pyoxigraph import Literal, NamedNode, Quad, Store
from starlette.responses import Response

from endpoint.graph.descriptions import Labels, in_order, label_statements, labels_of
from endpoint.graph.iris import as_uri
from endpoint.http.formats import Format, by_key
from endpoint.http.links import WebLink
from endpoint.pages import Link, render
from endpoint.problems import ProblemError
from endpoint.resources.documents import FORMATS, Address, Content, Exchange
from endpoint.resources.things import Names, Property, Value, json_ld_script
from endpoint.site import Site
from ontology.terms import BASE, OWL, RDF, RDFS, SH, SKOS

router = APIRouter(tags=["vocabulary"])


@dataclass(frozen=True)
class Source:
    """A graph of definitions: its page's path, its terms' namespace, and the kinds of term in the order shown."""

    path: str
    graph: NamedNode
    namespace: str
    kinds: tuple[tuple[str, tuple[NamedNode, ...]], ...]


VOCABULARY = Source(
    "/def",
    NamedNode(BASE + "id/graph/ontology"),
    BASE + "def#",
    (
        ("definitions.classes", (OWL.Class,)),
        ("definitions.properties", (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)),
        ("definitions.datatypes", (RDFS.Datatype,)),
    ),
)
SHAPES = Source(
    "/shapes",
    NamedNode(BASE + "id/graph/shapes"),
    BASE + "shapes#",
    (("definitions.shapes", (SH.NodeShape,)), ("definitions.constraints", (SH.PropertyShape,))),
)
_DEFINITIONS = (SKOS.definition, RDFS.comment, SH.description, SH.message)


@dataclass(frozen=True)
class Term:
    """A term as shown: anchor, names, definitions, and what else is said of it."""

    anchor: str
    iri: str
    names: tuple[Value, ...]
    definitions: tuple[Value, ...]
    properties: tuple[Property, ...]


@dataclass(frozen=True)
class Section:
    """The terms of one kind; ``title`` is a key of the interface's texts."""

    title: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class DefinitionsPage:
    """All that a page of definitions shows; ``title`` is a key of the interface's texts."""

    title: str
    iri: str
    sections: tuple[Section, ...]
    formats: tuple[Link, ...]
    data: str


def _route(source: Source, summary: str) -> None:
    async def negotiated(request: Request) -> Response:
        return await _answer(request, source, None)

    async def in_format(request: Request, extension: str) -> Response:
        form = by_key(extension, FORMATS)
        if form is None or form.key != extension:
            raise ProblemError(404, "There is nothing at this address.")
        return await _answer(request, source, form)

    name = source.path.removeprefix("/")
    router.add_api_route(source.path, negotiated, summary=summary, response_model=None, name=name)
    router.add_api_route(
        source.path + ".{extension}",
        in_format,
        summary=f"{summary}, in one format",
        response_model=None,
        name=f"{name}-in",
    )


_route(VOCABULARY, "The vocabulary")
_route(SHAPES, "The shapes")


async def _answer(request: Request, source: Source, form: Format | None) -> Response:
    site = Site.of(request)
    if source.graph.value not in site.release.manifest.graphs:
        raise ProblemError(404, f"This release holds no {source.path.removeprefix('/')}.")
    exchange = Exchange(request, Address(source.path), form)
    if exchange.unchanged:
        return exchange.not_modified()
    iri = source.namespace.removesuffix("#")

    def read() -> Content:
        quads = statements(site.release.store, source)
        return Content(
            lambda: quads,
            lambda frame: render("definitions.html", frame, definitions_page(quads, source, site, exchange)),
            [WebLink("canonical", as_uri(iri))],
        )

    return await exchange.answer(read)


def statements(store: Store, source: Source) -> list[Quad]:
    """All statements of a graph of definitions, in order."""
    return in_order(store.quads_for_pattern(None, None, None, source.graph))


def definitions_page(quads: list[Quad], source: Source, site: Site, exchange: Exchange) -> DefinitionsPage:
    """The page of a graph of definitions: the terms of its namespace, by kind."""
    by_subject: dict[NamedNode, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            by_subject.setdefault(quad.subject, []).append(quad)
    names = Names(_labels(site.release.store, by_subject), site, exchange.frame)
    sections = []
    seen: set[NamedNode] = set()
    for title, classes in source.kinds:
        terms = [
            node
            for node, about in by_subject.items()
            if node.value.startswith(source.namespace)
            and node not in seen
            and any(quad.predicate == RDF.type and quad.object in classes for quad in about)
        ]
        seen.update(terms)
        if terms:
            sections.append(Section(title, tuple(_term(node, by_subject[node], source, names) for node in terms)))
    return DefinitionsPage(
        f"definitions{source.path.replace('/', '.')}",
        source.namespace,
        tuple(sections),
        exchange.format_links(),
        json_ld_script([quad for quad in quads if quad.subject == NamedNode(source.namespace.removesuffix("#"))]),
    )


def _labels(store: Store, by_subject: dict[NamedNode, list[Quad]]) -> Labels:
    nodes = {
        term
        for about in by_subject.values()
        for quad in about
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, NamedNode)
    }
    return labels_of(quad for node in nodes for quad in label_statements(store, node))


def _term(node: NamedNode, about: list[Quad], source: Source, names: Names) -> Term:
    def literals(*properties: NamedNode) -> tuple[Value, ...]:
        return tuple(
            names.value(quad.object)
            for prop in properties
            for quad in about
            if quad.predicate == prop and isinstance(quad.object, Literal)
        )

    said = {RDFS.label, SH.name, *_DEFINITIONS, RDFS.isDefinedBy}
    return Term(
        node.value.removeprefix(source.namespace),
        node.value,
        literals(RDFS.label, SH.name),
        literals(*_DEFINITIONS),
        names.properties(quad for quad in about if quad.predicate not in said),
    )
