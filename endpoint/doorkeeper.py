"""Which answers are worth keeping: those that took long to make, and those that are asked for again.

Most queries come once, from programs that ask one thing after another. To keep their answers costs time and drives out
others that many ask for. The cache of TinyLFU has a doorkeeper for this (Einziger, Friedman and Manes, 2017, section
3.4.2); here it is two sets of hashes, of which the older is forgotten when the newer is full.
"""

from __future__ import annotations

from collections.abc import Hashable

REMEMBERED = 20_000
"""How many answers a set holds; some 2 MB."""


class Doorkeeper:
    """Remembers what was asked for. What is made in less than ``quick_s`` seconds may be made once more."""

    def __init__(self, quick_s: float, remembered: int = REMEMBERED) -> None:
        self._quick_s = quick_s
        self._remembered = remembered
        self._newer: set[int] = set()
        self._older: set[int] = set()

    def lets_in(self, key: Hashable, seconds: float) -> bool:
        """Whether to keep an answer that took so long to make. Two keys of one hash are taken for one: no harm done."""
        if seconds >= self._quick_s:
            return True
        seen = hash(key)
        if seen in self._newer:
            return True
        is_known = seen in self._older
        self._newer.add(seen)
        if len(self._newer) >= self._remembered:
            self._older, self._newer = self._newer, set()
        return is_known
