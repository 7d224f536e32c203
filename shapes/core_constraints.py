"""Core constraints, by pySHACL.

pySHACL validates each node against each property shape one by one. Three changes that leave the results as they are
make it many times faster: a property shape takes over the targets of the node shapes that name it by ``sh:property``,
so that all its focus nodes are validated at once; shapes carry no texts, which it reads through each time; and the data
graph holds only what core constraints can look at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain

import pyshacl
import rdflib
from pyoxigraph import NamedNode, QuerySolutions, Store, Triple
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH

from ontology.terms import SH as SHACL
from shapes.rdflib_terms import from_rdflib, to_graph
from shapes.report import Node, Result
from shapes.shapes_graph import TARGETS, ShapesError, ShapesGraph, Target
from shapes.sparql_constraints import focus_query

_TARGETS = tuple(rdflib.URIRef(kind.value) for kind in TARGETS)
# What a shape says that is no constraint.
_TEXTS = (SH.name, SH.description, SH.message, SH.order, SH.group, RDFS.label, RDFS.comment)
_ASIDE = {*_TARGETS, *_TEXTS, RDF.type, SH.path, SH.severity, SH.deactivated}


def core_results(data: Store, shapes: ShapesGraph) -> Iterator[Result]:
    """What the core constraints of the project's shapes find in the union of the store's graphs."""
    compiled = _compiled(shapes)
    if any((None, kind, None) in compiled for kind in _TARGETS):
        for result in _results(to_graph(_visible(data, compiled)), compiled):
            yield replace(result, messages=shapes.texts(result.shape, SHACL.message) or result.messages)


def pyshacl_results(data: Iterable[Triple], shapes: ShapesGraph) -> Iterator[Result]:
    """What pySHACL alone finds, by constraints of either kind: slow, and right for any shapes.

    Raises :class:`ShapesError` where it cannot run the shapes on the data.
    """
    return _results(to_graph(data), to_graph(shapes.triples))


@lru_cache(maxsize=1)
def _compiled(shapes: ShapesGraph) -> rdflib.Graph:
    """The shapes with targets moved to the property shapes, and without SPARQL-based constraints."""
    graph = to_graph(shapes.triples)
    for aside in (SH.sparql, *_TEXTS):
        graph.remove((None, aside, None))
    for shape in list(graph.subjects(RDF.type, SH.NodeShape)):
        targets = [(kind, value) for kind in _TARGETS for value in graph.objects(shape, kind)]
        parts = list(graph.objects(shape, SH.property))
        # A shape that another one uses as a value needs its parts where they are.
        if not targets or not parts or any(graph.subjects(None, shape)):
            continue
        if (shape, SH.closed, None) in graph:
            ignored = next(graph.objects(shape, SH.ignoredProperties), RDF.nil)
            paths = chain.from_iterable(graph.objects(part, SH.path) for part in parts)
            allowed = Collection(graph, rdflib.BNode(), list({*graph.items(ignored), *paths}))
            graph.set((shape, SH.ignoredProperties, allowed.uri))
        for part in parts:
            for kind, value in targets:
                graph.add((part, kind, value))
        graph.remove((shape, SH.property, None))
    for shape in set(chain.from_iterable(graph.subjects(kind) for kind in _TARGETS)):
        if set(graph.predicates(shape)) <= _ASIDE:
            for kind in _TARGETS:
                graph.remove((shape, kind, None))
    return graph


def _visible(data: Store, compiled: rdflib.Graph) -> Iterator[Triple]:
    """The triples that core constraints can look at: all of a focus node's; of other nodes' what shapes ask of values.

    Holds for shapes whose paths are single properties.
    """
    targets = {Target(kind.fragment, value.n3()) for kind in _TARGETS for value in compiled.objects(None, kind)}
    asked: set[rdflib.term.Node] = {RDF.type, RDFS.subClassOf}
    asked |= {value for kind in _TARGETS[2:] for value in compiled.objects(None, kind)}
    for shape, path in compiled.subject_objects(SH.path):
        if not any((shape, kind, None) in compiled for kind in _TARGETS):
            asked.add(path)
    solutions = data.query(focus_query(tuple(sorted(targets))), use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    focus = {solution["this"] for solution in solutions}
    predicates = {from_rdflib(each) for each in asked}
    for quad in data:
        if quad.subject in focus or quad.predicate in predicates:
            yield quad.triple


def _results(data: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Result]:
    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inference="none", inplace=True)
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
