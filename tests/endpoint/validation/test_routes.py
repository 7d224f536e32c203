"""``/validate``: what it says is what ``quipu validate`` says, and what strangers send takes no more than it may."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
import rdflib
from fastapi import FastAPI
from pyoxigraph import RdfFormat

from endpoint.app import create_app
from endpoint.settings import Settings
from endpoint.validation.page import standalone
from loaders.release import Release
from loaders.validation import Input, validate_inputs
from loaders.validation_text import WRITERS
from ontology.terms import BASE, PREFIXES
from shapes.report_view import Shown
from tests.endpoint.client import Client
from tests.endpoint.serving import served

GA = PREFIXES["ga"]
BAD = (
    f'<https://example.org/c> a <{GA}Commitment> ; <{GA}number> "x" .\n'
    f"<https://example.org/z> a <{GA}Comitment> .\n"
    f"<https://example.org/%3Cscript%3E> a <{GA}Theme> .\n"
    f"<{BASE}id/theme/health> a <{GA}Commitment> ."
)
JSON = "application/json"
TURTLE = {"Content-Type": "text/turtle"}
LIMIT = 60_000


@pytest.fixture(scope="module")
def app(small: Release) -> Iterator[FastAPI]:
    settings = Settings(_env_file=None, client_cost_ms=0, workers=1, validation_max_bytes=LIMIT)
    app = create_app(settings, small)
    yield app
    app.state.validator.close()
    app.state.site.close()


@pytest.fixture(scope="module")
def web(app: FastAPI) -> Client:
    return Client(app)


def post(web: Client, **kwargs: object) -> httpx.Response:
    headers = {"Accept": JSON, **kwargs.pop("headers", {})}  # type: ignore[dict-item]
    return web.request("POST", "/validate", headers=headers, **kwargs)


def zipped(**files: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


@pytest.mark.parametrize("form", ["json", "csv", "ttl", "txt"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_it_says_what_the_command_says(web: Client, form: str, language: str) -> None:
    found = validate_inputs([Input("body", io.BytesIO(BAD.encode()), RdfFormat.TURTLE)])
    expected = WRITERS[form.replace("txt", "text")](found, language, Shown(20))
    response = web.request("POST", f"/validate?format={form}&lang={language}", content=BAD, headers=TURTLE)
    assert response.status_code == 200
    assert response.text == expected
    assert response.headers["cache-control"] == "no-store"


def test_a_report_in_turtle_is_one_by_shacl(web: Client) -> None:
    response = web.request("POST", "/validate", content=BAD, headers={**TURTLE, "Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=response.text, format="turtle")
    (report,) = graph.subjects(rdflib.RDF.type, rdflib.SH.ValidationReport)
    assert graph.value(report, rdflib.SH.conforms) == rdflib.Literal(False)
    assert len(set(graph.objects(report, rdflib.SH.result))) >= 3


@pytest.mark.parametrize(
    ("language", "title", "wrong"),
    [("es", "Lo que se encontró", "No conforme"), ("en", "What was found", "Does not conform")],
)
def test_a_form_is_answered_with_a_page(web: Client, language: str, title: str, wrong: str) -> None:
    response = web.request(
        "POST",
        f"/validate?lang={language}",
        files=[("file", ("a.ttl", BAD.encode(), "application/octet-stream")), ("file", ("", b"", "x/y"))],
        data={"text": "<urn:x> <urn:y> 1 .", "syntax": "nt", "severity": "violation", "format": "html"},
        headers={"Accept": "text/html"},
    )
    assert response.status_code == 422, "an integer is no N-Triples"
    assert "&lt;urn:x&gt; &lt;urn:y&gt; 1 .</textarea>" in response.text, "what was pasted can be mended"
    response = web.request(
        "POST",
        f"/validate?lang={language}",
        files=[("file", ("a.ttl", BAD.encode(), "application/octet-stream"))],
        data={"severity": "violation", "format": "html"},
        headers={"Accept": "text/html"},
    )
    assert response.status_code == 200
    for text in (f"<h1>{title}</h1>", wrong, "ga:Comitment (1)", f'href="/doc/theme/health?lang={language}"'):
        assert text in response.text
    assert "CommitmentShape-number" in response.text
    assert "<script>" not in response.text


def test_the_form(web: Client) -> None:
    response = web.get("/validate?lang=en", "text/html")
    assert response.status_code == 200
    assert 'enctype="multipart/form-data"' in response.text
    assert "text/turtle" in response.headers["accept-post"]
    assert web.get("/validate?lang=en", headers={"If-None-Match": response.headers["etag"]}).status_code == 304
    assert web.get("/validate", "application/json").status_code == 406


def test_rows_of_a_package_are_named(web: Client) -> None:
    package = {
        "plan/plan.yaml": "key: xx-2020-2022\nlabel: {es: Plan}\n",
        "plan/commitments.csv": "key,theme\n1,no-such-theme\n",
    }
    response = post(web, files=[("file", ("p.zip", zipped(**package), "application/zip"))])
    assert response.status_code == 422
    found = {f"{each['file']}:{each.get('line', '')}" for each in response.json()["errors"]}
    assert found >= {"p.zip/plan/plan.yaml:1"}, response.text


BOMB = zipped(**{"plan/plan.yaml": "a" * 30_000_000})
ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="x:a">'
    '<x:b xmlns:x="x:">&c;</x:b></rdf:Description></rdf:RDF>'
)


@pytest.mark.parametrize(
    ("media_type", "data", "status", "said"),
    [
        ("text/turtle", "<x:a> <x:b> .", 422, "body:1:"),
        ("text/turtle", "\n\n<x:a> <x:b .", 422, "body:3"),
        ("text/turtle", "", 422, "holds no statements"),
        ("text/turtle", b"<x:a> <x:b> '\xff' .", 422, "body"),
        ("application/rdf+xml", "<x:a> <x:b> 1 .", 422, "body"),
        ("application/rdf+xml", ENTITIES, 422, "body"),
        ("application/ld+json", '{"@context": "http://127.0.0.1:1/c", "@id": "x:a", "b": 1}', 422, "127.0.0.1:1/c"),
        ("application/ld+json", "[" * 5000, 422, "body"),
        ("application/zip", b"no zip", 422, "not a zip file"),
        ("application/zip", BOMB, 422, "plan.yaml"),
        ("application/zip", zipped(**{"../../x.csv": "a"}), 422, "x.csv"),
        ("application/zip", zipped(), 422, "body"),
        ("application/pdf", "x", 415, "not supported"),
        ("text/turtle; charset=latin-1", "x", 415, "UTF-8"),
        ("text/turtle", "#" * (LIMIT + 1), 413, str(LIMIT)),
        ("multipart/form-data", "x", 400, "form"),
        ("multipart/form-data; boundary=a", "--a\r\n", 400, "nothing to validate"),
    ],
)
def test_what_cannot_be_read_is_told(web: Client, media_type: str, data: str | bytes, status: int, said: str) -> None:
    response = post(web, content=data, headers={"Content-Type": media_type})
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert said in response.text


@pytest.mark.parametrize(
    "target", ["?format=pdf", "?severity=worst", "?syntax=csv", "?what=1"], ids=lambda target: target[1:]
)
def test_unknown_parameters_are_refused(web: Client, target: str) -> None:
    response = web.request("POST", f"/validate{target}", content=BAD, headers={**TURTLE, "Accept": JSON})
    assert response.status_code == 400


def test_a_body_that_is_encoded_is_refused(web: Client) -> None:
    assert post(web, content=b"x", headers={**TURTLE, "Content-Encoding": "gzip"}).status_code == 415


def test_an_unknown_class_is_named_and_not_checked(web: Client) -> None:
    found = post(web, content="<x:a> a <x:Unknown> .", headers=TURTLE).json()
    assert found["checked"] == 0
    assert found["unchecked"] == {"x:Unknown": 1}


def test_a_worker_that_is_killed_is_replaced(app: FastAPI, web: Client) -> None:
    assert post(web, content=BAD, headers=TURTLE).status_code == 200
    (before,) = app.state.validator.pids
    os.kill(before, signal.SIGKILL)
    statuses = [post(web, content=BAD, headers=TURTLE).status_code for _ in range(3)]
    assert set(statuses) <= {200, 503}
    assert statuses[-1] == 200
    assert app.state.validator.pids != [before]


def many(count: int) -> str:
    row = f"<https://example.org/{{n}}> a <{GA}Commitment> ; <{GA}theme> <https://example.org/t{{n}}> .\n"
    return "".join(row.format(n=n) for n in range(count))


def test_past_its_time_or_its_memory_a_validation_ends(small: Release) -> None:
    settings = Settings(_env_file=None, client_cost_ms=0, workers=1, validation_timeout_s=0.5)
    for changed, status, said in (
        ({}, 504, "QUIPU_VALIDATION_TIMEOUT_S"),
        ({"validation_timeout_s": 60.0, "worker_memory_bytes": 300_000_000}, 503, "QUIPU_WORKER_MEMORY_BYTES"),
    ):
        app = create_app(settings.model_copy(update=changed), small)
        try:
            response = post(Client(app), content=many(100_000), headers=TURTLE)
            assert response.status_code == status, response.text[:300]
            assert said in response.text
            assert post(Client(app), content=BAD, headers=TURTLE).status_code == 200, "the next one is served"
        finally:
            app.state.validator.close()
            app.state.site.close()


def test_one_too_many_is_sent_away_before_its_data_are_read(small: Release) -> None:
    settings = Settings(_env_file=None, client_cost_ms=0, workers=1, validations_waiting=0)
    app = create_app(settings, small)

    async def both(address: str) -> list[int]:
        async with httpx.AsyncClient(base_url=address, timeout=60) as web:
            data = many(3_000)
            sent = [web.post("/validate?format=json", content=data, headers=TURTLE) for _ in range(3)]
            return [response.status_code for response in await asyncio.gather(*sent)]

    with served(app) as (host, port):
        statuses = asyncio.run(both(f"http://{host}:{port}"))
    app.state.validator.close()
    app.state.site.close()
    assert 200 in statuses
    assert 503 in statuses
    assert set(statuses) == {200, 503}


def test_a_document_stands_on_its_own() -> None:
    found = validate_inputs([Input("body", io.BytesIO(BAD.encode()), RdfFormat.TURTLE)])
    text = standalone(found, "es", Shown()).decode()
    assert "Lo que se encontró" in text
    assert 'href="https://example.org/c"' in text
    for loads in ("<script", "<link", " src=", "url("):
        assert loads not in text
    assert "ninguna" in standalone(replace(found, checked=0), "es", Shown()).decode().lower()


def test_the_api_is_described(web: Client) -> None:
    described = json.loads(web.get("/openapi.json").text)["paths"]["/validate"]["post"]["requestBody"]["content"]
    assert {"text/turtle", "application/zip", "multipart/form-data"} <= set(described)
