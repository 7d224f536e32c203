"""What the vocabulary and the shapes say together, on a few terms made for it."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from endpoint.resources.things import Value
from endpoint.vocabulary.diagram import HEAD, WIDTH, diagram
from endpoint.vocabulary.ontology_graph import OntologyGraph, anchor
from endpoint.vocabulary.outline import Outline
from endpoint.vocabulary.profile import Profile, Use
from ontology.terms import BASE, DCTERMS, GA, PREFIXES, SKOS, XSD

PREFIX = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items()) + f"BASE <{BASE}>\n"
ONTOLOGY = """
ga:ActionPlan a owl:Class . ga:Commitment a owl:Class . ga:Milestone a owl:Class .
ga:Assessment a owl:Class . ga:SMARTAssessment a owl:Class ; rdfs:subClassOf ga:Assessment .
ga:hasCommitment a owl:ObjectProperty ; dcam:domainIncludes ga:ActionPlan ; dcam:rangeIncludes ga:Commitment .
ga:inPlan a owl:ObjectProperty ; owl:inverseOf ga:hasCommitment ;
  dcam:domainIncludes ga:Commitment ; dcam:rangeIncludes ga:ActionPlan .
ga:theme a owl:ObjectProperty ; dcam:domainIncludes ga:Commitment ; dcam:rangeIncludes skos:Concept .
ga:number a owl:DatatypeProperty ; dcam:domainIncludes ga:Commitment ; dcam:rangeIncludes xsd:string .
ga:assesses a owl:ObjectProperty ; dcam:domainIncludes ga:SMARTAssessment ; dcam:rangeIncludes ga:Commitment .
<id/theme> a skos:ConceptScheme .
<id/theme/a> skos:inScheme <id/theme> . <id/theme/b> skos:inScheme <id/theme> ; skos:broader <id/theme/a> .
<id/theme/c> skos:inScheme <id/theme> ; skos:broader <id/theme/b> , <id/elsewhere/x> .
<id/theme/d> skos:inScheme <id/theme> ; skos:broader <id/elsewhere/x> .
"""
SHAPES = """
gash:S a sh:NodeShape ; sh:targetClass ga:Commitment ;
  sh:property gash:S-theme , gash:S-number , gash:S-more , gash:S-title , gash:S-never , gash:S-label .
gash:S-theme a sh:PropertyShape ; sh:path ga:theme ; sh:minCount 1 ; sh:node gash:ThemeCode .
gash:S-number a sh:PropertyShape ; sh:path ga:number ; sh:severity sh:Violation ; sh:minCount 1 ; sh:maxCount 2 .
gash:S-more a sh:PropertyShape ; sh:path ga:number ; sh:severity sh:Warning ; sh:minCount 2 ; sh:maxCount 1 .
gash:S-title a sh:PropertyShape ; sh:path dcterms:title ; sh:datatype xsd:string ; sh:maxCount 1 .
gash:S-never a sh:PropertyShape ; sh:path dcterms:subject ; sh:maxCount 0 .
gash:S-label a sh:PropertyShape ; sh:path rdfs:label ; sh:minCount 1 .
gash:ThemeCode a sh:NodeShape ; sh:property gash:ThemeCode-list .
gash:ThemeCode-list a sh:PropertyShape ; sh:path skos:inScheme ; sh:hasValue <id/theme> .
"""
THEMES = NamedNode(f"{BASE}id/theme")


def read(turtle: str) -> list[Quad]:
    return list(parse(PREFIX + turtle, RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def profile() -> Profile:
    return Profile(OntologyGraph(read(ONTOLOGY)), Outline(read(SHAPES)))


def test_a_class_has_the_properties_of_the_vocabulary_and_those_of_its_shapes(profile: Profile) -> None:
    """SHACL, section 4.2; a warning forbids nothing, and a property that may have no value is none of the class's."""
    assert profile.uses(GA.Commitment) == (
        Use(GA.inPlan, None, None, (GA.ActionPlan,)),
        Use(GA.number, 1, 2, (XSD.string,)),
        Use(GA.theme, 1, None, (THEMES,)),
        Use(DCTERMS.title, 0, 1, (XSD.string,)),
    )
    assert profile.uses(GA.Milestone) == ()
    assert profile.ranges(GA.theme) == (SKOS.Concept,)


def test_classes_stand_by_subject(profile: Profile) -> None:
    expected = [GA.ActionPlan, GA.Commitment, GA.Milestone, GA.Assessment, GA.SMARTAssessment]
    assert list(profile.classes) == expected


def test_codes_stand_below_the_broader_code_of_their_list() -> None:
    a, d = OntologyGraph(read(ONTOLOGY)).codes(THEMES)
    assert [one.node.value[-1] for one in (a, *a.narrower, *a.narrower[0].narrower, d)] == list("abcd")
    assert (a.size(), d.size()) == (3, 1)


def test_a_box_stands_for_the_classes_below_and_no_link_is_drawn_twice(profile: Profile) -> None:
    made = diagram(profile, lambda node: Value(anchor(node) * 3, href=f"#{anchor(node)}"))
    boxes = {box.href: box for box in made.boxes}
    assert set(boxes) == {"#ActionPlan", "#Commitment", "#Assessment"}
    assert [line.whole for line in boxes["#ActionPlan"].lines] == ["hasCommitment" * 3]
    assert boxes["#ActionPlan"].lines[0].name.endswith("…")
    assert boxes["#Assessment"].whole == "Assessment" * 3 + f" ({'SMARTAssessment' * 3})"
    assert boxes["#Commitment"].lines == ()
    assert boxes["#Commitment"].height == HEAD
    assert len(made.curves) == 2
    assert all(0 <= box.x <= box.x + WIDTH <= made.width and 0 <= box.y <= made.height for box in made.boxes)
    plan, commitment = boxes["#ActionPlan"], boxes["#Commitment"]
    assert made.curves[0].startswith(f"M{plan.x + WIDTH} ")
    assert {curve.rpartition("C")[2].split(" ", 4)[4] for curve in made.curves} == {
        f"{commitment.x} {commitment.y + HEAD // 2}"
    }
