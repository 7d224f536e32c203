"""The whole way from sources to a release: read, turn into quads, validate, write."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from pyoxigraph import Quad, Store

from loaders import graph, release, withdrawn
from loaders.about import LICENSE
from loaders.identifiers import Minter
from loaders.package import PackageError, Place, RowError
from loaders.reading import Folder
from loaders.release import Release
from ontology.terms import BASE
from shapes.report import Report
from shapes.report_text import report_text
from shapes.validation import validate

"""Of a release: why a thing that was published is gone, by its IRI."""

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
    report = validate(_store(quads))
    if not report.conforms:
        raise InvalidGraph(report)
    progress("writing the release")
    gone = withdrawn.reasons(sources.packages, Minter(base))
    attachments = {
        withdrawn.FILE: json.dumps(gone, ensure_ascii=False, indent=1).encode(),
        "report.json": json.dumps(report.json(), ensure_ascii=False, indent=1).encode(),
        "report.txt": report_text(report).encode(),
    }
    return release.write(quads, base, var, attachments, dict(report.counts), licence=licence), report


def _store(quads: Sequence[Quad]) -> Store:
    store = Store()
    store.bulk_extend(quads)
    return store
