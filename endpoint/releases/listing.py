"""The pages of all releases and of one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from endpoint.graph.described import described
from endpoint.graph.descriptions import labels_of
from endpoint.pages import Frame
from endpoint.resources.things import Names, Value
from endpoint.site import Site
from loaders.history import is_pruned, manifest_of, previous, release_ids
from loaders.release import RELEASES, Manifest, ReleaseError
from ontology.terms import PREFIXES

SHOWN = 100
"""Releases in a list, the newest ones."""


@dataclass(frozen=True)
class Entry:
    """A release in a list; ``changes`` leads to what differs from the one before, where there is one."""

    id: str
    href: str
    created: str
    quads: int
    current: bool
    pruned: bool
    changes: str | None


@dataclass(frozen=True)
class ReleasesPage:
    """All that the page of the releases shows."""

    entries: tuple[Entry, ...]
    more: int


@dataclass(frozen=True)
class Count:
    """How many things of a class there are, and were in the release before; none where there was none."""

    name: Value
    count: int
    before: int | None


@dataclass(frozen=True)
class Taken:
    """A file to take away; its size is in bytes."""

    name: str
    href: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ReleasePage:
    """All that the page of a release shows."""

    entry: Entry
    manifest: Manifest
    before: str | None
    counts: tuple[Count, ...]
    tools: tuple[tuple[str, str], ...]
    files: tuple[Taken, ...]


def manifests(site: Site) -> tuple[list[Manifest], int]:
    """What the newest releases hold, and how many more there are. A damaged one is passed over."""
    ids = release_ids(site.var)
    found = []
    for one in ids[:SHOWN]:
        try:
            found.append(manifest_of(site.var / RELEASES / one))
        except ReleaseError:
            continue
    return found, max(0, len(ids) - SHOWN)


def releases_page(site: Site, frame: Frame) -> ReleasesPage:
    found, more = manifests(site)
    return ReleasesPage(tuple(_entry(site, frame, manifest) for manifest in found), more)


def releases_document(site: Site, root: str) -> list[dict[str, Any]]:
    """The releases for programs."""
    found, _ = manifests(site)
    return [
        {
            "id": manifest.id,
            "created": manifest.created.isoformat(),
            "digest": f"sha256:{manifest.digest}",
            "quads": manifest.quads,
            "current": manifest.id == site.release.id,
            "pruned": is_pruned(site.var / RELEASES / manifest.id),
            "url": f"{root}/releases/{manifest.id}",
        }
        for manifest in found
    ]


def release_page(site: Site, frame: Frame, path: Path) -> ReleasePage:
    """The page of the release of a folder; its classes have the names that they have in the one being served."""
    manifest = manifest_of(path)
    before = previous(site.var, manifest.id)
    earlier = manifest_of(site.var / RELEASES / before).counts if before else None
    ours = sorted(iri for iri in {*manifest.counts, *(earlier or ())} if iri.startswith(PREFIXES["ga"]))
    labels = labels_of(site.descriptions.label_statements(NamedNode(iri) for iri in ours))
    names = Names(labels, site, frame)
    counts = [
        Count(names.node(NamedNode(iri)), manifest.counts.get(iri, 0), earlier.get(iri, 0) if earlier else None)
        for iri in ours
    ]
    return ReleasePage(
        _entry(site, frame, manifest),
        manifest,
        frame.href(f"/releases/{before}") if before else None,
        tuple(sorted(counts, key=lambda count: (-count.count, count.name.text))),
        tuple(sorted(manifest.tools.items())),
        tuple(
            Taken(file.name, f"{frame.root}/downloads/{manifest.id}/{file.name}", file.size, file.sha256)
            for dataset in described(path, manifest.base)
            for file in dataset.files
        ),
    )


def _entry(site: Site, frame: Frame, manifest: Manifest) -> Entry:
    pruned = is_pruned(site.var / RELEASES / manifest.id)
    before = None if pruned else previous(site.var, manifest.id)
    return Entry(
        manifest.id,
        frame.href(f"/releases/{manifest.id}"),
        f"{manifest.created:%Y-%m-%d %H:%M} UTC",
        manifest.quads,
        manifest.id == site.release.id,
        pruned,
        frame.href(f"/releases/{manifest.id}/changes") if before else None,
    )
