"""The fast way finds what pySHACL finds by itself: the same results, on good data and on bad."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import rdflib
from pyoxigraph import NamedNode, Triple
from rdflib.plugins.sparql import prepareQuery

from shapes.pyshacl_engine import pyshacl_results
from shapes.report import Report
from shapes.shapes_graph import shapes_graph
from shapes.validation import validate
from tests.shapes.components import broken, other_codes
from tests.shapes.defect import GASH, example, found_by, only, reference, store
from tests.shapes.defects import DEFECTS

PREPARED = cache(prepareQuery)


@pytest.fixture(autouse=True)
def _queries_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rdflib parses a query each time it runs, which is most of the time that pySHACL takes."""
    run = rdflib.Graph.query

    def query(graph: rdflib.Graph, text: str, *args: Any, **options: Any) -> rdflib.query.Result:
        return run(graph, PREPARED(text), *args, **options)

    monkeypatch.setattr(rdflib.Graph, "query", query)


def wrong_values() -> set[Triple]:
    """The example with all defects at once that add something, whatever they remove."""
    removed = {triple for defect in DEFECTS if defect.add for triple in defect.removed()}
    added = {triple for defect in DEFECTS for triple in defect.added()}
    added |= {triple for each in broken() for triple in each.added} | {triple for _, triple in other_codes()}
    return {*example(), *reference()} - removed | added


def values_lacking() -> set[Triple]:
    """The example with all defects at once that only remove something."""
    removed = {triple for defect in DEFECTS if not defect.add for triple in defect.removed()}
    removed |= {triple for each in broken() for triple in each.removed}
    return {*example(), *reference()} - removed


def nothing_wrong() -> set[Triple]:
    return {*example(), *reference()}


@pytest.mark.parametrize(
    ("make", "shapes_found"),
    [(nothing_wrong, 0), (wrong_values, 150), (values_lacking, 60)],
    ids=["good", "wrong", "lacking"],
)
def test_the_results_are_those_of_pyshacl(make: Callable[[], set[Triple]], shapes_found: int) -> None:
    triples = make()
    fast = validate(store(triples))
    slow = Report.of(pyshacl_results(triples, shapes_graph()))
    assert set(fast.results) - set(slow.results) == set()
    assert set(slow.results) - set(fast.results) == set()
    assert len({result.shape for result in fast.results}) >= shapes_found


def test_so_are_those_that_other_defects_hide() -> None:
    """With all defects in one graph some make others vanish: these run alone, on their own shape."""
    seen = {result.shape for make in (wrong_values, values_lacking) for result in validate(store(make())).results}
    hidden = [defect for defect in DEFECTS if NamedNode(GASH + defect.shape) not in seen]
    assert len(hidden) < 12
    for defect in hidden:
        triples = nothing_wrong() - defect.removed() | defect.added()
        slow = Report.of(pyshacl_results(triples, only(defect.shape)))
        assert found_by(only(defect.shape), store(triples)).results == slow.results
        assert NamedNode(GASH + defect.shape) in {result.shape for result in slow.results}
