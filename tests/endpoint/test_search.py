"""Search: the page, its JSON, the OpenSearch description, and searches meant to break it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from endpoint.app import create_app
from endpoint.pages import LANGUAGES, texts
from endpoint.settings import Settings
from loaders.release import Release
from loaders.search_index import SEARCH
from tests.endpoint.client import Client

NAMESPACE = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture(scope="module")
def app(settings: Settings, small: Release) -> Iterator[FastAPI]:
    made = create_app(settings, small)
    yield made
    made.state.site.close()


def test_a_search_as_json(client: Client) -> None:
    client.get("/questions", "application/json")  # equal offers are negotiated once; whose they were must not matter
    answer = client.get("/search?q=education&lang=en", "application/json")
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert found["total"] == len(found["results"]) > 0
    assert found["results"][0]["label"] == "Education"
    assert sum(type_["count"] for type_ in found["types"]) == found["total"]
    for result in found["results"]:
        assert client.get(result["page"], "text/html").status_code == 200
    assert client.get("/search.json?q=education&lang=en").json() == found


def test_the_page_works_without_scripts(client: Client) -> None:
    page = client.get("/search?q=education&lang=en", "text/html")
    assert page.headers["content-language"] == "en"
    assert 'value="education"' in page.text
    assert '<form class="search" role="search" action="/search" method="get">' in client.get("/", "text/html").text
    (type_,) = {each["type"] for each in client.get("/search.json?q=education").json()["types"][:1]}
    narrowed = client.get("/search", "text/html", params={"q": "education", "type": type_, "lang": "en"})
    assert 'aria-current="true"' in narrowed.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_anything_is_searched_for(client: Client, language: str) -> None:
    page = client.get(f"/search?lang={language}", "text/html")
    assert page.status_code == 200
    assert texts(language)["search.about"] in page.text


@pytest.mark.parametrize(
    "text", ['"', "NEAR(", "a AND", "%00", "*", "???", "<script>alert(1)</script>", "';--", "names : x", "%FF%FE"]
)
def test_hostile_searches(client: Client, text: str) -> None:
    for accept in ("text/html", "application/json"):
        answer = client.get(f"/search?q={text}", accept)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text or accept == "application/json"


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("q=" + "x" * 10_000, 400, "10000 characters"),
        ("q=x&q=y", 400, "more than once: q"),
        ("q=x&type=ga:Nothing", 400, "ga:Nothing"),
        ("q=x&page=0", 400, "page"),
        ("q=education&page=99", 404, "no page 99"),
    ],
)
def test_bad_searches(client: Client, query: str, status: int, said: str) -> None:
    answer = client.get(f"/search?{query}", "application/json")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_validators(client: Client) -> None:
    first = client.get("/search?q=education")
    again = client.get("/search?q=education", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/search?q=health").headers["etag"] != first.headers["etag"]


def test_a_release_without_an_index_says_so(app: FastAPI, small: Release) -> None:
    path = small.path / SEARCH
    away = path.with_suffix(".away")
    path.rename(away)
    try:
        answer = Client(app).get("/search?q=x")
        assert answer.status_code == 503
        assert "quipu build" in answer.json()["detail"]
    finally:
        away.rename(path)


def test_the_opensearch_description(client: Client) -> None:
    answer = client.get("/opensearch.xml?lang=en")
    assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
    root = ET.fromstring(answer.content)
    assert root.tag == f"{NAMESPACE}OpenSearchDescription"
    assert len(root.findtext(f"{NAMESPACE}ShortName", "")) <= 16
    templates = {url.get("type"): url.get("template") or "" for url in root.findall(f"{NAMESPACE}Url")}
    assert set(templates) == {"text/html", "application/json"}
    for template in templates.values():
        assert client.get(template.replace("{searchTerms}", "education")).status_code == 200
    assert 'rel="search"' in client.get("/", "text/html").text
