"""A table of a source as the source prints it: one dimension down, another across, totals in their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal

from endpoint.resources.things import Value
from ontology.terms import XSD

AXES_AT_MOST = 2
_TRUE = "true"


@dataclass(frozen=True)
class Cell:
    """A value that the source prints, with a link to its record; ``status`` where it is not that of most values."""

    value: str
    href: str | None
    name: str
    status: Value | None


@dataclass(frozen=True)
class CrossRow:
    """One value of the first dimension. ``bar`` is its last value in percent of the largest such value but totals."""

    name: Value
    is_total: bool
    cells: tuple[Cell | None, ...]
    bar: str | None


@dataclass(frozen=True)
class CrossTable:
    """``columns`` are the values of the second dimension, with whether they are totals; none where there is but one."""

    columns: tuple[tuple[Value, bool], ...]
    rows: tuple[CrossRow, ...]
    status: Value | None
    """That of most values."""
    has_others: bool
    """Whether some values have another status."""


def cross_table(
    rows: Sequence[Mapping[str, tuple[object, ...]]], said: Callable[[Iterable[object]], tuple[Value, ...]]
) -> CrossTable | None:
    """The table of some observations; none where their dimensions are more than two, or they cannot be told apart.

    Each observation has its codes in the order of the dimensions. A code all of whose observations are totals is one.
    """
    axes = len(rows[0]["code"]) if rows else 0
    if not 1 <= axes <= AXES_AT_MOST or any(len(row["code"]) != axes or len(row["value"]) > 1 for row in rows):
        return None
    by_codes = {row["code"]: row for row in rows}
    if len(by_codes) != len(rows):
        return None
    down, across = ([*_in_order(rows, axis)] for axis in (0, -1))
    if axes == 1:
        across = []
    [(usual, times)] = Counter(row["status"] for row in rows).most_common(1)
    ends = [by_codes.get((first, across[-1]) if across else (first,)) for first in down]
    parts = [row for row in ends if row and not _is_total(row["code"][0], rows, 0)]
    largest = max(map(_number, parts), default=Decimal(0))
    found = []
    for first in down:
        codes: list[tuple[object, ...]] = [(first, second) for second in across] or [(first,)]
        cells = [by_codes.get(code) for code in codes]
        is_total = _is_total(first, rows, 0)
        last = cells[-1]
        bar = None if is_total or last is None or not largest else f"{100 * _number(last) / largest:.1f}"
        found.append(
            CrossRow(
                said([first])[0],
                is_total,
                tuple(_cell(row, said, usual) if row else None for row in cells),
                bar,
            )
        )
    return CrossTable(
        tuple((said([code])[0], _is_total(code, rows, -1)) for code in across),
        tuple(found),
        next(iter(said(usual)), None),
        times < len(rows),
    )


def _in_order(rows: Sequence[Mapping[str, tuple[object, ...]]], axis: int) -> list[object]:
    """The codes of a dimension as they come, totals last."""
    codes = list(dict.fromkeys(row["code"][axis] for row in rows))
    return sorted(codes, key=lambda code: _is_total(code, rows, axis))


def _is_total(code: object, rows: Sequence[Mapping[str, tuple[object, ...]]], axis: int) -> bool:
    return all(_has_total(row) for row in rows if row["code"][axis] == code)


def _has_total(row: Mapping[str, tuple[object, ...]]) -> bool:
    return any(isinstance(term, Literal) and term.value == _TRUE for term in row["isTotal"])


def _number(row: Mapping[str, tuple[object, ...]]) -> Decimal:
    numbers = [
        Decimal(term.value)
        for term in row["value"]
        if isinstance(term, Literal) and term.datatype in (XSD.integer, XSD.decimal)
    ]
    return numbers[0] if numbers else Decimal(0)


def _cell(
    row: Mapping[str, tuple[object, ...]],
    said: Callable[[Iterable[object]], tuple[Value, ...]],
    usual: tuple[object, ...],
) -> Cell:
    [record] = said(row["observation"])
    value = " ".join(one.text for one in said(row["value"]))
    status = None if row["status"] == usual else next(iter(said(row["status"])), None)
    return Cell(value, record.href, record.text, status)
