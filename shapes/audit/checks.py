"""The checks of the audit and what they find: a question with a ``check`` in its header finds a thing a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ontology.question import LANGUAGES, Check, Question, questions
from shapes.audit.answers import Answer, Asker, Row

SEVERITIES = ("high", "medium", "low")
"""The gravest first: a figure or an alignment cannot be relied upon; conclusions are limited; worth a reader's look."""
AREAS = ("alignment", "evidence", "consistency", "agreement", "smart", "traceability", "figures")
PASSED, FAILED, CANNOT_TELL, INAPPLICABLE = "passed", "failed", "cantTell", "inapplicable"
"""Outcomes, by their names in `EARL 1.0 Schema <https://www.w3.org/TR/EARL10-Schema/#OutcomeValue>`_, section 2.7."""
_ABSENT = "\N{EN DASH}"

Text = Mapping[str, str]
"""A text by language."""


@dataclass(frozen=True)
class Finding:
    """One thing that a check found."""

    thing: str
    """The IRI of what it is about."""
    number: str
    """The commitment's number in its plan, where it is about a commitment; else empty."""
    label: Text
    found: Text


@dataclass(frozen=True)
class CheckResult:
    """A check with what it looked at and found."""

    question: Question
    check: Check
    of: int
    """How many things were looked at."""
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def outcome(self) -> str:
        if self.findings:
            return self.check.outcome
        return PASSED if self.of else INAPPLICABLE


def checks() -> Iterator[tuple[Question, Check]]:
    """The questions that are checks: the gravest first, and by area."""
    found = [(each, each.header.check) for each in questions().values() if each.header.check]
    found.sort(key=lambda one: (SEVERITIES.index(one[1].severity), AREAS.index(one[1].area), one[0].name))
    yield from found


def run(ask: Asker) -> tuple[CheckResult, ...]:
    """All checks of a plan."""
    numbers: dict[str, int] = {}
    results = []
    for question, check in checks():
        if check.of not in numbers:
            numbers[check.of] = ask(check.of).number
        results.append(CheckResult(question, check, numbers[check.of], findings_of(ask(question.name), check)))
    return tuple(results)


def findings_of(answer: Answer, check: Check) -> tuple[Finding, ...]:
    """A finding a row; the thing is in the answer's first variable."""
    thing = answer.variables[0]
    found = []
    for by_language in zip(*(answer.rows[language] for language in LANGUAGES), strict=True):
        rows = dict(zip(LANGUAGES, by_language, strict=True))
        iri = by_language[0][thing]
        assert all(row[thing] == iri for row in by_language), f"{answer.question.name}: the order depends on language"
        found.append(
            Finding(
                iri,
                by_language[0].get("number", "") if thing == "commitment" else "",
                {language: row.get(f"{thing}Label", iri) for language, row in rows.items()},
                {language: check.found[language].format_map(_Values(row)) for language, row in rows.items()},
            )
        )
    return tuple(found)


class _Values(dict[str, str]):
    """The values of a row; what is not bound shows as a dash."""

    def __init__(self, row: Row) -> None:
        super().__init__(row)

    def __missing__(self, name: str) -> str:
        return _ABSENT
