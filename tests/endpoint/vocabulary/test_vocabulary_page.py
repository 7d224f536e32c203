"""The page of the vocabulary, held against the vocabulary as another's parser reads it, and the data as they are."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from rdflib import OWL, RDF, SKOS, Graph, Literal, Namespace, URIRef

from loaders.release import Release
from ontology.terms import BASE
from tests.endpoint.client import Client
from tests.endpoint.graphs import parsed

GA = Namespace(f"{BASE}def#")
SVG = "{http://www.w3.org/2000/svg}"
CELL = "<td>(.*?)</td>"
ROW = re.compile(rf'<tr(?: id="([^"]+)")?><th scope="row">(.*?)</th>{CELL}{CELL}{CELL}</tr>', re.DOTALL)


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture(scope="module")
def graph(whole: Client) -> Graph:
    return parsed(whole.get("/def.ttl"))


@pytest.fixture(scope="module")
def page(whole: Client) -> str:
    return whole.get("/def?lang=en", "text/html").text


def section(page: str, anchor: str) -> str:
    """From the heading of a class to the next."""
    return page.partition(f'<section id="{anchor}">')[2].partition("</section>")[0]


def rows(html: str) -> dict[str, tuple[str, str, str]]:
    """Meaning, number and values of the properties of a class, by short name."""
    return {text(name).split()[-1]: (text(a), text(b), text(c)) for _, name, a, b, c in ROW.findall(html)}


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_term_has_one_anchor_with_its_definition(whole: Client, graph: Graph, language: str) -> None:
    page = whole.get(f"/def?lang={language}", "text/html").text
    anchors = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, times in anchors.items() if times > 1] == []
    terms = {one for one in graph.subjects(RDF.type, None) if str(one).startswith(GA)}
    assert len(terms) > 100
    assert {str(one).removeprefix(GA) for one in terms} - set(anchors) == set()
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)
    shown = text(page)
    for term in terms:
        for definition in graph.objects(term, SKOS.definition):
            if isinstance(definition, Literal) and definition.language == language:
                assert " ".join(definition.split()) in shown, term


def test_a_class_is_counted_and_has_examples(page: str, shipped: Release) -> None:
    for name in ("ActionPlan", "Commitment", "Passage", "TextDefect"):
        html = section(page, name)
        assert f"In the data: {shipped.manifest.counts[str(GA[name])]}." in html
        assert len(re.findall(r'href="/doc/[^"]+"', html.partition("<table")[0])) == 3
    assert 'href="/shapes?lang=en#CommitmentShape"' in section(page, "Commitment")
    assert 'href="#Assessment"' in section(page, "IRMAssessment")
    assert "In the data: 0." in section(page, "SMARTAssessment")


def test_a_property_says_how_many_values_of_which_kinds(page: str) -> None:
    """Read in the shapes: a commitment is in one plan; a theme is a code of the list of themes."""
    commitment = rows(section(page, "Commitment"))
    assert commitment["ga:inPlan"][1:] == ("exactly one", commitment["ga:inPlan"][2])
    assert commitment["ga:inPlan"][2].startswith("action plan Such as:")
    assert "Inverse of: has commitment" in commitment["ga:inPlan"][0]
    assert commitment["ga:number"][1] == "exactly one"
    assert commitment["ga:theme"][1] == "any number"
    assert commitment["ga:theme"][2].startswith("theme , Themes Such as:")
    assert "dcterms:title" in commitment
    assert "rdfs:label" not in commitment
    assert rows(section(page, "org:Organization"))["ga:actorType"][2].startswith("Types of actor")


def test_a_property_of_several_classes_is_defined_once(page: str, graph: Graph) -> None:
    defined = [name for name, *_ in ROW.findall(page) if name]
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    properties = {str(one).removeprefix(GA) for kind in kinds for one in graph.subjects(RDF.type, kind)}
    assert sorted(defined) == sorted(name for name in properties if ":" not in name)
    assert "Also of:" in rows(section(page, "ActionPlan"))["ga:hasAssessment"][0]
    assert rows(section(page, "Commitment"))["ga:hasAssessment"][0] == ""


def test_code_lists_are_trees(page: str, graph: Graph) -> None:
    lists = page.partition('<h2 id="lists">')[2]
    codes = {str(code) for code in graph.subjects(SKOS.inScheme, None)}
    linked = Counter(re.findall(r'<li><a href="([^"]+)"', lists))
    assert sum(linked.values()) == len(codes)
    [themes] = re.findall(r"<summary>Themes <small>(\d+)</small></summary>", lists)
    assert int(themes) == len(set(graph.subjects(SKOS.inScheme, URIRef(f"{BASE}id/theme")))) == 8
    narrower = [code for code in graph.subjects(SKOS.broader, None) if str(code).startswith(f"{BASE}id/actor-type/")]
    assert narrower
    areas = lists.partition("<summary>Types of actor")[2].partition("</details>")[0]
    assert areas.count("<ul>") == 1 + len({graph.value(code, SKOS.broader) for code in narrower})


def test_the_picture_is_svg_without_styles_and_leads_to_its_classes(page: str) -> None:
    [svg] = re.findall(r"<svg class=\"diagram\".*?</svg>", page, re.DOTALL)
    root = ET.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))
    assert "style" not in svg
    hrefs = {link.get("href") for link in root.iter(f"{SVG}a")}
    assert {"#ActionPlan", "#Commitment", "#SDGAlignment", "#org:Organization"} <= hrefs
    assert len(list(root.iter(f"{SVG}rect"))) == len(hrefs)
    for path in root.iter(f"{SVG}path"):
        assert re.fullmatch(r"[MCHLz\d .-]+", path.get("d") or "")


def test_a_vocabulary_in_small(client: Client) -> None:
    """A release whose vocabulary says no more than names: there is a page, and nothing is made up."""
    page = client.get("/def?lang=en", "text/html").text
    assert "In the data: 3." in section(page, "Commitment")
    [title] = rows(section(page, "Commitment")).items()
    assert title == ("dcterms:title", ("", "any number", "Such as: Promover el acceso a la información ambiental es"))
    assert "A <public> promise." in text(page)
