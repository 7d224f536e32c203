"""Validation of a release to be, by what changed since the current one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from loaders import diff, release
from loaders.downloads import DATASET
from loaders.release import ReleaseError
from shapes.report import Report
from shapes.validation import Change, validate, validate_change, validator

LARGEST_CHANGE = 0.1
"""Of the statements: where more changed, looking at everything takes no longer."""


def revalidate(quads: Sequence[Quad], var: Path) -> tuple[Report, int | None]:
    """What validation finds in a dataset, and how many things were looked at for it; none where it was all of them.

    The report is the same. It is had from what differs from the current release where there is one that was validated
    by the same shapes, and enough has stayed.
    """
    store = Store()
    store.bulk_extend(quads)
    path = release.current_path(var)
    try:
        change = None if path is None else _change(path, quads)
    except ReleaseError:
        # A current release that is damaged is no reason not to build the next.
        change = None
    return (validate(store), None) if change is None else validate_change(store, change)


def _change(path: Path, quads: Sequence[Quad]) -> Change | None:
    manifest = release.read_manifest(path)
    same = manifest.validator == validator() and manifest.tools == release.tools()
    if not same or not manifest.conforms or not release.is_intact(path, manifest, DATASET, release.REPORT):
        return None
    lines = release.canonical_lines(quads)
    sides: dict[int, list[str]] = {diff.REMOVED: [], diff.ADDED: []}
    for side, line in diff.merged(diff.lines_of(path), iter(lines)):
        if side != diff.KEPT:
            sides[side].append(line)
            if sum(map(len, sides.values())) > len(lines) * LARGEST_CHANGE:
                return None
    removed, added = (diff.statements(sides[side]) for side in (diff.REMOVED, diff.ADDED))
    return Change(removed, added, _focus_nodes(path))


def _focus_nodes(path: Path) -> list[NamedNode]:
    """What the results of a release are about."""
    file = path / release.REPORT
    try:
        return [NamedNode(result["focus"]) for result in json.loads(file.read_bytes())["results"]]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ReleaseError(f"{file}: cannot be read: {error}") from error
