"""The limit on rows: exact to the row in each format, whatever the values hold."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from endpoint.engine.evaluation import Failure, Job, Reason, evaluate
from endpoint.engine.rows import row_counter
from endpoint.http.formats import BINDINGS, GRAPHS
from tests.endpoint.outputs import Pieces

NASTY = (
    "",
    "plain",
    '"',
    '""',
    "\\",
    '\\"',
    "}},{",
    '"}},{"',
    '\\"}},{\\"s":{"type":"',
    '}},{"s":{"type":"uri","value":"',
    ',{"',
    ",{",
    '{"bindings":[{',
    '"bindings":[{"',
    "line\nfeed",
    "\r\n",
    '"\r\n"',
    "a,b\n,c",
    "tab\there",
    "</result>",
    "<result>",
    "&lt;/result&gt;",
    "ñ€𐍈",
    "x" * 9000,
    '},{"' * 3000,
    "\n" * 9000,
)
KEYS = [form.key for form in BINDINGS]


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    for i in range(400):
        subject = NamedNode(f"http://e/{i}")
        store.add(Quad(subject, NamedNode("http://e/p"), Literal(NASTY[i % len(NASTY)])))
        if i % 3:
            store.add(Quad(subject, NamedNode("http://e/q"), Literal(NASTY[i % 7], language="es")))
    return store


def outcome(store: Store, text: str, key: str, rows: int) -> Failure | None:
    return evaluate(store, Job(text, key, key, "http://e/", 100_000_000, rows), Pieces())


def assert_exact(store: Store, text: str, key: str, rows: int) -> None:
    assert outcome(store, text, key, rows) is None
    failure = outcome(store, text, key, rows - 1)
    assert isinstance(failure, Failure)
    assert failure.reason is Reason.TOO_LARGE
    assert f"more than {rows - 1}" in failure.message
    assert "QUIPU_QUERY_MAX_ROWS" in failure.message


SELECTS = {
    "plain": "SELECT ?s ?o { ?s <http://e/p> ?o }",
    "values first": "SELECT ?o ?s { ?s <http://e/p> ?o }",
    "second unbound": "SELECT ?s ?x { ?s <http://e/p> ?o OPTIONAL { ?s <http://e/q> ?x } }",
    "first unbound": "SELECT ?x ?o { ?s <http://e/p> ?o OPTIONAL { ?s <http://e/q> ?x } }",
    "all unbound": "SELECT ?x { ?s <http://e/p> ?o OPTIONAL { ?s <http://e/q> ?x } }",
    "nothing bound": "SELECT ?none { ?s <http://e/p> ?o }",
    "hidden in a subquery": "SELECT ?o { { SELECT ?s { ?s <http://e/p> ?o } } }",
}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("text", SELECTS.values(), ids=SELECTS)
def test_the_limit_is_exact(store: Store, text: str, key: str) -> None:
    assert_exact(store, text, key, 400)


@pytest.mark.parametrize("key", KEYS)
def test_no_columns_and_no_rows(key: str) -> None:
    empty = Store()
    assert_exact(empty, "SELECT * {}", key, 1)
    assert outcome(empty, "SELECT * { ?s ?p ?o }", key, 0) is None
    assert outcome(empty, "ASK {}", "json", 0) is None


@pytest.mark.parametrize("key", KEYS)
def test_triples_as_terms(key: str) -> None:
    a, b = NamedNode("a:a"), NamedNode("a:b")
    store = Store()
    store.add(Quad(a, b, Triple(a, b, Triple(a, b, Literal("}},{")))))
    assert_exact(store, "SELECT ?x ?t { VALUES ?x { 1 2 UNDEF } ?s ?p ?t }", key, 3)


_MANY = " ".join(str(Literal(f'{i}\n,"{{')) for i in range(100))
MANY = f"{{ VALUES ?a {{ {_MANY} }} VALUES ?b {{ {_MANY} }} }}"
"""10,000 rows."""


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"SELECT ?a ?b {MANY}", 10_000),
        (f"SELECT ?a ?b {MANY} LIMIT 9000", 9_000),
        (f"SELECT ?a ?b {MANY} LIMIT 20000", 10_000),
        (f"SELECT ?a ?b {MANY} LIMIT {'9' * 18}", 10_000),
        (f"SELECT ?a ?b {{ {MANY} {{ SELECT ?c {{ VALUES ?c {{ 1 2 }} }} LIMIT 1 }} }}", 10_000),
        (f"SELECT ?a ?b {MANY} # }} LIMIT 5", 10_000),
    ],
)
def test_many_rows_are_counted_whatever_the_query_says_of_its_limit(key: str, text: str, rows: int) -> None:
    assert_exact(Store(), text, key, rows)


@pytest.mark.parametrize("key", [form.key for form in GRAPHS])
def test_triples_are_counted(store: Store, key: str) -> None:
    assert_exact(store, "CONSTRUCT WHERE { ?s <http://e/p> ?o }", key, 400)
    assert outcome(store, "DESCRIBE <http://e/1>", key, 2) is None
    assert isinstance(outcome(store, "DESCRIBE <http://e/1>", key, 1), Failure)


def _cut(whole: bytes, cuts: Sequence[int]) -> list[bytes]:
    places = sorted(cut % (len(whole) + 1) for cut in cuts)
    return [whole[a:b] for a, b in zip([0, *places], [*places, len(whole)], strict=True)]


_VALUES = st.one_of(
    st.none(),
    st.sampled_from(NASTY[:20]),
    st.text(st.sampled_from(',{}":[]\\\n\r<x'), max_size=6),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=5),
)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(KEYS), st.lists(st.tuples(_VALUES, _VALUES), max_size=8), st.lists(st.integers(0, 4000), max_size=9)
)
def test_pieces_may_end_anywhere(key: str, values: list[tuple[str | None, str | None]], cuts: list[int]) -> None:
    if key == "json":  # the one exception that the module names
        values = [(a, b) for a, b in values if ",{}" not in f"{a} {b}"]
    rows = " ".join(f"({' '.join('UNDEF' if v is None else str(Literal(v)) for v in row)})" for row in values)
    text = f"SELECT ?s ?o {{ VALUES (?s ?o) {{ {rows} }} }}"
    pieces = Pieces()
    assert evaluate(Store(), Job(text, key, key, "http://e/", 10**9), pieces) is None
    answer = Store().query(text)
    assert isinstance(answer, QuerySolutions)
    counter = row_counter(key, text, [variable.value for variable in answer.variables])
    for piece in _cut(pieces.body, cuts):
        counter.take(piece)
    assert counter.rows == len(values)
