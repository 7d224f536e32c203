"""A graph of the vocabulary, looked up by term: what is above a class, which properties it has, what a list holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from endpoint.graph.catalogue import natural
from endpoint.graph.definitions import VOCABULARY
from ontology.terms import DCAM, OWL, RDF, RDFS, SKOS

CLASSES = (OWL.Class,)
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
DATATYPES = (RDFS.Datatype,)

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Code:
    """A concept of a code list, with those below it."""

    node: NamedNode
    narrower: tuple[Code, ...]

    def size(self) -> int:
        return 1 + sum(code.size() for code in self.narrower)


class OntologyGraph:
    """Statements by subject and property, and backwards."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._values: dict[object, dict[NamedNode, list[Term]]] = {}
        self._subjects: dict[tuple[NamedNode, object], list[NamedNode]] = {}
        for quad in quads:
            self._values.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
            if isinstance(quad.subject, NamedNode):
                self._subjects.setdefault((quad.predicate, quad.object), []).append(quad.subject)

    def values(self, subject: NamedNode, predicate: NamedNode) -> Sequence[Term]:
        return self._values.get(subject, {}).get(predicate, ())

    def nodes(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        return [term for term in self.values(subject, predicate) if isinstance(term, NamedNode)]

    def subjects(self, predicate: NamedNode, value: NamedNode) -> Sequence[NamedNode]:
        return self._subjects.get((predicate, value), ())

    def terms(self, kinds: Iterable[NamedNode]) -> list[NamedNode]:
        """The terms of our namespace that are of one of some kinds, by name."""
        found = dict.fromkeys(node for kind in kinds for node in self.subjects(RDF.type, kind) if anchor(node))
        return sorted(found, key=lambda node: node.value.casefold())

    def is_class(self, node: NamedNode) -> bool:
        return OWL.Class in self.values(node, RDF.type)

    def properties(self, cls: NamedNode) -> list[NamedNode]:
        """The properties that the vocabulary gives to a class, by name."""
        return sorted(self.subjects(DCAM.domainIncludes, cls), key=lambda node: node.value.casefold())

    def schemes(self) -> list[NamedNode]:
        """The code lists, by IRI."""
        return sorted(self.subjects(RDF.type, SKOS.ConceptScheme), key=lambda node: node.value)

    def codes(self, scheme: NamedNode) -> tuple[Code, ...]:
        """The codes of a list as trees, each below what it names as broader in the same list."""
        members = set(self.subjects(SKOS.inScheme, scheme))
        below: dict[NamedNode, list[NamedNode]] = {}
        tops = []
        for node in sorted(members, key=natural):
            above = [one for one in self.nodes(node, SKOS.broader) if one in members]
            below.setdefault(above[0], []).append(node) if above else tops.append(node)

        def tree(node: NamedNode) -> Code:
            return Code(node, tuple(map(tree, below.get(node, ()))))

        return tuple(map(tree, tops))


def anchor(node: NamedNode) -> str:
    """The name of a term of our namespace; empty for others."""
    return node.value.removeprefix(VOCABULARY.namespace) if node.value.startswith(VOCABULARY.namespace) else ""
