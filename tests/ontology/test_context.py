import json
from importlib.resources import files
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from rdflib import Graph

from ontology import vocabulary
from ontology.terms import DCAM, GA, OWL, PREFIXES, RDF, XSD

CONTEXT: dict[str, Any] = json.loads(files("ontology").joinpath("context.jsonld").read_text("utf-8"))["@context"]
TERMS = {
    name: {"@id": entry} if isinstance(entry, str) else entry
    for name, entry in CONTEXT.items()
    if name not in PREFIXES and name != "@version"
}
COERCED = {XSD.date, XSD.integer, XSD.decimal, XSD.boolean}


def expand(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def test_the_prefixes_are_ours() -> None:
    assert CONTEXT["@version"] == 1.1
    assert {name: CONTEXT[name] for name in PREFIXES} == PREFIXES


def test_every_ga_term_has_its_short_name(graph: frozenset[Triple]) -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}
    ours = {
        triple.subject.value.rpartition("#")[2]
        for triple in graph
        if triple.predicate == RDF.type
        and triple.object in kinds
        and isinstance(triple.subject, NamedNode)
        and triple.subject.value.startswith(PREFIXES["ga"])
    }
    assert ours == {name for name, entry in TERMS.items() if entry["@id"] == f"ga:{name}"}


@pytest.mark.parametrize("name", TERMS)
def test_a_short_name_stands_for_a_declared_term_with_values_of_its_type(graph: frozenset[Triple], name: str) -> None:
    term = expand(TERMS[name]["@id"])
    assert term in vocabulary.labels()
    assert term.value.endswith(name)
    types = {triple.object for triple in graph if triple.subject == term and triple.predicate == RDF.type}
    if OWL.ObjectProperty in types:
        assert TERMS[name]["@type"] == "@id"
    elif OWL.DatatypeProperty in types and term.value.startswith(PREFIXES["ga"]):
        ranges = {
            triple.object for triple in graph if triple.subject == term and triple.predicate == DCAM.rangeIncludes
        }
        coerced = ranges if len(ranges) == 1 and ranges <= COERCED else set()
        assert {expand(TERMS[name]["@type"])} == coerced if "@type" in TERMS[name] else not coerced


DOCUMENT = json.dumps(
    {
        "@context": CONTEXT,
        "@id": "id:commitment/pe-2017-2019-01",
        "@type": ["Commitment", "prov:Entity"],
        "inPlan": "id:plan/pe-2017-2019",
        "label": [{"@value": "Foros", "@language": "es"}, {"@value": "Forums", "@language": "en"}],
        "number": "1",
        "position": "1",
        "isCrossCutting": "false",
        "startDate": "2017-12-27",
        "contributesTo": ["sdg:16.7"],
        "notKnown": ["ga:leadEntity"],
    }
)
SAME_IN_TURTLE = """
    @prefix ga: <https://w3id.org/gobierno-abierto/def#> .
    @prefix prov: <http://www.w3.org/ns/prov#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix schema: <https://schema.org/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    <https://w3id.org/gobierno-abierto/id/commitment/pe-2017-2019-01> a ga:Commitment, prov:Entity ;
        ga:inPlan <https://w3id.org/gobierno-abierto/id/plan/pe-2017-2019> ;
        rdfs:label "Foros"@es, "Forums"@en ;
        ga:number "1" ;
        ga:position 1 ;
        ga:isCrossCutting false ;
        schema:startDate "2017-12-27"^^xsd:date ;
        ga:contributesTo <http://metadata.un.org/sdg/16.7> ;
        ga:notKnown ga:leadEntity .
"""


# rdflib's own parser still makes the graph that rdflib deprecates.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_rdflib_reads_a_document_as_it_is_meant() -> None:
    found = Graph().parse(data=DOCUMENT, format="json-ld")
    assert set(found) == set(Graph().parse(data=SAME_IN_TURTLE, format="turtle"))


def test_pyoxigraph_reads_a_document_as_it_is_meant() -> None:
    assert set(parse(DOCUMENT, RdfFormat.JSON_LD)) == set(parse(SAME_IN_TURTLE, RdfFormat.TURTLE))


def test_the_context_names_nothing_to_fetch() -> None:
    assert "@import" not in CONTEXT
    assert not any("@context" in entry for entry in TERMS.values())
    assert str(GA.ontology) not in json.dumps(CONTEXT)
