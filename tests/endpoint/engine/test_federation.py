"""SERVICE: to the hosts that are allowed, from a worker apart, and nowhere else."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from endpoint.app import create_app
from endpoint.engine.federation import Federation
from endpoint.engine.pool import WorkerPool
from endpoint.parsing.query import Fault, QueryError, read
from endpoint.settings import Settings
from loaders.release import Release
from tests.endpoint.client import Client

ANSWER = json.dumps(
    {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "from afar"}}]}}
)
ALLOWED = frozenset({"a.example", "b.example:8080", "[::1]:80"})


@contextmanager
def endpoint(status: int = 200, location: str = "") -> Iterator[tuple[str, list[str]]]:
    """A SPARQL service on the loopback: its host, and what it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers.get("content-length") or 0)).decode())
            self.send_response(status)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(ANSWER)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(ANSWER.encode())

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def client(release: Release, *hosts: str) -> Iterator[Client]:
    app = create_app(Settings(_env_file=None, service_allow=hosts, query_timeout_s=10, client_cost_ms=0), release)
    try:
        yield Client(app)
    finally:
        app.state.site.close()


def test_an_allowed_host_is_asked(small: Release) -> None:
    with endpoint() as (host, asked), client(small, host) as web:
        response = web.query(f"SELECT * {{ SERVICE <http://{host}/sparql> {{ ?s ?p ?x }} }}", "text/csv")
        assert (response.status_code, response.text) == (200, "p,s,x\r\n,,from afar\r\n"), response.text
        assert len(asked) == 1
        assert "etag" not in response.headers
        assert response.headers["cache-control"] == "no-store"


def test_others_are_not(small: Release) -> None:
    with endpoint() as (host, asked), endpoint() as (other, asked_too), client(small, host) as web:
        for query in (
            f"SELECT * {{ SERVICE <http://{other}/sparql> {{ ?s ?p ?x }} }}",
            f"SELECT * {{ BIND(<http://{other}/> AS ?y) SERVICE ?y {{ ?s ?p ?x }} }}",
            f"SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?x }} SERVICE SILENT <http://{other}/> {{ ?s ?p ?x }} }}",
            f"SELECT * {{ SERVICE <http://{host}@{other}/> {{ ?s ?p ?x }} }}",
        ):
            assert web.query(query, "text/csv").status_code == 403, query
        assert (asked, asked_too) == ([], [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_allowed_host_cannot_send_it_on(small: Release, status: int) -> None:
    with (
        endpoint() as (other, asked_too),
        endpoint(status, f"http://{other}/") as (host, asked),
        client(small, host) as web,
    ):
        response = web.query(f"SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?x }} }}", "text/csv")
        assert response.status_code == 400
        assert len(asked) == 1
        assert asked_too == []


def test_only_the_worker_apart_has_a_network(small: Release) -> None:
    with endpoint() as (host, asked), client(small, host) as web:
        engine = web.app.state.site.engine
        assert isinstance(engine, Federation)
        assert isinstance(engine.inner, WorkerPool)
        web.app.state.site = replace(web.app.state.site, engine=Federation(engine.inner, engine.inner))
        response = web.query(f"SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?x }} }}", "text/csv")
        assert response.status_code == 400
        assert asked == []
        engine.outer.close()


def test_from_never_fetches(small: Release) -> None:
    with endpoint() as (host, asked), client(small, host) as web:
        address = f"http://{host}/data.ttl"
        assert web.query(f"SELECT * FROM <{address}> {{ ?s ?p ?o }}", "text/csv").text == "o,p,s\r\n"
        assert web.query("ASK { ?s ?p ?o }", "text/csv", **{"default-graph-uri": address}).text == "false"
        assert asked == []


def service(iri: str) -> str:
    return f"ASK {{ SERVICE SILENT {iri} {{ ?s ?p ?o }} }}"


@pytest.mark.parametrize(
    "iri",
    [
        "<http://a.example>",
        "<https://A.Example/sparql?x#y>",
        "<http://b.example:8080/>",
        "<http://[::1]:80/>",
        "<http://\\u0061.example/>",
    ],
)
def test_allowed(iri: str) -> None:
    assert read(service(iri), "http://e/", 50, ALLOWED).asks_others


def test_allowed_by_prefix_and_base() -> None:
    assert read("PREFIX a: <http://a.example/> " + service("a:sparql"), "http://e/", 50, ALLOWED).asks_others
    assert read("BASE <http://a.example/> " + service("<sparql>"), "http://e/", 50, ALLOWED).asks_others
    assert not read("ASK {}", "http://e/", 50, ALLOWED).asks_others


@pytest.mark.parametrize(
    "iri",
    [
        "?x",
        "$x",
        "<sparql>",
        "<http://b.example/>",
        "<http://a.example:81/>",
        "<http://a.example@evil.example/>",
        "<http://a.example\\u0040evil.example/>",
        "<http://evil.example/a.example>",
        "<http://a.example.evil.example/>",
        "<http://a.example%2eevil/>",
        "<ftp://a.example/>",
        "<file:///a.example/>",
        "<http:a.example>",
    ],
)
def test_not_allowed(iri: str) -> None:
    with pytest.raises(QueryError) as error:
        read(service(iri), "http://e/", 50, ALLOWED)
    assert error.value.fault is Fault.SERVICE
