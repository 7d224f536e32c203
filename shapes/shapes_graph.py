"""The shapes graph: the Turtle beside this file, or someone else's, read once and looked up by shape.

Section numbers below are those of the `Shapes Constraint Language <https://www.w3.org/TR/shacl/>`_.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from ontology.terms import PREFIXES, RDF, RDFS, SH

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal


_CLASS = NamedNode(PREFIXES["rdfs"] + "Class")


class ShapesError(ValueError):
    """Shapes that cannot be read or run; the message says which file or shape, and why."""


def _sh(name: str) -> NamedNode:
    return NamedNode(PREFIXES["sh"] + name)


TARGETS = tuple(_sh(name) for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))
"""The properties that say what a shape applies to (section 2.1.3)."""


@dataclass(frozen=True, order=True)
class Target:
    """One way in which a shape finds its focus nodes: a property of :data:`TARGETS` and its value."""

    kind: str
    value: str
    """The value as N-Triples has it."""
    term: Term = field(compare=False, repr=False)

    @classmethod
    def of(cls, kind: NamedNode, term: Term) -> "Target":
        return cls(kind.value.removeprefix(PREFIXES["sh"]), str(term), term)


@dataclass(frozen=True)
class SparqlConstraint:
    """A constraint by a SELECT query (section 5), its prefixes put before it."""

    node: Node
    query: str
    messages: Mapping[str, str]


@dataclass(frozen=True)
class Shape:
    """What a report needs of a shape, and what runs its queries."""

    node: Node
    name: Mapping[str, str]
    messages: Mapping[str, str]
    severity: NamedNode
    path: NamedNode | None
    """The path of a property shape; none for a node shape, and for a path that is not a single property."""
    targets: tuple[Target, ...]
    """Its own, and those of the node shapes that name it by ``sh:property``: their focus nodes are its focus nodes."""
    constraints: tuple[SparqlConstraint, ...]


class ShapesGraph:
    """Shapes as triples, and as :class:`Shape` by node."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = tuple(triples)
        self._values: dict[Node, dict[NamedNode, list[Term]]] = {}
        for triple in self.triples:
            assert not isinstance(triple.subject, Triple)
            assert not isinstance(triple.object, Triple)
            self._values.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)

    def values(self, subject: Node, predicate: NamedNode) -> Sequence[Term]:
        return self._values.get(subject, {}).get(predicate, ())

    def nodes(self, subject: Node, predicate: NamedNode) -> list[Node]:
        return [value for value in self.values(subject, predicate) if not isinstance(value, Literal)]

    @cached_property
    def shapes(self) -> Mapping[Node, Shape]:
        """All node shapes and property shapes that say so by ``rdf:type``, in the order of their IRIs."""
        types = {SH.NodeShape, SH.PropertyShape}
        found = [node for node, values in self._values.items() if types & set(values.get(RDF.type, ()))]
        return MappingProxyType({node: self.shape(node) for node in sorted(found, key=str)})

    def predicates(self, node: Node) -> list[NamedNode]:
        return list(self._values.get(node, ()))

    @property
    def targeted(self) -> list[Node]:
        """The shapes that have targets of their own, in the order of their IRIs."""
        found = [
            node
            for node, values in self._values.items()
            if not values.keys().isdisjoint(TARGETS)
            or (self._is_class(node) and any(each.value.startswith(PREFIXES["sh"]) for each in values))
        ]
        return sorted(found, key=str)

    @property
    def has_queries(self) -> bool:
        return any(_sh("sparql") in values for values in self._values.values())

    def is_active(self, node: Node) -> bool:
        return not any(value.value == "true" for value in self.values(node, _sh("deactivated")))

    def shape(self, node: Node) -> Shape:
        path = next(iter(self.values(node, SH.path)), None)
        severity = next(iter(self.values(node, SH.severity)), SH.Violation)
        holders = [holder for holder in self._holders.get(node, ()) if self.is_active(holder)]
        targets = {target for each in (node, *holders) for target in self.own_targets(each)}
        constraints = [each for each in self.nodes(node, _sh("sparql")) if self.is_active(each)]
        return Shape(
            node=node,
            name=self.texts(node, SH.name),
            messages=self.texts(node, SH.message),
            severity=severity if isinstance(severity, NamedNode) else SH.Violation,
            path=path if isinstance(path, NamedNode) else None,
            targets=tuple(sorted(targets)),
            constraints=tuple(self._constraint(each) for each in sorted(constraints, key=str)),
        )

    @cached_property
    def _holders(self) -> Mapping[Node, list[Node]]:
        """The node shapes that name a property shape by ``sh:property``."""
        holders: dict[Node, list[Node]] = {}
        for node, values in self._values.items():
            if SH.NodeShape in values.get(RDF.type, ()):
                for value in self.nodes(node, SH.property):
                    holders.setdefault(value, []).append(node)
        return holders

    def own_targets(self, node: Node) -> list[Target]:
        """What a shape targets itself; a property shape's focus nodes may be another's."""
        said = [Target.of(kind, value) for kind in TARGETS for value in self.values(node, kind)]
        return [*said, Target.of(TARGETS[0], node)] if self._is_class(node) else said

    def _is_class(self, node: Node) -> bool:
        """True for a shape that is its own target (section 2.1.3.3)."""
        return not self._metaclasses.isdisjoint(self.values(node, RDF.type))

    @cached_property
    def _metaclasses(self) -> set[Term]:
        below = {node for node, values in self._values.items() if _CLASS in values.get(RDFS.subClassOf, ())}
        return {_CLASS, *below}

    def texts(self, subject: Node, predicate: NamedNode) -> Mapping[str, str]:
        """Texts by language tag; the tag is empty for one that has none."""
        literals = [value for value in self.values(subject, predicate) if isinstance(value, Literal)]
        return MappingProxyType({literal.language or "": literal.value for literal in sorted(literals, key=str)})

    def _constraint(self, node: Node) -> SparqlConstraint:
        selects = [value for value in self.values(node, SH.select) if isinstance(value, Literal)]
        if len(selects) != 1:
            raise ShapesError(f"{node}: expected one sh:select, found {len(selects)}")
        declarations = [
            f"PREFIX {self._text(declaration, SH.prefix)}: <{self._text(declaration, SH.namespace)}>"
            for prefixes in self.nodes(node, SH.prefixes)
            for declaration in self.nodes(prefixes, SH.declare)
        ]
        query = "\n".join([*sorted(declarations), selects[0].value])
        return SparqlConstraint(node, query, self.texts(node, SH.message))

    def _text(self, subject: Node, predicate: NamedNode) -> str:
        values = self.values(subject, predicate)
        if len(values) != 1 or not isinstance(values[0], Literal):
            raise ShapesError(f"{subject}: expected one text for {predicate}, found {len(values)}")
        return values[0].value


def turtle_files() -> list[Traversable]:
    """The Turtle of the project's own shapes, in the order of names."""
    folder = files("shapes")
    return sorted((file for file in folder.iterdir() if file.name.endswith(".ttl")), key=lambda file: file.name)


def read_shapes(data: bytes, name: str, rdf_format: RdfFormat = RdfFormat.TURTLE) -> ShapesGraph:
    """Shapes from RDF; ``name`` stands in the message of the :class:`ShapesError` where it cannot be parsed."""
    return ShapesGraph(_parse(data, name, rdf_format))


@cache
def shapes_graph() -> ShapesGraph:
    """The project's own shapes, read once."""
    return ShapesGraph(
        triple for file in turtle_files() for triple in _parse(file.read_bytes(), file.name, RdfFormat.TURTLE)
    )


def _parse(data: bytes, name: str, rdf_format: RdfFormat) -> list[Triple]:
    try:
        return [quad.triple for quad in parse(data, rdf_format, rename_blank_nodes=True)]
    except SyntaxError as error:
        raise ShapesError(f"{name}: {error}") from error
