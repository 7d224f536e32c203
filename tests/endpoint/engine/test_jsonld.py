"""JSON-LD is the graph that it was made from, whatever its terms look like."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from endpoint.engine import jsonld
from endpoint.http.formats import Unwritable
from ontology import context
from ontology.terms import GA, OA, PREFIXES, RDF, RDFS, SCHEMA, XSD

IRIS = st.sampled_from(
    [
        *("http://e/a", "http://e/#b", "urn:x:y", "sh:odd", "ga:odd", "https://schema.org//twice", "http://e/ñ"),
        *("https://schema.org/", "https://w3id.org/gobierno-abierto/def#Theme", "http://www.w3.org/ns/shacl#path"),
        *("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2001/XMLSchema#integer", "schema:odd"),
    ]
)
NODES = st.builds(NamedNode, IRIS)
LITERALS = st.one_of(
    st.builds(Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
    st.builds(Literal, st.text('a\\"\n\t<&', max_size=8), language=st.sampled_from(["es", "en-gb"])),
    st.builds(Literal, st.text("0123", max_size=4), datatype=NODES),
)
SUBJECTS = NODES | st.sampled_from([BlankNode("a"), BlankNode("b")])
TRIPLES = st.builds(Triple, SUBJECTS, NODES, SUBJECTS | LITERALS)
TERMS = st.sampled_from([RDF.type, RDFS.label, GA.position, GA.theme, GA.isCrossCutting, SCHEMA.startDate, OA.exact])
TYPED = LITERALS | st.builds(Literal, st.text("01a", max_size=3), datatype=st.sampled_from([XSD.integer, XSD.date]))


@given(st.lists(TRIPLES, max_size=8))
def test_nothing_is_lost_and_nothing_is_added(triples: list[Triple]) -> None:
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    found = Dataset(parse(jsonld.document(triples, PREFIXES), RdfFormat.JSON_LD))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    assert found == dataset


@given(st.lists(st.builds(Triple, SUBJECTS, TERMS, SUBJECTS | TYPED), max_size=8))
def test_short_names_say_the_same(triples: list[Triple]) -> None:
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    found = Dataset(parse(jsonld.document(triples, PREFIXES, context.terms()), RdfFormat.JSON_LD))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    assert found == dataset


def test_a_short_name_that_is_a_scheme_is_not_used() -> None:
    """Processors of JSON-LD 1.0 read any term before a colon as a prefix."""
    triple = Triple(NamedNode("label:x"), NamedNode(f"{PREFIXES['rdfs']}label"), Literal("x"))
    document = json.loads(jsonld.document([triple], PREFIXES, context.terms()))
    assert document["@graph"] == [{"@id": "label:x", "rdfs:label": ["x"]}]


def test_only_prefixes_that_are_used_are_in_the_context() -> None:
    triple = Triple(NamedNode("http://www.w3.org/ns/shacl#a"), NamedNode("http://e/p"), Literal("x"))
    document = json.loads(jsonld.document([triple], PREFIXES))
    assert document["@context"] == {"sh": PREFIXES["sh"]}
    assert document["@graph"] == [{"@id": "sh:a", "http://e/p": ["x"]}]


def test_a_triple_as_a_term_is_refused() -> None:
    inner = Triple(NamedNode("a:a"), NamedNode("a:b"), Literal("x"))
    with pytest.raises(Unwritable):
        jsonld.document([Triple(NamedNode("a:a"), NamedNode("a:b"), inner)], {})


def test_a_base_direction_is_kept() -> None:
    literal = Literal("x", language="ar", direction=BaseDirection.RTL)
    document = json.loads(jsonld.document([Triple(NamedNode("a:a"), NamedNode("a:b"), literal)], {}))
    assert document["@graph"][0]["a:b"] == [{"@language": "ar", "@value": "x", "@direction": "rtl"}]
