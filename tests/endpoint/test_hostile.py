"""A thousand requests that no well-meaning client sends, to a server in a process of its own.

Each gets the refusal that is due, the server goes on answering others, and it keeps no memory of them. Only a client
that has hung up itself, or sends nothing that is a request, gets no answer.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endpoint.sizes import HEAD_BYTES
from loaders.release import Release

SERVE = """
import socket, sys
from pathlib import Path
from endpoint.app import create_app
from endpoint.server import server
from endpoint.settings import Settings
from loaders.release import open_release
settings = Settings(
    _env_file=None, workers=2, query_timeout_s=0.4, client_cost_ms=0, result_cache_bytes=100_000,
    query_max_bytes=1_000_000, query_max_rows=1_000, url_max_length=8_000, request_max_bytes=100_000,
)
server(create_app(settings, open_release(Path(sys.argv[1])))).run(sockets=[socket.socket(fileno=int(sys.argv[2]))])
"""
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
WAIT_S = 15


@dataclass(frozen=True)
class Reply:
    """An answer; without a body where it was cut off."""

    status: int
    media_type: str
    body: bytes | None


@dataclass(frozen=True)
class Refused:
    """A request and the status that it is refused with."""

    status: int
    request: bytes
    ended: bool = False
    """The client says that nothing more comes."""
    is_cut: bool = False
    """The server stops reading before all was sent, which may take the answer from whoever is still sending."""


@dataclass(frozen=True)
class Victim:
    """The server that is attacked."""

    port: int
    process: subprocess.Popen[bytes]

    def send(self, request: bytes, *, ended: bool = False) -> Reply | None:
        """The answer to what is sent as it is; none where there was no answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=WAIT_S) as connection:
            try:
                with suppress(ConnectionError):
                    connection.sendall(request)
                if ended:
                    connection.shutdown(socket.SHUT_WR)
                response = http.client.HTTPResponse(connection, method=request[:4].decode("latin-1").strip())
                response.begin()
            except TimeoutError:
                raise
            except (OSError, http.client.HTTPException):
                return None
            try:
                body = response.read()
            except (ConnectionError, http.client.HTTPException):
                body = None
            return Reply(response.status, response.headers.get("content-type", ""), body)

    def hang_up(self, request: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=WAIT_S) as connection:
            connection.sendall(request)

    def is_well(self) -> bool:
        answer = self.send(get("ASK {}"))
        return answer is not None and answer.status == 200 and answer.body == b"true"

    def resident(self) -> int:
        """In pages."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])


def get(query: str, *headers: str) -> bytes:
    return raw(f"/sparql?{urlencode({'query': query}, errors='surrogatepass')}", "Accept: text/csv", *headers)


def raw(target: str, *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: x", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def post(body: bytes, media_type: str, *headers: str) -> bytes:
    length = f"Content-Length: {len(body)}"
    return raw("/sparql", f"Content-Type: {media_type}", length, "Accept: text/csv", *headers, method="POST", body=body)


def is_problem(answer: Reply, request: bytes) -> bool:
    """Whether it is a refusal in full; the server's own failures are none."""
    if answer.status < 400 or answer.status == 500:
        return False
    if request.startswith(b"HEAD"):
        return True
    document = json.loads(answer.body or b"{}")
    return answer.media_type == "application/problem+json" and document.get("status") == answer.status


def check(victim: Victim, refused: Refused) -> bool:
    """Whether the refusal came that is due, and no other; nothing may come where its reader may be cut off."""
    answer = victim.send(refused.request, ended=refused.ended)
    if answer is None:
        assert refused.is_cut, refused.request[:200]
        return False
    assert answer.status == refused.status, (refused.request[:200], answer)
    assert is_problem(answer, refused.request), (refused.request[:200], answer)
    return True


@pytest.fixture(scope="module")
def victim(shipped: Release) -> Iterator[Victim]:
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        os.set_inheritable(listener.fileno(), True)
        command = [sys.executable, "-c", SERVE, str(shipped.path), str(listener.fileno())]
        process = subprocess.Popen(command, pass_fds=[listener.fileno()], stderr=subprocess.DEVNULL)
        port = listener.getsockname()[1]
    found = Victim(port, process)
    try:
        assert found.is_well()
        yield found
    finally:
        process.terminate()
        process.wait(20)


MALFORMED = [
    b"\x00" * 100,
    b"\xff\xfe\xfd" * 50,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    b"GET\r\n\r\n",
    b"GET /sparql HTTP/9.9\r\n\r\n",
    b"FROB /sparql HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET sparql HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /sparql HTTP/1.1\r\nHost x\r\n\r\n",
    b"GET /sparql HTTP/1.1\r\n: x\r\n\r\n",
    b"GET /sparql HTTP/1.1\r\nA\x00B: x\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]
OVERSIZED = [
    (414, raw("/sparql?query=" + "A" * 9_000)),
    (414, raw("/" + "a" * 9_000)),
    (400, raw("/sparql?" + "&".join(f"a{i}=1" for i in range(1100)))),
    (431, raw("/sparql?query=ASK%7B%7D", "X: " + "a" * 2 * HEAD_BYTES)),
    (431, raw("/sparql?query=ASK%7B%7D", *(f"X-{i}: {'a' * 1000}" for i in range(400)))),
    (431, raw("/sparql?query=" + "A" * 3 * HEAD_BYTES)),
    (413, post(b"query=" + b"A" * 101_000, "application/x-www-form-urlencoded")),
    (413, post(b"ASK {}" + b" " * 60_000, "application/sparql-query")),
    (413, raw("/sparql", "Content-Length: 100000000000", "Content-Type: application/sparql-query", method="POST")),
    (
        413,
        raw(
            "/sparql",
            "Transfer-Encoding: chunked",
            "Content-Type: application/sparql-query",
            method="POST",
            body=b"ffff\r\n" + b"A" * 0xFFFF + b"\r\nffff\r\n" + b"A" * 0xFFFF + b"\r\n0\r\n\r\n",
        ),
    ),
    (400, post(b"a&" * 5_000, "application/x-www-form-urlencoded")),
]
NESTED = [
    (400, "ASK " + "{" * 1000 + "}" * 1000),
    (400, "ASK { FILTER(" + "(" * 1000 + "1" + ")" * 1000 + ") }"),
    (400, "ASK { ?s ?p " + "(" * 500 + ")" * 500 + " }"),
    (414, "ASK { ?s " + "^" * 3000 + "<a:b> ?o }"),
    (400, "ASK { ?s " + "(" * 1000 + "<a:b>" + ")" * 1000 + " ?o }"),
    (414, "ASK { FILTER(" + "!" * 3000 + "true) }"),
    (400, "ASK {" + "[" * 1000 + "]" * 1000 + "}"),
    (403, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"),
    (403, "DROP ALL"),
    (403, "LOAD <file:///etc/passwd>"),
    (400, "\x00"),
]
WRONG = [
    (400, raw("/sparql?query=%ff%fe")),
    (400, raw("/sparql?query=%")),
    (400, raw("/sparql?query=ASK%7B%7D&query=ASK%7B%7D")),
    (400, raw("/sparql?query=ASK%7B%7D&frob=1")),
    (400, raw("/sparql?query=ASK%7B%7D&default-graph-uri=%20")),
    (403, raw("/sparql?update=DROP%20ALL")),
    (406, raw("/sparql?query=ASK%7B%7D", "Accept: image/png")),
    (405, raw("/sparql", method="DELETE")),
    (405, raw("/sparql", method="TRACE")),
    (404, raw("/../../../etc/passwd")),
    (404, raw("/%2e%2e/%2e%2e/etc/passwd")),
    (404, raw("/doc/%00")),
    (404, raw("/static/..%2fapp.py")),
    (400, post(b"\xff\xfe", "application/sparql-query")),
    (415, post(b"ASK {}", "application/sparql-query; charset=utf-16")),
    (415, post(b"<xml/>", "text/xml")),
    (400, post(b"", "application/sparql-query")),
    (403, post(b"DROP ALL", "application/sparql-update")),
]


REFUSED = [
    *(Refused(400, request, ended=True) for request in MALFORMED),
    *(Refused(status, request, is_cut=True) for status, request in OVERSIZED),
    *(Refused(status, get(query)) for status, query in NESTED),
    *(Refused(status, request) for status, request in WRONG),
]


def attack(victim: Victim, seen: set[Refused]) -> int:
    """The fixed list, once; how many requests that were. Those that were seen to be refused are added to ``seen``."""
    with ThreadPoolExecutor(8) as others:
        answered = others.map(lambda each: check(victim, each), REFUSED)
        seen.update(refused for refused, was in zip(REFUSED, answered, strict=True) if was)
        # Those that hang up: before the end of the request, and while a worker is busy with it.
        partial = [each.request[: len(each.request) * 2 // 3] for each in REFUSED] + [get(RUNAWAY), get(ENDLESS)] * 5
        list(others.map(victim.hang_up, partial))
        heavy = [get(query) for query in (RUNAWAY, ENDLESS, "SELECT * { ?s ?p ?o }")] * 3
        for answer in others.map(victim.send, heavy):
            assert answer is not None
            # What has begun is cut off; nothing that is too large or too long comes whole.
            assert (answer.status == 200 and answer.body is None) or answer.status in {403, 503, 504}
    return len(REFUSED) + len(partial) + len(heavy)


WORDS = """SELECT ASK CONSTRUCT DESCRIBE WHERE FILTER OPTIONAL UNION GRAPH SERVICE VALUES BIND AS COUNT GROUP BY ORDER
LIMIT 3 -1 1e9 ?s ?p ?o $x { } ( ) [ ] . ; , * / | ^ ! = < > <a:b> a: 'x' "y"@es "z"^^<a:b> '''q''' # \\ PREFIX BASE
FROM NAMED DISTINCT HAVING EXISTS NOT IN true _:b \0 é 𐍈"""
SOUP = st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=30).map(" ".join)
TEXT = st.text(max_size=40)
LATIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=30)


@settings(max_examples=600, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def _random(victim: Victim, data: st.DataObject) -> None:
    request = data.draw(
        st.one_of(
            SOUP.map(get),
            SOUP.map(lambda text: post(text.encode(), "application/sparql-query")),
            TEXT.map(lambda text: get(f"SELECT ({text} AS ?x) {{ ?s ?p '{text}' }} LIMIT 3")),
            st.dictionaries(TEXT, TEXT, max_size=4).map(lambda fields: raw("/sparql?" + urlencode(fields))),
            st.binary(max_size=60).map(lambda body: post(body, "application/x-www-form-urlencoded")),
            LATIN.map(lambda value: get("ASK {}", f"Accept: {value}", f"If-None-Match: {value}")),
            st.binary(max_size=40).map(lambda path: raw("/" + quote(path))),
            st.binary(max_size=60).map(lambda garbage: b"GET " + garbage + b" HTTP/1.1\r\n\r\n"),
        )
    )
    is_request = b"Connection: close" in request
    answer = victim.send(request, ended=not is_request)
    if answer is None:
        assert not is_request, request
    else:
        assert answer.status == 200 or 300 <= answer.status < 400 or is_problem(answer, request), (request, answer)


@pytest.mark.parametrize("sent", [b"", b"\r\n" * 10])
def test_what_is_no_request_gets_no_answer(victim: Victim, sent: bytes) -> None:
    assert victim.send(sent, ended=True) is None


@pytest.mark.parametrize(
    ("size", "status"), [(HEAD_BYTES - 1, 200), (HEAD_BYTES + 1, 431), (HEAD_BYTES + 5000, 431), (2 * HEAD_BYTES, 431)]
)
@pytest.mark.parametrize("first", [10, HEAD_BYTES - 10, HEAD_BYTES - 1, 200_000])
def test_a_head_has_its_limit_however_it_comes(victim: Victim, size: int, status: int, first: int) -> None:
    """In one read, or in two of which the second has the end of it."""
    start = raw("/sparql?query=ASK%7B%7D", "X: ")
    request = start.replace(b"X: ", b"X: " + b"a" * (size - len(start)))
    answer = b""
    with socket.create_connection(("127.0.0.1", victim.port), timeout=WAIT_S) as connection, suppress(ConnectionError):
        connection.sendall(request[:first])
        time.sleep(0.05)
        connection.sendall(request[first:])
        answer = connection.recv(100)
    # Who is still sending when the connection is cut may not see the answer.
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()) or (not answer and status != 200)


def test_a_thousand_hostile_requests(victim: Victim) -> None:
    seen: set[Refused] = set()
    sent = attack(victim, seen)  # once before, so that what is kept for good is there
    before = victim.resident()
    while sent < 400:
        sent += attack(victim, seen)
        assert victim.is_well()
    assert seen == set(REFUSED)
    _random(victim)
    assert sent + 600 >= 1000
    assert victim.is_well()
    deadline = time.monotonic() + 5
    while victim.resident() > before * 1.1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert victim.resident() <= before * 1.1
    assert victim.process.poll() is None
