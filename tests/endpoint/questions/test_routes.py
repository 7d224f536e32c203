"""The questions over HTTP: the gallery, a question's page, its answer in each format."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape

import pytest

from endpoint.app import create_app
from endpoint.settings import Settings
from loaders.release import Release
from ontology.chart import charts
from ontology.question import questions
from tests.endpoint.client import Client

HTML = "text/html"
COVERAGE = "/questions/sdg-coverage"


@pytest.fixture(scope="module")
def data(shipped: Release) -> Iterator[Client]:
    app = create_app(Settings(_env_file=None, client_cost_ms=0), shipped)
    yield Client(app)
    app.state.site.close()


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_gallery_has_every_question_once(data: Client, language: str) -> None:
    page = data.get(f"/questions?lang={language}", HTML).text
    linked = re.findall(r'<h3><a href="/questions/([\w-]+)\?lang=', page)
    assert sorted(linked) == list(questions())
    for question in questions().values():
        assert question.header.title[language] in unescape(page)


def test_the_list_is_json_too(data: Client) -> None:
    listed = data.get("/questions", "application/json")
    assert listed.headers["content-type"] == "application/json"
    assert [one["name"] for one in listed.json()["questions"]] == list(questions())
    assert data.get("/questions.json").json() == listed.json()


@pytest.mark.parametrize("name", list(questions()))
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_question_has_a_page(data: Client, name: str, language: str) -> None:
    answer = data.get(f"/questions/{name}?lang={language}", HTML)
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    page = unescape(answer.text)
    assert f"<h1>{questions()[name].header.title[language]}</h1>" in page
    assert ("<picture>" in page) == (name in charts())
    assert "Label</th>" not in page


def test_a_page_shows_things_by_their_names(data: Client) -> None:
    """Goal 16 has ten commitments by the editors' alignments, goal 1 none."""
    page = data.get(f"{COVERAGE}?lang=en", HTML).text
    rows = re.findall(r'<tr><td><a href="/doc/sdg/(\d+)\?lang=en">([^<]+)</a></td>.*?<td class="number">', page)
    assert rows[0] == ("1", "No poverty")
    assert len(rows) == 17


def test_the_formats_say_the_same(data: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(data.get(f"{COVERAGE}.csv?lang=es").text)))
    assert [row["code"] for row in rows] == [str(goal) for goal in range(1, 18)]
    bindings = json.loads(data.get(f"{COVERAGE}.json?lang=es").text)["results"]["bindings"]
    assert [one["goalLabel"]["value"] for one in bindings] == [row["goalLabel"] for row in rows]
    assert bindings[3]["goalLabel"]["value"] == "Educación de calidad"
    assert len(ET.fromstring(data.get(f"{COVERAGE}.xml").content).findall(".//{*}result")) == 17
    assert data.get(COVERAGE, "text/csv").text == data.get(f"{COVERAGE}.csv").text
    assert data.get(COVERAGE, "text/csv").headers["content-location"] == f"{COVERAGE}.csv"


def test_the_query_can_be_taken_away_and_run(data: Client) -> None:
    taken = data.get(f"{COVERAGE}.rq?plan=pe-2012-2013")
    assert taken.headers["content-type"] == "application/sparql-query"
    assert "id/plan/pe-2012-2013>" in taken.text
    assert data.query(taken.text, "text/csv").text == data.get(f"{COVERAGE}.csv?plan=pe-2012-2013").text


def test_a_picture_in_both_languages_and_sizes(data: Client) -> None:
    for query, said in [("lang=es", "Compromisos por ODS"), ("lang=en&size=small", "Commitments by SDG")]:
        answer = data.get(f"{COVERAGE}.svg?{query}")
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "sha256-" in answer.headers["content-security-policy"]
        assert ET.fromstring(answer.content).get("aria-label") == said
    assert data.get(COVERAGE, "image/svg+xml").status_code == 200


def test_what_the_client_holds_is_not_sent_again(data: Client) -> None:
    for path in ("/questions", COVERAGE, f"{COVERAGE}.csv", f"{COVERAGE}.svg"):
        first = data.get(path, "*/*")
        again = data.get(path, "*/*", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    one, other = (data.get(f"{COVERAGE}.csv?plan={plan}").headers["etag"] for plan in ("pe-2017-2019", "pe-2012-2013"))
    assert one != other


def test_the_form_keeps_what_was_asked(data: Client) -> None:
    page = data.get(f"{COVERAGE}?plan=pe-2020-2021&lang=es", HTML).text
    assert '<option value="pe-2020-2021" selected>' in page
    assert '<input type="hidden" name="lang" value="es">' in page
    assert "plan=pe-2020-2021" in re.findall(r'href="(/questions/sdg-coverage\.csv[^"]*)"', page)[0]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/questions/none", 404),
        ("/questions/sdg-coverage.pdf", 404),
        ("/questions/graph-summary.svg", 404),
        ("/questions/..%2f..%2fpyproject.toml", 404),
        (f"{COVERAGE}?nothing=1", 400),
        (f"{COVERAGE}?plan=a&plan=b", 400),
        (f"{COVERAGE}.csv?plan=%3Ca", 400),
        (f"{COVERAGE}.csv?plan=a%20b", 400),
        (f"{COVERAGE}?plan=%00", 400),
        (f"{COVERAGE}.svg?size=huge", 400),
        (f"{COVERAGE}.svg?lang=qu", 400),
        (f"{COVERAGE}.csv?size=small", 400),
    ],
)
def test_bad_requests(data: Client, path: str, status: int) -> None:
    answer = data.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_nothing_acceptable(data: Client) -> None:
    assert data.get(COVERAGE, "image/png").status_code == 406
    assert data.get("/questions", "image/png").status_code == 406


def test_a_value_is_never_read_as_a_query(data: Client) -> None:
    hostile = data.get("/questions/sdg-coverage.csv", params={"plan": 'x> } SERVICE <http://127.0.0.1/> { ?s ?p "'})
    assert hostile.status_code == 400
    as_text = data.get("/questions/sdg-coverage.csv", params={"lang": 'en" } UNION { ?s ?p ?o } #'})
    assert as_text.status_code == 200
    assert len(as_text.text.splitlines()) == 18


def test_a_plan_that_nobody_knows_has_an_empty_answer(data: Client) -> None:
    page = data.get("/questions/process-timeline?plan=nobody&lang=en", HTML)
    assert page.status_code == 200
    assert "The answer has no rows." in page.text
    assert "<picture>" not in page.text


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_first_page_shows_which_goals_the_plan_serves(data: Client, language: str) -> None:
    """With the rows of the picture beside it, and its question a click away."""
    answer = data.get(f"/?lang={language}", HTML)
    page = answer.text
    assert answer.headers["cache-control"].startswith("public")
    assert f'src="/questions/sdg-by-theme.svg?lang={language}"' in page
    assert f'href="/questions/sdg-by-theme?lang={language}"' in page
    rows = data.get(f"/questions/sdg-by-theme.csv?lang={language}").text.splitlines()[1:]
    assert page.count('href="/doc/sdg/') == len(rows) == 12
    for path in ("/questions/sdg-coverage", "/sparql", "/audit", "/validate"):
        assert f'<h2><a href="{path}?lang={language}">' in page


def test_the_first_page_is_there_for_who_has_used_up_its_share(shipped: Release) -> None:
    app = create_app(Settings(_env_file=None, client_cost_ms=1, workers=1, result_cache_bytes=0), shipped)
    client = Client(app)
    try:
        statuses = {client.query(f"SELECT * {{ ?s ?p ?o }} LIMIT {1000 + n}").status_code for n in range(4)}
        assert 429 in statuses
        page = client.get("/", HTML)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        assert "<picture>" not in page.text
    finally:
        app.state.site.close()
