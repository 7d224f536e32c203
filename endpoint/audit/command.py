"""What ``quipu audit`` does: a report of the current release, or another's report checked against its own release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from endpoint.audit.document import standalone
from loaders.auditing import audit_release, plans, release_of
from loaders.release import open_current
from ontology.terms import PREFIXES
from shapes.audit import comparison, earl, tables
from shapes.audit.report import Report, as_json
from shapes.audit.second import SecondAssessmentError
from shapes.audit.text import as_text

Writer = Callable[[Report, str], bytes]


class CommandError(Exception):
    """What keeps a report from being made or checked."""


def _rdf(form: RdfFormat) -> Writer:
    def write(report: Report, _: str) -> bytes:
        return serialize(earl.triples(report), format=form, prefixes=PREFIXES) or b""

    return write


WRITERS: Mapping[str, Writer] = {
    "text": lambda report, language: as_text(report, language).encode(),
    "html": standalone,
    "json": lambda report, _: as_json(report),
    "csv": lambda report, _: tables.findings(report.audit),
    "disagreements": lambda report, _: tables.disagreements(report.audit),
    "ttl": _rdf(RdfFormat.TURTLE),
    "nt": _rdf(RdfFormat.N_TRIPLES),
    "jsonld": _rdf(RdfFormat.JSON_LD),
}


def made_report(plan: str | None, compare: Path | None, by: str | None, var: Path) -> Report:
    """The report of a plan of the current release.

    Raises :class:`CommandError`, and :class:`~loaders.release.ReleaseError` where there is no release.
    """
    release = open_current(var)
    known = plans(release)
    if plan is None and len(known) == 1:
        [plan] = known
    if plan is None or plan not in known:
        wanted = f"no plan {plan!r}" if plan else "several plans: name one"
        raise CommandError(f"{wanted}; there are: {', '.join(known) or 'none'}")
    try:
        return Report(audit_release(release, plan, compare), datetime.now(UTC).replace(microsecond=0), by)
    except SecondAssessmentError as error:
        raise CommandError(str(error)) from error


def check_report(path: Path, compare: Path | None, var: Path) -> list[str]:
    """What differs between a report and what is found now in the data that it is about; empty where nothing does.

    Raises :class:`CommandError`, and :class:`~loaders.release.ReleaseError` where the data are not at hand.
    """
    try:
        theirs = comparison.read(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except comparison.ReportError as error:
        raise CommandError(f"{path}: {error}") from error
    if theirs.get("second") and compare is None:
        raise CommandError(f"{path}: a second assessment went into it ({theirs['second']}); give it with --compare")
    release = release_of(var, str(theirs["release"].get("digest")))
    plan = str(theirs["plan"].get("key"))
    if plan not in plans(release):
        raise CommandError(f"{path}: the release has no plan {plan!r}")
    try:
        ours = Report(audit_release(release, plan, compare), release.manifest.created)
    except SecondAssessmentError as error:
        raise CommandError(str(error)) from error
    # The same data may have been built again: that is another release, and no difference of the findings.
    theirs["release"] = {**theirs["release"], "id": release.id, "created": ours.json()["release"]["created"]}
    return comparison.differences(theirs, ours.json())
