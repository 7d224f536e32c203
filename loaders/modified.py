"""When the statements about a thing last changed: the day of the release that changed them, for site maps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from loaders import diff, release
from loaders.downloads import DATASET
from loaders.release import ReleaseError

FILE = "modified.json"
_THINGS = "/id/"


@dataclass(frozen=True)
class Modified:
    """Of one release: when each of its things last changed."""

    otherwise: date
    things: Mapping[str, date]
    """By the IRIs of those that did not last change on the day ``otherwise``."""

    def of(self, iri: str) -> date:
        return self.things.get(iri, self.otherwise)


@lru_cache(maxsize=4)
def modified_in(path: Path) -> Modified:
    """What the release of a folder says; one that says nothing may have changed everything.

    Raises :class:`ReleaseError` where it is damaged.
    """
    created = release.read_manifest(path).created.date()
    try:
        found = json.loads((path / FILE).read_bytes())
        days = {day: date.fromisoformat(day) if day else created for day in [found["otherwise"], *found["since"]]}
        things = {iri: days[day] for day, iris in found["since"].items() for iri in iris}
        return Modified(days[found["otherwise"]], things)
    except FileNotFoundError:
        return Modified(created, {})
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ReleaseError(f"{path / FILE}: damaged release: {' '.join(str(error).split())}") from error


def modified_by(quads: Sequence[Quad], var: Path) -> bytes:
    """The file for a release to be, which follows the current one of a folder.

    An object with the day on which most things last changed (``otherwise``), and the IRIs of the rest by theirs
    (``since``); the day of the release itself, which is not known before it is written, is an empty text.
    """
    path = release.current_path(var)
    try:
        known = path is not None and release.is_intact(path, release.read_manifest(path), DATASET)
        days = dict(_days(quads, path)) if path is not None and known else {}
    except ReleaseError:
        # A current release that is damaged is no reason not to build the next.
        days = {}
    things = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    counts = Counter(days.get(iri, "") for iri in things if _THINGS in iri)
    otherwise = counts.most_common(1)[0][0] if counts else ""
    since: dict[str, list[str]] = {}
    for iri in sorted(things):
        if _THINGS in iri and days.get(iri, "") != otherwise:
            since.setdefault(days.get(iri, ""), []).append(iri)
    return json.dumps({"otherwise": otherwise, "since": since}, ensure_ascii=False, indent=1).encode()


def _days(quads: Sequence[Quad], path: Path) -> Iterator[tuple[str, str]]:
    """The days of things of which nothing changed since the release of a folder."""
    before = modified_in(path)
    kept: set[str] = set()
    changed: set[str] = set()
    for side, line in diff.merged(diff.lines_of(path), iter(release.canonical_lines(quads))):
        (kept if side == diff.KEPT else changed).add(line[1 : line.index(">")])
    # What a thing is part of is shown with it, and changes with it.
    changed |= {whole for iri in changed for whole in _wholes(iri)}
    for iri in kept - changed:
        yield iri, before.of(iri).isoformat()


def _wholes(iri: str) -> Iterator[str]:
    while _THINGS in (iri := iri.rpartition("/")[0]):
        yield iri
