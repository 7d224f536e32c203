"""The catalogue, VoID, the downloads, the site map: what crawlers and harvesters look for first.

No server of its kind had VoID, DCAT, a site map and rules for crawlers together when these tests were written.
"""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from html import unescape
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import pytest
import yaml
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS, VOID

from endpoint.app import create_app
from endpoint.graph.described import described
from endpoint.settings import Settings
from loaders.modified import Modified
from loaders.release import Release
from ontology.terms import BASE
from tests.endpoint.client import ORIGIN, Client
from tests.endpoint.graphs import parsed

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def data(shipped: Release) -> Iterator[Client]:
    app = create_app(Settings(_env_file=None, workers=1), shipped)
    yield Client(app)
    app.state.site.close()


def test_void_is_where_it_is_looked_for(data: Client) -> None:
    """VoID, section 7.2; RFC 8615."""
    answer = data.get("/.well-known/void")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    graph = parsed(answer)
    assert list(graph.subjects(RDF.type, VOID.Linkset))
    assert isomorphic(graph, parsed(data.get("/.well-known/void", "application/ld+json")))
    assert isomorphic(graph, parsed(data.get("/catalog", "text/turtle")))


def test_every_dataset_answers_at_its_own_iri(data: Client) -> None:
    graph = parsed(data.get("/catalog.nt"))
    for node in graph.subjects(RDF.type, VOID.Dataset):
        if "#" in str(node):
            continue
        path = "/id/" + str(node).partition("/id/")[2]
        assert data.get(path).headers["location"] == "/catalog"
        assert data.get(path.replace("/id/", "/doc/")).headers["location"] == "/catalog"
    assert data.get("/id/dataset/none").status_code == 404


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_file_on_the_page_can_be_taken(data: Client, language: str) -> None:
    page = data.get(f"/catalog?lang={language}", "text/html").text
    rows = re.findall(r'<a href="(/downloads/[^"]+)">.*?<td class="number">(\d+)</td><td><code>(\w{64})</code>', page)
    assert len([href for href, _, _ in rows if href.endswith(".gz")]) == 14
    assert len(rows) == len(described(data.app.state.site.release.path, BASE)[0].files) + 12
    for href, size, digest in rows:
        answer = data.get(href)
        assert len(answer.content) == int(size)
        assert hashlib.sha256(answer.content).hexdigest() == digest
        assert answer.headers["cache-control"].endswith("immutable")
        kind = {"gz": "application/gzip", "zip": "application/zip", "csv": "text/csv; charset=utf-8"}
        assert answer.headers["content-type"] == kind.get(href.rpartition(".")[2], "application/csvm+json")


def test_a_client_of_a_table_finds_what_describes_it(data: Client) -> None:
    """Tabular Data Model, section 5.2."""
    page = data.get("/catalog", "text/html").text
    [href] = re.findall(r'href="(/downloads/[^"]+/tables/Commitment.csv)"', page)
    answer = data.get(href, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    description = data.get(urljoin(href, answer.links["describedby"]["url"])).json()
    assert "Commitment.csv" in [table["url"] for table in description["tables"]]


def test_a_release_says_how_it_is_cited(data: Client) -> None:
    page = data.get("/catalog", "text/html").text
    hrefs = re.findall(r'href="(/downloads/[^"]+/(?:CITATION.cff|datacite.json))"', page)
    cff, datacite = map(data.get, hrefs)
    assert yaml.safe_load(cff.text)["version"] == datacite.json()["version"]
    graph = parsed(data.get("/catalog.nt"))
    for node in graph.objects(None, RDFS.seeAlso):
        assert data.get("/downloads/" + str(node).partition("/downloads/")[2]).status_code == 200


def test_people_who_look_for_void_find_the_catalogue(data: Client) -> None:
    answer = data.get("/.well-known/void", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/catalog")


def test_a_part_of_a_file_can_be_taken(data: Client) -> None:
    """RFC 9110, section 14: a download that broke off goes on."""
    href = re.findall(r'href="(/downloads/[^"]+)"', data.get("/catalog", "text/html").text)[0]
    whole = data.get(href).content
    part = data.get(href, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    held = data.get(href).headers["etag"]
    assert data.get(href, headers={"If-None-Match": held}).status_code == 304


@pytest.mark.parametrize(
    "name",
    ["manifest.json", "..%2fmanifest.json", "%2e%2e/manifest.json", "none.ttl.gz", "%00", "x" * 5000, "store", "."],
)
def test_no_other_file_of_the_release_can_be_taken(data: Client, shipped: Release, name: str) -> None:
    status, body = data.raw("GET", f"/downloads/{shipped.id}/{name}".encode())
    assert status in {404, 400}
    assert b"digest" not in body
    assert data.get(f"/downloads/20200101T000000Z-000000000000/{name}").status_code == 404


def test_the_site_map_names_documents_that_answer(data: Client) -> None:
    """https://www.sitemaps.org/protocol.html: absolute addresses, each once, with the day of the last change."""
    answer = data.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    root = ET.fromstring(answer.content)
    addresses = [node.text or "" for node in root.iter(f"{SITEMAP}loc")]
    assert len(addresses) == len(set(addresses)) > 1000
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", node.text or "") for node in root.iter(f"{SITEMAP}lastmod"))
    assert f"{ORIGIN}/doc/commitment/pe-2017-2019-01" in addresses
    for address in addresses[::97]:
        assert data.get(address.removeprefix(ORIGIN), "text/html").status_code == 200


def test_the_site_map_says_when_each_thing_last_changed(data: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """https://www.sitemaps.org/protocol.html#lastmoddef: of the page, not of the map."""
    changed = f"{BASE}id/commitment/pe-2017-2019-01"
    found = Modified(date(2020, 1, 2), {changed: date(2021, 3, 4)})
    monkeypatch.setattr("endpoint.discovery.crawlers.modified_in", lambda _: found)
    days = {
        (url.findtext(f"{SITEMAP}loc") or "").removeprefix(ORIGIN): url.findtext(f"{SITEMAP}lastmod")
        for url in ET.fromstring(data.get("/sitemap.xml?once+more").content).iter(f"{SITEMAP}url")
    }
    assert days["/doc/commitment/pe-2017-2019-01"] == "2021-03-04"
    assert days["/doc/commitment/pe-2017-2019-02"] == "2020-01-02"
    assert days["/"] == days["/doc/commitment"]
    assert str(days["/"]) > "2021-03-04"


def test_a_large_site_map_is_in_parts(data: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [node.text for node in ET.fromstring(data.get("/sitemap.xml").content).iter(f"{SITEMAP}loc")]
    monkeypatch.setattr("endpoint.discovery.crawlers._PAGE", 400)
    index = ET.fromstring(data.get("/sitemap.xml?again").content)
    parts = [node.text or "" for node in index.iter(f"{SITEMAP}loc")]
    assert index.tag == f"{SITEMAP}sitemapindex"
    found = [
        node.text
        for part in parts
        for node in ET.fromstring(data.get(part.removeprefix(ORIGIN)).content).iter(f"{SITEMAP}loc")
    ]
    assert found == whole


@pytest.mark.parametrize("part", ["999", "0", "-1", "x", "1.0", ""])
def test_a_part_of_the_site_map_that_is_not_there_is_a_problem(data: Client, part: str) -> None:
    answer = data.get(f"/sitemap-{part}.xml", "application/json")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_crawlers_may_read_documents_and_not_queries(data: Client) -> None:
    """RFC 9309, read by Python's own parser."""
    rules = RobotFileParser()
    rules.parse(data.get("/robots.txt").text.splitlines())
    assert rules.can_fetch("*", f"{ORIGIN}/doc/commitment/pe-2017-2019-01")
    assert rules.can_fetch("*", f"{ORIGIN}/id/commitment/pe-2017-2019-01")  # to follow its 303
    assert rules.can_fetch("*", f"{ORIGIN}/")
    assert not rules.can_fetch("*", f"{ORIGIN}/sparql?query=x")
    assert rules.site_maps() == [f"{ORIGIN}/sitemap.xml"]


@pytest.mark.parametrize("path", ["/", "/catalog"])
def test_the_release_is_described_for_dataset_search(data: Client, path: str, shipped: Release) -> None:
    """The properties that dataset search engines require and recommend of schema.org/Dataset."""
    page = data.get(f"{path}?lang=en", "text/html").text
    text = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0]
    found = json.loads(unescape(text) if "&quot;" in text else text)
    assert found["@type"] == "Dataset"
    assert {text["@language"] for text in found["name"]} == {"es", "en"}
    assert all(50 <= len(text["@value"]) <= 5000 for text in found["description"])
    assert found["license"].startswith("https://creativecommons.org/")
    assert found["version"] == shipped.id
    assert [one["encodingFormat"] for one in found["distribution"]] == [
        "application/ld+json",
        "application/n-quads",
        "application/zip",
    ]
    assert all(data.get(one["contentUrl"].removeprefix(ORIGIN)).status_code == 200 for one in found["distribution"])
