"""SPARQL-based constraints, each by one query on the store for all its focus nodes at once.

SHACL runs a constraint's query once a focus node, with ``$this`` bound beforehand
(`section 5.3 <https://www.w3.org/TR/shacl/#sparql-constraints-validation>`_). Here what the shape's targets match is
joined to the query instead. The two agree for queries without subqueries that bind ``$this`` by a triple pattern in
each group that names it, but for filters of the outermost group. A test compares the project's queries with pySHACL.
"""

import re
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Store

from ontology.terms import PREFIXES
from shapes.abbreviation import abbreviate
from shapes.report import Result
from shapes.shapes_graph import Shape, ShapesError, ShapesGraph, SparqlConstraint, Target

Term = NamedNode | BlankNode | Literal

COMPONENT = NamedNode(PREFIXES["sh"] + "SPARQLConstraintComponent")
_TYPE = f"<{PREFIXES['rdf']}type>"
_SUBCLASS = f"<{PREFIXES['rdfs']}subClassOf>"
# https://www.w3.org/TR/shacl/#targets
_PATTERNS = {
    "targetClass": f"$this {_TYPE}/{_SUBCLASS}* {{value}}",
    "targetNode": "BIND({value} AS $this)",
    "targetSubjectsOf": "$this {value} ?object",
    "targetObjectsOf": "?subject {value} $this",
}


def sparql_results(data: Store, shapes: ShapesGraph) -> Iterator[Result]:
    """What the SPARQL-based constraints of the shapes find in the union of the store's graphs.

    Raises :class:`ShapesError` where a query cannot be parsed.
    """
    for shape in shapes.shapes.values():
        if shape.targets and shapes.is_active(shape.node):
            for constraint in shape.constraints:
                yield from _run(data, shape, constraint)


def focus_query(targets: tuple[Target, ...]) -> str:
    """A query for what any of the targets matches, as ``?this``."""
    patterns = (f"{{ {_PATTERNS[target.kind].format(value=target.value)} }}" for target in targets)
    return f"SELECT DISTINCT $this WHERE {{ {' UNION '.join(patterns)} }}"


def _run(data: Store, shape: Shape, constraint: SparqlConstraint) -> Iterator[Result]:
    select, where, body = constraint.query.partition("WHERE {")
    if not where:
        raise ShapesError(f"{constraint.node}: expected a query with WHERE {{")
    query = f"{select}{where} {{ {focus_query(shape.targets)} }}{body}"
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
