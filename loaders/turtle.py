"""Turtle files as triples without blank nodes: each gets an IRI from the path that leads to it.

The components and lists inside our own files have one parent each. ``shapes#S sh:in ( "a" "b" )`` becomes
``shapes#S/in/1`` and ``shapes#S/in/2``; a single component ``ex:a ex:p [ ... ]`` becomes ``ex:a/p``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from ontology.terms import RDF


def read_turtle(data: bytes, name: str) -> list[Triple]:
    """The triples of a Turtle file, blank nodes replaced.

    Raises :exc:`ValueError` where a blank node has no parent or several: no path leads to it.
    """
    try:
        triples = [quad.triple for quad in parse(data, RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise ValueError(f"{name}: {error}") from error
    return skolemise(triples, name)


def skolemise(triples: Iterable[Triple], name: str) -> list[Triple]:
    """The same triples, with IRIs made from paths in the place of blank nodes."""
    kept = list(triples)
    paths = _Paths(name)
    for triple in kept:
        paths.add(triple)

    def named(term: object) -> object:
        return paths.iri(term) if isinstance(term, BlankNode) else term

    return [Triple(named(each.subject), each.predicate, named(each.object)) for each in kept]  # type: ignore[arg-type]


@dataclass
class _Paths:
    """The triples below and above each node, and the IRIs found so far."""

    file: str
    below: dict[object, list[Triple]] = field(default_factory=dict)
    above: dict[BlankNode, list[Triple]] = field(default_factory=dict)
    found: dict[BlankNode, NamedNode] = field(default_factory=dict)

    def add(self, triple: Triple) -> None:
        self.below.setdefault(triple.subject, []).append(triple)
        if isinstance(triple.object, BlankNode):
            self.above.setdefault(triple.object, []).append(triple)

    def iri(self, node: BlankNode, seen: frozenset[BlankNode] = frozenset()) -> NamedNode:
        if node not in self.found:
            above = self.above.get(node, [])
            if len(above) != 1 or node in seen:
                raise ValueError(f"{self.file}: a blank node with {len(above)} parents; expected one, to name it by")
            parent = above[0].subject
            parent = self.iri(parent, seen | {node}) if isinstance(parent, BlankNode) else parent
            assert isinstance(parent, NamedNode)
            self.found[node] = NamedNode(self._step(node, above[0], parent.value))
        return self.found[node]

    def _step(self, node: BlankNode, triple: Triple, parent: str) -> str:
        if triple.predicate == RDF.rest:
            head, _, place = parent.rpartition("/")
            # A list whose first cell has an IRI of its own is numbered from there.
            return f"{head}/{int(place) + 1}" if isinstance(triple.subject, BlankNode) else f"{parent}/2"
        step = triple.predicate.value.replace("#", "/").rpartition("/")[2]
        same = [each for each in self.below[triple.subject] if each.predicate == triple.predicate]
        siblings = sorted((each for each in same if isinstance(each.object, BlankNode)), key=self._content)
        index = f"-{siblings.index(triple) + 1}" if len(siblings) > 1 else ""
        is_list = any(each.predicate == RDF.first for each in self.below.get(node, []))
        return f"{parent}/{step}{index}{'/1' if is_list else ''}"

    def _content(self, triple: Triple) -> str:
        """What stands below a triple's object, as text that does not depend on labels: the order among siblings."""
        if not isinstance(triple.object, BlankNode):
            return str(triple.object)
        return f"[{' '.join(sorted(f'{each.predicate} {self._content(each)}' for each in self.below[triple.object]))}]"
