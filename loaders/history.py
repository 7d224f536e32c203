"""The releases of a folder, from the newest to the oldest, those too whose files were taken away."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from loaders.downloads import DATASET
from loaders.release import RELEASE_ID, RELEASES, Manifest, ReleaseError, current_path, read_manifest


def release_ids(var: Path) -> list[str]:
    """The ids of the releases, the newest first: they begin with the time of the build."""
    try:
        names = [entry.name for entry in (var / RELEASES).iterdir()]
    except FileNotFoundError:
        return []
    return sorted((name for name in names if RELEASE_ID.fullmatch(name)), reverse=True)


def path_of(var: Path, release_id: str) -> Path | None:
    """The folder of a release; none where there is no such release, so that no id leads to any other folder."""
    if not RELEASE_ID.fullmatch(release_id):
        return None
    path = var / RELEASES / release_id
    return path if path.is_dir() else None


@lru_cache(maxsize=1024)
def manifest_of(path: Path) -> Manifest:
    """What a release holds, also of one that was pruned; it never changes.

    Raises :class:`ReleaseError` where it is damaged.
    """
    return read_manifest(path)


def is_pruned(path: Path) -> bool:
    """Whether only the manifest of a release is left."""
    return not (path / DATASET).exists()


def previous(var: Path, release_id: str) -> str | None:
    """The newest release before another whose files are there."""
    return next(
        (one for one in release_ids(var) if one < release_id and not is_pruned(var / RELEASES / one)),
        None,
    )


def find(var: Path, wanted: str) -> str:
    """The id that a user means: a whole one, the beginning of one, or ``current``.

    Raises :class:`ReleaseError` where there is none, or there are several.
    """
    if wanted == "current":
        path = current_path(var)
        if path is None:
            raise ReleaseError(f"{var}: no release yet; run quipu build")
        return path.name
    known = release_ids(var)
    found = [one for one in known if one.startswith(wanted)] if wanted else []
    if len(found) == 1:
        return found[0]
    if found:
        raise ReleaseError(f"{wanted}: several releases begin so: {', '.join(found)}")
    raise ReleaseError(f"{wanted}: no such release; there are: {', '.join(known) or 'none'}")
