"""The report of an audit as HTML: a page of the service, or a document that stands on its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from markupsafe import Markup

from endpoint.pages import Frame, Link, render, style
from shapes.audit.answers import Row
from shapes.audit.audit import Audit
from shapes.audit.checks import SEVERITIES, CheckResult
from shapes.audit.report import Report, kappa_text
from shapes.audit.wording import name_of, summary, wording


@dataclass(frozen=True)
class AuditPage:
    """All that a report shows, in one language."""

    report: Report
    language: str
    words: Mapping[str, str]
    href: Callable[[str], str]
    """Where an IRI is read."""
    query: Callable[[str], str]
    """Where a question is asked about the plan."""
    formats: tuple[Link, ...] = ()
    style: Markup | None = None
    """The sheet of a document that stands on its own."""

    @property
    def audit(self) -> Audit:
        return self.report.audit

    @property
    def title(self) -> str:
        return self.words["title"].format(plan=name_of(self.audit, self.language))

    @property
    def sentences(self) -> tuple[str, ...]:
        return summary(self.audit, self.language)

    @property
    def found(self) -> tuple[CheckResult, ...]:
        """The checks with findings, the gravest first."""
        results = [result for result in self.audit.results if result.findings]
        return tuple(sorted(results, key=lambda result: SEVERITIES.index(result.check.severity)))

    @property
    def quiet(self) -> tuple[CheckResult, ...]:
        return tuple(result for result in self.audit.results if not result.findings)

    @property
    def severities(self) -> tuple[str, ...]:
        return SEVERITIES

    def rows(self, table: str) -> Sequence[Row]:
        """The rows of one of the audit's tables; what is not bound is an empty text."""
        answer = self.audit.tables[table]
        return [dict.fromkeys(answer.variables, "") | dict(row) for row in answer.rows[self.language]]

    def text(self, texts: Mapping[str, str], other: str = "") -> str:
        return texts.get(self.language) or other

    @staticmethod
    def kappa(value: Fraction | None) -> str | None:
        """A kappa as a decimal."""
        return kappa_text(value)


def audit_page(report: Report, frame: Frame, href: Callable[[str], str], formats: tuple[Link, ...]) -> AuditPage:
    """The report as a page of the service."""

    def query(name: str) -> str:
        return frame.href(f"/questions/{name}?{urlencode({'plan': report.audit.plan})}")

    return AuditPage(report, frame.language, wording(frame.language), href, query, formats)


def standalone(report: Report, language: str) -> bytes:
    """The report as one file to be sent, printed or filed: it loads nothing, and links to the IRIs of the data."""
    base = report.audit.subject.base
    page = AuditPage(
        report,
        language,
        wording(language),
        lambda iri: iri,
        lambda name: f"{base}questions/{name}?{urlencode({'plan': report.audit.plan})}",
        style=style(),
    )
    return render("audit_document.html", Frame(language, chosen=True, root="", path="/"), page)
