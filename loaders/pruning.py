"""Taking away the files of old releases, all but those that something leads to."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from loaders.diff import lines_of
from loaders.downloads import DATASET
from loaders.history import is_pruned, manifest_of, release_ids
from loaders.release import MANIFEST, RELEASES, ReleaseError, current_path, exclusive
from loaders.withdrawn import withdrawn_from


def prune(var: Path, keep: int, *, dry: bool = False) -> list[str]:
    """Take away the files of all releases but the newest ones, and return the ids of those; ``dry`` only names them.

    Kept are also the current release, the last one that describes a thing that was withdrawn, which the answer 410
    leads to, and the last one of each version of the vocabulary and of the shapes, which has an address of its own. The
    manifest stays of each: the release is still listed, and it is known that it was there.

    Raises :class:`ReleaseError` while a release is being built, or where the disk refuses.
    """
    with exclusive(var):
        current = current_path(var)
        if current is None:
            raise ReleaseError(f"{var}: no release yet; run quipu build")
        ids = release_ids(var)
        whole = [one for one in ids if not is_pruned(var / RELEASES / one)]
        kept = {current.name, *whole[: max(keep, 0)]}
        kept |= _last_versions(var, whole, set(withdrawn_from(current)))
        kept |= _last_of_versions(var, whole)
        if not dry:
            for one in ids:  # also those pruned before: that may have been interrupted
                if one not in kept:
                    _take_away(var / RELEASES / one)
        return [one for one in whole if one not in kept]


def _last_versions(var: Path, newest_first: Collection[str], iris: set[str]) -> set[str]:
    """The releases that are the last to describe one of some things."""
    found, sought = set(), set(iris)
    for one in newest_first:
        if not sought:
            break
        described = {subject for line in lines_of(var / RELEASES / one) if (subject := _subject(line)) in sought}
        if described:
            found.add(one)
            sought -= described
    return found


def _last_of_versions(var: Path, newest_first: Collection[str]) -> set[str]:
    """The newest release of each version of the vocabulary, and of the shapes."""
    last: dict[tuple[str, str], str] = {}
    for one in newest_first:
        manifest = manifest_of(var / RELEASES / one)
        last.setdefault(("vocabulary", manifest.vocabulary_version), one)
        last.setdefault(("shapes", manifest.shapes_version), one)
    return {one for (_, version), one in last.items() if version}


def _subject(line: str) -> str:
    return line[1 : line.index(">")]


def _take_away(path: Path) -> None:
    try:
        # Without its dataset a release counts as pruned: so it does at each moment, also if this is interrupted.
        (path / DATASET).unlink(missing_ok=True)
        for entry in path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != MANIFEST:
                entry.unlink()
    except OSError as error:
        raise ReleaseError(f"{path}: {error.strerror}") from error
