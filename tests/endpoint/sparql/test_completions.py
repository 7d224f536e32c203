"""What the editor completes, and the page around it."""

from __future__ import annotations

import pytest

from endpoint.sparql.results import has_editor
from loaders.release import Release
from loaders.search_index import SEARCH, SearchIndex
from ontology.terms import PREFIXES
from tests.endpoint.client import Client


def test_prefixes_and_terms(client: Client) -> None:
    answer = client.get("/sparql/terms.json?lang=en")
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert found["prefixes"] == PREFIXES
    tag = answer.headers["etag"]
    assert client.get("/sparql/terms.json?lang=en", headers={"If-None-Match": tag}).status_code == 304


def test_terms_of_the_shipped_vocabulary(shipped: Release) -> None:
    terms = {term.iri: term for term in SearchIndex(shipped.path / SEARCH).terms("es")}
    assert terms[PREFIXES["ga"] + "Commitment"].label == "compromiso"
    assert terms[PREFIXES["ga"] + "Commitment"].type == "owl:Class"
    assert terms[PREFIXES["ga"] + "inPlan"].type == "owl:ObjectProperty"


def test_a_fault_is_shown_beside_its_query(client: Client) -> None:
    answer = client.query("SELECT *\nWHERE { ?s <b&d> }", "text/html", lang="en")
    assert answer.status_code == 400
    assert answer.headers["cache-control"] == "no-store"
    assert "WHERE { ?s &lt;b&amp;d&gt; }</textarea>" in answer.text
    assert 'data-line="2"' in answer.text
    assert client.query("SELECT", "application/json").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/sparql", "/sparql?query=ASK{}", "/sparql?query=ASK"])
def test_only_this_page_may_run_a_script_and_only_ours(client: Client, path: str) -> None:
    page = client.get(path, "text/html")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert ("/static/editor.js" in page.text) is has_editor()
    assert "script-src" not in client.get("/", "text/html").headers["content-security-policy"]
