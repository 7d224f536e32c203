"""An audit as data: what was audited, what was counted, what was found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Store

from ontology.terms import RDFS, SCHEMA
from shapes.audit import agreement, checks
from shapes.audit.agreement import Agreement, Assessor
from shapes.audit.answers import Answer, Asker
from shapes.audit.checks import CheckResult, Text

TABLES = (
    "sdg-coverage",
    "target-coverage",
    "alignments-by-basis",
    "alignments-by-assessor",
    "smart-completeness",
    "events-to-commitments",
)
"""The questions whose whole answers the audit holds."""
NUMBERS = {
    "commitments": "number-of-commitments",
    "aligned-commitments": "number-of-aligned-commitments",
    "alignments": "number-of-alignments",
    "quoted-alignments": "number-of-quoted-alignments",
    "alignment-quotes": "number-of-alignment-quotes",
    "events": "number-of-events",
}
"""What is counted, by the question that counts it."""
_REJECTED, _CONTEXT = "rejected", "context"


@dataclass(frozen=True)
class Subject:
    """The release that is audited."""

    release: str
    digest: str
    """SHA-256 of its sorted N-Quads."""
    created: datetime
    base: str
    vocabulary_version: str
    shapes_version: str
    tools: Mapping[str, str] = field(hash=False)
    """The versions of the tools that audit."""
    conforms: bool | None
    """Whether the shapes found no violation; none where nothing was validated."""
    results: Mapping[str, int] = field(hash=False)
    """Results of the validation by severity."""


@dataclass(frozen=True)
class SecondAssessment:
    """Alignments from a file beside the release."""

    file: str
    sha256: str
    assessors: tuple[Assessor, ...]


@dataclass(frozen=True)
class Audit:
    """The audit of one plan. It depends on the release, the questions and the second assessment alone."""

    subject: Subject
    plan: str
    """The plan's key."""
    iri: str
    name: Text
    first_day: str
    """Empty where it is not known; so is the last."""
    last_day: str
    measures: Mapping[str, int] = field(hash=False)
    """What was counted, by name."""
    results: tuple[CheckResult, ...]
    tables: Mapping[str, Answer] = field(hash=False)
    assessors: tuple[Assessor, ...]
    agreements: tuple[Agreement, ...]
    second: SecondAssessment | None

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by severity; each is there."""
        return {
            severity: sum(len(each.findings) for each in self.results if each.check.severity == severity)
            for severity in checks.SEVERITIES
        }

    @property
    def questions(self) -> dict[str, str]:
        """SHA-256 of the text of each question that was asked, by name."""
        asked = [each.question for each in self.results] + [each.question for each in self.tables.values()]
        return {
            question.name: hashlib.sha256(question.text.encode()).hexdigest()
            for question in sorted(asked, key=lambda each: each.name)
        }

    @property
    def questions_version(self) -> str:
        """One digest for all questions: SHA-256 of lines with digest and name, as ``sha256sum`` writes them."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in self.questions.items())
        return hashlib.sha256(lines.encode()).hexdigest()

    def commitment(self, iri: str) -> tuple[str, Text]:
        """Number and name of a commitment."""
        return self.commitments[iri]

    @property
    def commitments(self) -> dict[str, tuple[str, Text]]:
        """Number and name of each commitment, by IRI, in the plan's order."""
        answer = self.tables["smart-completeness"]
        found: dict[str, tuple[str, Text]] = {}
        for at, row in enumerate(answer.plain):
            iri = row["commitment"]
            names = {tag: rows[at].get("commitmentLabel", iri) for tag, rows in answer.rows.items()}
            found[iri] = row["number"], names
        return found


def audit(store: Store, subject: Subject, plan: str) -> Audit:
    """The audit of a plan, by its key; the plan is in the store."""
    ask = Asker(store, plan, subject.base)
    tables = {name: ask(name) for name in TABLES}
    assessors = assessors_of(tables["alignments-by-assessor"])
    iri = NamedNode(f"{subject.base}id/plan/{plan}")
    return Audit(
        subject,
        plan,
        iri.value,
        _texts(store, iri),
        _day(store, iri, SCHEMA.startDate),
        _day(store, iri, SCHEMA.endDate),
        _measures(ask, tables, assessors),
        checks.run(ask),
        tables,
        assessors,
        _agreements(tables, assessors),
        None,
    )


def compared(alone: Audit, second: SecondAssessment) -> Audit:
    """An audit with another's assessment: it changes who assesses and how far they agree, and nothing else."""
    assessors = alone.assessors + second.assessors
    return replace(
        alone,
        measures={**alone.measures, "assessors": len(assessors)},
        assessors=assessors,
        agreements=_agreements(alone.tables, assessors),
        second=second,
    )


def _agreements(tables: Mapping[str, Answer], assessors: Iterable[Assessor]) -> tuple[Agreement, ...]:
    goals, targets = ([row["code"] for row in tables[name].plain] for name in ("sdg-coverage", "target-coverage"))
    return agreement.agreements(assessors, goals, targets)


def assessors_of(answer: Answer) -> tuple[Assessor, ...]:
    """The parties that assert alignments, with what counts of what they say: not rejected, stronger than context."""
    looked_at: dict[str, set[str]] = {}
    goals: dict[str, set[tuple[str, str]]] = {}
    targets: dict[str, set[tuple[str, str]]] = {}
    names: dict[str, Text] = {}
    for at, row in enumerate(answer.plain):
        party, commitment = row["party"], row["commitment"]
        names.setdefault(party, {tag: rows[at].get("partyLabel", party) for tag, rows in answer.rows.items()})
        looked_at.setdefault(party, set()).add(commitment)
        if _code(row["status"]) == _REJECTED or _code(row["strength"]) == _CONTEXT:
            continue
        goals.setdefault(party, set()).add((commitment, row["goalCode"]))
        if "targetCode" in row:
            targets.setdefault(party, set()).add((commitment, row["targetCode"]))
    return tuple(
        Assessor(
            party,
            names[party],
            frozenset(looked_at[party]),
            frozenset(goals.get(party, ())),
            frozenset(targets.get(party, ())),
        )
        for party in sorted(looked_at)
    )


def _measures(ask: Asker, tables: Mapping[str, Answer], assessors: Iterable[Assessor]) -> dict[str, int]:
    counted = {name: ask(question).number for name, question in NUMBERS.items()}
    titled = sum(row["hasTitle"] == "true" for row in tables["smart-completeness"].plain)
    traced = {row["commitment"] for row in tables["events-to-commitments"].plain}
    return {
        **counted,
        "titled-commitments": titled,
        "traced-commitments": len(traced),
        "goals-served": sum(row["commitments"] != "0" for row in tables["sdg-coverage"].plain),
        "targets-served": sum(row["commitments"] != "0" for row in tables["target-coverage"].plain),
        "goals": len(tables["sdg-coverage"]),
        "targets": len(tables["target-coverage"]),
        "assessors": len(list(assessors)),
    }


def _code(iri: str) -> str:
    return iri.rpartition("/")[2]


def _texts(store: Store, node: NamedNode) -> Text:
    return {
        quad.object.language or "": quad.object.value
        for quad in store.quads_for_pattern(node, RDFS.label, None, None)
        if isinstance(quad.object, Literal)
    }


def _day(store: Store, node: NamedNode, prop: NamedNode) -> str:
    days = (quad.object for quad in store.quads_for_pattern(node, prop, None, None))
    return min((day.value for day in days if isinstance(day, Literal)), default="")
