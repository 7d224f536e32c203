"""Every shape finds a broken example, and nothing in the valid one."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Store

from ontology.terms import PREFIXES, SH
from shapes.shapes_graph import shapes_graph
from shapes.validation import validate
from tests.shapes.defect import GASH, Defect, changed, example, found_by, only, reference, store
from tests.shapes.defects import DEFECTS

CONSTRAINTS = [
    NamedNode(PREFIXES["sh"] + name)
    for name in ("closed", "class", "datatype", "hasValue", "in", "nodeKind", "not", "or", "pattern", "sparql")
]
"""What a node shape says of a node itself; its property shapes speak for themselves."""


@pytest.fixture(scope="module")
def data() -> Store:
    return store(reference() | example())


def test_there_is_nothing_to_object_to_in_the_valid_example(data: Store) -> None:
    report = validate(data)
    assert [f"{result.focus} {result.shape} {result.message('en')}" for result in report.results] == []
    assert report.conforms


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_shape_finds_its_broken_example(data: Store, defect: Defect) -> None:
    with changed(data, defect):
        report = found_by(only(defect.shape), data)
    found = [result for result in report.results if result.shape == NamedNode(GASH + defect.shape)]
    assert {result.severity_word for result in found} == {defect.severity}
    for result in found:
        assert set(result.messages) == {"es", "en"}
        assert "{?" not in result.message("es") + result.message("en"), "a variable that the query does not bind"


def test_every_shape_has_a_broken_example() -> None:
    """A shape without targets is part of others: test_components has a broken example for each of those."""
    whole = shapes_graph()
    wanted = {
        shape.node.value.removeprefix(GASH)
        for shape in whole.shapes.values()
        if shape.targets
        and (whole.values(shape.node, SH.path) or any(whole.values(shape.node, c) for c in CONSTRAINTS))
    }
    assert wanted == {defect.shape for defect in DEFECTS}
