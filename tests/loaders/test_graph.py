"""The shipped data against facts counted by hand in the source document, and against what the model promises."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from loaders.release import Release
from ontology.terms import BASE, GA, PREFIXES, RDF, RDFS

PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
PLAN = f"<{BASE}id/plan/pe-2017-2019>"


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    result = store.query(PROLOGUE + query, use_default_graph_as_union=True)
    assert isinstance(result, QuerySolutions)
    return [tuple("" if term is None else getattr(term, "value", str(term)) for term in row) for row in result]


def test_thirteen_commitments_have_a_theme_and_five_have_none_known(shipped: Release) -> None:
    query = (
        f"SELECT ?theme (COUNT(?c) AS ?n) {{ ?c ga:inPlan {PLAN} OPTIONAL {{ ?c ga:theme ?theme }} }} GROUP BY ?theme"
    )
    found = {theme.rpartition("/")[2]: int(n) for theme, n in rows(shipped.store, query)}
    assert found.pop("") == 5
    assert found == {"environment": 3, "education": 4, "infrastructure": 2, "public-safety": 3, "cross-cutting": 1}


def test_titles_that_are_not_known_are_said_not_to_be(shipped: Release) -> None:
    query = f"""SELECT ?number {{
        ?c ga:inPlan {PLAN} ; ga:number ?number ; ga:notKnown dcterms:title
        FILTER NOT EXISTS {{ ?c dcterms:title ?title }}
    }} ORDER BY xsd:integer(?number)"""
    assert [number for (number,) in rows(shipped.store, query)] == ["11", "12", "13", "14", "15", "17"]


def cube(store: Store, table: str) -> dict[str, int | None]:
    query = f"""SELECT ?cell ?value {{
        ?cell qb:dataSet <{BASE}id/table/pe-2017-2019-{table}>
        OPTIONAL {{ ?cell sdmx-measure:obsValue ?value }}
    }}"""
    return {cell.rpartition("/")[2]: int(value) if value else None for cell, value in rows(store, query)}


def test_table_1_organisations(shipped: Release) -> None:
    assert cube(shipped.store, "organizations") == {"civil-society": 124, "public-sector": 52, "total": 176}


def test_table_2_civil_society(shipped: Release) -> None:
    assert cube(shipped.store, "civil-society") == {
        "academia": 8,
        "international-cooperation": 5,
        "private-company": 9,
        "ngo": 102,
        "total": 124,
    }


def test_table_3_workshops(shipped: Release) -> None:
    assert cube(shipped.store, "workshops") == {
        "la-libertad-public-sector": 27,
        "la-libertad-civil-society": 22,
        "la-libertad-total": 49,
        "san-martin-public-sector": 14,
        "san-martin-civil-society": 29,
        "san-martin-total": 43,
        "arequipa-public-sector": 22,
        "arequipa-civil-society": 31,
        "arequipa-total": 53,
        "total-public-sector": 63,
        "total-civil-society": 82,
        "total-total": 145,
    }


def test_table_4_contributions(shipped: Release) -> None:
    """The row of health is damaged in the text: its two cells are inferred from the margins, and say so."""
    found = cube(shipped.store, "contributions")
    assert {cell: found[cell] for cell in found if cell.startswith("total")} == {
        "total-first-column": 10,
        "total-second-column": 10,
        "total-total": 20,
    }
    assert (found["health-first-column"], found["health-second-column"], found["health-total"]) == (2, 1, 3)
    query = "SELECT ?cell { ?cell sdmx-attribute:obsStatus sdmx-code:obsStatus-I } ORDER BY ?cell"
    assert [cell.rpartition("/")[2] for (cell,) in rows(shipped.store, query)] == [
        "health-first-column",
        "health-second-column",
    ]


def test_proposals_by_theme(shipped: Release) -> None:
    found = cube(shipped.store, "proposals")
    tables = [3, 4, 5, 2, 2, 2]
    workshops = [2, 4, 1, 1, 1, 2]
    themes = ["environment", "education", "infrastructure", "health", "sanitation", "public-safety"]
    assert [found[f"{theme}-thematic-table"] for theme in themes] == tables
    assert [found[f"{theme}-regional-workshop"] for theme in themes] == workshops
    assert (sum(tables), sum(workshops)) == (18, 11)
    assert (found["total-thematic-table"], found["total-regional-workshop"], found["total-national-table"]) == (
        18,
        11,
        26,
    )


EVENT_KEYS = {
    "qualitative-study",
    "thematic-education",
    "thematic-health",
    "thematic-water-sanitation-environment",
    "thematic-infrastructure",
    "thematic-public-safety",
    "workshop-la-libertad",
    "workshop-san-martin",
    "workshop-arequipa",
    "national-table-1",
    "national-table-2",
    "virtual-consultation",
    "self-assessment-consultation",
    "results-presentation",
}


def test_all_events_have_their_fixed_keys(shipped: Release) -> None:
    found = rows(shipped.store, "SELECT ?e { ?e a ga:ParticipationEvent }")
    prefix = f"{BASE}id/event/pe-2017-2019-"
    assert {event.removeprefix(prefix) for (event,) in found if event.startswith(prefix)} == EVENT_KEYS


def test_days_are_stated_or_bounded_never_invented(shipped: Release) -> None:
    query = f"""SELECT ?start ?end ?from ?to {{
        BIND(<{BASE}id/event/pe-2017-2019-%s> AS ?e)
        OPTIONAL {{ ?e schema:startDate ?start }} OPTIONAL {{ ?e schema:endDate ?end }}
        OPTIONAL {{ ?e ga:notBefore ?from }} OPTIONAL {{ ?e ga:notAfter ?to }}
    }}"""
    assert rows(shipped.store, query % "results-presentation") == [("2017-11-07", "2017-11-07", "", "")]
    assert rows(shipped.store, query % "workshop-arequipa") == [("", "", "2017-09-21", "2017-10-02")]
    assert rows(shipped.store, query % "thematic-health") == [("", "", "2017-09-11", "2017-09-19")]


def test_there_are_no_blank_nodes(shipped: Release) -> None:
    terms = ((quad.subject, quad.object) for quad in shipped.store)
    assert not any(isinstance(term, BlankNode) for pair in terms for term in pair)


def test_a_triple_stands_in_one_graph(shipped: Release) -> None:
    repeated = [triple for triple, n in Counter(quad.triple for quad in shipped.store).items() if n > 1]
    assert repeated == []


def test_every_node_of_the_data_has_labels_in_both_languages(shipped: Release) -> None:
    labels: dict[object, set[str]] = {}
    nodes = set()
    for quad in shipped.store:
        graph = getattr(quad.graph_name, "value", "")
        if quad.predicate == RDFS.label and isinstance(quad.object, Literal):
            labels.setdefault(quad.subject, set()).add(quad.object.language or "")
        if quad.predicate == RDF.type and "/id/graph/pe-" in graph:
            nodes.add(quad.subject)
    assert [str(node) for node in nodes if not labels.get(node, set()) >= {"es", "en"}] == []


def test_every_iri_that_is_named_under_our_base_is_described(shipped: Release) -> None:
    described = {quad.subject for quad in shipped.store}
    named = {
        quad.object
        for quad in shipped.store
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(f"{BASE}id/")
    }
    assert sorted(node.value for node in named - described) == []


KEY = r"[a-z0-9]+(?:(?:--?|\.)[a-z0-9]+)*"


def test_identifiers_follow_their_pattern(shipped: Release) -> None:
    pattern = re.compile(rf"id/[a-z-]+(?:/{KEY})*(?:/selector)?")
    subjects = {quad.subject.value for quad in shipped.store if isinstance(quad.subject, NamedNode)}
    elsewhere = (f"{BASE}id/structure", f"{BASE}id/dataset/")
    own = [iri.removeprefix(BASE) for iri in subjects if not iri.startswith(elsewhere)]
    assert [iri for iri in own if iri.startswith("id/") and not pattern.fullmatch(iri)] == []


@pytest.mark.parametrize(
    "iri",
    [
        "commitment/pe-2017-2019-01",
        "theme/health",
        "table/pe-2017-2019-workshops/la-libertad-civil-society",
        "legal/pe-rm-378-2017-pcm",
        "organization/pe-gore-san-martin",
        "organization/quipu-editors",
        "process/pe-2017-2019-regional-workshops",
        "document/pe-cocreacion-2017",
        "place/pe-lal",
        "plan/pe-2012-2013",
        "plan/pe-2015-2016",
    ],
)
def test_fixed_identifiers_are_there(shipped: Release, iri: str) -> None:
    assert list(shipped.store.quads_for_pattern(NamedNode(f"{BASE}id/{iri}"), RDF.type, None)) != []


def test_the_sdgs_keep_the_un_iris(shipped: Release) -> None:
    query = "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class FILTER(?class IN (sdgo:Goal, sdgo:Target)) } GROUP BY ?class"
    found = {class_.rpartition("#")[2]: int(n) for class_, n in rows(shipped.store, query)}
    assert found == {"Goal": 17, "Target": 169}
    assert rows(shipped.store, 'SELECT ?s { ?s ga:code "16.7" }') == [("http://metadata.un.org/sdg/16.7",)]


def test_nothing_claims_that_the_source_states_an_alignment(shipped: Release) -> None:
    query = "SELECT ?a { ?a ga:alignmentBasis <https://w3id.org/gobierno-abierto/id/alignment-basis/stated-in-source> }"
    assert rows(shipped.store, query) == []


def test_another_base_moves_a_publishers_things_and_not_the_code_lists() -> None:
    from loaders.build import shipped_data
    from loaders.graph import build, read_sources

    quads = build(read_sources([shipped_data()]), "https://example.org/datos/")
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    assert "https://example.org/datos/id/commitment/pe-2017-2019-01" in subjects
    assert f"{BASE}id/theme/health" in subjects
    assert not any(iri.startswith(f"{BASE}id/commitment/") for iri in subjects)
    themes = {quad.object.value for quad in quads if quad.predicate == GA.theme and isinstance(quad.object, NamedNode)}
    assert all(theme.startswith(f"{BASE}id/theme/") for theme in themes)
