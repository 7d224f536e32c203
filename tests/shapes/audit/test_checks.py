"""Every check finds its broken example, and nothing in a sound plan."""

from __future__ import annotations

import pytest

from ontology.question import LANGUAGES, questions
from shapes.audit import checks
from shapes.audit.answers import Asker
from tests.shapes.audit.sound import BASE, DEFECTS, PLAN, Defect, change, sound


def test_there_is_nothing_to_object_to_in_a_sound_plan() -> None:
    results = checks.run(Asker(sound(), PLAN, BASE))
    assert [(each.name, each.findings) for each in results if each.findings] == []
    assert {each.outcome for each in results} == {checks.PASSED}
    assert all(each.of for each in results)


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_check_finds_its_broken_example(defect: Defect) -> None:
    store = sound()
    change(store, defect)
    question = questions()[defect.check]
    check = question.header.check
    assert check
    findings = checks.findings_of(Asker(store, PLAN, BASE)(defect.check), check)
    assert [each.thing for each in findings] == [defect.thing]
    assert findings[0].found["en"] == defect.found
    for language in LANGUAGES:
        assert findings[0].found[language].strip()
        assert "{" not in findings[0].found[language]
    assert findings[0].found["es"] != findings[0].found["en"]


def test_every_check_has_a_broken_example() -> None:
    assert {defect.check for defect in DEFECTS} == {question.name for question, _ in checks.checks()}


def test_a_plan_of_which_nothing_is_known_gives_no_verdict() -> None:
    results = checks.run(Asker(sound(), "no-such-plan", BASE))
    assert {each.outcome for each in results} == {checks.INAPPLICABLE}


def test_the_gravest_come_first() -> None:
    ranks = [checks.SEVERITIES.index(check.severity) for _, check in checks.checks()]
    assert ranks == sorted(ranks)
    assert len(ranks) >= 19


def test_what_a_row_does_not_bind_shows_as_a_dash() -> None:
    """A party without a name is no reason for an audit to break off."""
    store = sound()
    change(store, Defect("", "", "", "", "<alignment/2-court> ga:rationale [] . <organization/court> rdfs:label [] ."))
    question = questions()["alignments-without-rationale"]
    assert question.header.check
    (finding,) = checks.findings_of(Asker(store, PLAN, BASE)(question.name), question.header.check)
    assert finding.found["en"].endswith("gives no rationale; asserted by: \N{EN DASH}.")


def test_a_finding_carries_the_commitments_number_only_where_it_is_about_one() -> None:
    store = sound()
    change(store, Defect("", "", "", "", "<commitment/2> dcterms:title [] . <alignment/2-court> ga:rationale [] ."))
    by_name = {each.name: each for each in checks.run(Asker(store, PLAN, BASE))}
    (untitled,) = by_name["commitments-of-unknown-title"].findings
    assert (untitled.number, untitled.label["es"]) == ("2", "Decidir juntos")
    (unreasoned,) = by_name["alignments-without-rationale"].findings
    assert unreasoned.number == ""
    assert by_name["commitments-of-unknown-title"].outcome == checks.CANNOT_TELL
    assert by_name["alignments-without-rationale"].outcome == checks.FAILED
