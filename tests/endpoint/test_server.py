"""The service on a port of its own, as other programs meet it."""

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import rdflib

from endpoint.app import create_app
from endpoint.server import ServeError, listen, serve, server
from endpoint.settings import Settings
from loaders.release import Release
from ontology.terms import BASE
from tests.endpoint.graphs import parsed


@pytest.fixture(scope="module")
def address(shipped: Release) -> Iterator[tuple[str, int]]:
    """A server of the shipped data, on a port that the system chose."""
    listener = listen("127.0.0.1", 0)
    running = server(create_app(Settings(_env_file=None), shipped))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = time.monotonic() + 20
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert running.started
    yield listener.getsockname()
    running.should_exit = True
    thread.join(20)
    listener.close()
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def web(address: tuple[str, int]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://{address[0]}:{address[1]}", trust_env=False) as client:
        yield client


def test_a_commitment_is_found_from_its_iri(web: httpx.Client) -> None:
    response = web.get("/id/commitment/pe-2017-2019-01", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert response.status_code == 200
    graph = parsed(response)
    topic = rdflib.URIRef(f"{BASE}id/commitment/pe-2017-2019-01")
    assert (topic, rdflib.RDF.type, rdflib.URIRef(f"{BASE}def#Commitment")) in graph


def test_a_query(web: httpx.Client) -> None:
    query = f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c <{BASE}def#inPlan> <{BASE}id/plan/pe-2017-2019> }}"
    response = web.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert response.text == "n\r\n18\r\n"


def test_every_type_of_thing_and_one_thing_of_each_has_a_page(web: httpx.Client) -> None:
    query = (
        "SELECT ?class (MIN(?s) AS ?one) { ?s a ?class FILTER(STRSTARTS(STR(?s), '" + BASE + "id/')) } GROUP BY ?class"
    )
    response = web.get("/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"})
    things = {row["one"]["value"] for row in response.json()["results"]["bindings"]}
    assert len(things) > 20
    for iri in sorted(things):
        path = "/doc/" + iri.removeprefix(f"{BASE}id/")
        if path.startswith("/doc/dataset/"):
            assert web.get(path).headers["location"] == "/catalog"  # where all data sets are described
            continue
        for suffix in ("?lang=en", "?lang=es", ".jsonld", ".rdf"):
            assert web.get(path + suffix).status_code == 200, path + suffix
        assert web.get("/doc/" + iri.removeprefix(f"{BASE}id/").partition("/")[0]).status_code == 200


def test_pages_of_the_shipped_data(web: httpx.Client) -> None:
    for path in ("/", "/def", "/def.ttl", "/def.rdf", "/shapes", "/shapes.jsonld", "/sparql", "/doc/sdg/16.7"):
        assert web.get(path).status_code == 200, path
    assert web.get("/health/ready").status_code == 200


def test_head_keeps_the_connection_whole(web: httpx.Client) -> None:
    """oxigraph: a HEAD that was answered with a body broke the next answer on its connection."""
    for path in ("/", "/sparql", "/doc/theme/health", "/nothing"):
        head = web.head(path)
        assert head.content == b""
        assert web.get("/health/live").json() == {"status": "ok"}


def exchange(address: tuple[str, int], request: bytes) -> bytes:
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request)
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


@pytest.mark.parametrize(
    "target",
    [b"/id/theme/\xff\xfe", "/id/theme/salud-pública".encode(), b"/sparql?query=\xff", b"/id/%00", b"/id/a{b}"],
)
def test_strange_targets_are_no_failure_of_ours(address: tuple[str, int], target: bytes) -> None:
    answer = exchange(address, b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.split(b" ")[1] in {b"400", b"404"}, answer


def test_a_body_that_is_too_large(web: httpx.Client) -> None:
    response = web.post("/sparql", content=b"x" * 2_000_000, headers={"Content-Type": "application/sparql-query"})
    assert response.status_code == 413
    assert web.get("/health/live").status_code == 200


def test_a_port_that_is_taken(settings: Settings, small: Release) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError) as error:
            serve(settings.model_copy(update={"port": port}), small)
    assert str(error.value) == f"cannot listen on 127.0.0.1:{port}: Address already in use"


def test_an_address_that_is_not_ours() -> None:
    with pytest.raises(ServeError, match="cannot listen on"):
        listen("192.0.2.1", 0)
    with pytest.raises(ServeError):
        listen("no such host", 0)
