"""Broken examples made from the shapes themselves: one for each core constraint of each property shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from ontology.terms import BASE, PREFIXES
from shapes.shapes_graph import Shape, shapes_graph
from shapes.sparql_constraints import focus_query
from tests.shapes.defect import example, reference, store

SHACL = PREFIXES["sh"]
EXTRA = [NamedNode(f"https://xx.example/extra/{n}") for n in (1, 2)]
OTHER_CODES = [NamedNode(f"{BASE}id/{code}") for code in ("theme/health", "channel/forum")]
LACKING = ("minCount", "hasValue")
"""Constraints that only a missing value breaks; the others want a value that is wrong."""
WRONG: dict[str, list[NamedNode | Literal]] = {
    "maxCount": [*EXTRA],
    "datatype": [EXTRA[0]],
    "class": [Literal("?")],
    "node": [Literal("?")],
    "or": [EXTRA[0]],
    "in": [EXTRA[0]],
    "not": [NamedNode(f"{BASE}id/theme/total")],
    "pattern": [Literal(" "), Literal("/")],
    "minLength": [Literal("")],
    "minInclusive": [Literal(-99999)],
    "maxInclusive": [Literal(99999)],
    "uniqueLang": [Literal("a", language="xx"), Literal("b", language="xx")],
}

KINDS: dict[str, NamedNode | Literal | BlankNode] = {
    "IRI": Literal("?"),
    "Literal": EXTRA[0],
    "IRIOrLiteral": BlankNode("b"),
}
"""A term that is not of the kind."""


@dataclass(frozen=True)
class Broken:
    """A focus node of a shape, and the constraint that it is made to break."""

    shape: Shape
    parameter: str
    focus: NamedNode

    @property
    def component(self) -> NamedNode:
        return NamedNode(f"{SHACL}{self.parameter[0].upper()}{self.parameter[1:]}ConstraintComponent")

    @property
    def added(self) -> list[Triple]:
        if self.parameter in LACKING:
            return []
        assert self.shape.path
        return [Triple(self.focus, self.shape.path, value) for value in self._wrong()]

    @property
    def removed(self) -> set[Triple]:
        if self.parameter not in LACKING:
            return set()
        return {
            triple
            for triple in example() | reference()
            if triple.subject == self.focus and triple.predicate == self.shape.path
        }

    def _wrong(self) -> list[NamedNode | Literal | BlankNode]:
        if self.parameter == "nodeKind":
            kind = shapes_graph().nodes(self.shape.node, NamedNode(SHACL + "nodeKind"))[0]
            return [KINDS[kind.value.removeprefix(SHACL)]]
        return [*WRONG[self.parameter]]


@cache
def broken() -> list[Broken]:
    """One for each core constraint of each property shape that has targets."""
    data = store(example() | reference())
    found: list[Broken] = []
    for shape in shapes_graph().shapes.values():
        if shape.path and shape.targets:
            solutions = data.query(focus_query(shape.targets))
            assert isinstance(solutions, QuerySolutions)
            focus = min((solution["this"] for solution in solutions), key=str)
            assert isinstance(focus, NamedNode)
            found += [Broken(shape, parameter, focus) for parameter in _parameters(shape)]
    return found


def _parameters(shape: Shape) -> Iterator[str]:
    for name in (*LACKING, *WRONG, "nodeKind"):
        if shapes_graph().values(shape.node, NamedNode(SHACL + name)):
            yield name


def other_codes() -> list[tuple[Broken, Triple]]:
    """Where a code of one list is wanted: codes of others."""
    return [
        (each, Triple(each.focus, each.shape.path, code))
        for each in broken()
        if each.parameter == "node" and each.shape.path
        for code in OTHER_CODES
        if not _wants(each.shape, code)
    ]


def _wants(shape: Shape, code: NamedNode) -> bool:
    scheme = code.value.removeprefix(f"{BASE}id/").partition("/")[0]
    name = f"{''.join(word.capitalize() for word in scheme.split('-'))}CodeShape"
    return NamedNode(PREFIXES["gash"] + name) in shapes_graph().values(shape.node, NamedNode(SHACL + "node"))
