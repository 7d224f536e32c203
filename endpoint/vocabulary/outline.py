"""A graph of shapes as it is read by people: which shapes are about the same things, and whose each rule is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from endpoint.graph.definitions import SHAPES
from ontology.terms import PREFIXES, RDF, SH
from shapes.shapes_graph import Node, ShapesGraph, Term

COMMON = 15
"""A rule that more shapes have than these says what holds for everything."""


def sh(name: str) -> NamedNode:
    """A term of SHACL that :class:`~ontology.terms.SH` does not name."""
    return NamedNode(PREFIXES["sh"] + name)


class Outline:
    """The shapes of the project's namespace. A rule is a property shape; several shapes may have the same."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        quads = list(quads)
        self.graph = graph = ShapesGraph(quad.triple for quad in quads)
        subjects = dict.fromkeys(quad.subject for quad in quads)
        self.ours = [node for node in subjects if isinstance(node, NamedNode) and anchor(node)]
        self.shapes = [node for node in self.ours if SH.NodeShape in graph.values(node, RDF.type)]
        self.rules = [node for node in self.ours if SH.PropertyShape in graph.values(node, RDF.type)]
        self._classes = {node: self._targeted(node) for node in self.shapes}
        self._holders: dict[Node, list[NamedNode]] = {}
        for node in self.shapes:
            for rule in graph.nodes(node, SH.property):
                self._holders.setdefault(rule, []).append(node)

    def classes(self, node: NamedNode) -> tuple[NamedNode, ...]:
        """The classes whose instances a shape is about."""
        return self._classes[node]

    def classes_of_rule(self, rule: NamedNode) -> tuple[NamedNode, ...]:
        """The classes of all shapes that have a rule."""
        return tuple(dict.fromkeys(cls for holder in self._holders.get(rule, ()) for cls in self.classes(holder)))

    def about_the_same(self) -> list[list[NamedNode]]:
        """The shapes that have targets, those of the same together, the one with the shortest name first."""
        found: dict[tuple[object, ...], list[NamedNode]] = {}
        for node in self.shapes:
            if targets := self.graph.own_targets(node):
                found.setdefault(tuple(sorted(targets)), []).append(node)
        return [sorted(nodes, key=lambda node: len(node.value)) for nodes in found.values()]

    def shape_of_classes(self) -> dict[NamedNode, str]:
        """The anchor of the shape of each class: of one that is about no other class, if it can be."""
        found: dict[NamedNode, str] = {}
        for shapes in sorted(self.about_the_same(), key=lambda shapes: len(self.classes(shapes[0]))):
            for cls in self.classes(shapes[0]):
                found.setdefault(cls, anchor(shapes[0]))
        return found

    def without_target(self) -> tuple[list[NamedNode], list[NamedNode]]:
        """The shapes without a target: those whose rules others have, and those that rules of others name."""
        rest = [node for node in self.shapes if not self.graph.own_targets(node)]
        shared = [node for node in rest if any(len(self._holders[rule]) > 1 for rule in self.own_rules(node))]
        return shared, [node for node in rest if node not in shared]

    def own_rules(self, node: NamedNode) -> list[NamedNode]:
        """The rules of a shape that are not another's."""
        rules = self.graph.nodes(node, SH.property)
        return [rule for rule in rules if isinstance(rule, NamedNode) and self._owner(rule) == node]

    def borrowed(self, node: NamedNode) -> list[NamedNode]:
        """The shapes whose rules a shape has beside its own."""
        owners = {self._owner(rule) for rule in self.graph.nodes(node, SH.property)} - {node}
        return sorted(owners, key=str)

    def path(self, rule: NamedNode) -> NamedNode | None:
        """The property that a rule is about; none for a path of several."""
        return next((path for path in self.graph.nodes(rule, SH.path) if isinstance(path, NamedNode)), None)

    def rules_of(self, cls: NamedNode) -> dict[NamedNode, list[NamedNode]]:
        """The rules that are about instances of a class, by property; not what holds for everything."""
        found: dict[NamedNode, list[NamedNode]] = {}
        for node in self.shapes:
            if cls in self.classes(node):
                for rule in self.graph.nodes(node, SH.property):
                    if isinstance(rule, NamedNode) and (path := self.path(rule)) and not self._is_common(rule):
                        found.setdefault(path, []).append(rule)
        return found

    def counts(self, rules: Iterable[NamedNode]) -> tuple[int, int | None]:
        """How many values a property has at least, and at most, so that no rule of its is violated."""
        severe = [rule for rule in rules if SH.Violation in (self.graph.values(rule, SH.severity) or [SH.Violation])]
        least = [int(value.value) for rule in severe for value in self.literals(rule, sh("minCount"))]
        most = [int(value.value) for rule in severe for value in self.literals(rule, sh("maxCount"))]
        return max(least, default=0), min(most, default=None)

    def kinds(self, rules: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
        """The classes, datatypes and code lists that the values of a property are of, as its rules say."""
        found: list[Node] = []
        for rule in rules:
            found += [*self.graph.nodes(rule, sh("class")), *self.graph.nodes(rule, sh("datatype"))]
            for named in self.graph.nodes(rule, sh("node")):
                inner = self.graph.nodes(named, SH.property)
                found += [code for one in inner for code in self.graph.nodes(one, sh("hasValue"))]
        return tuple(dict.fromkeys(kind for kind in found if isinstance(kind, NamedNode)))

    def _is_common(self, rule: NamedNode) -> bool:
        """Whether classes of all subjects have a rule, so that it tells nothing of one."""
        return not self.classes(self._owner(rule)) and len(self._holders[rule]) > COMMON

    def literals(self, node: Node, predicate: NamedNode) -> list[Literal]:
        return [value for value in self.graph.values(node, predicate) if isinstance(value, Literal)]

    def lists(self) -> Iterator[tuple[NamedNode, list[tuple[NamedNode, Term]]]]:
        """Lists whose cells have names: the first cell, and each cell with its member."""
        firsts = {node for node in self.ours if self.graph.values(node, RDF.first)}
        rests = {rest for node in firsts for rest in self.graph.nodes(node, RDF.rest)}
        for head in (node for node in self.ours if node in firsts - rests):
            members: list[tuple[NamedNode, Term]] = []
            cell: Node | None = head
            while isinstance(cell, NamedNode) and cell in firsts:
                firsts.discard(cell)
                members.append((cell, self.graph.values(cell, RDF.first)[0]))
                cell = next(iter(self.graph.nodes(cell, RDF.rest)), None)
            yield head, members

    def _targeted(self, node: NamedNode) -> tuple[NamedNode, ...]:
        found = [target.term for target in self.graph.own_targets(node) if target.kind == "targetClass"]
        return tuple(term for term in found if isinstance(term, NamedNode))

    def _owner(self, rule: Node) -> NamedNode:
        """The shape that a rule is named after; or else the first that has it."""
        holders = self._holders[rule]
        return next((one for one in holders if str(rule).startswith(f"<{one.value}-")), holders[0])


def anchor(node: Node) -> str:
    """The name of a node of the namespace of the shapes; empty for others."""
    iri = node.value if isinstance(node, NamedNode) else ""
    return iri.removeprefix(SHAPES.namespace) if iri.startswith(SHAPES.namespace) else ""
