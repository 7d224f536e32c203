"""Blank nodes of our own Turtle files become IRIs made from the path that leads to them."""

import pytest
from pyoxigraph import BlankNode

from loaders.turtle import read_turtle

HEAD = "@prefix ex: <http://example.org/s#> .\n"


def lines(turtle: str) -> set[str]:
    return {str(triple) for triple in read_turtle((HEAD + turtle).encode(), "t.ttl")}


def test_a_component_is_named_after_its_property() -> None:
    assert '<http://example.org/s#a/p> <http://example.org/s#q> "1"' in lines('ex:a ex:p [ ex:q "1" ] .')


def test_list_members_are_numbered() -> None:
    found = lines('ex:a ex:in ( "x" "y" ) .')
    first = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>"
    assert f'<http://example.org/s#a/in/1> {first} "x"' in found
    assert f'<http://example.org/s#a/in/2> {first} "y"' in found


def test_a_list_with_a_name_of_its_own_is_numbered_from_there() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    found = lines(f'ex:l <{rdf}first> "x" ; <{rdf}rest> ( "y" "z" ) .')
    assert f'<http://example.org/s#l/3> <{rdf}first> "z"' in found


def test_siblings_are_named_by_content_not_by_order() -> None:
    one = lines('ex:a ex:p [ ex:q "1" ] , [ ex:q "2" ] .')
    two = lines('ex:a ex:p [ ex:q "2" ] , [ ex:q "1" ] .')
    assert one == two
    assert '<http://example.org/s#a/p-2> <http://example.org/s#q> "2"' in one


def test_components_of_list_members() -> None:
    assert '<http://example.org/s#a/or/2/first> <http://example.org/s#q> "2"' in lines(
        'ex:a ex:or ( [ ex:q "1" ] [ ex:q "2" ] ) .'
    )


def test_no_blank_node_is_left() -> None:
    turtle = 'ex:a ex:p [ ex:q ( "1" [ ex:r ( "2" ) ] ) ] .'
    found = read_turtle((HEAD + turtle).encode(), "t.ttl")
    assert not any(isinstance(term, BlankNode) for triple in found for term in (triple.subject, triple.object))


@pytest.mark.parametrize(
    "turtle", ['[] ex:q "1" .', 'ex:a ex:p _:x . ex:b ex:p _:x . _:x ex:q "1" .', "_:x ex:p _:x ."]
)
def test_a_blank_node_that_no_single_path_leads_to_is_an_error(turtle: str) -> None:
    with pytest.raises(ValueError, match=r"t\.ttl: a blank node with \d parents"):
        lines(turtle)


def test_a_syntax_error_names_the_file() -> None:
    with pytest.raises(ValueError, match=r"t\.ttl: .*line 2"):
        lines("ex:a ex:p .")
