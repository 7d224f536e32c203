"""The report in its forms: what they say is the same, both languages say all, and RDF is what EARL asks for."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
import rdflib
from pyoxigraph import RdfFormat, serialize
from rdflib.namespace import DCTERMS, PROV, RDF

from loaders.release import Release
from ontology.question import LANGUAGES
from shapes.audit import comparison, earl, tables
from shapes.audit.agreement import Assessor
from shapes.audit.audit import SecondAssessment, Subject, audit, compared
from shapes.audit.report import Report
from shapes.audit.text import as_text
from shapes.audit.wording import summary, wording

EARL = rdflib.Namespace("http://www.w3.org/ns/earl#")
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PLAN = "pe-2017-2019"


@pytest.fixture(scope="module")
def report(shipped: Release) -> Report:
    m = shipped.manifest
    subject = Subject(m.id, m.digest, m.created, m.base, "1", "1", {"quipu": "1"}, m.conforms, m.results)
    first = f"{m.base}id/commitment/pe-2017-2019-01"
    name = {"es": "Court", "en": "Court"}
    court = Assessor("Court", name, frozenset({first}), frozenset({(first, "4")}), frozenset({(first, "4.7")}))
    second = SecondAssessment("o.csv", "0" * 64, (court,))
    return Report(compared(audit(shipped.store, subject, PLAN), second), AT, "Ana")


def test_both_languages_have_the_same_words() -> None:
    assert wording("es").keys() == wording("en").keys()
    for key, text in wording("es").items():
        holes = sorted(part.partition("}")[0] for part in text.split("{")[1:])
        assert holes == sorted(part.partition("}")[0] for part in wording("en")[key].split("{")[1:]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_names_every_finding_and_disagreement(report: Report, language: str) -> None:
    lines = as_text(report, language).splitlines()
    findings = sum(report.audit.counts.values())
    apart = sum(len(each.disagreements) for each in report.audit.agreements)
    assert sum(line.startswith("  * ") for line in lines) == findings + apart
    assert len(summary(report.audit, language)) == 7


def test_the_summary_says_what_was_counted(report: Report) -> None:
    """By hand for the third plan: 18 commitments, 12 of them with a title; 7 of 17 goals."""
    first, second, *_ = summary(report.audit, "en")
    assert first.startswith("The plan has 18 commitments; the official title of 12 is on record.")
    assert "7 of the 17 goals" in second


def test_the_tables_have_a_row_a_finding_and_a_row_a_disagreement(report: Report) -> None:
    found = list(csv.DictReader(io.StringIO(tables.findings(report.audit).decode(), newline="")))
    assert len(found) == sum(report.audit.counts.values())
    texts = [f"{text}_{language}" for text in ("found", "why", "mend") for language in LANGUAGES]
    assert all(row[text] for row in found for text in texts)
    apart = list(csv.DictReader(io.StringIO(tables.disagreements(report.audit).decode(), newline="")))
    assert ("4.7", "Court") in [(row["code"], row["seen_by"]) for row in apart]


def test_the_rdf_says_in_earl_what_was_found(report: Report) -> None:
    """EARL 1.0 Schema, section 2: an assertion has an assertor, a subject, a test and a result with an outcome."""
    written = serialize(earl.triples(report), format=RdfFormat.N_TRIPLES)
    assert written
    graph = rdflib.Graph().parse(data=written, format="nt")
    assertions = set(graph.subjects(RDF.type, EARL.Assertion))
    assert len(assertions) == len(report.audit.results) + sum(report.audit.counts.values())
    for assertion in assertions:
        for prop in (EARL.assertedBy, EARL.subject, EARL.test, EARL.result):
            assert len(list(graph.objects(assertion, prop))) == 1
        assert graph.value(graph.value(assertion, EARL.result), EARL.outcome)
    assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)
    digests = {str(each) for each in graph.objects(None, DCTERMS.identifier)}
    assert {f"sha256:{report.audit.subject.digest}", f"sha256:{'0' * 64}"} <= digests
    assert list(graph.subjects(RDF.type, PROV.Activity))


def test_a_report_compares_equal_to_itself_made_by_another(report: Report) -> None:
    theirs = comparison.read(json.dumps(report.json()).encode())
    again = Report(report.audit, datetime(2027, 1, 1, tzinfo=UTC), "Luis")
    assert comparison.differences(theirs, again.json()) == []


def test_one_finding_less_is_one_finding_less(report: Report) -> None:
    theirs = json.loads(json.dumps(report.json()))
    check = next(each for each in theirs["checks"] if each["check"] == "commitments-of-unknown-title")
    del check["findings"][0]
    differences = comparison.differences(theirs, report.json())
    assert differences
    assert all(line.startswith("checks/commitments-of-unknown-title/findings/") for line in differences)
    assert all("pe-2017-2019-11" in line and "(nothing) →" in line for line in differences)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"format": "quipu-audit/9"}', b'{"format": "quipu-audit/1"}'])
def test_what_is_no_report_is_refused(content: bytes) -> None:
    with pytest.raises(comparison.ReportError):
        comparison.read(content)
