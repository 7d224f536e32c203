"""The graphs of a release that define what its data are written in, and the versions of them that releases hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from loaders.history import is_pruned, manifest_of, release_ids
from loaders.release import RELEASES, Manifest, ReleaseError
from ontology.terms import BASE


@dataclass(frozen=True)
class Definitions:
    """A graph of definitions by its name: its document is at ``/{name}``, its terms are ``{BASE}{name}#...``."""

    name: str
    graph: NamedNode

    @property
    def path(self) -> str:
        return f"/{self.name}"

    @property
    def iri(self) -> NamedNode:
        return NamedNode(BASE + self.name)

    @property
    def namespace(self) -> str:
        return f"{self.iri.value}#"

    def version(self, manifest: Manifest) -> str:
        """The version that a release holds; empty where it holds none."""
        return manifest.vocabulary_version if self == VOCABULARY else manifest.shapes_version


VOCABULARY = Definitions("def", NamedNode(BASE + "id/graph/ontology"))
SHAPES = Definitions("shapes", NamedNode(BASE + "id/graph/shapes"))


def versions(var: Path, definitions: Definitions) -> dict[str, str | None]:
    """Each version that a release of a folder holds or held, the newest release first.

    The value is the newest release that has it and its files; none where the files of all were taken away.
    """
    found: dict[str, str | None] = {}
    for one in release_ids(var):
        path = var / RELEASES / one
        try:
            version = definitions.version(manifest_of(path))
        except ReleaseError:
            continue
        if version and found.get(version) is None:
            found[version] = None if is_pruned(path) else one
    return found
