"""The audit as a whole, on a small plan whose figures are counted by hand and on the shipped one."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from pyoxigraph import Store

from loaders.release import Release
from shapes.audit.agreement import Assessor, Decisions
from shapes.audit.audit import Audit, SecondAssessment, Subject, audit, compared
from tests.shapes.audit.sound import BASE, PLAN, Defect, change, sound
from tests.shapes.defect import THINGS


def subject(base: str) -> Subject:
    return Subject("id", "0" * 64, datetime(2020, 1, 1, tzinfo=UTC), base, "1", "1", {}, conforms=True, results={})


def audited(store: Store, second: SecondAssessment | None = None) -> Audit:
    alone = audit(store, subject(BASE), PLAN)
    return compared(alone, second) if second else alone


@pytest.fixture(scope="module")
def plan_iii(shipped: Release) -> Audit:
    return audit(shipped.store, subject(shipped.manifest.base), "pe-2017-2019")


def test_what_a_small_plan_counts() -> None:
    found = audited(sound())
    assert found.measures == {
        "commitments": 2,
        "aligned-commitments": 2,
        "alignments": 5,
        "quoted-alignments": 2,
        "alignment-quotes": 2,
        "events": 1,
        "titled-commitments": 2,
        "traced-commitments": 2,
        "goals-served": 2,
        "targets-served": 2,
        "goals": 2,
        "targets": 2,
        "assessors": 2,
    }
    assert found.counts == {"high": 0, "medium": 0, "low": 0}
    assert (found.iri, found.name) == (f"{THINGS}plan/{PLAN}", {"en": "Plan", "es": "El plan"})
    assert (found.first_day, found.last_day) == ("2020-01-01", "")
    assert found.commitments[f"{THINGS}commitment/2"] == ("2", {"en": "Decide together", "es": "Decidir juntos"})


def test_parties_agree_as_far_as_what_they_say_counts() -> None:
    store = sound()
    (found,) = audited(store).agreements
    assert (found.first.name["en"], found.second.name["en"]) == ("Court of Audit", "Editors")
    assert found.goals == Decisions(2, 0, 0, 2)
    assert found.shared == ((f"{THINGS}commitment/1", "4.1"), (f"{THINGS}commitment/2", "16.7"))
    context = Defect(
        "", "", "", "", "<alignment/1-court> ga:alignmentStrength [] .",
        "<alignment/1-court> ga:alignmentStrength alignment-strength:context .",
    )  # fmt: skip
    change(store, context)
    (found,) = audited(store).agreements
    assert found.goals == Decisions(1, 0, 1, 2)  # still looked at: a context is a no
    assert [(each.code, each.by_first) for each in found.disagreements] == [("4.1", False)]


def test_an_alignment_with_an_indicator_counts_for_its_target() -> None:
    store = sound()
    indicator = Defect(
        "", "", "", "", "<alignment/2-court> ga:alignedWith [] .", "<alignment/2-court> ga:alignedWith sdg:16.7.1 ."
    )
    change(store, indicator)
    (found,) = audited(store).agreements
    assert found.disagreements == ()
    assert found.targets == Decisions(2, 0, 0, 2)


def test_a_second_assessment_stands_beside_the_parties_of_the_release() -> None:
    one = f"{THINGS}commitment/1"
    name = {"en": "File", "es": "Archivo"}
    other = Assessor("file", name, frozenset({one}), frozenset({(one, "16")}), frozenset({(one, "16.7")}))
    found = audited(sound(), SecondAssessment("other.csv", "0" * 64, (other,)))
    assert found.measures["assessors"] == 3
    against = [each for each in found.agreements if other in {each.first, each.second}]
    assert len(found.agreements) == 3
    assert {each.goals for each in against} == {Decisions(0, 1, 1, 0)}
    assert all(each.goals.kappa == Fraction(-1) for each in against)


def test_the_third_plan_of_peru_counted_by_hand(plan_iii: Audit) -> None:
    """From the data package: 34 alignments, 5 of context; 12 titles; 14 events, one with a commitment."""
    assert plan_iii.measures == {
        "commitments": 18,
        "aligned-commitments": 12,
        "alignments": 34,
        "quoted-alignments": 4,
        "alignment-quotes": 6,
        "events": 14,
        "titled-commitments": 12,
        "traced-commitments": 4,
        "goals-served": 7,
        "targets-served": 14,
        "goals": 17,
        "targets": 169,
        "assessors": 1,
    }
    assert plan_iii.agreements == ()
    found = {each.name: len(each.findings) for each in plan_iii.results if each.findings}
    assert found == {
        "commitments-of-unknown-title": 6,
        "commitments-aligned-without-quote": 10,
        "commitments-aligned-by-rule-only": 1,
        "commitments-aligned-by-one-party": 12,
        "commitments-aligned-without-review": 12,
        "commitments-not-rated-smart": 18,
        "commitments-without-origin": 14,
        "plan-discrepancies": 2,
        "quotes-off-the-target": 2,
        "themes-apart-from-goals": 3,
        "events-without-commitment": 13,
    }
    assert plan_iii.counts == {"high": 16, "medium": 59, "low": 18}


def test_the_questions_have_one_digest(plan_iii: Audit) -> None:
    assert len(plan_iii.questions) == 19 + 6
    assert plan_iii.questions_version == audited(sound()).questions_version
