"""Every question gives its expected answer on the shipped data, whatever order the data come in.

``pytest tests/questions --write-expected`` writes the answers to ``expected/``. They are not right for being written:
the difference is read against the sources before it is committed. What the source document says in so many words is
counted by hand in ``test_facts.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from loaders.release import Release
from ontology.question import questions

EXPECTED = Path(__file__).parent / "expected"
NAMES = sorted(questions())


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_expected_one(
    name: str, shipped: Release, csv: Callable[[Store, str], str], writes_expected: bool
) -> None:
    answer = csv(shipped.store, questions()[name].text)
    file = EXPECTED / f"{name}.csv"
    if writes_expected:
        file.write_text(answer, encoding="utf-8")
    assert answer == file.read_text(encoding="utf-8")


def test_there_is_no_expected_answer_without_a_question(writes_expected: bool) -> None:
    if writes_expected:
        for file in EXPECTED.iterdir():
            if file.stem not in NAMES:
                file.unlink()
        return
    assert sorted(file.stem for file in EXPECTED.iterdir()) == NAMES


def test_the_order_of_the_data_does_not_change_an_answer(
    shipped: Release, shuffled: Store, csv: Callable[[Store, str], str]
) -> None:
    for name, question in questions().items():
        assert csv(shuffled, question.text) == csv(shipped.store, question.text), name


@pytest.mark.parametrize("name", [name for name in NAMES if "VALUES ?lang" in questions()[name].text])
def test_the_language_changes_texts_only(name: str, shipped: Release) -> None:
    """As many rows in Spanish as in English, and in a language that nobody wrote, each with the same IRIs."""
    things = {}
    for language in ("en", "es", "qu"):
        query = questions()[name].with_values({"lang": language})
        result = shipped.store.query(query, use_default_graph_as_union=True)
        iris = [variable.value for variable in result.variables if f"{variable.value}Label" in query]  # type: ignore[union-attr]
        things[language] = sorted(str([row[iri] for iri in iris]) for row in result)  # type: ignore[union-attr]
    assert things["en"] == things["es"]
    if name != "findings":  # its rows are texts
        assert things["en"] == things["qu"]
