"""The files of charts: texts in both languages, nothing from the network."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import QuerySolutions, Store

from ontology.chart import charts, parse
from ontology.columns import columns
from ontology.question import LANGUAGES, QuestionError, questions

TEXT = {"es": "Título", "en": "Title"}
SPECIFICATION = {"title": TEXT, "description": TEXT, "data": {"name": "rows"}, "mark": {"type": "bar"}}


def test_texts_are_said_in_one_language() -> None:
    written = {**SPECIFICATION, "encoding": {"x": {"field": "n", "title": {"es": "Cuántos", "en": "How many"}}}}
    chart = parse("some", json.dumps(written))
    assert chart.title == TEXT
    assert chart.in_language("es")["encoding"] == {"x": {"field": "n", "title": "Cuántos"}}
    assert chart.in_language("en")["encoding"] == {"x": {"field": "n", "title": "How many"}}
    assert "title" not in chart.in_language("en")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{\n  oops\n}", r"^some\.vl\.json:2: not JSON"),
        ("[]", r"^some\.vl\.json:1: not an object"),
        (
            json.dumps({**SPECIFICATION, "title": {"es": "Solo uno"}}),
            r"^some\.vl\.json:1: title: expected",
        ),
        (
            json.dumps({**SPECIFICATION, "data": {"url": "rows.csv"}}),
            r"^some\.vl\.json:1: data may not be loaded from an address",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_place(text: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        parse("some", text)


def test_every_chart_belongs_to_a_question_and_draws_its_variables() -> None:
    assert len(charts()) >= 10
    for name, chart in charts().items():
        variables = _variables(name)
        given = {*variables, *(f"{variable}Key" for variable in variables), "properties"}
        used = set(_fields(chart.in_language("en")))
        assert any(variable in json.dumps(chart.specification) for variable in variables), name
        assert used <= given | _made(chart.specification), name


def test_every_column_of_every_question_has_a_heading() -> None:
    for name in questions():
        for column in columns(_variables(name)):
            variable = column.thing or column.name
            assert set(column.heading) == set(LANGUAGES)
            assert column.heading["es"] != variable, name


def _variables(name: str) -> list[str]:
    result = Store().query(questions()[name].text)
    assert isinstance(result, QuerySolutions)
    return [variable.value for variable in result.variables]


def _fields(value: object) -> list[str]:
    if isinstance(value, list):
        return [field for inner in value for field in _fields(inner)]
    if not isinstance(value, dict):
        return []
    own = [value["field"]] if isinstance(value.get("field"), str) else []
    return own + [field for inner in value.values() for field in _fields(inner)]


def _made(value: object) -> set[str]:
    """The fields that a specification computes."""
    if isinstance(value, list):
        return {made for inner in value for made in _made(inner)}
    if not isinstance(value, dict):
        return set()
    made = value.get("as", [])
    return {*([made] if isinstance(made, str) else made)} | {one for inner in value.values() for one in _made(inner)}
