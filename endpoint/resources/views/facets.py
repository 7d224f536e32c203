"""Narrowing the rows of a section down to those that have some value in a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

FACETS: Mapping[str, tuple[str, ...]] = {"commitments": ("theme", "goal", "lead", "status")}
"""The columns by which a section is narrowed down; each is also the name of a parameter of the page's address."""

_Rows = Sequence[Mapping[str, tuple[object, ...]]]


@dataclass(frozen=True)
class Option:
    """A value with the number of rows that choosing it would leave, all other choices being as they are."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """The values of a column to choose from."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Narrowed:
    """Rows that were narrowed down. ``facets`` are those with something to choose."""

    rows: _Rows
    facets: tuple[Facet, ...]
    all: int
    """How many rows there are without a choice."""


def narrow(
    name: str,
    rows: _Rows,
    chosen: Mapping[str, str],
    key: Callable[[NamedNode], str],
    label: Callable[[NamedNode], str],
) -> Narrowed:
    """The rows of a section that have the chosen values; a value that no row has leaves none."""
    facets = FACETS.get(name, ())
    wanted = {facet: chosen[facet] for facet in facets if chosen.get(facet)}

    def left(but: str | None = None) -> _Rows:
        return [
            row
            for row in rows
            if all(value in _keys(row, facet, key) for facet, value in wanted.items() if facet != but)
        ]

    found = (Facet(facet, _options(left(facet), facet, wanted.get(facet), key, label)) for facet in facets)
    offered = tuple(facet for facet in found if len(facet.options) > 1 or facet.name in wanted)
    return Narrowed(left(), offered, len(rows))


def _options(
    rows: _Rows, facet: str, wanted: str | None, key: Callable[[NamedNode], str], label: Callable[[NamedNode], str]
) -> tuple[Option, ...]:
    nodes = {term for row in rows for term in row.get(facet, ()) if isinstance(term, NamedNode)}
    counts = Counter(one for row in rows for one in _keys(row, facet, key))
    options = [Option(one, label(node), counts[one], one == wanted) for node in nodes if (one := key(node))]
    return tuple(sorted(options, key=lambda option: (option.label.casefold(), option.value)))


def _keys(row: Mapping[str, tuple[object, ...]], facet: str, key: Callable[[NamedNode], str]) -> set[str]:
    return {key(term) for term in row.get(facet, ()) if isinstance(term, NamedNode)}
