"""Derived figures and discrepancies: what agrees, what is rounding, what is a conflict."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from loaders.figures import Value, kind_of
from loaders.graph import build, read_sources
from loaders.package import PackageError

NODE = NamedNode("http://example.org/x")
CLAIMS = "key,about,measure,value,unit,evidence\n"
FIGURES = "key,label_es,label_en,about,measure,question,parameters,known_from\n"


def value(amount: str, *sources: str) -> Value:
    """A claim from documents; a derived figure where there are none."""
    places = len(amount.partition(".")[2])
    return Value(NODE, NODE, NODE, Decimal(amount), places, frozenset(sources), derived=not sources)


@pytest.mark.parametrize(
    ("one", "two", "agree"),
    [
        (value("18", "a"), value("18", "b"), True),
        (value("17", "a"), value("18", "a"), False),
        (value("70.5", "a"), value("70.4545"), True),
        (value("70", "a"), value("70.4545"), True),
        (value("70.4", "a"), value("70.4545"), False),
        (value("70", "a"), value("70.5", "a"), False),
        (value("100.0", "a"), value("100.1"), False),
    ],
)
def test_a_derived_figure_is_rounded_to_what_is_printed_and_claims_are_not(one: Value, two: Value, agree: bool) -> None:
    assert one.agrees_with(two) is agree
    assert two.agrees_with(one) is agree


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ([value("70", "a"), value("70.4", "a")], "rounding"),
        ([value("70", "a"), value("70.5", "a")], "internal"),
        ([value("70", "a"), value("70.5", "a"), value("70.4545")], "rounding"),
        ([value("17", "a"), value("18", "a")], "internal"),
        ([value("47", "a"), value("48", "b")], "between-sources"),
        ([value("12", "a"), value("11")], "arithmetic"),
    ],
)
def test_the_kind_of_a_discrepancy(group: list[Value], kind: str) -> None:
    assert kind_of(group) == kind


def errors_of(root: Path) -> list[str]:
    with pytest.raises(PackageError) as caught:
        build(read_sources([("data", root)]))
    return [str(error) for error in caught.value.errors]


@pytest.mark.parametrize(
    ("file", "rows", "message"),
    [
        ("claims.csv", CLAIMS + "a,plan,,2,count,intro-1\n", "claims.csv:2:measure: no value; expected one"),
        (
            "figures.csv",
            FIGURES + "a,A,A,plan,number-of-commitments,process-timeline,,xx-source\n",
            "figures.csv:2:question: process-timeline: 0 rows of",
        ),
        (
            "figures.csv",
            FIGURES + "a,A,A,plan,number-of-commitments,nothing-asked,,xx-source\n",
            "figures.csv:2:question: there is no question 'nothing-asked'",
        ),
        (
            "resolutions.csv",
            "discrepancy,resolution_es,resolution_en,known_from\nnone,Nada,Nothing,xx-source\n",
            "resolutions.csv:2:discrepancy: there is no discrepancy 'xx-2020-2022-none'",
        ),
    ],
)
def test_what_cannot_be_compared_stops_the_build(
    packages: Callable[..., Path], file: str, rows: str, message: str
) -> None:
    found = errors_of(packages({f"plan/{file}": rows}))
    assert any(message in each for each in found), found


def test_two_claims_that_differ_become_a_discrepancy(packages: Callable[..., Path]) -> None:
    claims = CLAIMS + "a,plan,number-of-commitments,2,count,intro-1\nb,plan,number-of-commitments,3,count,intro-1\n"
    quads = build(read_sources([("data", packages({"plan/claims.csv": claims}))]))
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    assert any(iri.endswith("id/discrepancy/xx-2020-2022--number-of-commitments") for iri in subjects)
