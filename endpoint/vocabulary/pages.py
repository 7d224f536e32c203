"""The pages of the vocabulary and the shapes: what they show, as values."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Store

from endpoint.graph.definitions import SHAPES, VOCABULARY, Definitions
from endpoint.graph.descriptions import NAMED_AT_MOST, in_order, labels_of
from endpoint.pages import Link
from endpoint.resources.documents import Exchange
from endpoint.resources.things import Names, Property, Value, json_ld_script
from endpoint.site import Site
from ontology.terms import OWL, RDF, RDFS, SH, SKOS

_KINDS = {
    VOCABULARY: (
        ("definitions.classes", (OWL.Class,)),
        ("definitions.properties", (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)),
        ("definitions.datatypes", (RDFS.Datatype,)),
    ),
    SHAPES: (("definitions.shapes", (SH.NodeShape,)), ("definitions.constraints", (SH.PropertyShape,))),
}
"""The kinds of term in the order shown; the first is a key of the interface's texts."""
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
    version: Link | None
    """The address of the version that is shown."""
    latest: Link | None
    """On the page of a version: the address of what is served now."""
    sections: tuple[Section, ...]
    formats: tuple[Link, ...]
    data: str


def statements(store: Store, definitions: Definitions) -> list[Quad]:
    """All statements of a graph of definitions, in order."""
    return in_order(store.quads_for_pattern(None, None, None, definitions.graph))


def definitions_page(quads: list[Quad], definitions: Definitions, site: Site, exchange: Exchange) -> DefinitionsPage:
    """The page of a graph of definitions: the terms of its namespace, by kind."""
    frame = exchange.frame
    by_subject: dict[NamedNode, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            by_subject.setdefault(quad.subject, []).append(quad)
    named = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    nodes = list(dict.fromkeys(term for term in named if isinstance(term, NamedNode)))[:NAMED_AT_MOST]
    names = Names(labels_of(site.descriptions.label_statements(nodes)), site, frame)
    sections = []
    seen: set[NamedNode] = set()
    for title, classes in _KINDS[definitions]:
        terms = [
            node
            for node, about in by_subject.items()
            if node.value.startswith(definitions.namespace)
            and node not in seen
            and any(quad.predicate == RDF.type and quad.object in classes for quad in about)
        ]
        seen.update(terms)
        if terms:
            found = (_term(node, by_subject[node], definitions, names) for node in terms)
            sections.append(Section(title, tuple(found)))
    held = definitions.version(site.release.manifest)
    return DefinitionsPage(
        f"definitions.{definitions.name}",
        definitions.namespace,
        Link(held, frame.href(f"{definitions.path}/{held}")) if held else None,
        Link(definitions.name, frame.href(definitions.path)) if exchange.address.path != definitions.path else None,
        tuple(sections),
        exchange.format_links(),
        json_ld_script([quad for quad in quads if quad.subject == definitions.iri]),
    )


def _term(node: NamedNode, about: list[Quad], definitions: Definitions, names: Names) -> Term:
    def literals(*properties: NamedNode) -> tuple[Value, ...]:
        return tuple(
            names.value(quad.object)
            for prop in properties
            for quad in about
            if quad.predicate == prop and isinstance(quad.object, Literal)
        )

    said = {RDFS.label, SH.name, *_DEFINITIONS, RDFS.isDefinedBy}
    return Term(
        node.value.removeprefix(definitions.namespace),
        node.value,
        literals(RDFS.label, SH.name),
        literals(*_DEFINITIONS),
        names.properties(quad for quad in about if quad.predicate not in said),
    )
