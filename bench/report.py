"""What was measured, as a table in Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bound:
    """A target: a value that is at least or at most so much."""

    value: float
    least: bool = True
    unit: str = ""

    def met(self, measured: float) -> bool:
        return measured >= self.value if self.least else measured <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {number(self.value)}{self.unit}"


@dataclass(frozen=True)
class Result:
    """A measure with what came of it. ``detail`` holds the medians that it was made from."""

    name: str
    value: float
    bound: Bound | None
    detail: str = ""

    def row(self) -> tuple[str, ...]:
        unit = self.bound.unit if self.bound else ""
        target = str(self.bound) if self.bound else ""
        met = ("yes" if self.bound.met(self.value) else "**no**") if self.bound else ""
        return self.name, f"{number(self.value)}{unit}", target, met, self.detail


def number(value: float) -> str:
    """With three digits that say something, as far as they stand behind the point."""
    if math.isnan(value):
        return "—"
    if math.isinf(value):
        return "∞"
    if value == 0:
        return "0"
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    written = f"{value:,.{places}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table: the first column to the left, the others as Markdown has it; a bar in a cell does not end the cell."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
