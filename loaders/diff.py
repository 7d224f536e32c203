"""What differs between two releases: the statements removed and added, by the thing that they are about.

The dataset of a release is its N-Quads lines in order, so two are compared as they are read: the memory that it takes
does not grow with them.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from loaders.downloads import DATASET
from loaders.history import is_pruned
from loaders.release import ReleaseError


class Kind(StrEnum):
    """What happened to a thing; it is there as long as there is a statement with it as the subject."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """A thing with its statements that differ, each as its N-Quads line without the end of the line."""

    thing: str
    """Its IRI."""
    kind: Kind
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass
class Totals:
    """How many things and statements differ."""

    new: int = 0
    gone: int = 0
    changed: int = 0
    removed: int = 0
    added: int = 0

    def add(self, change: Change) -> None:
        setattr(self, change.kind, getattr(self, change.kind) + 1)
        self.removed += len(change.removed)
        self.added += len(change.added)


def changes(old: Path, new: Path) -> Iterator[Change]:
    """The things that differ between the releases of two folders, in the order of their IRIs.

    Raises :class:`ReleaseError` where the files of one were taken away or cannot be read.
    """
    for path in (old, new):
        if is_pruned(path):
            raise ReleaseError(f"{path.name}: its files were taken away; only {path}/manifest.json is left")
    for subject, group in groupby(merged(lines_of(old), lines_of(new)), key=lambda entry: entry[1].partition(" ")[0]):
        removed: list[str] = []
        added: list[str] = []
        stays = False
        for side, line in group:
            if side:
                (removed if side == REMOVED else added).append(line.rstrip("\n"))
            else:
                stays = True
        if removed or added:
            kind = Kind.CHANGED if stays or (removed and added) else Kind.NEW if added else Kind.GONE
            yield Change(subject[1:-1], kind, tuple(removed), tuple(added))


def statements(lines: Iterable[str]) -> list[Quad]:
    """The statements of some lines."""
    return list(parse("\n".join(lines).encode(), RdfFormat.N_QUADS))


def graph_of(quad: Quad) -> str:
    """The IRI of the graph that a statement stands in; empty for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


REMOVED, KEPT, ADDED = -1, 0, 1


def merged(old: Iterator[str], new: Iterator[str]) -> Iterator[tuple[int, str]]:
    """The sorted lines of two datasets, each with whether it was removed, kept or added."""
    before, after = next(old, None), next(new, None)
    while before is not None or after is not None:
        if before == after:
            assert before is not None
            yield KEPT, before
            before, after = next(old, None), next(new, None)
        elif after is None or (before is not None and before < after):
            assert before is not None
            yield REMOVED, before
            before = next(old, None)
        else:
            yield ADDED, after
            after = next(new, None)


def lines_of(path: Path) -> Iterator[str]:
    """The N-Quads lines of a release, sorted; raises :class:`ReleaseError` where they cannot be read."""
    try:
        with gzip.open(path / DATASET, "rt", encoding="utf-8", newline="\n") as file:
            yield from file
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise ReleaseError(f"{path}/{DATASET}: cannot be read: {' '.join(str(error).split())}") from error
