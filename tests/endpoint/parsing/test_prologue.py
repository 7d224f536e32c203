"""Which queries are plain, and that a plain one hides nothing that a close reading would find."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint.parsing.prologue import plain
from endpoint.parsing.query import Fault, Form, QueryError, read
from tests.endpoint.parsing.test_query import PIECES

BASE = "http://base.test/sparql"
BENCH = Path(__file__).parents[3] / "bench" / "queries"


@pytest.mark.parametrize(
    ("text", "form", "prefixes"),
    [
        ("SELECT * {}", Form.SELECT, {}),
        ("# a\nask{}", Form.ASK, {}),
        (
            "PREFIX a: <http://a/>#x\nprefix : <b:c> Prefix a:<http://b/#>DESCRIBE a:b",
            Form.DESCRIBE,
            {"a": "http://b/#", "": "b:c"},
        ),
        ("# PREFIX x: <y:z>\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", Form.CONSTRUCT, {}),
    ],
)
def test_what_a_plain_query_says(text: str, form: Form, prefixes: dict[str, str]) -> None:
    query = plain(text, 50)
    assert query is not None
    assert (query.form, query.prefixes, query.is_read) == (form, prefixes, False)
    closely = read(text, BASE, 50)
    assert (closely.form, closely.prefixes, closely.repeatable) == (form, prefixes, True)


@pytest.mark.parametrize("name", ["ask", "describe", "page", "aggregate", "export", "runaway"])
def test_the_measured_queries_are_plain(name: str) -> None:
    assert plain((BENCH / f"{name}.rq").read_text(encoding="utf-8"), 50)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECTED",
        "DROP ALL",
        "BASE <a:b> ASK {}",
        "PREFIX a: <b> ASK {}",
        "PREFIX a: <\\u0061:b> ASK {}",
        "PREFIXa: <b:c> ASK {}",
        "ASK { service <a:b> {} }",
        "ASK { 1SERVICESILENT?x{} }",
        "ASK FROM <g:g> {}",
        "SELECT (RAND() AS ?x) {}",
        "SELECT ('now' AS ?x) {}",
        "CONSTRUCT { [] ?p ?o } { ?s ?p ?o }",
        "CONSTRUCT { _:a ?p ?o } { ?s ?p ?o }",
        "ASK { ?s ?p <<( <a:a> <a:b> 1 )>> }",
        "ASK { FILTER(- - 1 = 1) }",
        "ASK { FILTER(-#\n-1 = 1) }",
        "ASK { FILTER(" + "!" * 50 + "true) }",
        "ASK { ?s ?p '" + "{" * 50 + "' }",
    ],
)
def test_what_is_read_closely(text: str) -> None:
    assert plain(text, 50) is None


_WORDS = ["PREFIX", "a:", "<a:b>", "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "*", "NOW()", "FROM", "(1 AS ?x)"]


@given(st.lists(st.sampled_from([*PIECES, *_WORDS]), max_size=12).map("".join))
def test_a_plain_query_hides_nothing(text: str) -> None:
    for whole in (text, f"SELECT * {{ {text} }}", f"CONSTRUCT {{ ?s ?p ?o {text} }}"):
        query = plain(whole, 10)
        if query is None:
            continue
        assert not re.search("service|from|now", whole, re.IGNORECASE)
        try:
            closely = read(whole, BASE, 10)
        except QueryError as error:
            assert error.fault is Fault.SYNTAX  # noqa: PT017 - the engine finds it too
        else:
            assert (query.form, query.prefixes) == (closely.form, closely.prefixes)
            assert closely.repeatable
            assert not closely.asks_others
            assert not closely.names_dataset
