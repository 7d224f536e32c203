"""The findings of an audit, and what two assessors do not agree on, as tables for a spreadsheet (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ontology.question import LANGUAGES
from shapes.audit.audit import Audit

_TEXTS = ("name", "found", "why", "mend")
FINDINGS = (
    "plan", "release", "severity", "area", "check", "outcome", "thing", "number",
    *(f"{text}_{language}" for text in _TEXTS for language in LANGUAGES), "query",
)  # fmt: skip
"""The columns of the findings."""
DISAGREEMENTS = ("first", "second", "commitment", "number", *(f"name_{tag}" for tag in LANGUAGES), "code", "seen_by")
"""The columns of the disagreements."""


def findings(audit: Audit) -> bytes:
    """A row for each finding, the gravest first."""
    subject = audit.subject
    return _table(
        FINDINGS,
        (
            [
                audit.plan,
                subject.digest,
                result.check.severity,
                result.check.area,
                result.name,
                result.check.outcome,
                finding.thing,
                finding.number,
                *(
                    texts.get(language, "")
                    for texts in (finding.label, finding.found, result.check.why, result.check.mend)
                    for language in LANGUAGES
                ),
                f"{subject.base}id/question/{result.name}",
            ]
            for result in audit.results
            for finding in result.findings
        ),
    )


def disagreements(audit: Audit) -> bytes:
    """A row for each goal or target of a commitment that only one of two assessors sees."""
    commitments = audit.commitments
    return _table(
        DISAGREEMENTS,
        (
            [
                agreement.first.key,
                agreement.second.key,
                each.commitment,
                commitments[each.commitment][0],
                *(commitments[each.commitment][1].get(language, "") for language in LANGUAGES),
                each.code,
                (agreement.first if each.by_first else agreement.second).key,
            ]
            for agreement in audit.agreements
            for each in agreement.disagreements
        ),
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
