"""The whole way from sources to a release: read, turn into quads, validate, write."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from loaders import graph, modified, release, withdrawn
from loaders.about import LICENSE
from loaders.identifiers import Minter
from loaders.package import PackageError, Place, RowError
from loaders.reading import Folder
from loaders.release import Release
from loaders.revalidation import revalidate
from ontology.terms import BASE
from shapes.report import Report
from shapes.report_text import report_text

Progress = Callable[[str], None]


class InvalidGraph(Exception):  # noqa: N818 - it is what was found, not what went wrong with us
    """A graph with violations; :attr:`report` says which."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(f"{report.counts['violation']} violations")


def shipped_data() -> tuple[str, Folder]:
    """The data packages that come with Quipu, with their name for messages."""
    return "data", files("data")


def folder(path: Path) -> tuple[str, Folder]:
    """A folder of packages; raises :class:`PackageError` where there is none."""
    if not path.is_dir():
        raise PackageError([RowError(Place(str(path)), "no such folder")])
    return str(path), path


def build_release(
    roots: Sequence[tuple[str, Folder]],
    var: Path,
    base: str = BASE,
    progress: Progress = lambda _: None,
    *,
    licence: str = LICENSE,
) -> tuple[Release, Report]:
    """Build a release and make it the current one.

    Raises :class:`PackageError` (bad cells), :class:`InvalidGraph` (violations), or
    :class:`~loaders.release.ReleaseError`; the current release then stays.
    """
    progress("reading packages")
    sources = graph.read_sources(roots)
    progress("making the graph")
    quads = graph.build(sources, base)
    progress(f"validating {len(quads)} statements")
    report, looked_at = revalidate(quads, var)
    if looked_at is not None:
        progress(f"validated the {looked_at} things that a change since the current release can reach")
    if not report.conforms:
        raise InvalidGraph(report)
    progress("writing the release")
    gone = withdrawn.reasons(sources.packages, Minter(base))
    attachments = {
        modified.FILE: modified.modified_by(quads, var),
        withdrawn.FILE: json.dumps(gone, ensure_ascii=False, indent=1).encode(),
        release.REPORT: json.dumps(report.json(), ensure_ascii=False, indent=1).encode(),
        "report.txt": report_text(report).encode(),
    }
    return release.write(quads, base, var, attachments, dict(report.counts), licence=licence), report
