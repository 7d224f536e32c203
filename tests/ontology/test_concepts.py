"""The code lists themselves: what the model promises, and what every code has."""

import unicodedata
from collections.abc import Mapping

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from ontology import codelists
from ontology.terms import BASE, GA, RDF, RDFS, SKOS

# Every code of these lists.
CODES = {
    "theme": "environment education infrastructure health sanitation public-safety cross-cutting total",
    "principle": "transparency-access-to-information citizen-participation accountability technology-innovation "
    "public-integrity e-government service-improvement",
    "ogp-value": "access-to-information civic-participation public-accountability technology-innovation",
    "event-type": "qualitative-study thematic-table regional-workshop national-table virtual-consultation "
    "technical-meeting results-presentation total",
    "stage": "preparatory participation-and-co-creation approval",
    "role": "lead support proponent organizer participant advisor funder technical-assistance monitoring approver",
    "actor-type": "public-sector civil-society academia international-cooperation private-company ngo total",
    "channel": "forum e-mail first-column second-column total",
    "invitation-mode": "open direct",
    "outcome": "accepted merged reformulated deferred rejected",
    "participation-level": "inform consult involve collaborate empower",
    "smart-criterion": "specific measurable achievable realistic time-bound",
    "irm-criterion": "specificity verifiability relevance potential-impact completion-progress completion-end-of-term "
    "did-it-open-government early-results potential-for-results starred",
    "alignment-basis": "stated-in-source editorial third-party rule",
    "alignment-strength": "direct contributes context",
    "basis": "stated inferred editorial",
    "review-status": "proposed reviewed rejected",
    "discrepancy-kind": "internal arithmetic rounding between-sources explained unexplained-gap",
    "finding-kind": "good-practice lesson",
    "institutional-event-type": "created closed suspended joined adopted proposed",
    "legal-type": "ministerial-resolution supreme-decree legislative-decree law",
}
# Codes that these lists have among others.
SOME_CODES = {
    "measure": "number-of-commitments participants organizations share-civil-society proposals contributions visits "
    "recommendations-taken specialists-interviewed representatives",
    "unit": "count percent",
    "place": "total",
}
COUNTS = {"thematic-axis": 6, "government-priority": 7}
NARROWER = {
    ("actor-type", code): "civil-society"
    for code in ("academia", "international-cooperation", "private-company", "ngo")
}
NO_RATING = {"not-reviewed", "not-coded", "not-applicable"}
CLASSES = {"theme": {SKOS.Concept, GA.Theme}, "principle": {SKOS.Concept, GA.Principle}}

Values = Mapping[NamedNode, Mapping[NamedNode, list[NamedNode | Literal]]]


@pytest.fixture(scope="session")
def concepts(graphs: Mapping[str, frozenset[Triple]]) -> Mapping[str, Values]:
    """What each code list's file says, by subject and predicate."""
    found: dict[str, dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]]] = {}
    for scheme in codelists.schemes():
        for triple in graphs[f"{scheme}.ttl"]:
            assert isinstance(triple.subject, NamedNode)
            assert isinstance(triple.object, NamedNode | Literal)
            subjects = found.setdefault(scheme, {})
            subjects.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    return found


@pytest.mark.parametrize("scheme", CODES)
def test_the_codes_of_the_model(scheme: str) -> None:
    assert codelists.code_list(scheme).codes == set(CODES[scheme].split())


@pytest.mark.parametrize("scheme", SOME_CODES)
def test_some_codes_of_the_model(scheme: str) -> None:
    assert codelists.code_list(scheme).codes >= set(SOME_CODES[scheme].split())


@pytest.mark.parametrize("scheme", COUNTS)
def test_how_many_codes(scheme: str) -> None:
    assert len(codelists.code_list(scheme).codes) == COUNTS[scheme]


def test_every_list_of_the_model_is_there_and_the_others_are_scales() -> None:
    criteria = [codelists.code_list(f"{kind}-criterion") for kind in ("smart", "irm")]
    scales = {concept.scale for criterion in criteria for concept in criterion.concepts.values()}
    assert set(codelists.schemes()) == {*CODES, *SOME_CODES, *COUNTS, "policy-area", *scales}
    for scale in scales:
        assert scale is not None
        assert codelists.code_list(scale).codes > NO_RATING


def test_the_years_in_which_a_criterion_was_used_are_known(concepts: Mapping[str, Values]) -> None:
    for concept in codelists.code_list("irm-criterion").concepts.values():
        years = sorted(int(year.value) for year in concepts["irm-criterion"][concept.iri][GA.yearUsed])
        assert 2011 <= years[0] <= years[-1] <= 2026


def test_what_is_narrower_than_what() -> None:
    for (scheme, code), above in NARROWER.items():
        assert codelists.code_list(scheme).concepts[code].broader == above


@pytest.mark.parametrize("scheme", codelists.schemes())
def test_a_file_holds_one_scheme_and_its_concepts(concepts: Mapping[str, Values], scheme: str) -> None:
    iri = NamedNode(f"{BASE}id/{scheme}")
    assert codelists.code_list(scheme).iri == iri
    assert set(concepts[scheme]) == {iri} | {each.iri for each in codelists.code_list(scheme).concepts.values()}
    assert concepts[scheme][iri][RDF.type] == [SKOS.ConceptScheme]


@pytest.mark.parametrize("scheme", codelists.schemes())
def test_every_scheme_and_concept_is_named_and_defined(concepts: Mapping[str, Values], scheme: str) -> None:
    for subject, values in concepts[scheme].items():
        for predicate in (RDFS.label, SKOS.prefLabel, SKOS.definition):
            texts = [text for text in values[predicate] if isinstance(text, Literal)]
            assert sorted(text.language or "" for text in texts) == ["en", "es"], subject
            for text in texts:
                assert text.value == text.value.strip() == unicodedata.normalize("NFC", text.value) != ""
                assert text.value.endswith(".") is (predicate == SKOS.definition), text
        assert set(values[RDFS.label]) == set(values[SKOS.prefLabel]), subject


@pytest.mark.parametrize("scheme", codelists.schemes())
def test_labels_and_definitions_tell_concepts_apart(concepts: Mapping[str, Values], scheme: str) -> None:
    for predicate in (SKOS.prefLabel, SKOS.definition):
        texts = [text for values in concepts[scheme].values() for text in values[predicate]]
        assert sorted(map(str, texts)) == sorted(map(str, set(texts)))


@pytest.mark.parametrize("scheme", codelists.schemes())
def test_every_concept_has_its_code_and_its_place(concepts: Mapping[str, Values], scheme: str) -> None:
    iri = codelists.code_list(scheme).iri
    tops = set()
    for code, concept in codelists.code_list(scheme).concepts.items():
        values = concepts[scheme][concept.iri]
        assert concept.iri == NamedNode(f"{iri.value}/{code}")
        # A sum over themes is not a theme.
        assert set(values[RDF.type]) == ({SKOS.Concept} if code == "total" else CLASSES.get(scheme, {SKOS.Concept}))
        assert values[SKOS.inScheme] == [iri]
        assert values[SKOS.notation] == [Literal(code)]
        assert concept.broader is None or concept.broader in codelists.code_list(scheme).codes
        assert values.get(SKOS.topConceptOf, []) == ([] if concept.broader else [iri])
        if concept.broader is None:
            tops.add(concept.iri)
    assert set(concepts[scheme][iri][SKOS.hasTopConcept]) == tops


def test_ogp_values_meet_the_principles(concepts: Mapping[str, Values]) -> None:
    principles = {concept.iri for concept in codelists.code_list("principle").concepts.values()}
    for concept in codelists.code_list("ogp-value").concepts.values():
        assert set(concepts["ogp-value"][concept.iri][SKOS.closeMatch]) <= principles
