"""The report for a terminal or a mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from shapes.audit.checks import SEVERITIES
from shapes.audit.report import Report, kappa_text
from shapes.audit.wording import name_of, summary, wording

_WIDTH = 100


def as_text(report: Report, language: str) -> str:
    """What was found, the gravest first, and what it comes to."""
    return "\n".join(_lines(report, language)) + "\n"


def _lines(report: Report, language: str) -> Iterator[str]:
    audit, words = report.audit, wording(language)
    title = words["title"].format(plan=name_of(audit, language))
    yield from (title, "=" * len(title), "")
    yield f"{words['about.release']}: {audit.subject.release}"
    yield f"{words['about.digest']}: {audit.subject.digest}"
    yield f"{words['about.made']}: {report.at:%Y-%m-%d %H:%M} UTC"
    yield from ("", words["summary"], "-" * len(words["summary"]))
    for sentence in summary(audit, language):
        yield from textwrap.wrap(sentence, _WIDTH, initial_indent="- ", subsequent_indent="  ")
    for severity in SEVERITIES:
        for result in audit.results:
            if result.check.severity != severity or not result.findings:
                continue
            heading = f"[{words[f'severity.{severity}']}] {result.question.header.title[language]}"
            number = words["findings.of"].format(n=len(result.findings), of=result.of)
            yield from ("", f"{heading}: {number} ({words[f'outcome.{result.outcome}']})")
            for key, text in (("why", result.check.why), ("mend", result.check.mend)):
                said = f"{words[f'findings.{key}']}: {text[language]}"
                yield from textwrap.wrap(said, _WIDTH, subsequent_indent="  ")
            for finding in result.findings:
                about = finding.number or finding.label.get(language, finding.thing)
                yield from textwrap.wrap(
                    f"{about}: {finding.found[language]}", _WIDTH, initial_indent="  * ", subsequent_indent="    "
                )
    for agreement in audit.agreements:
        pair = words["agreement.pair"].format(
            first=agreement.first.name.get(language, agreement.first.key),
            second=agreement.second.name.get(language, agreement.second.key),
        )
        yield from ("", f"{words['agreement']}: {pair}")
        yield words["agreement.common"].format(n=len(agreement.in_common), shared=len(agreement.shared))
        for name, decisions in (("goals", agreement.goals), ("targets", agreement.targets)):
            yield f"  {words[f'agreement.{name}']}: kappa {kappa_text(decisions.kappa) or '-'}"
        for each in agreement.disagreements:
            seen_by = agreement.first if each.by_first else agreement.second
            number, _ = audit.commitment(each.commitment)
            yield f"  * {number}: {each.code} ({seen_by.name.get(language, seen_by.key)})"
