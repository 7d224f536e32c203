"""The earlier releases of a folder, opened when somebody asks for what was said then."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from endpoint.graph.catalogue import Catalogue
from endpoint.graph.descriptions import Descriptions, is_known
from endpoint.graph.examples import Examples
from endpoint.graph.iris import Iris
from loaders.history import is_pruned, manifest_of, path_of, release_ids
from loaders.release import RELEASES, Release, ReleaseError, open_release

OPEN_AT_MOST = 4
"""Stores that are open at a time beside the current one; each holds some 40 files."""
SEEN_AT_MOST = 100
"""Releases that are searched for a document, the newest: opening one takes about 50 ms."""
_REMEMBERED = 20_000


@dataclass(frozen=True)
class Contents:
    """A release with what reads it."""

    release: Release
    iris: Iris
    descriptions: Descriptions
    catalogue: Catalogue
    examples: Examples

    @classmethod
    def of(cls, release: Release) -> Contents:
        base, store = release.manifest.base, release.store
        descriptions = Descriptions(store)
        return cls(release, Iris(base), descriptions, Catalogue(store, base, descriptions), Examples(store))

    def find(self, candidates: Sequence[NamedNode], path: str) -> NamedNode | None:
        """The one of some IRIs that the data know; for a type that has things, the IRI of the type itself."""
        known = next((node for node in candidates if is_known(self.release.store, node)), None)
        if known is None and candidates and path in self.catalogue.counts():
            return candidates[0]
        return known


class Archive:
    """The releases of a folder. Any thread may ask; what is asked may open a store, which takes a moment."""

    def __init__(self, var: Path) -> None:
        self._var = var
        self._lock = threading.Lock()
        self._opened: OrderedDict[str, Contents] = OrderedDict()
        self._described: OrderedDict[tuple[str, str], bool] = OrderedDict()

    def contents(self, release_id: str) -> Contents:
        """A release by its id. Raises :class:`ReleaseError` where it is not there, was pruned, or is damaged."""
        path = path_of(self._var, release_id)
        if path is None or is_pruned(path):
            raise ReleaseError(f"{release_id}: no such release, or its files were taken away")
        with self._lock:
            if release_id not in self._opened:
                self._opened[release_id] = Contents.of(open_release(path))
                while len(self._opened) > OPEN_AT_MOST:
                    self._opened.popitem(last=False)
            self._opened.move_to_end(release_id)
            return self._opened[release_id]

    def describes(self, release_id: str, path: str) -> bool:
        """Whether a release has a document at ``/doc/{path}``; one that cannot be read has none."""
        key = (release_id, path)
        with self._lock:
            if (known := self._described.get(key)) is not None:
                return known
        try:
            contents = self.contents(release_id)
        except ReleaseError:
            return False
        found = contents.find(list(contents.iris.of_document(path)), path) is not None
        with self._lock:
            self._described[key] = found
            while len(self._described) > _REMEMBERED:
                self._described.popitem(last=False)
        return found

    def holds(self, release_id: str, graph: NamedNode) -> bool:
        """Whether a release has statements in a graph, as its manifest says."""
        try:
            return graph.value in manifest_of(self._var / RELEASES / release_id).graphs
        except ReleaseError:
            return False

    def last_with(self, path: str) -> str | None:
        """The newest release that has a document at ``/doc/{path}``; none where none does."""
        return next((one for one in self.ids() if self.describes(one, path)), None)

    def ids(self) -> list[str]:
        """The releases that are searched: those with their files, the newest first."""
        ids = release_ids(self._var)[:SEEN_AT_MOST]
        return [one for one in ids if not is_pruned(self._var / RELEASES / one)]
