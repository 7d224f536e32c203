"""What a query says about itself; what is refused before any engine sees it."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store

from endpoint.parsing.query import Fault, Form, Query, QueryError, read

BASE = "http://base.test/sparql"


def ask(text: str, depth: int = 50) -> Query:
    return read(text, BASE, depth)


def refused(text: str, depth: int = 50) -> QueryError:
    with pytest.raises(QueryError) as error:
        read(text, BASE, depth)
    return error.value


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("select * {}", Form.SELECT),
        ("# ASK\nPREFIX ask: <a:b> CONSTRUCT WHERE {}", Form.CONSTRUCT),
        ("BASE <a:b> DESCRIBE *", Form.DESCRIBE),
        ("ASK { SELECT * {} }", Form.ASK),
    ],
)
def test_the_form(text: str, form: Form) -> None:
    assert ask(text).form is form


def test_the_dataset_clause_is_seen_where_it_is_one() -> None:
    assert ask("SELECT * from<g:g>{}").names_dataset
    assert not ask("SELECT ?from { ?from ?p 'FROM <g:g>' } # FROM <g:g>").names_dataset


def test_functions_are_known_by_their_iris() -> None:
    query = ask(
        "BASE <http://e/> PREFIX f: <f#> SELECT (f:a(1) AS ?x) { ?s <p> (1 2) FILTER <g>() FILTER(<h\\u0069>(2)) }"
    )
    assert query.functions == {"http://e/f#a", "http://e/g", "http://e/hi"}


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("SELECT * {}", None),
        ("SELECT * {} LIMIT 0", 0),
        ("SELECT * {} limit\n#1\n00012 OFFSET 3", 12),
        ("SELECT * {} OFFSET 3 LIMIT 12 VALUES ?x { 1 }", 12),
        ("SELECT * { { SELECT * {} LIMIT 5 } }", None),
        ("SELECT * { { SELECT * {} LIMIT 5 } } OFFSET 4", None),
        ("SELECT * { { SELECT * {} LIMIT 5 } } LIMIT 7", 7),
        ("SELECT * { { SELECT * {} LIMIT 7 } } GROUP BY (STR(?limit)) LIMIT 5", 5),
        ("SELECT * {} # } LIMIT 5", None),
        ("SELECT * {} ORDER BY STR('} LIMIT 5 #')", None),
        ("SELECT * { FILTER EXISTS { { SELECT * {} LIMIT 5 } } }", None),
        (f"SELECT * {{}} LIMIT {'9' * 18}", 10**18 - 1),
        (f"SELECT * {{}} LIMIT {'9' * 5000}", None),
    ],
)
def test_the_limit_of_a_query_is_its_own_and_no_subquery_s(text: str, limit: int | None) -> None:
    assert ask(text).limit == limit


@pytest.mark.parametrize("word", ["NOW()", "rand()", "UUID()", "STRUUID()", "BNODE()", "BNODE('x')"])
def test_what_changes_from_run_to_run_is_known(word: str) -> None:
    assert not ask(f"SELECT ({word} AS ?x) {{}}").repeatable


@pytest.mark.parametrize(
    ("text", "repeatable"),
    [
        ("SELECT ?now { ?now ?rand 'NOW()' } # NOW()", True),
        ("CONSTRUCT { [] ?p ?o } { ?s ?p ?o }", False),
        ("CONSTRUCT { ?s ?p _:x } { ?s ?p ?o }", False),
        ("CONSTRUCT { ?s ?p (1) } { ?s ?p ?o }", False),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", True),
        ("SELECT * { [] ?p _:x }", True),
    ],
)
def test_new_blank_nodes_make_an_answer_new(text: str, repeatable: bool) -> None:
    assert ask(text).repeatable is repeatable


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "# SELECT * {}\nprefix a: <a:a> DeLeTe WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/>",
        "CLEAR ALL",
        "WITH <g:g> INSERT {} WHERE {}",
    ],
)
def test_updates_are_refused(text: str) -> None:
    assert refused(text).fault is Fault.UPDATE


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { sErViCe ?x { ?s ?p ?o } }",
        "SELECT * { SERVICE#x\nSILENT\t<http://127.0.0.1/>{} }",
        "SELECT * { FILTER(1<'a>b') SERVICE <http://127.0.0.1/> {} FILTER('' = '') }",
        "SELECT * { ?s ?p 'a'SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1/> {} } }",
        "SELECT * { ?s ?p <a:#> SERVICE <http://127.0.0.1/> {} }",
        "PREFIX s: <a:> SELECT * { s:\\# ?p 1SERVICE s:x {} }",
    ],
)
def test_service_is_refused_however_it_is_written(text: str) -> None:
    assert refused(text).fault is Fault.SERVICE


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX SERVICE: <a:> ASK { SERVICE:SERVICE ?SERVICE _:SERVICE }",
        "ASK { ?s ?p 'SERVICE <http://x/> {}' , '''SERVICE''' , 'x'@SERVICE } # SERVICE <http://x/> {}",
        "ASK { ?s <http://x/#SERVICE> <SERVICE> }",
    ],
)
def test_service_is_only_a_word_elsewhere(text: str) -> None:
    assert ask(text).form is Form.ASK


PIECES = [
    *("SERVICE<http://127.0.0.1:9/>{}", "SERVICESILENT?x{}", "service", "SILENT", "<http://127.0.0.1:9/>", "{}", "?x"),
    *("FILTER(", ")", "1<", "<a:b>", "'", '"', "'''", ">", "#", "\n", " ", "{", "}", ".", "?s ?p ?o", "true", "a:b"),
    *("OPTIONAL", "\\u0053ERVICE", "_:b", "@en", "\r", "<a:#'>", "VALUES ?x {", "1", "UNION", "&&"),
]


def reaches_the_network(text: str) -> bool:
    """Whether the engine would call a service: port 9 is one that it refuses by name."""
    try:
        answer = Store().query(text)
        assert isinstance(answer, QuerySolutions)
        list(answer)
    except SyntaxError:
        return False
    except (OSError, RuntimeError) as error:
        return "port 9" in str(error) or "service" in str(error)
    return False


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_nothing_that_is_let_through_calls_a_service(pieces: list[str]) -> None:
    text = "SELECT * { " + "".join(pieces) + " }"
    try:
        ask(text)
    except QueryError:
        return
    assert not reaches_the_network(text)


def test_the_engine_would_call_a_service_that_is_let_through() -> None:
    assert reaches_the_network("SELECT * { SERVICESILENT?x{} SERVICE<http://127.0.0.1:9/>{} }")


@pytest.mark.parametrize("brackets", ["{}", "()", "[]"])
def test_nesting_is_limited(brackets: str) -> None:
    start, end = {"{}": ("ASK ", ""), "()": ("ASK {?s ?p ", "}"), "[]": ("ASK {?s ?p ", "}")}[brackets]
    inner = {"{}": "", "()": "1", "[]": ""}[brackets]
    opening = {"[]": "[a "}.get(brackets, brackets[0])

    def nested(depth: int) -> str:
        return (
            start + opening * depth + (inner or ("?s ?p ?o" if brackets == "{}" else "1")) + brackets[1] * depth + end
        )

    allowed = 50 if brackets == "{}" else 49
    assert ask(nested(allowed))
    error = refused(nested(allowed + 1))
    assert error.fault is Fault.TOO_DEEP
    assert "50" in error.message


def test_a_very_deep_query_is_refused_at_the_limit() -> None:
    assert refused("ASK " + "{" * 100_000).fault is Fault.TOO_DEEP


def test_errors_have_a_place_and_a_caret() -> None:
    error = refused("SELECT ?s\nWHERE {\n\t?s ?p }")
    assert (error.place.line, error.place.column) == (3, 8)
    assert error.place.excerpt == " ?s ?p }\n       ^"


def test_the_excerpt_of_a_long_line_shows_the_place() -> None:
    error = refused("ASK { " + "?s ?p ?o . " * 100 + "?s ?p }")
    line, caret = error.place.excerpt.split("\n")
    assert len(line) <= 72
    assert line[caret.index("^")] == "}"
    assert error.place.column == 6 + 1100 + 7


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("SELECT * { ?s a ga:Theme }", "PREFIX ga: <https://w3id.org/gobierno-abierto/def#>"),
        ("SELECT * { ?s a x:y }", "PREFIX x: <...>"),
        ("SELCT * {}", "SELECT"),
        ("SELECT * { ?s ?p ?o", "line 1, column 10"),
        ("SELECT * { ?s ?p ?o ?s ?p ?o }", "."),
        ("ASK { ?s ?p 'x }", "not closed"),
        ("ASK { ?s ?p <a b> }", "IRI"),
        ("ASK {} }", "No bracket"),
        (" ", "empty"),
        ("ASK { ?s ?p é }", "U+00E9"),
    ],
)
def test_hints_say_what_may_help(text: str, hint: str) -> None:
    error = refused(text)
    assert error.fault is Fault.SYNTAX
    assert hint in (error.hint or "")


def test_columns_count_characters() -> None:
    queries = [f"ASK {{ ?s ?p '{char}' . ?q }}" for char in ("a", "ñ", "𝄞")]
    assert len({refused(query).place.column for query in queries}) == 1


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for query in itertools.chain([text], [f"ASK {{ {text} }}", f"SELECT * {{ ?s ?p '{text}' }}"]):
        try:
            ask(query)
        except QueryError as error:
            found = error
        else:
            continue
        assert found.place.line >= 1
        assert found.message
