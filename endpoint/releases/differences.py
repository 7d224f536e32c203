"""What changed between two releases, as a page that shows so much and counts the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from endpoint.graph.descriptions import labels_of
from endpoint.pages import Frame, Link
from endpoint.resources.things import Names, Value, graph_name
from endpoint.site import Site
from loaders.diff import Change, Totals, changes, graph_of, statements

THINGS_SHOWN = 100
STATEMENTS_SHOWN = 20
"""Of a thing, removed and added each."""


@dataclass(frozen=True)
class Statement:
    """A statement about the thing that it stands under."""

    property: Value
    object: Value
    graph: Value | None


@dataclass(frozen=True)
class Changed:
    """A thing that differs; ``more`` counts its statements that are not shown."""

    thing: Value
    kind: str
    removed: tuple[Statement, ...]
    added: tuple[Statement, ...]
    more: int


@dataclass(frozen=True)
class ChangesPage:
    """All that the page of a difference shows; ``more`` counts the things that are not shown."""

    old: Link
    new: Link
    totals: Totals
    things: tuple[Changed, ...]
    more: int
    formats: tuple[Link, ...]


@lru_cache(maxsize=8)
def compared(old: Path, new: Path) -> tuple[Totals, tuple[Change, ...]]:
    """The totals of a difference, and as many of its things as a page shows. Releases never change, nor does this."""
    totals = Totals()
    shown: list[Change] = []
    for change in changes(old, new):
        totals.add(change)
        if len(shown) < THINGS_SHOWN:
            shown.append(change)
    return totals, tuple(shown)


def changes_page(site: Site, frame: Frame, old: Path, new: Path) -> ChangesPage:
    """The page of what changed from one release to another; things have the names of the release being served."""
    totals, shown = compared(old, new)
    read = [(change, _read(change.removed), _read(change.added)) for change in shown]
    nodes = dict.fromkeys(
        node for change, removed, added in read for node in (NamedNode(change.thing), *_named(removed), *_named(added))
    )
    names = Names(labels_of(site.descriptions.label_statements(nodes)), site, frame)
    here = f"/releases/{new.name}/changes"
    return ChangesPage(
        _release(frame, old),
        _release(frame, new),
        totals,
        tuple(
            Changed(
                names.node(NamedNode(change.thing)),
                change.kind,
                _said(removed, site, names),
                _said(added, site, names),
                len(change.removed) + len(change.added) - len(removed) - len(added),
            )
            for change, removed, added in read
        ),
        totals.new + totals.gone + totals.changed - len(shown),
        tuple(
            Link(label, f"{frame.root}{here}.{extension}?since={old.name}")
            for label, extension in (("JSON", "json"), ("RDF Patch", "patch"))
        ),
    )


def _release(frame: Frame, path: Path) -> Link:
    return Link(path.name, frame.href(f"/releases/{path.name}"))


def _read(lines: Iterable[str]) -> list[Quad]:
    return statements(islice(lines, STATEMENTS_SHOWN))


def _named(quads: Iterable[Quad]) -> Iterable[NamedNode]:
    for quad in quads:
        yield quad.predicate
        if isinstance(quad.object, NamedNode):
            yield quad.object
        if isinstance(quad.graph_name, NamedNode):
            yield quad.graph_name


def _said(quads: Iterable[Quad], site: Site, names: Names) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            names.node(quad.predicate),
            names.value(quad.object),
            graph_name(NamedNode(graph), site, names.language) if (graph := graph_of(quad)) else None,
        )
        for quad in quads
    )
