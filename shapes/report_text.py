"""A validation report in plain words, in Spanish or English, for a terminal or a file."""

from collections.abc import Iterator

from shapes.report import Report
from shapes.report_view import WORDS, Finding, Group, Place, Shown, nowhere, view


def report_text(report: Report, language: str = "en", shown: Shown | None = None, place: Place = nowhere) -> str:
    """The report as :func:`~shapes.report_view.view` has it."""
    seen = view(report, language, shown, place)
    lines = [seen.conclusion, *(f"{title}: {count}" for title, count in seen.counts)]
    for severity in seen.severities:
        lines += ["", severity.title.upper()]
        for group in severity.groups:
            lines += ["", *_group(group, WORDS.get(language, WORDS["en"])["more"])]
    return "\n".join(lines) + "\n"


def _group(group: Group, more: str) -> Iterator[str]:
    yield f"{group.name} ({group.count})"
    yield f"  {group.rule}"
    for finding in group.findings:
        yield f"  - {_line(finding)}"
    if group.more:
        yield f"  - {more.format(n=group.more)}"


def _line(finding: Finding) -> str:
    """Where it is, then what the rule does not say."""
    what = " ".join(filter(None, (finding.name, finding.path, finding.value)))
    return ": ".join(filter(None, (finding.place, what, finding.message)))
