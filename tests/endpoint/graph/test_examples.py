"""Which instances stand for a class."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from endpoint.graph import examples
from endpoint.graph.examples import Example, Examples
from ontology.terms import GA, RDF, RDFS

PLAN, NOTE, RARE = GA.ActionPlan, RDFS.comment, NamedNode("http://example.org/rare")


def plan(number: int) -> NamedNode:
    return NamedNode(f"http://example.org/plan-{number}")


def store(plans: int) -> Store:
    """Plans, the fifth with most to say, the last with what no other has."""
    made = Store()
    made.extend(Quad(plan(number), RDF.type, PLAN) for number in range(plans))
    made.add(Quad(BlankNode(), RDF.type, PLAN))
    made.extend(Quad(plan(4), NOTE, Literal(text, language="es")) for text in ("b", "a"))
    made.add(Quad(plan(plans - 1), RARE, Literal("x")))
    made.add(Quad(plan(4), RARE, BlankNode()))
    made.add(Quad(NamedNode("http://example.org/other"), RARE, Literal("y")))
    return made


def test_they_are_from_all_over_the_class_and_the_fullest_is_first() -> None:
    found = Examples(store(16)).of(PLAN)
    assert found[0] == plan(4)
    assert set(found) == {plan(number) for number in range(0, 16, 2)}


def test_a_value_is_that_of_the_first_that_has_it() -> None:
    made = Examples(store(16))
    assert made.value([PLAN], NOTE) == Example(plan(4), (Literal("a", language="es"), Literal("b", language="es")))
    assert made.value([GA.Theme], NOTE) is None
    assert made.value([], NOTE) is None


def test_a_value_that_no_example_has_is_looked_for() -> None:
    assert Examples(store(16)).value([GA.Theme, PLAN], RARE) == Example(plan(15), (Literal("x"),))


def test_a_large_class_is_not_read_to_its_end() -> None:
    made = store(examples.SEEN_AT_MOST * 3)
    assert len(Examples(made).of(PLAN)) == examples.CHOSEN
    assert Examples(made).of(GA.Theme) == ()


def test_what_was_found_is_remembered() -> None:
    data = store(3)
    made = Examples(data)
    before = made.of(PLAN), made.value([PLAN], NOTE)
    data.clear()
    assert (made.of(PLAN), made.value([PLAN], NOTE)) == before
