"""The redirect of w3id.org, by a real Apache in front of a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint.app import create_app
from endpoint.http.formats import GRAPHS
from endpoint.settings import Settings
from loaders.release import Release
from ontology.terms import BASE
from tests.docs import apache
from tests.endpoint.graphs import parsed
from tests.endpoint.serving import served
from tests.tools import missing

FOLDER = Path(__file__).parents[2] / "docs" / "w3id"
PLACEHOLDER = "https://quipu.example.org"
ROOT = "/gobierno-abierto/"
COMMITMENT = "id/commitment/pe-2017-2019-01"
COUNT = f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c <{BASE}def#inPlan> <{BASE}id/plan/pe-2017-2019> }}"
HARD = [
    "id/a%20b",
    "id/caf%C3%A9",
    "id/%E4%B8%AD%E6%96%87",
    "id/who%3Fwhat",
    "id/a%23b",
    "id/100%25",
    "id/%25%32%35",
    "id/a+b%2Bc",
    "id/a;b=c,d",
    "id/a'b(c)!*$&@:~",
    "id/%22%3C%3E%5C%5E%60%7B%7C%7D",
    "id/a//b",
    "id/a/",
    "id/A",
    "id/a%c3%a9",
    "id/a.b.ttl",
    "doc?iri=http%3A%2F%2Fmetadata.un.org%2Fsdg%2F16",
    "doc/commitment?page=2&lang=es",
    "sparql?query=SELECT+%3Fs+%7B%3Fs+%3Fp+%22a%26b%3Dc%22%7D",
    "id/a?b?c=%2F%3F",
    "",
]


@dataclass(frozen=True)
class W3id:
    """Apache's address and the server's."""

    apache: tuple[str, int]
    server: tuple[str, int]

    @property
    def target(self) -> str:
        return "http://{}:{}".format(*self.server)

    def location(self, target: bytes, method: bytes = b"GET") -> tuple[int, bytes]:
        """Status and ``Location`` of a request whose target is sent as given."""
        connection = HTTPConnection(*self.apache, timeout=20)
        connection.connect()
        assert connection.sock
        connection.sock.sendall(method + b" " + target + b" HTTP/1.1\r\nHost: w3id.org\r\nConnection: close\r\n\r\n")
        answer = b""
        while chunk := connection.sock.recv(65536):
            answer += chunk
        connection.close()
        found = re.search(rb"(?im)^location: (.*?)\r$", answer)
        return int(answer.split(b" ")[1]), found.group(1) if found else b""


@pytest.fixture(scope="module")
def w3id(shipped: Release) -> Iterator[W3id]:
    program = apache.command()
    if program is None:
        missing("Apache", "apt-get install apache2")
    app = create_app(Settings(_env_file=None, client_cost_ms=0), shipped)
    text = (FOLDER / ".htaccess").read_text(encoding="utf-8")
    assert text.count(PLACEHOLDER) == 1, "the host stands in one place"
    try:
        with served(app) as server:
            htaccess = text.replace(PLACEHOLDER, "http://{}:{}".format(*server))
            with apache.serving(program, ROOT.strip("/"), htaccess) as address:
                yield W3id(address, server)
    finally:
        app.state.site.close()


@pytest.fixture(scope="module")
def web(w3id: W3id) -> Iterator[httpx.Client]:
    """A client that asks w3id.org and goes where it is sent."""
    base = "http://{}:{}{}".format(*w3id.apache, ROOT)
    with httpx.Client(base_url=base, trust_env=False, follow_redirects=True) as client:
        yield client


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.key)
@pytest.mark.parametrize(
    ("path", "topic"), [(COMMITMENT, COMMITMENT), ("def", "def#Commitment"), ("shapes", "shapes#CommitmentShape")]
)
def test_every_form_is_reached_by_accept(web: httpx.Client, path: str, topic: str, form: object) -> None:
    media_type = form.media_type  # type: ignore[attr-defined]
    response = web.get(path, headers={"Accept": f"{media_type}, text/html;q=0.5"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(media_type)
    assert (rdflib.URIRef(BASE + topic), None, None) in parsed(response)


@pytest.mark.parametrize("path", ["", COMMITMENT, "def", "shapes", "doc/commitment", "id/theme"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_people_get_a_page_in_their_language(web: httpx.Client, path: str, language: str) -> None:
    response = web.get(path, headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": language})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["content-language"] == language


@pytest.mark.parametrize("path", ["def.ttl", "shapes.nt", f"doc/{COMMITMENT.removeprefix('id/')}.jsonld"])
def test_extensions_pass_through(w3id: W3id, web: httpx.Client, path: str) -> None:
    response = web.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert str(response.url) == f"{w3id.target}/{path}"
    assert not response.headers["content-type"].startswith("text/html")


def test_a_query_by_every_method(web: httpx.Client) -> None:
    accept = {"Accept": "text/csv"}
    by_get = web.get("sparql", params={"query": COUNT}, headers=accept)
    by_form = web.post("sparql", data={"query": COUNT}, headers=accept)
    by_body = web.post("sparql", content=COUNT, headers={**accept, "Content-Type": "application/sparql-query"})
    assert [response.text for response in (by_get, by_form, by_body)] == ["n\r\n18\r\n"] * 3


def test_refusals_pass_through(web: httpx.Client) -> None:
    assert web.get("id/commitment/none").status_code == 404
    assert web.get("def", headers={"Accept": "image/png"}).status_code == 406
    assert web.get("sparql", params={"query": "SELECT"}).status_code == 400


@pytest.mark.parametrize("target", HARD)
def test_hard_addresses_arrive_as_they_were_sent(w3id: W3id, target: str) -> None:
    assert w3id.location(f"{ROOT}{target}".encode()) == (307, f"{w3id.target}/{target}".encode())


@settings(max_examples=100, deadline=None)
@given(key=st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=60))
def test_any_key_arrives_as_it_was_sent(w3id: W3id, key: str) -> None:
    target = f"id/theme/k{quote(key, safe='')}"
    assert w3id.location(f"{ROOT}{target}".encode()) == (307, f"{w3id.target}/{target}".encode())


def test_addresses_beyond_ascii_arrive_as_they_were_sent(w3id: W3id) -> None:
    target = "id/theme/educación?lang=español".encode()
    assert w3id.location(ROOT.encode() + target) == (307, w3id.target.encode() + b"/" + target)


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_every_method_is_kept(w3id: W3id, method: str) -> None:
    assert w3id.location(f"{ROOT}sparql".encode(), method.encode()) == (307, f"{w3id.target}/sparql".encode())


def test_the_base_without_its_slash(w3id: W3id) -> None:
    status, location = w3id.location(ROOT.rstrip("/").encode())
    assert status == 301
    assert location.endswith(ROOT.encode())


@pytest.mark.parametrize(
    ("target", "status"),
    [("id/a%2Fb", 404), ("id/a%00b", 404), ("id/a%ZZ", 400), ("id/" + "a" * 10_000, 414), ("../other/x", 404)],
)
def test_what_apache_refuses_goes_nowhere(w3id: W3id, target: str, status: int) -> None:
    assert w3id.location(f"{ROOT}{target}".encode()) == (status, b"")


def test_no_address_leads_to_another_host(w3id: W3id) -> None:
    for target in (
        "/evil.example",
        "@evil.example",
        ".evil.example",
        "\\evil.example",
        "%2e%2e/x",
        "https://evil.example",
    ):
        _, location = w3id.location(f"{ROOT}{target}".encode())
        assert not location or location.startswith(f"{w3id.target}/".encode()), target


def test_it_says_whom_to_ask() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^## Contact$", text, re.MULTILINE)
    assert "GitHub: [@" in text
    assert PLACEHOLDER in text
    assert sorted(path.name for path in FOLDER.iterdir()) == [".htaccess", "README.md"]
