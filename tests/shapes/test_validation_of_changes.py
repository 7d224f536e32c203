"""Validating what a change can reach finds what validating everything finds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import cycle
from random import Random

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from loaders.release import Release
from ontology.terms import BASE, GA, PREFIXES, RDF, RDFS, SCHEMA, SKOS
from shapes.reach import reached
from shapes.report import Report
from shapes.shapes_graph import ShapesGraph, shapes_graph
from shapes.validation import Change, validate, validate_change
from tests.shapes.components import broken
from tests.shapes.defect import THINGS, Defect, changed, example, quads, reference, store, turtle
from tests.shapes.defects import DEFECTS
from tests.shapes.test_variations import VARIATIONS


def made(data: Store, removed: Iterable[Quad], added: Iterable[Quad], before: Report) -> tuple[Report, int | None]:
    """The change made in the store, and what is then found by it."""
    removed, added = list(removed), list(added)
    for quad in removed:
        data.remove(quad)
    data.extend(added)
    return validate_change(data, Change(removed, added, [result.focus for result in before.results]))


def of(change: Defect) -> tuple[list[Quad], list[Quad]]:
    there = example() | reference()
    return quads(change.removed() - change.added()), quads(change.added() - there)


@pytest.fixture(scope="module")
def data() -> Store:
    return store(reference() | example())


@pytest.mark.parametrize("defect", [*DEFECTS, *VARIATIONS], ids=str)
def test_what_is_broken_is_found_and_gone_when_mended(data: Store, defect: Defect) -> None:
    removed, added = of(defect)
    with changed(data, defect):
        report, _ = validate_change(data, Change(removed, added, ()))
        everything = validate(data)
    assert report == everything
    assert [result.messages for result in report.results] == [result.messages for result in everything.results]
    mended, _ = validate_change(data, Change(added, removed, [result.focus for result in report.results]))
    assert mended.results == ()


def test_each_constraint_of_each_property() -> None:
    data = store(reference() | example())
    examples = list(broken())
    # A few at a time: each is another focus node's or property's.
    for some in (examples[start : start + 8] for start in range(0, len(examples), 8)):
        removed = list(dict.fromkeys(quad for each in some for quad in quads(each.removed) if quad in data))
        added = list(dict.fromkeys(quad for each in some for quad in quads(each.added)))
        report, _ = made(data, removed, added, Report(()))
        assert report == validate(data)
        assert report.results
        mended, _ = made(data, added, removed, report)
        assert mended.results == ()


def test_one_defect_after_another() -> None:
    """Each change is judged by the report before it, which has results that the change does not touch."""
    data, report = store(reference() | example()), Report(())
    steps = Random(7).sample(DEFECTS, 40)
    partial = 0
    for defect in steps:
        removed = [quad for quad in quads(defect.removed() - defect.added()) if quad in data]
        added = [quad for quad in quads(defect.added()) if quad not in data]
        report, looked_at = made(data, removed, added, report)
        assert report == validate(data), defect
        partial += looked_at is not None
    assert partial > 20
    assert len(report.results) > 40


KINDS = ("removed", "literal", "object", "predicate", "type", "moved", "thing removed", "thing renamed")


@pytest.mark.parametrize("kinds", [*((kind,) for kind in KINDS), KINDS], ids=" ".join)
def test_changes_at_random_in_the_shipped_data(shipped: Release, kinds: tuple[str, ...]) -> None:
    metadata = NamedNode(f"{BASE}id/graph/metadata")
    there = sorted((quad for quad in shipped.store if quad.graph_name != metadata), key=str)
    data = Store()
    data.bulk_extend(there)
    before = validate(data)
    random = Random(" ".join(kinds))
    for _ in range(4):
        # A class below another makes everything be looked at.
        changes = [at_random(random, kind, [q for q in there if q.predicate != RDFS.subClassOf]) for kind in kinds]
        removed = dict.fromkeys(quad for each, _ in changes for quad in each)
        added = dict.fromkeys(quad for _, each in changes for quad in each)
        gone = [quad for quad in removed if quad not in added]
        new = [quad for quad in added if quad not in data]
        report, looked_at = made(data, gone, new, before)
        assert looked_at is not None
        assert report == validate(data)
        back, _ = made(data, new, gone, report)
        assert back == before


def at_random(random: Random, kind: str, there: list[Quad]) -> tuple[list[Quad], list[Quad]]:
    """What a change of a kind takes away and puts in."""
    if kind == "type":
        there = [quad for quad in there if quad.predicate == RDF.type and "/id/" in str(quad.subject)]
    some, others = random.sample(there, 8), random.sample(there, 8)
    if kind.startswith("thing"):
        things = {quad.subject for quad in some}
        some = [quad for quad in there if quad.subject in things]
    return some, [new for quad, other in zip(some, cycle(others)) for new in replaced(kind, quad, other)]


def replaced(kind: str, quad: Quad, other: Quad) -> Iterator[Quad]:
    """What stands in a statement's place."""
    subject, predicate, object_, graph = quad
    match kind:
        case "literal":
            yield Quad(subject, predicate, Literal("?"), graph)
        case "object" | "type":
            yield Quad(subject, predicate, other.object, graph)
        case "predicate":
            yield Quad(subject, other.predicate, object_, graph)
        case "moved":
            yield Quad(subject, predicate, object_, NamedNode("https://xx.example/graph"))
        case "thing renamed":
            yield Quad(NamedNode(f"{str(subject)[1:-1]}-x"), predicate, object_, graph)


def reach(data: Store, *changed: Triple) -> set[str] | None:
    found = reached(data, shapes_graph(), changed)
    return None if found is None else {node.value.removeprefix(THINGS) for node in found}


def test_a_change_reaches_no_further_than_it_must() -> None:
    data = store(reference() | example())
    commitment = NamedNode(f"{THINGS}commitment/xx-2020-2021-01")
    assert reach(data, Triple(commitment, RDFS.label, Literal("x", language="es"))) == {"commitment/xx-2020-2021-01"}
    day = Literal("2020-01-01", datatype=NamedNode(PREFIXES["xsd"] + "date"))
    reached_by_plan = reach(data, Triple(NamedNode(f"{THINGS}plan/xx-2020-2021"), SCHEMA.startDate, day))
    assert reached_by_plan is not None
    assert {"plan/xx-2020-2021", "commitment/xx-2020-2021-01"} <= reached_by_plan
    assert "commitment/xx-2018-2019-01" not in reached_by_plan
    assert reach(data) == set()


def test_a_change_of_the_classes_reaches_everything() -> None:
    data = store(reference() | example())
    assert reach(data, Triple(GA.Commitment, RDFS.subClassOf, SKOS.Concept)) is None
    assert reach(data, *turtle("[] a ga:Commitment .")) is None


OWN = """
<shape> a sh:NodeShape ; sh:targetClass ga:Commitment ; sh:sparql [ sh:prefixes <prefixes> ; sh:select '''%s''' ] .
<prefixes> sh:declare [ sh:prefix "ga" ; sh:namespace "https://w3id.org/gobierno-abierto/def#"^^xsd:anyURI ] .
"""


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { $this a ?class . { SELECT ?a WHERE { ?a ga:number ?b } } }",
        "SELECT $this WHERE { $this a ?class . ?a ga:number ?b . FILTER(?a != $this) }",
    ],
    ids=["a subquery, which is not read", "nothing that leads to the focus node"],
)
def test_where_it_cannot_be_told_what_a_query_looks_at_all_its_focus_nodes_are_reached(query: str) -> None:
    data = store(reference() | example())
    elsewhere = Triple(NamedNode("https://xx.example/x"), GA.number, Literal("1"))
    found = reached(data, ShapesGraph(turtle(OWN % query)), [elsewhere])
    assert found == {elsewhere.subject, *commitments(data)}


def commitments(data: Store) -> Collection[object]:
    return {quad.subject for quad in data.quads_for_pattern(None, RDF.type, GA.Commitment, None)}
