"""The report as data, and what is made of it."""

from __future__ import annotations

import json

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from ontology.terms import GA, RDF, SH, XSD
from shapes.report import Report, Result
from shapes.report_text import report_text
from shapes.report_view import Shown, view

SHAPE = NamedNode("https://w3id.org/gobierno-abierto/shapes#CommitmentShape-number")
PLAN, COMMITMENT = (NamedNode(f"https://xx.example/id/{key}") for key in ("plan/xx", "commitment/xx-1"))
MIN_COUNT = NamedNode("http://www.w3.org/ns/shacl#MinCountConstraintComponent")
REPORT = NamedNode("https://xx.example/id/report/1")


def result(
    focus: NamedNode | BlankNode = COMMITMENT,
    severity: NamedNode = SH.Violation,
    value: NamedNode | Literal | BlankNode | None = None,
    messages: dict[str, str] | None = None,
    shape: NamedNode = SHAPE,
) -> Result:
    return Result(focus, GA.number, value, severity, shape, MIN_COUNT, None, messages or {"es": "no", "en": "not"})


def test_the_order_does_not_depend_on_how_results_come() -> None:
    results = [result(severity=severity, focus=focus) for severity in (SH.Info, SH.Warning, SH.Violation)
               for focus in (PLAN, COMMITMENT)]  # fmt: skip
    report = Report.of(results)
    assert report == Report.of(reversed(results))
    assert [each.severity_word for each in report.results] == ["violation"] * 2 + ["warning"] * 2 + ["info"] * 2
    assert [each.focus for each in report.results][:2] == [COMMITMENT, PLAN]


def test_a_result_counts_once_whatever_it_says() -> None:
    one, two = result(messages={"en": "one"}), result(messages={"en": "two"})
    assert Report.of([one, two]).results[0].messages == Report.of([two, one]).results[0].messages
    assert Report.of([one, two]).counts == {"violation": 1, "warning": 0, "info": 0}


def test_warnings_do_not_stop_data_from_conforming() -> None:
    assert Report.of([result(severity=SH.Warning), result(severity=SH.Info)]).conforms
    assert not Report.of([result()]).conforms
    assert Report.of([]).conforms


def test_a_severity_of_ones_own_is_counted_and_comes_last() -> None:
    own = NamedNode("https://xx.example/Urgent")
    report = Report.of([result(severity=own), result(severity=SH.Info)])
    assert report.counts == {"violation": 0, "warning": 0, "info": 1, own.value: 1}
    assert report.results[-1].severity == own
    assert own.value.upper() in report_text(report)


def test_messages_fall_back_to_a_language_that_is_there() -> None:
    assert result(messages={"es": "sí", "en": "yes"}).message("es") == "sí"
    assert result(messages={"es": "sí", "en": "yes"}).message("qu") == "yes"
    assert result(messages={"es": "sí"}).message("qu") == "sí"
    assert result(messages={"": "?"}).message("es") == "?"


def test_json_says_all_that_a_result_has() -> None:
    report = Report.of(
        [
            result(value=Literal("7")),
            result(value=Literal("siete", language="es")),
            result(value=Literal("7", datatype=XSD.integer)),
            result(value=PLAN),
            result(focus=BlankNode("b"), value=BlankNode("c")),
        ]
    )
    data = json.loads(json.dumps(report.json()))
    assert data["conforms"] is False
    assert data["counts"] == {"violation": 5, "warning": 0, "info": 0}
    assert [each["value"] for each in data["results"]] == [
        {"type": "literal", "value": "7"},
        {"type": "literal", "value": "7", "datatype": XSD.integer.value},
        {"type": "literal", "value": "siete", "language": "es"},
        {"type": "uri", "value": PLAN.value},
        {"type": "bnode", "value": "c"},
    ]
    assert data["results"][0] == {
        "focus": COMMITMENT.value,
        "path": GA.number.value,
        "value": {"type": "literal", "value": "7"},
        "severity": "violation",
        "shape": SHAPE.value,
        "component": MIN_COUNT.value,
        "constraint": None,
        "messages": {"es": "no", "en": "not"},
    }


def test_rdf_has_no_blank_nodes() -> None:
    quads = list(Report.of([result(focus=BlankNode("b"), value=BlankNode("c")), result()]).quads(REPORT))
    assert not any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object))
    assert {quad.graph_name for quad in quads} == {DefaultGraph()}


def test_rdf_is_a_shacl_report() -> None:
    graph = NamedNode("https://xx.example/id/graph/report")
    quads = {quad.triple for quad in Report.of([result(severity=SH.Warning)]).quads(REPORT, graph)}
    node = NamedNode(REPORT.value + "/1")
    said = {(triple.predicate, triple.object) for triple in quads if triple.subject == node}
    assert said == {
        (RDF.type, SH.ValidationResult),
        (SH.focusNode, COMMITMENT),
        (SH.resultPath, GA.number),
        (SH.resultSeverity, SH.Warning),
        (SH.sourceShape, SHAPE),
        (SH.sourceConstraintComponent, MIN_COUNT),
        (SH.resultMessage, Literal("no", language="es")),
        (SH.resultMessage, Literal("not", language="en")),
    }


def test_in_rdf_any_result_is_a_failure_to_conform() -> None:
    """SHACL 3.6.1.1: sh:conforms is true only where there are no results; the project publishes with warnings."""
    conforms = [
        {quad.object for quad in Report.of(results).quads(REPORT) if quad.predicate == SH.conforms}
        for results in ([], [result(severity=SH.Info)])
    ]
    assert conforms == [{Literal("true", datatype=XSD.boolean)}, {Literal("false", datatype=XSD.boolean)}]


def test_text_groups_by_severity_and_shape() -> None:
    rule = "A commitment has one number, text as published: 7, 1:A."
    same, other = {"en": rule, "es": "x"}, {"en": "Something else.", "es": "y"}
    report = Report.of(
        [
            result(messages=same),
            result(focus=PLAN, value=Literal("7"), messages=same),
            result(severity=SH.Warning, messages=other),
        ]
    )
    assert report_text(report) == (
        "Does not conform: there are violations.\n"
        "Violations: 2\n"
        "Warnings: 1\n"
        "Infos: 0\n"
        "\n"
        "VIOLATIONS\n"
        "\n"
        "gash:CommitmentShape-number (2)\n"
        f"  {rule}\n"
        "  - commitment/xx-1\n"
        '  - plan/xx "7"\n'
        "\n"
        "WARNINGS\n"
        "\n"
        "gash:CommitmentShape-number (1)\n"
        f"  {rule}\n"
        "  - commitment/xx-1: Something else.\n"
    )


def test_text_speaks_spanish_and_can_be_short() -> None:
    report = Report.of([result(severity=SH.Warning, value=Literal(str(n))) for n in range(5)])
    text = report_text(report, "es", Shown(limit=2))
    assert text.startswith("Conforme: no hay violaciones.\nViolaciones: 0\nAdvertencias: 5\n")
    assert text.endswith("  - y 3 más\n")


def test_text_of_a_shape_that_is_not_ours() -> None:
    shape = NamedNode("https://xx.example/Shape")
    text = report_text(Report.of([result(shape=shape, messages={"": "Wrong."})]))
    assert "<https://xx.example/Shape> (1)\n  Wrong.\n  - commitment/xx-1 ga:number\n" in text


def test_a_view_may_hold_some_severities_and_counts_all() -> None:
    report = Report.of([result(severity=severity) for severity in (SH.Violation, SH.Warning, SH.Info)])
    seen = view(report, "es", Shown(severities={"warning"}))
    assert [(severity.word, severity.title) for severity in seen.severities] == [("warning", "Advertencias")]
    assert seen.counts == (("Violaciones", 1), ("Advertencias", 1), ("Informaciones", 1))
    assert not seen.conforms
