"""The shapes themselves: valid SHACL, in two languages, of the vocabulary."""

from __future__ import annotations

import re
from functools import cache

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse
from pyshacl.entrypoints import meta_validate

from ontology import turtle, vocabulary
from ontology.terms import BASE, DCTERMS, GA, GASH, OWL, PREFIXES, RDF, RDFS, SH
from shapes.rdflib_terms import to_graph
from shapes.shapes_graph import ShapesError, ShapesGraph, SparqlConstraint, read_shapes, shapes_graph, turtle_files
from shapes.sparql_constraints import sparql_results
from tests.shapes.defect import store

SHACL = PREFIXES["sh"]
NODES = list(shapes_graph().shapes)
CONSTRAINTS = [constraint for shape in shapes_graph().shapes.values() for constraint in shape.constraints]


def sh(name: str) -> NamedNode:
    return NamedNode(SHACL + name)


def test_the_shapes_are_valid_shacl() -> None:
    conforms, _, text = meta_validate(to_graph(shapes_graph().triples), inference="none")
    assert conforms, text


def test_the_shapes_are_in_the_projects_form() -> None:
    for file in turtle_files():
        text = file.read_text(encoding="utf-8")
        assert turtle.format_turtle(text) == text, f"run python -m ontology.turtle shapes: {file.name}"


def test_every_shape_and_constraint_has_a_name() -> None:
    wrong = [node for node in NODES if not isinstance(node, NamedNode) or not node.value.startswith(PREFIXES["gash"])]
    assert wrong == []
    assert [each for each in CONSTRAINTS if not isinstance(each.node, NamedNode)] == []


def test_names_are_made_from_the_shape_that_they_are_part_of() -> None:
    """gash:CommitmentShape, its part gash:CommitmentShape-number, and the query gash:CommitmentShape-number-sparql."""
    for shape in shapes_graph().shapes.values():
        name = shape.node.value.removeprefix(PREFIXES["gash"])
        assert re.fullmatch(r"[A-Z][A-Za-z]*(-[a-z][A-Za-z0-9]*)?", name), name
        assert (shape.path is None) == ("-" not in name or name.endswith("-iri")), name
        for constraint in shape.constraints:
            assert constraint.node.value.startswith(f"{shape.node.value}-"), constraint.node


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.value.partition("#")[2])
def test_a_shape_speaks_spanish_and_english(node: NamedNode) -> None:
    shape = shapes_graph().shapes[node]
    assert set(shape.name) == {"es", "en"}
    if shape.path or shape.constraints or shapes_graph().values(node, sh("closed")):
        assert set(shape.messages) == {"es", "en"}
        assert len(shapes_graph().values(node, SH.message)) == 2
        assert shapes_graph().values(node, SH.severity), "no severity"
    if shape.path is None:
        assert set(shapes_graph().texts(node, RDFS.label)) == {"es", "en"}
    for constraint in shape.constraints:
        assert set(constraint.messages) == {"es", "en"}


def test_severities_are_those_of_shacl() -> None:
    severities = {shape.severity for shape in shapes_graph().shapes.values()}
    assert severities == {SH.Violation, SH.Warning, SH.Info}


def test_every_path_is_a_property() -> None:
    """So a result's path is an IRI, and a report needs no blank node."""
    assert [triple for triple in shapes_graph().triples if triple.predicate == SH.path and not is_iri(triple)] == []


def is_iri(triple: Triple) -> bool:
    return isinstance(triple.object, NamedNode)


def test_there_is_no_less_than() -> None:
    """PySHACL ends in a TypeError where sh:lessThan meets an ill-typed date: the order of days is a query."""
    assert not {sh("lessThan"), sh("lessThanOrEquals")} & {triple.predicate for triple in shapes_graph().triples}


def test_the_only_blank_nodes_are_lists() -> None:
    whole = shapes_graph()
    assert {triple.predicate for triple in whole.triples if isinstance(triple.subject, BlankNode)} == {
        RDF.first,
        RDF.rest,
    }


@cache
def declared(kinds: frozenset[NamedNode] | None = None) -> set[object]:
    """What the vocabulary and the code lists describe; of ``ga:`` only, where kinds are given."""
    quads = [quad for file in vocabulary.turtle_files() for quad in parse(file.read_bytes(), RdfFormat.TURTLE)]
    if kinds is None:
        return {quad.subject for quad in quads}
    ours = f"<{PREFIXES['ga']}"
    return {each.subject for each in quads if each.object in kinds and str(each.subject).startswith(ours)}


def test_shapes_name_only_what_the_vocabulary_declares() -> None:
    whole = shapes_graph()
    named = {term for triple in whole.triples for term in (triple.predicate, triple.object)}
    queries = " ".join(constraint.query for constraint in CONSTRAINTS)
    named |= {NamedNode(PREFIXES["ga"] + name) for name in re.findall(r"\bga:([A-Za-z][\w-]*)", queries)}
    named |= {NamedNode(iri) for iri in re.findall(rf"<({re.escape(BASE)}id/[^>]+)>", queries)}
    ours = {
        term for term in named if isinstance(term, NamedNode) and term.value.startswith((PREFIXES["ga"], f"{BASE}id/"))
    }
    assert {term for term in ours - declared() if "/id/organization/" not in str(term)} == set()


def test_every_property_of_the_vocabulary_stands_in_some_shape() -> None:
    """A property that no shape knows is a warning wherever it is used."""
    properties = declared(frozenset({OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}))
    assert properties - {shape.path for shape in shapes_graph().shapes.values()} == set()


def test_every_class_of_the_vocabulary_has_a_shape() -> None:
    targets = {triple.object for triple in shapes_graph().triples if triple.predicate == SH.targetClass}
    assert declared(frozenset({OWL.Class})) - targets == set()


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint.node.value.partition("#")[2])
def test_queries_keep_to_what_prebinding_allows(constraint: SparqlConstraint) -> None:
    """SHACL, appendix A; and they can run once for all focus nodes."""
    query = constraint.query
    assert not re.search(r"\b(MINUS|VALUES|SERVICE|FROM|GRAPH)\b", query)
    assert query.count("SELECT") == 1, "a subquery"
    assert len(re.findall(r"^SELECT \$this .*WHERE \{$", query, re.MULTILINE)) == 1
    assert not re.search(r"AS [?$]this\b", query)
    assert "<= ?" not in query, "dates are compared as text: rdflib compares ill-typed ones"


def test_the_graph_says_what_it_is() -> None:
    whole = shapes_graph()
    assert whole.values(GASH.ontology, RDF.type) == [OWL.Ontology]
    for predicate in (
        RDFS.label,
        NamedNode(PREFIXES["dcterms"] + "title"),
        NamedNode(PREFIXES["dcterms"] + "description"),
    ):
        assert set(whole.texts(GASH.ontology, predicate)) == {"es", "en"}
    assert [str(value) for value in whole.values(GASH.ontology, OWL.versionInfo)] == ['"1.0.0"']
    assert whole.values(GASH.ontology, DCTERMS.license)


def test_no_shape_is_defined_twice() -> None:
    names = [
        name
        for file in turtle_files()
        for name in re.findall(r"^(\S+) a sh:", file.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert sorted(names) == sorted(set(names))


def test_the_shapes_are_read_once() -> None:
    assert shapes_graph() is shapes_graph()


def test_what_is_not_turtle_is_an_error_with_its_place() -> None:
    with pytest.raises(ShapesError, match=r"mine\.ttl: .*line 1"):
        read_shapes(b"@prefix", "mine.ttl")


def constraint_of(text: str) -> ShapesGraph:
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("sh", "ga"))
    return read_shapes(f"{prefixes}<x:S> a sh:NodeShape ; sh:targetClass ga:ActionPlan ; {text}".encode(), "mine.ttl")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sh:sparql <x:C> .", "one sh:select, found 0"),
        ('sh:sparql <x:C> . <x:C> sh:select "SELECT $this WHERE { nonsense }" .', "<x:C>: .*expected"),
        ('sh:sparql <x:C> . <x:C> sh:select "SELECT $this { }" .', "expected a query with WHERE"),
        ('sh:sparql <x:C> . <x:C> sh:select "" ; sh:prefixes <x:P> . <x:P> sh:declare <x:D> .', "expected one text"),
    ],
)
def test_a_query_that_cannot_run_is_an_error(text: str, message: str) -> None:
    with pytest.raises(ShapesError, match=message):
        list(sparql_results(Store(), constraint_of(text)))


def test_a_shape_that_is_deactivated_finds_nothing() -> None:
    query = f'sh:select "SELECT $this WHERE {{ $this a <{GA.ActionPlan.value}> }}"'
    data = store([Triple(NamedNode("x:plan"), RDF.type, GA.ActionPlan)])
    assert len(list(sparql_results(data, constraint_of(f"sh:sparql <x:C> . <x:C> {query} .")))) == 1
    for off in ("<x:S> sh:deactivated true .", "<x:C> sh:deactivated true ."):
        assert list(sparql_results(data, constraint_of(f"sh:sparql <x:C> . <x:C> {query} . {off}"))) == []


def test_a_literal_stays_as_it_is_written() -> None:
    """Rdflib's own parsers turn 007 into 7."""
    graph = to_graph(
        [Triple(NamedNode("x:a"), RDFS.label, Literal("007", datatype=NamedNode(PREFIXES["xsd"] + "integer")))]
    )
    assert [str(value) for value in graph.objects()] == ["007"]
    assert isinstance(next(graph.subjects()), rdflib.URIRef)
