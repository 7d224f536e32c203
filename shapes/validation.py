"""Validation of a graph against the shapes: the project's own, and anyone's besides; whole, or as far as it changed."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from threading import Lock

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from shapes.components import NotUnderstoodError
from shapes.core_constraints import core_results
from shapes.pyshacl_engine import pyshacl_results
from shapes.reach import reached
from shapes.report import Report, Result
from shapes.shapes_graph import ShapesGraph, shapes_graph
from shapes.sparql_constraints import sparql_results

Term = NamedNode | BlankNode | Literal

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


@dataclass(frozen=True)
class Change:
    """What a graph has become from one that was validated."""

    removed: Collection[Quad]
    added: Collection[Quad]
    found: Collection[Term]
    """The focus nodes of the results that there were."""


def validate_change(data: Store, change: Change) -> tuple[Report, int | None]:
    """What :func:`validate` finds in the store as it has become, by looking at what the change can reach.

    A node that it cannot reach, and that had no result, has none. Also returned is how many nodes were looked at; none
    where it was all of them. What was removed is put into the store for a while.
    """
    gone = [quad for quad in change.removed if quad not in data]
    data.extend(gone)
    try:
        nodes = reached(data, shapes_graph(), [quad.triple for quad in (*change.removed, *change.added)])
    finally:
        for quad in gone:
            data.remove(quad)
    if nodes is not None:
        nodes.update(change.found)
    if nodes is None or any(isinstance(node, BlankNode) for node in nodes):
        return validate(data), None
    own = shapes_graph()
    with _ONE_AT_A_TIME:
        found = chain(core_results(data, own, nodes), sparql_results(data, own, nodes))
        return Report.of(found), len(nodes)


@cache
def validator() -> str:
    """The SHA-256 of what validates: equal where the same data give the same results, as far as it is the project's."""
    digest = hashlib.sha256()
    for file in sorted(files("shapes").iterdir(), key=lambda file: file.name):
        if file.name.endswith((".py", ".ttl")):
            digest.update(f"{file.name}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _extra_results(data: Store, extra: ShapesGraph) -> Iterator[Result]:
    if not extra.has_queries:
        try:
            return core_results(data, extra)
        except NotUnderstoodError:
            pass
    return pyshacl_results((quad.triple for quad in data), extra)
