"""Core constraints, node by node: a focus node is looked up once and held against all shapes that target it.

The results are pySHACL's. They are found without a second copy of the data, and what a shape's values are instances of,
and whether they conform to another shape, is worked out once a value.
"""

from collections.abc import Collection, Iterator
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from ontology.terms import PREFIXES, RDF
from shapes.core_shapes import CoreShape, core_shapes
from shapes.data_graph import DataGraph, Description
from shapes.report import Result
from shapes.shapes_graph import Node, ShapesGraph, Target

Term = NamedNode | BlankNode | Literal

_CLOSED = NamedNode(PREFIXES["sh"] + "ClosedConstraintComponent")
_RESOURCE = NamedNode(PREFIXES["rdfs"] + "Resource")


def core_results(data: Store, shapes: ShapesGraph, only: Collection[Term] | None = None) -> Iterator[Result]:
    """What the core constraints of shapes find in the union of the store's graphs, on all focus nodes or ``only`` some.

    Raises :class:`~shapes.components.NotUnderstoodError` where the shapes hold what only pySHACL can check.
    """
    return _Validation(DataGraph(data), shapes).results(only)


class _Validation:
    def __init__(self, data: DataGraph, shapes: ShapesGraph) -> None:
        self._data = data
        self._shapes = core_shapes(shapes)
        self._conforming: dict[tuple[Node, Term], bool] = {}
        self._together = cache(self._shapes_together)

    def results(self, only: Collection[Term] | None) -> Iterator[Result]:
        for focus, shapes in self._focus_nodes(only).items():
            values = self._data.describe(focus)
            for shape in self._together(tuple(shapes)):
                yield from self._check(shape, focus, values)

    def is_instance(self, node: Term, class_: Term) -> bool:
        return self._data.is_instance(node, class_)

    def conforms(self, node: Term, shape: Node) -> bool:
        """True where there is no result of any severity (section 3.4)."""
        key = shape, node
        if key not in self._conforming:
            values = self._data.describe(node)
            found = (result for each in self._together((shape,)) for result in self._check(each, node, values))
            self._conforming[key] = next(found, None) is None
        return self._conforming[key]

    def _focus_nodes(self, only: Collection[Term] | None) -> dict[Term, list[Node]]:
        """The shapes that target a node, by node."""
        by_target: dict[Target, list[Node]] = {}
        for shape in self._shapes.values():
            for target in shape.targets:
                by_target.setdefault(target, []).append(shape.node)
        found: dict[Term, list[Node]] = {}
        for target, shapes in by_target.items():
            if only is None:
                nodes: Collection[Term] = self._data.focus_nodes(target)
            else:
                nodes = [node for node in only if self._data.is_focus_node(node, target)]
            for node in nodes:
                found.setdefault(node, []).extend(shapes)
        return found

    def _shapes_together(self, roots: tuple[Node, ...]) -> tuple[CoreShape, ...]:
        """The shapes, and the property shapes of those that are node shapes, each once: they look at the same node."""
        found: dict[Node, CoreShape] = {}
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            if node not in found:
                found[node] = self._shapes[node]
                waiting += self._shapes[node].parts if self._shapes[node].path is None else ()
        return tuple(found.values())

    def _check(self, shape: CoreShape, focus: Term, described: Description) -> Iterator[Result]:
        values: Collection[Term] = (focus,) if shape.path is None else described.get(shape.path, ())
        for constraint in shape.constraints:
            for value in constraint.check(self, values):
                yield Result(
                    focus,
                    shape.path,
                    value,
                    shape.severity,
                    shape.node,
                    constraint.component,
                    None,
                    constraint.messages,
                )
        if shape.closed is not None:
            for value in values:
                own = described if shape.path is None else self._data.describe(value)
                yield from self._not_allowed(shape, shape.closed, focus, own)
        if shape.path is not None and shape.parts:
            for value in values:
                own = self._data.describe(value)
                for part in self._together(shape.parts):
                    yield from self._check(part, value, own)

    @staticmethod
    def _not_allowed(
        shape: CoreShape, allowed: frozenset[NamedNode], focus: Term, described: Description
    ) -> Iterator[Result]:
        """Section 4.8.1; that everything is an rdfs:Resource may always be said."""
        for predicate, values in described.items():
            if predicate not in allowed:
                for value in values:
                    if predicate != RDF.type or value != _RESOURCE:
                        yield Result(
                            focus, predicate, value, shape.severity, shape.node, _CLOSED, None, shape.closed_messages
                        )
