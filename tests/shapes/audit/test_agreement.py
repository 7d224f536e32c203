"""Cohen's kappa against figures worked out by hand, and what counts as a decision."""

from __future__ import annotations

from fractions import Fraction

import pytest

from shapes.audit.agreement import Agreement, Assessor, Decisions, Disagreement, agreements


def assessor(key: str, looked_at: str, *served: tuple[str, str], goals: tuple[tuple[str, str], ...] = ()) -> Assessor:
    """One who sees targets, and goals as wholes; a target's goal follows from it."""
    of_targets = {(commitment, code.partition(".")[0]) for commitment, code in served}
    return Assessor(
        key, {"en": key, "es": key}, frozenset(looked_at), frozenset({*of_targets, *goals}), frozenset(served)
    )


def agreement(*pair: Assessor) -> Agreement:
    (found,) = agreements(pair, ["4", "16"], ["4.1", "16.2", "16.7", "16.10", "16.a"])
    return found


def test_kappa_of_a_table_worked_out_by_hand() -> None:
    """20 + 15 of 50 agree: 0.7. By chance 25/50 · 30/50 + 25/50 · 20/50 = 0.5. (0.7 - 0.5) / (1 - 0.5) = 0.4."""
    decisions = Decisions(both=20, only_first=5, only_second=10, neither=15)
    assert (decisions.number, decisions.observed, decisions.expected) == (50, Fraction(7, 10), Fraction(1, 2))
    assert decisions.kappa == Fraction(2, 5)


@pytest.mark.parametrize(
    ("decisions", "kappa"),
    [
        (Decisions(3, 0, 0, 4), 1),
        (Decisions(0, 5, 5, 0), -1),
        (Decisions(1, 1, 1, 1), 0),
        (Decisions(0, 1, 0, 9), 0),
        (Decisions(0, 0, 0, 9), None),
        (Decisions(9, 0, 0, 0), None),
        (Decisions(0, 0, 0, 0), None),
    ],
)
def test_kappa_at_its_ends_and_where_it_is_not_defined(decisions: Decisions, kappa: int | None) -> None:
    assert decisions.kappa == kappa


def test_who_has_not_looked_has_not_said_no() -> None:
    found = agreement(assessor("a", "12", ("1", "4.1"), ("2", "16.7")), assessor("b", "23", ("2", "16.7")))
    assert found.in_common == ("2",)
    assert found.shared == (("2", "16.7"),)
    assert found.disagreements == ()
    assert found.goals == Decisions(1, 0, 0, 1)  # one commitment, two goals
    assert found.targets == Decisions(1, 0, 0, 4)


def test_decisions_are_counted_by_goal_and_together() -> None:
    first = assessor("a", "123", ("1", "4.1"), ("2", "16.7"), ("3", "16.10"))
    second = assessor("b", "123", ("1", "4.1"), ("2", "16.2"))
    found = agreement(first, second)
    assert found.by_goal == {"4": Decisions(1, 0, 0, 2), "16": Decisions(1, 1, 0, 1)}
    assert found.by_goal["16"].kappa == Fraction(2, 5)  # observed 2/3, by chance 2/9 + 2/9
    assert found.goals == Decisions(2, 1, 0, 3)
    assert found.targets == Decisions(1, 2, 1, 11)
    assert found.disagreements == (
        Disagreement("2", "16.2", by_first=False),
        Disagreement("2", "16.7", by_first=True),
        Disagreement("3", "16.10", by_first=True),
    )


def test_a_goal_named_as_a_whole_is_a_disagreement_of_its_own() -> None:
    first = assessor("a", "12", ("2", "16.7"), goals=(("1", "4"),))
    found = agreement(first, assessor("b", "12", ("2", "16.7"), ("2", "16.a"), ("2", "16.10")))
    assert found.disagreements == (
        Disagreement("1", "4", by_first=True),
        Disagreement("2", "16.10", by_first=False),
        Disagreement("2", "16.a", by_first=False),
    )


def test_every_pair_once_whatever_the_order() -> None:
    parties = [assessor(key, "1") for key in "cab"]
    pairs = [(each.first.key, each.second.key) for each in agreements(parties, ["4"], ["4.1"])]
    assert pairs == [("a", "b"), ("a", "c"), ("b", "c")]
    assert agreements(parties[:1], ["4"], ["4.1"]) == ()
