"""Which answers are worth keeping: those that took long to make, and those that are asked for again.

A program that asks one thing after another asks most of them once. To keep those answers costs time and drives out
others that many ask for. TinyLFU has a doorkeeper for this (Einziger, Friedman and Manes,
https://arxiv.org/abs/1512.00727); here it is two sets of hashes, of which the older is forgotten when the newer is
full.
"""

from __future__ import annotations

from collections.abc import Hashable

REMEMBERED = 20_000
"""How many answers a set holds; some 3 MB."""


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
