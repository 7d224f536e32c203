"""Agreement between two assessors: Cohen's kappa, and where they part.

Cohen, J. (1960), "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20(1),
37-46. A decision is whether one commitment contributes to one goal (or target); it is yes or no. Only commitments that
both have looked at count: who has not looked has not said no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from shapes.audit.checks import Text


@dataclass(frozen=True)
class Assessor:
    """Who judged, the commitments looked at, and the goals and targets that each was found to contribute to."""

    key: str
    """The party's IRI, or the name that a file gives."""
    name: Text = field(hash=False)
    looked_at: frozenset[str]
    """Commitments, by IRI."""
    goals: frozenset[tuple[str, str]]
    """Commitment and code of the goal, such as ``16``."""
    targets: frozenset[tuple[str, str]]
    """Commitment and code of the target, such as ``16.7``."""


@dataclass(frozen=True)
class Decisions:
    """Yes-or-no decisions of two assessors on the same things, counted."""

    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def number(self) -> int:
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def observed(self) -> Fraction | None:
        """The share of decisions in which they agree; none where there is no decision."""
        return Fraction(self.both + self.neither, self.number) if self.number else None

    @property
    def expected(self) -> Fraction | None:
        """The share in which they would agree by chance, each saying yes as often as they do."""
        if not self.number:
            return None
        first, second = self.both + self.only_first, self.both + self.only_second
        rest = (self.number - first) * (self.number - second)
        return Fraction(first * second + rest, self.number**2)

    @property
    def kappa(self) -> Fraction | None:
        """From -1 to 1. None where it is not defined: no decision, or both always gave the same one answer (0/0)."""
        observed, expected = self.observed, self.expected
        if observed is None or expected is None or expected == 1:
            return None
        return (observed - expected) / (1 - expected)


@dataclass(frozen=True)
class Disagreement:
    """A commitment and a target (or a whole goal) that only one of the two sees."""

    commitment: str
    code: str
    by_first: bool


@dataclass(frozen=True)
class Agreement:
    """How far two assessors agree."""

    first: Assessor
    second: Assessor
    in_common: tuple[str, ...]
    """The commitments that both have looked at."""
    shared: tuple[tuple[str, str], ...]
    """Commitment and target that both see."""
    disagreements: tuple[Disagreement, ...]
    by_goal: Mapping[str, Decisions] = field(hash=False)
    goals: Decisions
    """All goals together."""
    targets: Decisions
    """All targets together."""


def agreements(assessors: Iterable[Assessor], goals: Iterable[str], targets: Iterable[str]) -> tuple[Agreement, ...]:
    """The agreement of every pair. ``goals`` and ``targets`` are the codes of all there are."""
    goals, targets = list(goals), list(targets)
    ordered = sorted(assessors, key=lambda each: each.key)
    return tuple(_agreement(first, second, goals, targets) for first, second in combinations(ordered, 2))


def _agreement(first: Assessor, second: Assessor, goals: list[str], targets: list[str]) -> Agreement:
    common = first.looked_at & second.looked_at
    goals_1, goals_2 = _within(first.goals, common), _within(second.goals, common)
    targets_1, targets_2 = _within(first.targets, common), _within(second.targets, common)
    apart = [Disagreement(*pair, by_first=pair in targets_1) for pair in targets_1 ^ targets_2]
    # A goal that only one sees shows in its targets, but for one who named the goal as a whole.
    named = {(commitment, code.partition(".")[0]) for commitment, code in targets_1 ^ targets_2}
    apart += [Disagreement(*pair, by_first=pair in goals_1) for pair in (goals_1 ^ goals_2) - named]
    return Agreement(
        first,
        second,
        tuple(sorted(common)),
        tuple(sorted(targets_1 & targets_2, key=_place)),
        tuple(sorted(apart, key=lambda each: _place((each.commitment, each.code)))),
        {goal: _decisions(_of(goal, goals_1), _of(goal, goals_2), len(common)) for goal in goals},
        _decisions(goals_1, goals_2, len(common) * len(goals)),
        _decisions(targets_1, targets_2, len(common) * len(targets)),
    )


def _within(pairs: frozenset[tuple[str, str]], commitments: frozenset[str]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for pair in pairs if pair[0] in commitments)


def _of(goal: str, pairs: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for pair in pairs if pair[1] == goal)


def _decisions(first: frozenset[tuple[str, str]], second: frozenset[tuple[str, str]], number: int) -> Decisions:
    both = len(first & second)
    return Decisions(both, len(first) - both, len(second) - both, number - len(first | second))


def _place(pair: tuple[str, str]) -> tuple[str, int, bool, int, str]:
    """The order of commitments, and of codes as numbers with letters last: 16.2, 16.10, 16.a."""
    goal, _, rest = pair[1].partition(".")
    return pair[0], int(goal), not rest.isdecimal() and bool(rest), int(rest) if rest.isdecimal() else 0, rest
