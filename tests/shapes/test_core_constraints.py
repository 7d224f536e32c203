"""Each component of SHACL Core finds what pySHACL finds: by itself, and in shapes made of others at random."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, Triple, parse

from ontology.terms import PREFIXES
from shapes.components import COMPONENTS, NotUnderstoodError
from shapes.core_constraints import core_results
from shapes.core_shapes import core_shapes
from shapes.pyshacl_engine import pyshacl_results
from shapes.report import Result
from shapes.shapes_graph import ShapesGraph, read_shapes, shapes_graph
from tests.shapes.defect import store

HEAD = "@prefix : <https://xx.example/> .\n" + "".join(
    f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("sh", "rdf", "rdfs", "xsd")
)
VALUES = (
    *(":a", ":ab", "_:b", '"a"', '"ab"', '"Ab"@es', '"ab"@en-GB', '"ab"@EN-gb', '"c"@es', '""', '"true"', '"5"'),
    *("4", "5", "5.0", "5.5", "5e0", "6", "true", '"x"^^xsd:integer', '"x"^^xsd:decimal', '"5.5"^^xsd:float'),
    *('"2020-01-02"^^xsd:date', '"2020-02-30"^^xsd:date', '"2020-01-02T00:00:00Z"^^xsd:dateTime'),
    *('"2020-01-02T00:00:00"^^xsd:dateTime', '"10:00:00"^^xsd:time', '"x"^^xsd:anyURI', '"x"^^:datatype'),
)
DATA = f"""{HEAD}
:Under rdfs:subClassOf :Over . :Over rdfs:subClassOf :Top . :Top rdfs:subClassOf :Over .
:all a :Focus ; :value {", ".join(VALUES)} .
:none a :Focus .
{" ".join(f":one{n} a :Focus ; :value {value} ." for n, value in enumerate(VALUES))}
:a a :Under ; :value 5 ; :more :b ; rdf:type rdfs:Resource . :ab a :Top ; :value :a, 6, "a" .
_:b a :Over ; :value :a ; :other 3 . :b a :Focus ; :value :a, :ab ; :other :a . [] a :Focus ; :value _:b, 5 .
"""
INNER = """
:Five a sh:NodeShape ; sh:property [ sh:path :value ; sh:hasValue 5 ] .
:Warns a sh:NodeShape ; sh:severity sh:Warning ; sh:nodeKind sh:IRI .
:Off a sh:NodeShape ; sh:deactivated true ; sh:nodeKind sh:Literal .
:Closed a sh:NodeShape ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property :AnyValue .
:AnyValue a sh:PropertyShape ; sh:path :value .
:Nested a sh:NodeShape ; sh:node :Warns ; sh:property [ sh:path :value ; sh:node :Five ; sh:minCount 1 ] .
"""
CONSTRAINTS: dict[str, list[str]] = {
    "class": [":Over", ":Under", ":Top , :Under", ":Nothing"],
    "datatype": [*(f"xsd:{name}" for name in ("string", "integer", "decimal", "float", "boolean", "date", "dateTime")),
                 "xsd:time", "xsd:anyURI", "rdf:langString", ":datatype"],
    "nodeKind": [f"sh:{kind}" for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral",
                                           "IRIOrLiteral")],
    "minCount": ["0", "1", "3"],
    "maxCount": ["0", "1", "3"],
    **{name: ["5", "5.5", '"b"', '"2020-01-02"^^xsd:date', '"2020-01-02T00:00:00Z"^^xsd:dateTime',
              '"10:00:00"^^xsd:time'] for name in ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")},
    "minLength": ["0", "1", "2"],
    "maxLength": ["0", "1", "19"],
    "pattern": ['"^a"', '"^A" ; sh:flags "i"', '"b$" , "a"', '"5"'],
    "languageIn": ['( "es" )', '( "en" "fr" )', '( "EN-GB" )'],
    "uniqueLang": ["true", "false"],
    "node": [":Five", ":Warns", ":Off", ":Closed", ":Nested", ":Five , :Warns"],
    "not": [":Five", ":Warns", ":Off", ":Closed", ":Nested"],
    "and": ["( :Five :Warns )", "( :Off )"],
    "or": ["( :Five :Warns )", "( :Five ) , ( :Closed )"],
    "xone": ["( :Five :Warns )", "( :Five :Warns :Closed )"],
    "hasValue": [":a", "5", '"ab"@en-gb', "5 , 6"],
    "in": ['( :a 5 "a" )', '( "ab"@en-GB "2020-01-02"^^xsd:date )'],
    "closed": ["true", "true ; sh:ignoredProperties ( rdf:type )", "false"],
    "property": ["[ sh:path :value ; sh:minCount 1 ]",
                 "[ sh:path :other ; sh:in ( 3 ) ] , [ sh:path :value ; sh:node :Five ]"],
}  # fmt: skip
ONLY_WITH_A_PATH = {"minCount", "maxCount", "uniqueLang"}
TARGETS = ["sh:targetClass :Focus", "sh:targetClass :Top", "sh:targetNode :a, 5, :nowhere", "sh:targetSubjectsOf :more",
           "sh:targetObjectsOf :value"]  # fmt: skip


@cache
def data() -> tuple[list[Triple], Store]:
    """The data as the store has them: it writes numbers anew."""
    made = store(quad.triple for quad in parse(DATA, RdfFormat.TURTLE))
    return [quad.triple for quad in made], made


def shapes(text: str) -> ShapesGraph:
    return read_shapes(f"{HEAD}{INNER}{text}".encode(), "shapes.ttl")


def comparable(results: list[Result]) -> set[tuple[str, ...]]:
    """Results but for the names of blank nodes that are shapes: each reading names them anew."""
    return {
        (*map(str, (each.focus, each.path, each.value, each.severity, each.component)),
         "[]" if isinstance(each.shape, BlankNode) else each.shape.value)
        for each in results
    }  # fmt: skip


def assert_the_same(text: str) -> set[tuple[str, ...]]:
    triples, made = data()
    graph = shapes(text)
    ours, theirs = comparable(list(core_results(made, graph))), comparable(list(pyshacl_results(triples, graph)))
    assert ours - theirs == set()
    assert theirs - ours == set()
    return ours


def node_shape(body: str, target: str = TARGETS[0]) -> str:
    return f":Shape a sh:NodeShape ; {target} ; {body} ."


def property_shape(body: str, target: str = TARGETS[0]) -> str:
    return f":Shape a sh:PropertyShape ; sh:path :value ; {target} ; {body} ."


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_component_finds_what_pyshacl_finds(name: str) -> None:
    found: set[tuple[str, ...]] = set()
    for value in CONSTRAINTS[name]:
        found |= assert_the_same(property_shape(f"sh:{name} {value}"))
        if name not in ONLY_WITH_A_PATH:
            for target in TARGETS:
                found |= assert_the_same(node_shape(f"sh:{name} {value}", target))
    assert found, "nothing was there to find"


def test_no_component_is_left_out() -> None:
    assert {*COMPONENTS, "closed", "property"} == set(CONSTRAINTS)


BODIES = st.lists(
    st.sampled_from([(name, value) for name, values in CONSTRAINTS.items() for value in values]),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each[0],
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TARGETS), BODIES, BODIES)
def test_shapes_made_at_random_find_what_pyshacl_finds(
    target: str, own: list[tuple[str, str]], inner: list[tuple[str, str]]
) -> None:
    body = " ; ".join(f"sh:{name} {value}" for name, value in own if name not in ONLY_WITH_A_PATH)
    part = " ; ".join(f"sh:{name} {value}" for name, value in inner)
    inside = " ; ".join(f"sh:{name} {value}" for name, value in inner if name not in ONLY_WITH_A_PATH)
    assert_the_same(
        f"""{node_shape(f"{body or 'sh:nodeKind sh:IRI'} ; sh:property :Part ; sh:node :Inside", target)}
        :Part a sh:PropertyShape ; sh:path :value ; sh:severity sh:Info ; {part} .
        :Inside a sh:NodeShape ; {inside or "sh:nodeKind sh:IRI"} ; sh:property :Part ."""
    )


def test_a_shape_that_is_a_class_targets_its_instances() -> None:
    assert assert_the_same(":Focus a sh:NodeShape, rdfs:Class ; sh:property [ sh:path :value ; sh:maxCount 1 ] .")
    assert assert_the_same(":Meta rdfs:subClassOf rdfs:Class . :Focus a :Meta, sh:NodeShape ; sh:nodeKind sh:Literal .")


def test_a_shape_that_is_deactivated_is_as_if_it_were_not_there() -> None:
    off = "sh:deactivated true ; sh:nodeKind sh:Literal"
    assert assert_the_same(node_shape(off)) == set()
    assert (
        assert_the_same(node_shape("sh:property :Part") + f":Part a sh:PropertyShape ; sh:path :value ; {off} .")
        == set()
    )
    assert assert_the_same(node_shape("sh:not :Off") + ":Part a sh:NodeShape .")


def test_a_message_is_the_shapes_or_says_what_is_not_met() -> None:
    _, made = data()
    own, other = (
        list(core_results(made, shapes(node_shape(f"sh:nodeKind sh:Literal{also}", "sh:targetNode :a"))))
        for also in (' ; sh:message "No."@en', "")
    )
    assert own[0].messages == {"en": "No."}
    assert other[0].messages["en"] == f"It does not meet sh:nodeKind {PREFIXES['sh']}Literal."


@pytest.mark.parametrize(
    "text",
    [
        property_shape("sh:lessThan :other"),
        property_shape("sh:equals :other"),
        property_shape("sh:qualifiedValueShape :Five ; sh:qualifiedMinCount 1"),
        property_shape("sh:minCount 1 , 2"),
        property_shape("sh:minCount :a"),
        property_shape('sh:pattern "("'),
        property_shape('sh:pattern "a" ; sh:flags "x"'),
        property_shape("sh:datatype rdfs:Literal"),
        property_shape("sh:nodeKind :a"),
        property_shape("sh:in :a"),
        property_shape('sh:node "a"'),
        property_shape("sh:minInclusive :a"),
        node_shape("sh:minCount 1"),
        node_shape("sh:property :Five"),
        node_shape("sh:node :Shape"),
        node_shape("sh:property [ sh:path [ sh:inversePath :value ] ; sh:minCount 1 ]"),
        node_shape('sh:node [ sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o }" ] ]'),
        ":c sh:parameter [ sh:path :mine ] ." + node_shape(":mine 1"),
    ],
)
def test_what_is_not_understood_is_left_to_pyshacl(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        core_shapes(shapes(text))


def test_all_of_the_projects_shapes_are_understood() -> None:
    named = set(core_shapes(shapes_graph()))
    assert {node for node, shape in shapes_graph().shapes.items() if shape.targets} - named == set()


def test_only_some_focus_nodes() -> None:
    """What is found on some nodes alone is what is found on them among all."""
    _, made = data()
    graph = shapes(
        property_shape("sh:node :Five ; sh:maxCount 1", " ; ".join(TARGETS))
        + node_shape("sh:closed true", " ; ".join(TARGETS)).replace(":Shape", ":Other")
    )
    everything = comparable(list(core_results(made, graph)))
    nodes = sorted({each[0] for each in everything if re.match("<", each[0])})
    for node in [*nodes, "<https://xx.example/none>"]:
        found = comparable(list(core_results(made, graph, [NamedNode(node[1:-1])])))
        assert found == {each for each in everything if each[0] == node}
