"""SPARQL-based constraints, each by one query on the store for all its focus nodes at once.

SHACL runs a constraint's query once a focus node, with ``$this`` bound beforehand
(`section 5.3 <https://www.w3.org/TR/shacl/#sparql-constraints-validation>`_). Here what the shape's targets match is
joined to the query instead. The two agree for queries without subqueries that bind ``$this`` by a triple pattern in
each group that names it, but for filters of the outermost group. A test compares the project's queries with pySHACL.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Store

from ontology.terms import PREFIXES
from shapes.abbreviation import abbreviate
from shapes.data_graph import DataGraph
from shapes.report import Result
from shapes.shapes_graph import Shape, ShapesError, ShapesGraph, SparqlConstraint, Target

Term = NamedNode | BlankNode | Literal

COMPONENT = NamedNode(PREFIXES["sh"] + "SPARQLConstraintComponent")
_TYPE = f"<{PREFIXES['rdf']}type>"
_SUBCLASS = f"<{PREFIXES['rdfs']}subClassOf>"
_OPTIONAL = re.compile(r"OPTIONAL \{(?=[^{}]*\$this)")
# https://www.w3.org/TR/shacl/#targets
_PATTERNS = {
    "targetClass": f"$this {_TYPE}/{_SUBCLASS}* {{value}}",
    "targetNode": "BIND({value} AS $this)",
    "targetSubjectsOf": "$this {value} ?object",
    "targetObjectsOf": "?subject {value} $this",
}


def sparql_results(data: Store, shapes: ShapesGraph, only: Collection[Term] | None = None) -> Iterator[Result]:
    """What the SPARQL-based constraints of the shapes find in the union of the store's graphs.

    On all focus nodes, or ``only`` some, among which are no blank nodes. Raises :class:`ShapesError` where a query
    cannot be parsed.
    """
    matched = None if only is None else _matched(DataGraph(data), only)
    for shape in shapes.shapes.values():
        if shape.targets and shape.constraints and shapes.is_active(shape.node):
            focus_nodes = focus_query(shape.targets)
            if matched is not None:
                nodes = dict.fromkeys(node for target in shape.targets for node in matched(target))
                if not nodes:
                    continue
                focus_nodes = f"VALUES $this {{ {' '.join(map(str, nodes))} }}"
            for constraint in shape.constraints:
                yield from _run(data, shape, constraint, focus_nodes)


def _matched(data: DataGraph, only: Collection[Term]) -> Callable[[Target], list[Term]]:
    return cache(lambda target: [node for node in only if data.is_focus_node(node, target)])


def focus_query(targets: tuple[Target, ...]) -> str:
    """A query for what any of the targets matches, as ``?this``."""
    patterns = (f"{{ {_PATTERNS[target.kind].format(value=target.value)} }}" for target in targets)
    return f"SELECT DISTINCT $this WHERE {{ {' UNION '.join(patterns)} }}"


def _run(data: Store, shape: Shape, constraint: SparqlConstraint, focus_nodes: str) -> Iterator[Result]:
    select, where, body = constraint.query.partition("WHERE {")
    if not where:
        raise ShapesError(f"{constraint.node}: expected a query with WHERE {{")
    if focus_nodes.startswith("VALUES"):
        # The engine finds all that an optional group matches, and joins it afterwards.
        body = _OPTIONAL.sub(lambda match: f"{match[0]} {focus_nodes}", body)
    query = f"{select}{where} {{ {focus_nodes} }}{body}"
    try:
        solutions = data.query(query, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise ShapesError(f"{constraint.node}: {error}") from error
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield _result(shape, constraint, _bound(solution, names))


def _bound(solution: QuerySolution, names: list[str]) -> dict[str, Term]:
    return {name: value for name in names if isinstance(value := solution[name], NamedNode | BlankNode | Literal)}


def _result(shape: Shape, constraint: SparqlConstraint, bound: dict[str, Term]) -> Result:
    """The result for a solution (section 5.3.2): a node shape's value is its focus node, unless the query has one."""
    focus = bound["this"]
    path = bound.get("path", shape.path)
    return Result(
        focus=focus,
        path=path if isinstance(path, NamedNode) else None,
        value=bound.get("value", focus if shape.path is None else None),
        severity=shape.severity,
        shape=shape.node,
        component=COMPONENT,
        constraint=constraint.node,
        messages={tag: _fill(text, bound) for tag, text in (constraint.messages or shape.messages).items()},
    )


def _fill(message: str, bound: dict[str, Term]) -> str:
    """The message with ``{?name}`` replaced by what the solution binds; others stay."""
    return re.sub(
        r"\{[?$](\w+)\}",
        lambda match: abbreviate(bound[match[1]]) if match[1] in bound else match[0],
        message,
    )
