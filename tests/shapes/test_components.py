"""Every core constraint of every property shape finds what breaks it."""

from __future__ import annotations

import pytest

from ontology.terms import PREFIXES
from shapes.report import Report
from shapes.shapes_graph import shapes_graph
from shapes.validation import validate
from tests.shapes.components import LACKING, Broken, broken, other_codes
from tests.shapes.defect import example, reference, store


@pytest.fixture(scope="module")
def with_wrong_values() -> Report:
    added = {triple for each in broken() for triple in each.added}
    return validate(store(example() | reference() | added | {triple for _, triple in other_codes()}))


@pytest.fixture(scope="module")
def with_values_lacking() -> Report:
    return validate(store((example() | reference()) - {triple for each in broken() for triple in each.removed}))


def missed(wanted: list[Broken], report: Report) -> list[str]:
    found = {(result.shape, result.component, result.focus, result.severity) for result in report.results}
    return [
        f"{each.shape.node} {each.parameter}"
        for each in wanted
        if (each.shape.node, each.component, each.focus, each.shape.severity) not in found
    ]


def test_wrong_values_are_found(with_wrong_values: Report) -> None:
    assert missed([each for each in broken() if each.parameter not in LACKING], with_wrong_values) == []


def test_missing_values_are_found(with_values_lacking: Report) -> None:
    assert missed([each for each in broken() if each.parameter in LACKING], with_values_lacking) == []


def test_codes_of_other_lists_are_found(with_wrong_values: Report) -> None:
    found = {(result.shape, result.focus, result.value) for result in with_wrong_values.results}
    assert [triple for each, triple in other_codes() if (each.shape.node, each.focus, triple.object) not in found] == []


def test_no_core_constraint_is_left_out() -> None:
    """A kind of constraint that is new to the shapes must be broken here too."""
    aside = {
        *("path", "name", "message", "severity", "property", "sparql", "targetClass", "targetSubjectsOf"),
        *("targetObjectsOf", "closed", "ignoredProperties", "qualifiedMinCount"),
    }
    for shape in shapes_graph().shapes.values():
        said = {
            triple.predicate.value.removeprefix(PREFIXES["sh"])
            for triple in shapes_graph().triples
            if triple.subject == shape.node and triple.predicate.value.startswith(PREFIXES["sh"])
        }
        if shape.path and shape.targets:
            assert said - aside == {each.parameter for each in broken() if each.shape.node == shape.node}
