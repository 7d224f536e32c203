"""Validation of a graph against the shapes: the project's own, and anyone's besides."""

from collections.abc import Iterator
from itertools import chain
from threading import Lock

from pyoxigraph import Store

from shapes.components import NotUnderstoodError
from shapes.core_constraints import core_results
from shapes.pyshacl_engine import pyshacl_results
from shapes.report import Report, Result
from shapes.shapes_graph import ShapesGraph, shapes_graph
from shapes.sparql_constraints import sparql_results

# PySHACL changes settings of rdflib while it reads shapes, and rdflib's log is silenced here while it reads data.
_ONE_AT_A_TIME = Lock()


def validate(data: Store, extra: ShapesGraph | None = None) -> Report:
    """Everything that the project's shapes, and ``extra`` ones, find in the union of the store's graphs.

    The store holds what the data is judged by: the vocabulary, the code lists and the SDGs, besides the data itself.
    Without them every code is unknown and every ``ga:`` property undefined.

    The project's shapes run the fast way (:mod:`shapes.core_constraints`, :mod:`shapes.sparql_constraints`); the
    results are pySHACL's. So do extra shapes where they hold core constraints alone, of kinds that are known there;
    others run in pySHACL. They may hold queries, which rdflib runs without limits and which may read other addresses
    by ``FROM``: never take them from a stranger.

    Raises :class:`ShapesError <shapes.shapes_graph.ShapesError>` where extra shapes cannot be run.
    """
    own = shapes_graph()
    found = chain(core_results(data, own), sparql_results(data, own))
    if extra is not None:
        found = chain(found, _extra_results(data, extra))
    with _ONE_AT_A_TIME:
        return Report.of(found)


def _extra_results(data: Store, extra: ShapesGraph) -> Iterator[Result]:
    if not extra.has_queries:
        try:
            return core_results(data, extra)
        except NotUnderstoodError:
            pass
    return pyshacl_results((quad.triple for quad in data), extra)
