"""The report of an audit: what was found, who asked for it and when; as JSON it holds all that the others show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from ontology.question import LANGUAGES
from shapes.audit.agreement import Agreement, Assessor, Decisions
from shapes.audit.answers import Answer
from shapes.audit.audit import Audit
from shapes.audit.checks import CheckResult

FORMAT = "quipu-audit/1"
"""Names the form of the JSON; another number is another form."""
_DIGITS = 4


@dataclass(frozen=True)
class Report:
    """An audit that was made at a time, for somebody or by the service itself."""

    audit: Audit
    at: datetime
    """In UTC, whole seconds."""
    by: str | None = None

    @property
    def key(self) -> str:
        """Time and the first digits of the release's digest: names one report among those of a plan."""
        return f"{self.at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{self.audit.subject.digest[:12]}"

    def json(self) -> dict[str, Any]:
        """The report for JSON, with texts in both languages."""
        audit, subject = self.audit, self.audit.subject
        return {
            "format": FORMAT,
            "plan": {
                "key": audit.plan,
                "iri": audit.iri,
                "name": dict(audit.name),
                "firstDay": audit.first_day or None,
                "lastDay": audit.last_day or None,
            },
            "made": {"at": _time(self.at), "by": self.by, "tools": dict(subject.tools)},
            "release": {
                "id": subject.release,
                "digest": subject.digest,
                "created": _time(subject.created),
                "base": subject.base,
                "vocabulary": subject.vocabulary_version,
                "shapes": subject.shapes_version,
                "conforms": subject.conforms,
                "results": dict(subject.results),
            },
            "questions": {"version": audit.questions_version, "sha256": audit.questions},
            "second": audit.second and {"file": audit.second.file, "sha256": audit.second.sha256},
            "counts": audit.counts,
            "measures": dict(audit.measures),
            "checks": [_check(each) for each in audit.results],
            "assessors": [_assessor(each) for each in audit.assessors],
            "agreements": [_agreement(each) for each in audit.agreements],
            "tables": {name: _table(answer) for name, answer in audit.tables.items()},
        }


def as_json(report: Report) -> bytes:
    """The report as a file of JSON."""
    return (json.dumps(report.json(), ensure_ascii=False, indent=1) + "\n").encode()


def kappa_text(value: Fraction | None) -> str | None:
    """A share or a kappa as a decimal; none where it is not defined."""
    return None if value is None else f"{float(value):.{_DIGITS}f}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _check(result: CheckResult) -> dict[str, Any]:
    return {
        "check": result.name,
        "title": result.question.header.title,
        "area": result.check.area,
        "severity": result.check.severity,
        "outcome": result.outcome,
        "of": result.of,
        "why": result.check.why,
        "mend": result.check.mend,
        "query": result.question.text,
        "findings": [
            {
                "thing": finding.thing,
                "number": finding.number or None,
                "name": dict(finding.label),
                "found": dict(finding.found),
            }
            for finding in result.findings
        ],
    }


def _assessor(assessor: Assessor) -> dict[str, Any]:
    return {
        "key": assessor.key,
        "name": dict(assessor.name),
        "lookedAt": len(assessor.looked_at),
        "goals": len(assessor.goals),
        "targets": len(assessor.targets),
    }


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "first": agreement.first.key,
        "second": agreement.second.key,
        "inCommon": list(agreement.in_common),
        "shared": [{"commitment": commitment, "code": code} for commitment, code in agreement.shared],
        "disagreements": [
            {
                "commitment": each.commitment,
                "code": each.code,
                "seenBy": (agreement.first if each.by_first else agreement.second).key,
            }
            for each in agreement.disagreements
        ],
        "goals": _decisions(agreement.goals),
        "targets": _decisions(agreement.targets),
        "byGoal": {goal: _decisions(each) for goal, each in agreement.by_goal.items()},
    }


def _decisions(decisions: Decisions) -> dict[str, Any]:
    return {
        "both": decisions.both,
        "onlyFirst": decisions.only_first,
        "onlySecond": decisions.only_second,
        "neither": decisions.neither,
        "observed": kappa_text(decisions.observed),
        "kappa": kappa_text(decisions.kappa),
    }


def _table(answer: Answer) -> dict[str, Any]:
    """A cell is a text, or a text by language where they differ."""
    rows = [_row(dict(zip(LANGUAGES, by_language, strict=True))) for by_language in _side_by_side(answer)]
    return {"columns": list(answer.variables), "rows": rows}


def _side_by_side(answer: Answer) -> list[tuple[Mapping[str, str], ...]]:
    return list(zip(*(answer.rows[language] for language in LANGUAGES), strict=True))


def _row(by_language: Mapping[str, Mapping[str, str]]) -> dict[str, str | dict[str, str]]:
    names = dict.fromkeys(name for row in by_language.values() for name in row)
    found: dict[str, str | dict[str, str]] = {}
    for name in names:
        texts = {language: row[name] for language, row in by_language.items() if name in row}
        same = len(texts) == len(by_language) and len(set(texts.values())) == 1
        found[name] = next(iter(texts.values())) if same else texts
    return found
