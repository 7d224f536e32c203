"""The data graph: the union of a store's graphs, as core constraints look at it.

Triples of RDF 1.2 that hold a triple are left out: SHACL 1.0 has no values of that kind.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from ontology.terms import RDF, RDFS
from shapes.shapes_graph import Target

Term = NamedNode | BlankNode | Literal
Description = Mapping[NamedNode, Collection[Term]]


class DataGraph:
    """Looks up nodes of a store that does not change meanwhile; what nodes are instances of is looked up once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._types: dict[Term, frozenset[Term]] = {}
        self._below: dict[Term, frozenset[Term]] = {}

    def describe(self, node: Term) -> dict[NamedNode, dict[Term, None]]:
        """The values of a node by property, each once; none for a literal."""
        values: dict[NamedNode, dict[Term, None]] = {}
        if not isinstance(node, Literal):
            for quad in self._store.quads_for_pattern(node, None, None, None):
                if not isinstance(quad.object, Triple):
                    values.setdefault(quad.predicate, {})[quad.object] = None
        return values

    def is_instance(self, node: Term, class_: Term) -> bool:
        """True where the node has the class or one below it (section 1.1 of SHACL)."""
        if node not in self._types:
            self._types[node] = frozenset(self._objects(node, RDF.type))
        return not self._types[node].isdisjoint(self.classes_below(class_))

    def focus_nodes(self, target: Target) -> set[Term]:
        """What a target matches (section 2.1.3)."""
        match target.kind:
            case "targetNode":
                return {target.term}
            case "targetClass":
                return {node for class_ in self.classes_below(target.term) for node in self._subjects(RDF.type, class_)}
            case "targetSubjectsOf":
                return set(self._subjects(target.term, None))
            case _:
                return set(self._objects(None, target.term))

    def is_focus_node(self, node: Term, target: Target) -> bool:
        match target.kind:
            case "targetNode":
                return node == target.term
            case "targetClass":
                return self.is_instance(node, target.term)
            case "targetSubjectsOf":
                return next(iter(self._objects(node, target.term)), None) is not None
            case _:
                return next(iter(self._subjects(target.term, node)), None) is not None

    def classes_below(self, class_: Term) -> frozenset[Term]:
        """A class and those below it; those that are their own superclass are no obstacle."""
        if class_ not in self._below:
            found, waiting = {class_}, [class_]
            while waiting:
                new = {each for each in self._subclasses.get(waiting.pop(), ()) if each not in found}
                found |= new
                waiting += new
            self._below[class_] = frozenset(found)
        return self._below[class_]

    @cached_property
    def _subclasses(self) -> Mapping[Term, set[Term]]:
        below: dict[Term, set[Term]] = {}
        for quad in self._store.quads_for_pattern(None, RDFS.subClassOf, None, None):
            if not isinstance(quad.object, Triple):
                below.setdefault(quad.object, set()).add(_node(quad.subject))
        return below

    def _objects(self, subject: Term | None, predicate: Term) -> Iterable[Term]:
        if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
            return ()
        quads = self._store.quads_for_pattern(subject, predicate, None, None)
        return (quad.object for quad in quads if not isinstance(quad.object, Triple))

    def _subjects(self, predicate: Term, object_: Term | None) -> Iterable[Term]:
        if not isinstance(predicate, NamedNode):
            return ()
        quads = self._store.quads_for_pattern(None, predicate, object_, None)
        return (_node(quad.subject) for quad in quads if not isinstance(quad.object, Triple))


def _node(subject: NamedNode | BlankNode | Triple) -> Term:
    assert not isinstance(subject, Triple), "triples are not subjects in RDF 1.2"
    return subject
