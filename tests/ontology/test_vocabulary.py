import unicodedata
from collections.abc import Iterable, Mapping
from importlib.resources import files

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import Graph

from ontology import terms, vocabulary
from ontology.terms import DCAM, DCTERMS, GA, OA, ORG, OWL, PREFIXES, PROV, RDF, RDFS, SCHEMA, SDGO, SH, SKOS, VANN

# What stands above each class, all the way up, and nothing else: people rely on these types.
ABOVE = {
    GA.ActionPlan: {PROV.Plan, PROV.Entity},
    GA.Commitment: {PROV.Entity},
    GA.Milestone: {PROV.Entity},
    GA.ParticipationProcess: {PROV.Activity},
    GA.ParticipationEvent: {PROV.Activity, SCHEMA.Event},
    GA.InstitutionalEvent: {PROV.Activity},
    GA.Proposal: {PROV.Entity},
    GA.Contribution: {PROV.Entity},
    GA.Recommendation: {PROV.Entity},
    GA.Decision: {PROV.Activity},
    GA.Responsibility: {PROV.AgentInfluence},
    GA.SDGAlignment: {PROV.Entity},
    GA.Assessment: {PROV.Entity},
    GA.SMARTAssessment: {GA.Assessment, PROV.Entity},
    GA.IRMAssessment: {GA.Assessment, PROV.Entity},
    GA.Rating: {PROV.Entity},
    GA.SourceDocument: {terms.FOAF.Document},
    GA.Passage: {OA.SpecificResource},
    GA.Claim: {PROV.Entity},
    GA.PublishedClaim: {GA.Claim, PROV.Entity},
    GA.DerivedFigure: {GA.Claim, PROV.Entity},
    GA.Discrepancy: {PROV.Entity},
    GA.TextDefect: {PROV.Entity},
    GA.Statement: {RDF.Statement},
    GA.Finding: {PROV.Entity},
    GA.Question: {SH.SPARQLExecutable},
    GA.Theme: {SKOS.Concept},
    GA.Principle: {SKOS.Concept},
    ORG.FormalOrganization: {ORG.Organization, terms.FOAF.Agent, PROV.Agent},
    ORG.OrganizationalUnit: {ORG.Organization, terms.FOAF.Agent, PROV.Agent},
    ORG.OrganizationalCollaboration: {ORG.Organization, terms.FOAF.Agent, PROV.Agent},
    SDGO.Target: {SKOS.Concept},
    SKOS.Concept: set(),
}
# OWL reserves the terms of these: they can be named, but not declared.
RESERVED = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "xsd"))
KINDS = {
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    RDFS.Datatype,
    OWL.NamedIndividual,
}
OUR_TERMS = sorted(
    {term for term in vars(GA).values() if isinstance(term, NamedNode)} - {GA.ontology}, key=lambda term: term.value
)


def texts(graph: Iterable[Triple], subject: NamedNode, predicate: NamedNode) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = {}
    for triple in graph:
        if triple.subject == subject and triple.predicate == predicate and isinstance(triple.object, Literal):
            found.setdefault(triple.object.language, []).append(triple.object.value)
    return found


def values(graph: Iterable[Triple], subject: NamedNode, predicate: NamedNode) -> set[object]:
    return {triple.object for triple in graph if triple.subject == subject and triple.predicate == predicate}


def shapes_triples() -> set[Triple]:
    return {
        quad.triple
        for file in files("shapes").iterdir()
        if file.name.endswith(".ttl")
        for quad in parse(file.read_bytes(), RdfFormat.TURTLE)
    }


@pytest.mark.parametrize("cls", ABOVE, ids=lambda cls: cls.value)
def test_superclasses(cls: NamedNode) -> None:
    above = vocabulary.superclasses(cls)
    assert set(above) == ABOVE[cls]
    assert list(above) == sorted(above, key=lambda node: node.value)


def test_the_table_of_superclasses_is_complete() -> None:
    ours = {
        triple.subject
        for file in ("gobierno-abierto.ttl",)
        for triple in parse(files("ontology").joinpath(file).read_bytes(), RdfFormat.TURTLE)
        if triple.predicate == RDF.type and triple.object == OWL.Class
    }
    assert ours <= set(ABOVE)


def test_nothing_stands_above_a_class_that_is_not_declared() -> None:
    assert vocabulary.superclasses(NamedNode("https://example.org/Thing")) == ()


def test_labels() -> None:
    assert vocabulary.class_label(GA.ActionPlan) == {"en": "action plan", "es": "plan de acción"}
    assert vocabulary.property_label(GA.inPlan) == {"en": "in plan", "es": "en el plan"}
    with pytest.raises(KeyError):
        vocabulary.class_label(NamedNode("https://example.org/Thing"))


@pytest.mark.parametrize("term", OUR_TERMS, ids=lambda term: term.value.rpartition("#")[2])
def test_our_terms_are_named_and_defined_in_both_languages(graph: frozenset[Triple], term: NamedNode) -> None:
    for predicate, full_stop in ((RDFS.label, False), (SKOS.definition, True)):
        found = texts(graph, term, predicate)
        assert {language: len(each) for language, each in found.items()} == {"en": 1, "es": 1}
        for (text,) in found.values():
            assert text == text.strip() == unicodedata.normalize("NFC", text)
            assert text.endswith(".") is full_stop
    assert values(graph, term, RDFS.isDefinedBy) == {GA.ontology}


@pytest.mark.parametrize("term", OUR_TERMS, ids=lambda term: term.value.rpartition("#")[2])
def test_our_terms_are_of_one_kind(graph: frozenset[Triple], term: NamedNode) -> None:
    kinds = values(graph, term, RDF.type) & KINDS
    assert len(kinds) == 1
    if kinds & {OWL.ObjectProperty, OWL.DatatypeProperty}:
        ranges = values(graph, term, DCAM.rangeIncludes)
        literal = {
            isinstance(each, NamedNode) and (each.value.startswith(PREFIXES["xsd"]) or each == RDF.langString)
            for each in ranges
        }
        assert literal == {OWL.DatatypeProperty in kinds}


def test_definitions_are_all_different(graph: frozenset[Triple]) -> None:
    found = [
        triple.object.value
        for triple in graph
        if triple.predicate == SKOS.definition and triple.subject in OUR_TERMS and isinstance(triple.object, Literal)
    ]
    assert len(found) == len(set(found)) == 2 * len(OUR_TERMS)


def test_every_predicate_and_class_is_declared(graph: frozenset[Triple]) -> None:
    triples = graph | shapes_triples()
    used = {triple.predicate for triple in triples} | {
        triple.object
        for triple in triples
        if triple.predicate in (RDF.type, RDFS.subClassOf, DCAM.domainIncludes, DCAM.rangeIncludes, SH.targetClass)
        and isinstance(triple.object, NamedNode)
    }
    assert sorted(term.value for term in used if term not in vocabulary.labels()) == []
    kinds: dict[object, set[object]] = {}
    for triple in graph:
        if triple.predicate == RDF.type:
            kinds.setdefault(triple.subject, set()).add(triple.object)
    unkind = {term.value for term in used if not kinds.get(term, set()) & KINDS}
    assert sorted(iri for iri in unkind if not iri.startswith(RESERVED)) == []


def test_external_terms_are_named_in_both_languages(graphs: Mapping[str, frozenset[Triple]]) -> None:
    external = {triple.subject for triple in graphs["external.ttl"]}
    named = {term for term, label in vocabulary.labels().items() if set(label) == {"en", "es"}}
    assert external <= named


def test_no_external_term_is_declared_in_vain(
    graph: frozenset[Triple], graphs: Mapping[str, frozenset[Triple]]
) -> None:
    """But SHACL's: which of them the shapes use changes as the shapes do."""
    used = {term for triple in graph | shapes_triples() for term in (triple.predicate, triple.object)} | {
        term for namespace in vars(terms).values() if isinstance(namespace, type) for term in vars(namespace).values()
    }
    idle = {triple.subject for triple in graphs["external.ttl"]} - used
    assert {term for term in idle if not str(term).startswith(f"<{PREFIXES['sh']}")} == set()


def test_reserved_terms_are_named_but_not_declared(graphs: Mapping[str, frozenset[Triple]]) -> None:
    for triple in graphs["external.ttl"]:
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(RESERVED):
            assert triple.predicate == RDFS.label


def test_inverses_are_only_those_that_are_both_stored(graph: frozenset[Triple]) -> None:
    inverses = {(triple.subject, triple.object) for triple in graph if triple.predicate == OWL.inverseOf}
    assert inverses == {
        (GA.inPlan, GA.hasCommitment),
        (GA.alignmentOf, GA.hasAlignment),
        (GA.assesses, GA.hasAssessment),
    }


def test_blank_nodes_are_only_lists(graphs: Mapping[str, frozenset[Triple]]) -> None:
    for name, triples in graphs.items():
        blank = {triple.predicate for triple in triples if isinstance(triple.subject, BlankNode)}
        assert blank <= {RDF.first, RDF.rest}, name


def test_a_triple_stands_in_one_file(graphs: Mapping[str, frozenset[Triple]]) -> None:
    assert sum(map(len, graphs.values())) == len(frozenset().union(*graphs.values()))


def test_rdflib_and_pyoxigraph_read_the_same_graph() -> None:
    for file in vocabulary.turtle_files():
        text = file.read_text("utf-8")
        ours = Dataset(parse(text, RdfFormat.TURTLE))
        theirs = Dataset(parse(Graph().parse(data=text, format="turtle").serialize(format="nt"), RdfFormat.N_TRIPLES))
        for dataset in (ours, theirs):
            dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        assert ours == theirs, file.name


def test_the_ontology_says_who_when_and_under_which_licence(graph: frozenset[Triple]) -> None:
    for predicate in (DCTERMS.title, DCTERMS.description, RDFS.label):
        assert set(texts(graph, GA.ontology, predicate)) == {"en", "es"}
    for predicate in (DCTERMS.created, DCTERMS.issued, DCTERMS.modified):
        assert len(texts(graph, GA.ontology, predicate)[None]) == 1
    for predicate in (DCTERMS.creator, DCTERMS.publisher):
        (agent,) = values(graph, GA.ontology, predicate)
        assert isinstance(agent, NamedNode)
    assert values(graph, GA.ontology, DCTERMS.license) == {NamedNode("https://creativecommons.org/licenses/by/4.0/")}
    ((version,),) = texts(graph, GA.ontology, OWL.versionInfo).values()
    assert values(graph, GA.ontology, OWL.versionIRI) == {NamedNode(f"{terms.BASE}def/{version}")}
    assert texts(graph, GA.ontology, VANN.preferredNamespacePrefix) == {None: ["ga"]}
    assert texts(graph, GA.ontology, VANN.preferredNamespaceUri) == {None: [PREFIXES["ga"]]}
