"""Validation as others call it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from ontology.terms import GA, PREFIXES, SCHEMA, XSD
from shapes.pyshacl_engine import pyshacl_results
from shapes.rdflib_terms import from_rdflib, to_rdflib
from shapes.shapes_graph import ShapesError, read_shapes
from shapes.validation import validate
from tests.shapes.defect import example, reference, store

PLAN = NamedNode("https://xx.example/id/plan/xx-2020-2021")
HEAD = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("sh", "ga", "schema", "xsd"))


def test_named_graphs_are_validated_as_one() -> None:
    data = store(reference())
    for number, triple in enumerate(sorted(example(), key=str)):
        graph = NamedNode(f"https://xx.example/id/graph/{number % 3}")
        data.add(Quad(triple.subject, triple.predicate, triple.object, graph))
    assert validate(data).results == ()


def test_nothing_is_written_to_the_store() -> None:
    data = store(reference() | example())
    before = len(data)
    validate(data)
    assert len(data) == before


def test_the_report_is_the_same_each_time() -> None:
    data = store({*reference(), *example()} - {triple for triple in example() if triple.predicate == GA.number})
    assert validate(data).json() == validate(data).json()


def test_ill_typed_values_are_results_and_not_errors(caplog: pytest.LogCaptureFixture) -> None:
    """Pyoxigraph has a type error where rdflib compares; rdflib logs a traceback for each such literal."""
    wrong = [
        Triple(PLAN, property_, Literal("pronto", datatype=datatype))
        for property_ in (SCHEMA.startDate, SCHEMA.endDate, GA.notBefore, GA.notAfter, GA.announcedCommitments)
        for datatype in (XSD.date, XSD.integer, XSD.decimal, XSD.boolean, XSD.string)
    ]
    with caplog.at_level(logging.WARNING):
        report = validate(store({*reference(), *example(), *wrong}))
    assert {(result.path, result.value) for result in report.results} >= {
        (each.predicate, each.object) for each in wrong
    }
    assert caplog.records == []


@pytest.mark.parametrize(
    "literal",
    [
        Literal("x"),
        Literal("x", language="es"),
        Literal("x", language="es-PE"),
        Literal("007", datatype=XSD.integer),
        Literal("pronto", datatype=XSD.date),
        Literal("x", datatype=NamedNode("x:datatype")),
    ],
)
def test_a_literal_comes_back_from_rdflib_as_it_went(literal: Literal) -> None:
    assert from_rdflib(to_rdflib(literal)) == literal


def test_extra_shapes_add_their_results() -> None:
    extra = read_shapes(
        f"""{HEAD}
        <x:Shape> a sh:NodeShape ; sh:targetClass ga:ActionPlan ; sh:severity sh:Warning ;
            sh:property [ sh:path ga:ogpIdentifier ; sh:minCount 1 ; sh:message "It has no identifier." ] ;
            sh:sparql [ sh:message "{{?value}} is short." ; sh:select '''
                SELECT $this ?value WHERE {{ $this <{GA.ogpIdentifier.value}> ?value FILTER(STRLEN(?value) < 99) }}
            ''' ] .
        """.encode(),
        "extra.ttl",
    )
    report = validate(store(reference() | example()), extra)
    assert [(result.severity_word, result.message("en")) for result in report.results] == [
        ("violation", "It has no identifier."),
        ("warning", "AP_XX02 is short."),
    ]


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:property [ sh:path schema:startDate ; sh:lessThanOrEquals schema:endDate ]",
        "sh:sparql [ sh:select 'nonsense' ]",
        "sh:property [ sh:minCount 1 ]",
    ],
)
def test_extra_shapes_that_cannot_run_are_an_error(constraint: str) -> None:
    """The first is a date that is not one: rdflib's TypeError goes through pySHACL."""
    wrong = [
        Triple(NamedNode("x:plan"), SCHEMA.startDate, Literal("pronto", datatype=XSD.date)),
        Triple(NamedNode("x:plan"), SCHEMA.endDate, Literal("2020-01-01", datatype=XSD.date)),
    ]
    extra = read_shapes(f"{HEAD} <x:Shape> a sh:NodeShape ; sh:targetNode <x:plan> ; {constraint} .".encode(), "x.ttl")
    with pytest.raises(ShapesError, match="pySHACL cannot run"):
        list(pyshacl_results(wrong, extra))


def test_a_triple_inside_a_triple_is_no_obstacle() -> None:
    """RDF 1.2, which the store reads and rdflib does not."""
    said = Triple(PLAN, GA.number, Literal("1"))
    data = store({*reference(), *example(), Triple(PLAN, NamedNode("x:said"), said)})
    assert {result.severity_word for result in validate(data).results} <= {"warning"}


def test_validations_at_the_same_time_do_not_meet() -> None:
    data = store({*reference(), *example()} - {triple for triple in example() if triple.predicate == GA.number})
    alone = validate(data)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _: validate(data).results, range(4))) == [alone.results] * 4
