"""The report of an audit as RDF: results in `EARL 1.0 <https://www.w3.org/TR/EARL10-Schema/>`_, and how they came
about in `PROV-O <https://www.w3.org/TR/prov-o/>`_.

A check is a test case. Each has one assertion about the plan, and one about each thing that was found, which is a part
of the first. EARL knows no severity: ``sh:resultSeverity`` says it, as in a validation report. There is no blank node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import DCAT, DCTERMS, EARL, FOAF, PROV, RDF, SCHEMA, SH, XSD
from shapes.audit.agreement import Agreement
from shapes.audit.checks import CANNOT_TELL, FAILED, INAPPLICABLE, PASSED, CheckResult
from shapes.audit.report import Report, kappa_text

SEVERITIES = {"high": SH.Violation, "medium": SH.Warning, "low": SH.Info}
OUTCOMES = {
    PASSED: EARL.passed,
    FAILED: EARL.failed,
    CANNOT_TELL: EARL.cantTell,
    INAPPLICABLE: EARL.inapplicable,
}
Object = NamedNode | Literal


def triples(report: Report) -> Iterator[Triple]:
    """The report. Its node is ``{base}audit/{plan}#{key}``; all others of its own begin with that and a slash."""
    return _Writer(report).all()


class _Writer:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._audit = report.audit
        self._node = NamedNode(f"{report.audit.subject.base}audit/{report.audit.plan}#{report.key}")
        self._activity = self._part("activity")

    def all(self) -> Iterator[Triple]:
        yield from self._about_report()
        yield from self._about_release()
        yield from self._about_agents()
        for name, value in self._audit.measures.items():
            yield from self._value(f"measure/{name}", name, str(value))
        for result in self._audit.results:
            yield from self._check(result)
        for number, agreement in enumerate(self._audit.agreements, start=1):
            yield from self._agreement(number, agreement)

    def _part(self, name: str) -> NamedNode:
        return NamedNode(f"{self._node.value}/{name}")

    def _about_report(self) -> Iterator[Triple]:
        at = Literal(self._report.at.isoformat().replace("+00:00", "Z"), datatype=XSD.dateTime)
        yield from _facts(
            self._node,
            [
                (RDF.type, PROV.Entity),
                (SCHEMA.about, NamedNode(self._audit.iri)),
                (PROV.wasDerivedFrom, self._part("release")),
                (PROV.wasGeneratedBy, self._activity),
                (PROV.generatedAtTime, at),
            ],
        )
        yield from _facts(self._activity, [(RDF.type, PROV.Activity), (PROV.endedAtTime, at)])

    def _about_release(self) -> Iterator[Triple]:
        subject = self._audit.subject
        created = Literal(subject.created.isoformat().replace("+00:00", "Z"), datatype=XSD.dateTime)
        release = self._part("release")
        yield Triple(self._activity, PROV.used, release)
        yield from _facts(
            release,
            [
                (RDF.type, PROV.Entity),
                (PROV.specializationOf, NamedNode(f"{subject.base}id/dataset/all")),
                (DCTERMS.identifier, Literal(f"sha256:{subject.digest}")),
                (DCAT.version, Literal(subject.release)),
                (PROV.generatedAtTime, created),
                (DCTERMS.conformsTo, Literal(f"vocabulary {subject.vocabulary_version}")),
                (DCTERMS.conformsTo, Literal(f"shapes {subject.shapes_version}")),
            ],
        )
        if second := self._audit.second:
            file = self._part("second")
            yield Triple(self._activity, PROV.used, file)
            yield from _facts(
                file,
                [
                    (RDF.type, PROV.Entity),
                    (DCTERMS.title, Literal(second.file)),
                    (DCTERMS.identifier, Literal(f"sha256:{second.sha256}")),
                ],
            )
        for name, digest in self._audit.questions.items():
            question = self._part(f"question/{name}")
            yield Triple(self._activity, PROV.used, question)
            yield from _facts(
                question,
                [
                    (RDF.type, PROV.Entity),
                    (PROV.specializationOf, NamedNode(f"{subject.base}id/question/{name}")),
                    (DCTERMS.identifier, Literal(f"sha256:{digest}")),
                ],
            )

    def _about_agents(self) -> Iterator[Triple]:
        for name, version in sorted(self._audit.subject.tools.items()):
            tool = self._part(f"tool/{name}")
            yield Triple(self._activity, PROV.wasAssociatedWith, tool)
            yield from _facts(tool, [(RDF.type, PROV.SoftwareAgent), (FOAF.name, Literal(f"{name} {version}"))])
        if self._report.by:
            yield Triple(self._activity, PROV.wasAssociatedWith, self._part("auditor"))
            yield from _facts(self._part("auditor"), [(RDF.type, PROV.Agent), (FOAF.name, Literal(self._report.by))])

    def _check(self, result: CheckResult) -> Iterator[Triple]:
        test = self._part(f"question/{result.name}")
        yield Triple(test, RDF.type, EARL.TestCase)
        yield from _texts(test, DCTERMS.title, result.question.header.title)
        yield from _texts(test, DCTERMS.description, result.check.why)
        whole = self._part(f"check/{result.name}")
        yield Triple(self._node, DCTERMS.hasPart, whole)
        yield from self._assertion(whole, result, NamedNode(self._audit.iri), result.outcome)
        yield from self._value(f"check/{result.name}/looked-at", f"{result.name} looked-at", str(result.of))
        yield from self._value(f"check/{result.name}/found", f"{result.name} found", str(len(result.findings)))
        for number, finding in enumerate(result.findings, start=1):
            node = self._part(f"check/{result.name}/{number}")
            yield Triple(whole, DCTERMS.hasPart, node)
            yield from self._assertion(node, result, NamedNode(finding.thing), result.check.outcome)
            yield from _texts(NamedNode(f"{node.value}/result"), DCTERMS.description, finding.found)

    def _assertion(self, node: NamedNode, result: CheckResult, about: NamedNode, outcome: str) -> Iterator[Triple]:
        found = NamedNode(f"{node.value}/result")
        yield from _facts(
            node,
            [
                (RDF.type, EARL.Assertion),
                (EARL.assertedBy, self._part("tool/quipu")),
                (EARL.mode, EARL.automatic),
                (EARL.test, self._part(f"question/{result.name}")),
                (EARL.subject, about),
                (EARL.result, found),
            ],
        )
        yield from _facts(found, [(RDF.type, EARL.TestResult), (EARL.outcome, OUTCOMES[outcome])])
        if outcome in {FAILED, CANNOT_TELL}:
            yield Triple(found, SH.resultSeverity, SEVERITIES[result.check.severity])

    def _agreement(self, number: int, agreement: Agreement) -> Iterator[Triple]:
        pair = f"{agreement.first.key} {agreement.second.key}"
        decisions = {"goals": agreement.goals, "targets": agreement.targets}
        decisions |= {f"goal {goal}": each for goal, each in agreement.by_goal.items()}
        for name, each in decisions.items():
            if (kappa := kappa_text(each.kappa)) is not None:
                yield from self._value(f"agreement/{number}/{name.replace(' ', '-')}", f"kappa {pair} {name}", kappa)

    def _value(self, name: str, property_id: str, value: str) -> Iterator[Triple]:
        node = self._part(name)
        yield Triple(self._node, DCTERMS.hasPart, node)
        datatype = XSD.integer if value.isdecimal() else XSD.decimal
        yield from _facts(
            node,
            [
                (RDF.type, SCHEMA.PropertyValue),
                (SCHEMA.propertyID, Literal(property_id)),
                (SCHEMA.value, Literal(value, datatype=datatype)),
            ],
        )


def _facts(node: NamedNode, facts: list[tuple[NamedNode, Object]]) -> Iterator[Triple]:
    for predicate, value in facts:
        yield Triple(node, predicate, value)


def _texts(node: NamedNode, predicate: NamedNode, texts: Mapping[str, str]) -> Iterator[Triple]:
    for language, text in sorted(texts.items()):
        yield Triple(node, predicate, Literal(text, language=language))
