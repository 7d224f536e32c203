"""The page of the vocabulary: what it shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from endpoint.graph.definitions import VOCABULARY
from endpoint.graph.descriptions import NAMED_AT_MOST, labels_of
from endpoint.resources.documents import Exchange
from endpoint.resources.things import Names, Property, Value
from endpoint.site import Site
from endpoint.vocabulary.head import Head, head_of
from ontology.terms import OWL, RDF, RDFS, SH, SKOS

_KINDS = (
    ("definitions.classes", (OWL.Class,)),
    ("definitions.properties", (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)),
    ("definitions.datatypes", (RDFS.Datatype,)),
)
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
class VocabularyPage:
    """All that the page of the vocabulary shows."""

    head: Head
    sections: tuple[Section, ...]


def vocabulary_page(quads: list[Quad], site: Site, exchange: Exchange) -> VocabularyPage:
    """The page of the vocabulary: the terms of its namespace, by kind."""
    by_subject: dict[NamedNode, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            by_subject.setdefault(quad.subject, []).append(quad)
    named = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    nodes = list(dict.fromkeys(term for term in named if isinstance(term, NamedNode)))[:NAMED_AT_MOST]
    names = Names(labels_of(site.descriptions.label_statements(nodes)), site, exchange.frame)
    sections = []
    seen: set[NamedNode] = set()
    for title, classes in _KINDS:
        terms = [
            node
            for node, about in by_subject.items()
            if node.value.startswith(VOCABULARY.namespace)
            and node not in seen
            and any(quad.predicate == RDF.type and quad.object in classes for quad in about)
        ]
        seen.update(terms)
        if terms:
            found = (_term(node, by_subject[node], names) for node in terms)
            sections.append(Section(title, tuple(found)))
    return VocabularyPage(head_of(quads, VOCABULARY, site, exchange), tuple(sections))


def _term(node: NamedNode, about: list[Quad], names: Names) -> Term:
    def literals(*properties: NamedNode) -> tuple[Value, ...]:
        return tuple(
            names.value(quad.object)
            for prop in properties
            for quad in about
            if quad.predicate == prop and isinstance(quad.object, Literal)
        )

    said = {RDFS.label, SH.name, *_DEFINITIONS, RDFS.isDefinedBy}
    return Term(
        node.value.removeprefix(VOCABULARY.namespace),
        node.value,
        literals(RDFS.label, SH.name),
        literals(*_DEFINITIONS),
        names.properties(quad for quad in about if quad.predicate not in said),
    )
