"""The page of the shapes, held against the shapes as another's parser reads them."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from html import unescape

import pytest
from rdflib import RDF, SH, Graph, URIRef

from ontology.terms import BASE
from tests.endpoint.client import Client
from tests.endpoint.graphs import parsed

NAMESPACE = f"{BASE}shapes#"
SEVERITIES = {
    "es": {SH.Violation: "violación", SH.Warning: "advertencia", SH.Info: "información"},
    "en": {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "information"},
}
CELL = "<td>(.*?)</td>"
ROW = re.compile(rf'<tr(?: id="([^"]+)")?><th scope="row">(.*?)</th>{CELL}{CELL}{CELL}</tr>', re.DOTALL)


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture(scope="module")
def graph(whole: Client) -> Graph:
    return parsed(whole.get("/shapes.ttl"))


@pytest.fixture(scope="module", params=["es", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(whole: Client, language: str) -> str:
    return whole.get(f"/shapes?lang={language}", "text/html").text


@pytest.fixture(scope="module")
def rows(page: str) -> dict[str, tuple[str, ...]]:
    return {anchor: tuple(text(cell) for cell in cells) for anchor, *cells in ROW.findall(page) if anchor}


def test_every_term_has_one_anchor(page: str, graph: Graph) -> None:
    anchors = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, times in anchors.items() if times > 1] == []
    terms = {str(one).removeprefix(NAMESPACE) for one in graph.subjects() if str(one).startswith(NAMESPACE)}
    assert len(terms) > 400
    assert terms - set(anchors) == set()
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)


def test_every_rule_says_what_it_asks_and_how_severe_that_is(
    graph: Graph, rows: dict[str, tuple[str, ...]], language: str
) -> None:
    rules = [one for one in graph.subjects(RDF.type, SH.PropertyShape) if not str(one).endswith("CodeShape-inScheme")]
    assert len(rules) > 200
    for rule in rules:
        name, asks, severity, _ = rows[str(rule).removeprefix(NAMESPACE)]
        [message] = [str(one) for one in graph.objects(rule, SH.message) if getattr(one, "language", "") == language]
        [called] = [str(one) for one in graph.objects(rule, SH.name) if getattr(one, "language", "") == language]
        assert name == called
        assert asks.startswith(" ".join(message.split()))
        said = graph.value(rule, SH.severity)
        assert isinstance(said, URIRef)
        assert severity == SEVERITIES[language][said]


def test_rules_are_counted_by_severity(page: str, language: str) -> None:
    rows = Counter(text(severity) for _, _, _, severity, _ in ROW.findall(page.partition('id="group-parts"')[0]))
    for word in SEVERITIES[language].values():
        assert f"{word}: {rows[word]}" in page


def test_examples_are_values_of_the_data(rows: dict[str, tuple[str, ...]], language: str) -> None:
    """Read in the tables of the plans: the first plan announced 47 commitments; 3 of 4 kinds of shape have values."""
    assert rows["ActionPlanShape-announcedCommitments"][3].endswith("47")
    assert rows["CommitmentShape-inPlan"][3]
    assert rows["CommitmentShape-iri"][3].startswith("id/commitment/pe-")
    assert rows["ThemeCodeShape"][3] == {"es": "Temas", "en": "Themes"}[language]
    filled = sum(1 for row in rows.values() if row[3])
    assert filled / len(rows) > 0.75


def test_what_queries_find_is_left_out_of_their_messages(page: str) -> None:
    assert "{?" not in page
    assert "{$" not in page
    assert "…." not in page


def test_a_page_for_telephones(page: str) -> None:
    assert len(gzip.compress(page.encode())) < 30_000


def test_a_shape_in_small(client: Client) -> None:
    """A rule without a severity is a violation (SHACL, section 2.1.4); the page falls back on what names there are."""
    page = client.get("/shapes?lang=en", "text/html").text
    [(anchor, name, asks, severity, example)] = ROW.findall(page)
    assert (anchor, text(asks)) == ("CommitmentTitle", "A commitment has one title.")
    assert text(name) == "title"
    assert text(severity) in {"sh:Violation", "violation"}
    assert text(example) == "Promover el acceso a la información ambiental es"
    assert 'href="/doc/commitment/pe-2017-2019-1?lang=en"' in page
