"""The triple patterns of the shapes' queries are those that rdflib's parser finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql.algebra import translatePath, translatePName, translatePrologue, traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from shapes.query_patterns import Inverse, NotReadError, Pattern, steps_of
from shapes.shapes_graph import shapes_graph

CONSTRAINTS = {
    constraint.node.value: constraint.query
    for shape in shapes_graph().shapes.values()
    for constraint in shape.constraints
}


def by_rdflib(query: str) -> Iterator[tuple[Any, Any, Any]]:
    """The triples of all groups; its algebra leaves out filters of filters, so they are taken before it is made."""
    prologue, body = parseQuery(query)
    declared = translatePrologue(prologue, None)
    body = traverse(body, visitPre=partial(translatePName, prologue=declared))
    found: list[object] = []
    traverse(traverse(body, visitPost=translatePath), visitPre=found.append)
    for value in found:
        if isinstance(value, CompValue) and value.name == "TriplesBlock":
            for flat in value["triples"]:
                yield from zip(flat[::3], flat[1::3], flat[2::3], strict=True)


def predicates(path: Any) -> Iterator[str]:
    """What a path leads over, in its order, with a mark where it is the other way round."""
    match path:
        case SequencePath() | AlternativePath():
            for each in path.args:
                yield from predicates(each)
        case InvPath():
            yield from (f"^{each}" for each in predicates(path.arg))
        case MulPath():
            yield from (f"*{each}" for each in predicates(path.path))
        case _:
            yield path.n3()


@pytest.mark.parametrize("query", CONSTRAINTS.values(), ids=[each.rpartition("#")[2] for each in CONSTRAINTS])
def test_the_predicates_are_those_of_rdflib(query: str) -> None:
    theirs = Counter(predicate.lstrip("^*") for _, path, _ in by_rdflib(query) for predicate in predicates(path))
    assert Counter(step.predicate for step in steps_of(query)) == theirs


@pytest.mark.parametrize("query", CONSTRAINTS.values(), ids=[each.rpartition("#")[2] for each in CONSTRAINTS])
def test_simple_triples_are_those_of_rdflib(query: str) -> None:
    theirs = {
        (subject.n3(), path.n3(), object_.n3())
        for subject, path, object_ in by_rdflib(query)
        if not isinstance(path, SequencePath | AlternativePath | InvPath | MulPath)
    }
    ours = {(step.subject, step.predicate, as_n3(step.object)) for step in steps_of(query)}
    assert theirs <= ours


def as_n3(term: str) -> str:
    boolean = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    return boolean if term == "true" else term


PREFIX = "PREFIX : <https://xx.example/>\n"


def steps(body: str) -> list[tuple[str, set[str]]]:
    return [
        (f"{step.subject} {step.predicate} {step.object}", {str(pattern) for pattern in step.beside})
        for step in steps_of(f"{PREFIX}SELECT $this WHERE {{ {body} }}".replace(":p", "<p>").replace(":q", "<q>"))
    ]


def test_groups_matter_where_those_around_them_match() -> None:
    assert steps("$this :p ?a . OPTIONAL { ?a :q ?b . FILTER NOT EXISTS { ?b :p 1 } } ?a :q 2") == [
        ("?this <p> ?a", {"?a <q> 2"}),
        ("?a <q> 2", {"?this <p> ?a"}),
        ("?a <q> ?b", {"?this <p> ?a", "?a <q> 2"}),
        ("?b <p> 1", {"?this <p> ?a", "?a <q> 2", "?a <q> ?b"}),
    ]
    assert steps("{ $this :p ?a } UNION { $this :q ?a } FILTER(?a > 1 || EXISTS { ?a :p $this })") == [
        ("?this <p> ?a", set()),
        ("?this <q> ?a", set()),
        ("?a <p> ?this", set()),
    ]
    assert steps(
        "BIND(IF(EXISTS { $this :p ?x }, 1, 2) AS ?n) FILTER REGEX(STR(?n), '[)}{(]') $this :q 'a;b'@es, ?c"
    ) == [
        ("?this <q> 'a;b'@es", {"?this <q> ?c"}),
        ("?this <q> ?c", {"?this <q> 'a;b'@es"}),
        ("?this <p> ?x", {"?this <q> 'a;b'@es", "?this <q> ?c"}),
    ]


def test_a_path_may_lead_over_each_of_its_steps() -> None:
    assert steps("$this ^:p/:q+ ?a") == [
        ("?step0 <p> ?this", {"?step0 (<q>)* ?a"}),
        ("?step1 <q> ?step2", {"?this ^(<p>) ?step0", "?step0 (<q>)* ?step1", "?step2 (<q>)* ?a"}),
    ]
    assert steps("$this (:p|^:q)? ?a")[1] == (
        "?step1 <q> ?step0",
        {"?this ((<p>)|(^(<q>)))* ?step0", "?step1 ((<p>)|(^(<q>)))* ?a"},
    )


@pytest.mark.parametrize(
    "body",
    [
        "VALUES ?a { 1 }",
        "GRAPH ?g { $this :p ?a }",
        "$this :p [ :q 1 ]",
        "$this :p ( 1 )",
        "$this unknown:p 1",
        "$this :p",
        "MINUS { $this :p 1 }",
        "{ SELECT ?a WHERE { $this :p ?a } }",
        "$this :p ?a } GROUP BY $this HAVING (EXISTS { $this :q 1 }",
        "$this !:p ?a",
    ],
)
def test_what_is_not_read_is_said(body: str) -> None:
    with pytest.raises(NotReadError):
        steps(body)


def test_variables_stand_in_each_place_and_in_no_text() -> None:
    assert Pattern("?a", "?b", "'?c'").variables == {"?a", "?b"}
    assert Pattern("<a>", Inverse("<b>"), "?c").variables == {"?c"}
