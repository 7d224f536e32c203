"""Shapes made ready for checking by core constraints."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from pyoxigraph import Literal, NamedNode

from ontology.terms import PREFIXES, SH
from shapes.components import COMPONENTS, LISTS_OF_SHAPES, ONCE, SHAPES, Check, NotUnderstoodError, Parameters
from shapes.shapes_graph import TARGETS, Node, ShapesGraph, Target

_SH = PREFIXES["sh"]
_ASIDE = {
    *("path", "property", "closed", "ignoredProperties", "flags", "severity", "deactivated", "sparql"),
    *("name", "description", "message", "order", "group", "defaultValue"),
    *(target.value.removeprefix(_SH) for target in TARGETS),
}
"""What a shape says that is no component of :mod:`shapes.components`."""


@dataclass(frozen=True)
class CoreConstraint:
    component: NamedNode
    check: Check
    messages: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class CoreShape:
    node: Node
    path: NamedNode | None
    severity: NamedNode
    targets: tuple[Target, ...]
    constraints: tuple[CoreConstraint, ...]
    parts: tuple[Node, ...]
    """Its property shapes."""
    closed: frozenset[NamedNode] | None
    """The properties that a value may have; none where it may have any."""
    closed_messages: Mapping[str, str]


@lru_cache(maxsize=4)
def core_shapes(shapes: ShapesGraph) -> Mapping[Node, CoreShape]:
    """The shapes that have targets, and those that they name; SPARQL-based constraints of the former are left out.

    Raises :class:`~shapes.components.NotUnderstoodError` where a shape has what is not in :mod:`shapes.components`:
    then pySHACL is to check the shapes. So it is where they are not well-formed, since pySHACL says in what.
    """
    if any(triple.predicate == NamedNode(_SH + "parameter") for triple in shapes.triples):
        raise NotUnderstoodError("the shapes define constraint components")
    made: dict[Node, CoreShape] = {}
    references: dict[Node, set[Node]] = {}
    waiting = [(node, True) for node in shapes.targeted]
    while waiting:
        node, checked_by_sparql = waiting.pop()
        if not checked_by_sparql and shapes.is_active(node) and shapes.nodes(node, NamedNode(_SH + "sparql")):
            raise NotUnderstoodError(f"{node}: a query inside another shape")
        if node in made:
            continue
        made[node] = _core_shape(shapes, node)
        inner = set(shapes_named(shapes, node)) if shapes.is_active(node) else set()
        references[node] = inner | set(made[node].parts)
        # The parts of a shape with targets have its focus nodes, and their queries run on their own.
        waiting += [(part, checked_by_sparql and made[node].path is None) for part in made[node].parts]
        waiting += [(each, False) for each in inner]
    try:
        TopologicalSorter(references).prepare()
    except CycleError as error:
        raise NotUnderstoodError("shapes that name one another in a circle") from error
    return made


def _core_shape(shapes: ShapesGraph, node: Node) -> CoreShape:
    parameters = Parameters(shapes, node)
    paths = parameters.values("path")
    if not all(isinstance(path, NamedNode) for path in paths) or len(paths) > 1:
        raise NotUnderstoodError(f"{node}: a path that is not one property")
    for name in ONCE:
        parameters.text(name)
    shape = shapes.shape(node)
    active = shapes.is_active(node)
    parts = tuple(shapes.nodes(node, SH.property)) if active else ()
    if any(not shapes.values(part, SH.path) for part in parts):
        raise NotUnderstoodError(f"{node}: sh:property without a path")
    return CoreShape(
        node=node,
        path=shape.path,
        severity=shape.severity,
        targets=tuple(shapes.own_targets(node)) if active else (),
        constraints=tuple(_constraints(shapes, node, shape.messages)) if active else (),
        parts=parts,
        closed=_allowed(shapes, parameters, parts) if active else None,
        closed_messages=shape.messages or _generic("closed", "true"),
    )


def _constraints(shapes: ShapesGraph, node: Node, messages: Mapping[str, str]) -> Iterator[CoreConstraint]:
    parameters = Parameters(shapes, node)
    for predicate in shapes.predicates(node):
        name = predicate.value.removeprefix(_SH)
        if name == predicate.value or name in _ASIDE:
            continue
        if name not in COMPONENTS:
            raise NotUnderstoodError(f"{node}: sh:{name}")
        if name in {"minCount", "maxCount", "uniqueLang"} and not parameters.values("path"):
            raise NotUnderstoodError(f"{node}: sh:{name} without a path")
        component = NamedNode(f"{_SH}{name[0].upper()}{name[1:]}ConstraintComponent")
        for value in parameters.values(name):
            yield CoreConstraint(
                component, COMPONENTS[name](value, parameters), messages or _generic(name, value.value)
            )


def _generic(name: str, value: str) -> Mapping[str, str]:
    return {"es": f"No cumple sh:{name} {value}.", "en": f"It does not meet sh:{name} {value}."}


def shapes_named(shapes: ShapesGraph, node: Node) -> Iterator[Node]:
    parameters = Parameters(shapes, node)
    named = [value for name in SHAPES for value in parameters.values(name)]
    lists = [value for name in LISTS_OF_SHAPES for value in parameters.values(name)]
    for each in [*named, *(member for head in lists for member in parameters.list(head))]:
        assert not isinstance(each, Literal)
        yield each


def _allowed(shapes: ShapesGraph, parameters: Parameters, parts: Iterable[Node]) -> frozenset[NamedNode] | None:
    if parameters.text("closed") not in {"true", "1"}:
        return None
    paths = [value for part in parts for value in shapes.values(part, SH.path)]
    ignored = [value for head in parameters.values("ignoredProperties") for value in parameters.list(head)]
    return frozenset(value for value in (*paths, *ignored) if isinstance(value, NamedNode))
