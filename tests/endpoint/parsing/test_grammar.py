"""The grammar decides with one token ahead, and takes and refuses what SPARQL 1.1 does."""

import contextlib
import time

import pytest
from pyoxigraph import Store

from endpoint.parsing.grammar import Misplaced, sparql, steps

RIGHT = [
    "ASK{}",
    "ask where {}",
    "SELECT * {}",
    "SELECT DISTINCT ?s WHERE { ?s ?p ?o . }",
    "BASE <http://e/> PREFIX : <x> PREFIX a.b: <y> SELECT ?s { :a a.b:c ?s }",
    "SELECT (COUNT(DISTINCT *) AS ?n) (GROUP_CONCAT(?x ; SEPARATOR=', ') AS ?g) { ?x ?p ?o } GROUP BY ?p HAVING (?n>1)",
    "SELECT ?x { ?x ?p ?o } ORDER BY DESC(?o) ?x STR(?p) LIMIT 1 OFFSET 2",
    "SELECT ?x { ?x ?p ?o } OFFSET 2 LIMIT 1 VALUES ?x { <a:b> UNDEF 'x'@en 1 true }",
    "SELECT ?x { VALUES (?x ?y) { (1 2) (UNDEF 3) } VALUES () { () } }",
    "CONSTRUCT { ?s ?p [ a ?o ] , (1 2) } WHERE { ?s ?p ?o }",
    "CONSTRUCT FROM <g:g> WHERE { ?s ?p ?o . }",
    "DESCRIBE <a:b> ?x FROM NAMED <g:g> { ?x ?p ?o }",
    "DESCRIBE *",
    "DESCRIBE <a:b>",
    "ASK { ?s a/^<p:p>*|!(a|^<q:q>)+/(<r:r>)? ?o ; <p:p> ?q , ?r ; . [] ?p () }",
    "ASK { { ?a ?b ?c } UNION { ?d ?e ?f } OPTIONAL { ?a ?b ?c } MINUS { ?a ?b ?c } GRAPH ?g { ?a ?b ?c } }",
    "ASK { ?a ?b ?c FILTER(?a<?b && ?c>?b) FILTER regex(?a, 'x', 'i') BIND(1+2*-3 AS ?d) FILTER NOT EXISTS { } }",
    "ASK { ?a ?b ?c . FILTER(?a IN (1, 2) || ?b NOT IN () || !bound(?c)) }",
    "ASK { SELECT ?x { ?x ?y ?z } LIMIT 1 }",
    "ASK { ?s ?p '''it's\n''' , \"\"\"a\"b\"\"\" , 'é\\u00e9\\n' , '' , 1 , .5 , 1e3 , -1.5E-2 }",
    "PREFIX p: <p:> ASK { p:a.b p:c\\~d p:%41 , p: }",
    "ASK { _:a.b ?p '1'^^<t:t> } # a comment",
    "SELECT(1AS?x){}",
    "ASK{FILTER(1<2&&3>2)}",
    "ASK { <http://x/O'Brien> ?p 'a' }",
]
WRONG = [
    "",
    "SELECT",
    "SELECT * WHERE { ?s ?p }",
    "SELECT * { ?s ?p ?o",
    "SELECT * { ?s ?p ?o }}",
    "SELECTDISTINCT ?x {}",
    "SELECT * FROMNAMED <a:b> {}",
    "ASK { ?s ?p 'x }",
    "ASK { ?s ?p '\\q' }",
    "ASK { ?s ?p <a b> }",
    "ASK { ?s ?p trueOPTIONAL{} }",
    "SELECT ?\\u0041 {}",
    "ASK { \\u007b }",
    "SELECT * {} LIMIT -1",
    "SELECT * {} LIMIT ten",
    "ASK { FILTER(?x = ) }",
    "ASK { FILTER(FOO(?x)) }",
    "ASK { 'x' }",
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "ASK {} ASK {}",
    "ASK {};",
]


def read(query: str) -> list[str]:
    return [step.token.kind for step in steps(query)]


def test_one_token_ahead_is_always_enough() -> None:
    grammar = sparql()  # it raises where two rules of a name begin alike
    symbols = {symbol for rules in grammar.rules.values() for rule in rules for symbol in rule}
    assert [s for s in symbols - set(grammar.rules) if s[0].isupper() and s[1:].islower()] == [], "undefined rules"


@pytest.mark.parametrize("query", RIGHT)
def test_what_is_right_is_read_whole(query: str) -> None:
    assert read(query)
    Store().query(query)  # the engine agrees


@pytest.mark.parametrize("query", WRONG)
def test_what_is_wrong_is_not(query: str) -> None:
    with pytest.raises(Misplaced):
        read(query)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT * WHERE { ?s ?p }", "}"),
        ("SELCT * {}", "SELCT"),
        ("SELECT ?x WHERE { ?x a ?y } ORDER ?x", "?x"),
        ("SELECT (COUNT(?x) AS ?n WHERE {}", "WHERE"),
        ("ASK { ?s ?p ?o ?s }", "?s"),
    ],
)
def test_the_first_wrong_token_is_named(query: str, found: str) -> None:
    with pytest.raises(Misplaced) as error:
        read(query)
    assert error.value.token.text == found


def test_an_iri_is_told_from_a_comparison_by_where_it_stands() -> None:
    assert read("ASK { FILTER(?x<1&&2>?y) }").count("IRIREF") == 0
    assert read("ASK { ?x<1&&2>?y }").count("IRIREF") == 1
    assert "SERVICE" in read("ASK { FILTER(1<'a>b') SERVICE<http://h/>{} FILTER('' = '') }")


@pytest.mark.parametrize(
    "query",
    [
        "ASK { FILTER(true" + "-true" * 9000 + ") }",
        "ASK { FILTER(1 = (" + "# " * 20_000,
        "ASK { ?s ?p '" + "\\n" * 20_000,
        "ASK { ?s ?p " + "'''x" * 10_000,
        "ASK { ?s a." + "a." * 20_000,
        "ASK " + "<" * 40_000,
        "1" * 40_000,
    ],
    ids=["words", "comments", "escapes", "quotes", "dots", "angles", "digits"],
)
def test_no_query_takes_long_to_read(query: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(Misplaced):
        read(query)
    assert time.process_time() - begun < 3
