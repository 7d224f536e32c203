"""PySHACL: the reference, and what checks the shapes that :mod:`shapes.core_constraints` does not understand.

It works on a copy of the data in rdflib, which takes some 1 kB a triple, and checks node by node.
"""

from collections.abc import Iterable, Iterator

import rdflib
from pyoxigraph import NamedNode, Triple
from rdflib.namespace import SH

from shapes.rdflib_terms import from_rdflib, to_graph
from shapes.report import Node, Result
from shapes.shapes_graph import ShapesError, ShapesGraph


def pyshacl_results(data: Iterable[Triple], shapes: ShapesGraph) -> Iterator[Result]:
    """What pySHACL finds, by constraints of either kind.

    Raises :class:`ShapesError` where it cannot run the shapes on the data.
    """
    import pyshacl  # noqa: PLC0415 - slow to import, and seldom needed

    try:
        _, report, _ = pyshacl.validate(
            to_graph(data), shacl_graph=to_graph(shapes.triples), advanced=False, inference="none", inplace=True
        )
    except Exception as error:
        # What rdflib raises comes through pySHACL: a TypeError where sh:lessThanOrEquals meets an ill-typed date.
        raise ShapesError(f"pySHACL cannot run the shapes on this data: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesError(f"pySHACL cannot run the shapes on this data: {report}")
    for node in report.objects(None, SH.result):
        yield _result(report, node)


def _result(report: rdflib.Graph, result: rdflib.term.Node) -> Result:
    def value(predicate: rdflib.URIRef) -> object:
        return next((from_rdflib(term) for term in report.objects(result, predicate)), None)

    focus, path, severity, shape = (
        value(predicate) for predicate in (SH.focusNode, SH.resultPath, SH.resultSeverity, SH.sourceShape)
    )
    component, constraint = value(SH.sourceConstraintComponent), value(SH.sourceConstraint)
    assert isinstance(shape, Node)
    assert isinstance(severity, NamedNode)
    assert isinstance(component, NamedNode)
    messages = (term for term in report.objects(result, SH.resultMessage) if isinstance(term, rdflib.Literal))
    return Result(
        focus=focus,  # type: ignore[arg-type]  # every result has a focus node
        path=path if isinstance(path, NamedNode) else None,
        value=value(SH.value),  # type: ignore[arg-type]
        severity=severity,
        shape=shape,
        component=component,
        constraint=constraint if isinstance(constraint, Node) else None,
        messages={term.language or "": str(term) for term in sorted(messages)},
    )
