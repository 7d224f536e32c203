"""How far a change reaches: the focus nodes whose results may differ between two graphs.

A shape looks at its focus node's own triples, and at others by its parts, the classes of values, and its queries. For
each triple that it may look at (a :class:`~shapes.query_patterns.Step`) the patterns that lead from it back to the
focus node are known; matched in both graphs together, they give the focus nodes that the triple may concern. Filters
are left out, so that what is found is too much rather than too little.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple

from ontology.terms import PREFIXES, RDF, RDFS, SH
from shapes.core_shapes import shapes_named
from shapes.data_graph import DataGraph
from shapes.query_patterns import THIS, NotReadError, Pattern, Step, steps_of
from shapes.shapes_graph import Node, ShapesGraph, Target

Term = NamedNode | BlankNode | Literal

_TYPE = str(RDF.type)
_CLASS = NamedNode(PREFIXES["sh"] + "class")
_CLOSED = NamedNode(PREFIXES["sh"] + "closed")


@dataclass(frozen=True)
class _Read:
    """What some shapes look at, and their targets where it does not hang together with the focus node."""

    step: Step
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class _Reads:
    by_predicate: Mapping[str, tuple[_Read, ...]]
    """By the predicate of the triple; by an empty string where it may be any."""
    unread: tuple[Target, ...]
    """The targets of shapes with a query that could not be read: any change may concern all their focus nodes."""


def reached(data: Store, shapes: ShapesGraph, changed: Collection[Triple]) -> set[Term] | None:
    """The nodes whose results may differ; none where all may, or where blank nodes are among what changed.

    ``data`` holds the triples of both graphs, and ``changed`` are those that one of them lacks.
    """
    if any(triple.predicate == RDFS.subClassOf or BlankNode in map(type, triple) for triple in changed):
        return None
    reads = _reads(shapes)
    graph = DataGraph(data)
    found: set[Term] = {triple.subject for triple in changed if not isinstance(triple.subject, Triple)}
    by_predicate: dict[str, list[Triple]] = {}
    for triple in changed:
        by_predicate.setdefault(str(triple.predicate), []).append(triple)
    everything = set(reads.unread) if changed else set()
    for predicate, triples in by_predicate.items():
        for read in reads.by_predicate.get(predicate, ()):
            found |= _nodes(data, read, triples, everything)
    for read in reads.by_predicate.get("", ()):
        found |= _nodes(data, read, changed, everything)
    for target in everything:
        found |= graph.focus_nodes(target)
    return found


def _nodes(data: Store, read: _Read, triples: Iterable[Triple], everything: set[Target]) -> set[Term]:
    step = read.step
    matches = [bound for triple in triples if (bound := _match(step, triple)) is not None]
    if not matches:
        return set()
    if THIS in matches[0]:
        return {bound[THIS] for bound in matches}
    if read.targets:
        everything.update(read.targets)
        return set()
    found: set[Term] = set()
    patterns = " . ".join(map(str, step.beside))
    names = list(matches[0])
    rows = dict.fromkeys(" ".join(str(bound[name]) for name in names) for bound in matches)
    values = " ".join(f"({row})" for row in rows)
    solutions = data.query(
        f"SELECT DISTINCT {THIS} WHERE {{ VALUES ({' '.join(names)}) {{ {values} }} {patterns} }}",
        use_default_graph_as_union=True,
    )
    assert isinstance(solutions, QuerySolutions)
    for solution in solutions:
        node = solution[0]
        assert isinstance(node, NamedNode | BlankNode | Literal)
        found.add(node)
    return found


def _match(step: Step, triple: Triple) -> dict[str, Term] | None:
    """The variables of a step as a triple binds them; none where it is not such a triple."""
    bound: dict[str, Term] = {}
    for pattern, term in zip(
        (step.subject, step.predicate, step.object), (triple.subject, triple.predicate, triple.object), strict=True
    ):
        assert not isinstance(term, Triple)
        if not pattern.startswith("?"):
            if pattern != str(term):
                return None
        elif bound.setdefault(pattern, term) != term:
            return None
    return bound


@lru_cache(maxsize=4)
def _reads(shapes: ShapesGraph) -> _Reads:
    by_predicate: dict[str, dict[_Read, None]] = {}
    unread: set[Target] = set()
    for read in (*_of_core(shapes), *_of_queries(shapes, unread)):
        # A triple's subject is reached in any case.
        if read.step.subject != THIS:
            predicate = read.step.predicate
            by_predicate.setdefault("" if predicate.startswith("?") else predicate, {})[read] = None
    return _Reads({key: tuple(reads) for key, reads in by_predicate.items()}, tuple(sorted(unread)))


def _of_queries(shapes: ShapesGraph, unread: set[Target]) -> Iterator[_Read]:
    for shape in shapes.shapes.values():
        for constraint in shape.constraints if shape.targets and shapes.is_active(shape.node) else ():
            try:
                steps = steps_of(constraint.query)
            except NotReadError:
                unread.update(shape.targets)
                continue
            for step in steps:
                connected, leads_there = _connected(step)
                yield _Read(connected, () if leads_there else shape.targets)


def _connected(step: Step) -> tuple[Step, bool]:
    """A step with those patterns beside it that hang together with it, and whether the focus node is among them."""
    variables = {term for term in (step.subject, step.predicate, step.object) if term.startswith("?")}
    kept: set[Pattern] = set()
    while more := {each for each in step.beside if each not in kept and not variables.isdisjoint(each.variables)}:
        kept |= more
        variables |= {name for each in more for name in each.variables}
    return replace(step, beside=tuple(each for each in step.beside if each in kept)), THIS in variables


def _of_core(shapes: ShapesGraph) -> Iterator[_Read]:
    for node in shapes.targeted:
        for target in shapes.own_targets(node):
            if target.kind == "targetObjectsOf":
                yield _Read(Step("?subject", target.value, THIS))
        for step in _looks(shapes, node, THIS, ()):
            yield _Read(step)


def _looks(shapes: ShapesGraph, node: Node, at: str, beside: tuple[Pattern, ...]) -> Iterator[Step]:
    """What a shape looks at for the value that ``at`` stands for, which ``beside`` leads to."""
    if not shapes.is_active(node):
        return
    for path in shapes.values(node, SH.path):
        value = f"?value{len(beside)}"
        pattern = Pattern(at, str(path), value)
        yield Step(at, str(path), value, beside)
        at, beside = value, (*beside, pattern)
    if shapes.values(node, _CLASS):
        yield Step(at, _TYPE, "?class", beside)
    if shapes.values(node, _CLOSED):
        yield Step(at, "?predicate", "?object", beside)
    for part in (*shapes.nodes(node, SH.property), *shapes_named(shapes, node)):
        yield from _looks(shapes, part, at, beside)
