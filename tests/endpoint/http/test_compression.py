"""Content codings, as RFC 9110 has them (sections 8.4, 8.8.3.3, 12.5.3 and 13.1.2)."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from endpoint.app import create_app
from endpoint.engine.contract import Aborted
from endpoint.engine.streaming import ChunkedResponse
from endpoint.http.compression import MIN_BYTES, Coding, Compression, choose_coding
from endpoint.settings import Settings
from loaders.release import Release
from tests.endpoint.client import Client
from tests.endpoint.serving import served

LONG = b"<http://example.org/> " * 100
DOCUMENT = "/doc/theme/health.ttl"
GZIP = {"Accept-Encoding": "gzip"}
NONE = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (b"gzip" + b", gzip" * 1000, Coding.IDENTITY),
        (b"", Coding.IDENTITY),
        (b"gzip", Coding.GZIP),
        (b"GZip;q=1.000", Coding.GZIP),
        (b"gzip, deflate, br, zstd", Coding.GZIP),
        (b"br", Coding.IDENTITY),
        (b"*", Coding.GZIP),
        (b"br, *;q=0.1", Coding.GZIP),
        (b"gzip;q=0", Coding.IDENTITY),
        (b"gzip;q=0.000, *", Coding.IDENTITY),
        (b"identity", Coding.IDENTITY),
        (b"gzip;q=0.5, identity", Coding.IDENTITY),
        (b"gzip;q=0.5, identity;q=0.5", Coding.GZIP),
        (b"gzip ; q=0.5 , identity ; q=0.4", Coding.GZIP),
        (b"gzip, identity;q=0", Coding.ONLY_GZIP),
        (b"gzip, *;q=0", Coding.ONLY_GZIP),
        (b"*;q=0", Coding.IDENTITY),
        (b"gzip;q=2", Coding.IDENTITY),
        (b"\xff\xfe", Coding.IDENTITY),
    ],
)
def test_the_coding_that_a_client_prefers(header: bytes, coding: Coding) -> None:
    assert choose_coding(header) is coding


def test_a_compressed_body_is_the_same_body(client: Client) -> None:
    plain = client.get(DOCUMENT)
    packed = client.get(DOCUMENT, headers=GZIP)
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content  # as the client has decoded it
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.headers["content-type"] == plain.headers["content-type"]


@pytest.mark.parametrize("path", [DOCUMENT, "/", "/def.jsonld", "/sparql?query=SELECT*{?s?p?o}", "/static/quipu.css"])
def test_a_tag_is_of_one_coding(client: Client, path: str) -> None:
    plain, packed = client.get(path, headers=NONE), client.get(path, headers=GZIP)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["vary"]
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    for other, answer in [(plain, packed), (packed, plain)]:
        asked = {"Accept-Encoding": answer.headers.get("content-encoding", "identity")}
        again = client.get(path, headers=asked | {"If-None-Match": f'"x", {answer.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
        assert "Accept-Encoding" in again.headers["vary"]
        assert "content-encoding" not in again.headers
        assert client.get(path, headers=asked | {"If-None-Match": other.headers["etag"]}).status_code == 200
        assert client.get(path, headers=asked | {"If-None-Match": f"W/{answer.headers['etag']}"}).status_code == 304


def test_a_star_matches_what_there_is(client: Client) -> None:
    assert client.get(DOCUMENT, headers=GZIP | {"If-None-Match": "*"}).status_code == 304


def test_head_has_the_headers_of_get(client: Client) -> None:
    for path in (DOCUMENT, "/sparql?query=SELECT*{?s?p?o}", "/nothing"):
        head = client.request("HEAD", path, headers=GZIP)
        assert head.content == b""
        assert dict(head.headers) == dict(client.get(path, headers=GZIP).headers)


def test_short_bodies_stay_as_they_are(client: Client) -> None:
    for path, status in [("/sparql?query=ASK{}", 200), ("/nothing", 404)]:
        answer = client.get(path, headers=GZIP)
        assert answer.status_code == status
        assert len(answer.content) < MIN_BYTES
        assert "content-encoding" not in answer.headers


def test_a_short_body_is_compressed_where_nothing_else_is_accepted(client: Client) -> None:
    answer = client.get("/sparql?query=ASK{}", headers={"Accept-Encoding": "gzip, identity;q=0"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["boolean"] is True


def test_a_long_problem_is_compressed(client: Client) -> None:
    answer = client.get("/nothing", "text/html", headers=GZIP)
    assert answer.status_code == 404
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    assert "etag" not in answer.headers


def application(*routes: Route) -> Client:
    """An application of our own making, behind the compression only."""
    app: Any = Starlette(routes=list(routes))
    app.add_middleware(Compression)
    return Client(app)


def answering(body: bytes, media_type: str = "text/plain", **headers: str) -> Client:
    def answer(_: Request) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Response(body, media_type=media_type, headers=named)

    return application(Route("/{path:path}", answer))


@pytest.mark.parametrize(
    ("size", "coding"), [(0, None), (MIN_BYTES - 1, None), (MIN_BYTES, "gzip"), (1_000_000, "gzip")]
)
def test_from_which_size_on(size: int, coding: str | None) -> None:
    answer = answering(b"x" * size).get("/", headers=GZIP)
    assert answer.headers.get("content-encoding") == coding
    assert answer.content == b"x" * size


@pytest.mark.parametrize(
    ("media_type", "compressed"),
    [
        ("text/turtle;charset=utf-8", True),
        ("application/n-triples", True),
        ("application/sparql-results+json", True),
        ("application/rdf+xml", True),
        ("image/svg+xml", True),
        ("application/zip", False),
        ("image/png", False),
        ("application/octet-stream", False),
    ],
)
def test_what_is_text(media_type: str, compressed: bool) -> None:
    answer = answering(LONG, media_type).get("/", headers=GZIP)
    assert ("content-encoding" in answer.headers) is compressed


def test_what_has_a_coding_or_must_not_change_is_left_alone() -> None:
    packed = gzip.compress(LONG)
    assert answering(packed, content_encoding="gzip").get("/", headers=GZIP).content == LONG
    answer = answering(LONG, cache_control="public, no-transform").get("/", headers=GZIP)
    assert "content-encoding" not in answer.headers


def test_a_file_that_is_compressed_in_itself_keeps_its_tag() -> None:
    """Its download can be resumed with the tag (section 13.1.5)."""
    answer = answering(LONG, etag='"1"').get("/dump.nq.gz", headers=GZIP)
    assert answer.headers["etag"] == '"1"'
    assert "content-encoding" not in answer.headers


def test_ranges_are_of_the_bytes_that_are_stored(client: Client) -> None:
    whole = client.get("/static/quipu.css", headers=NONE)
    part = client.get("/static/quipu.css", headers=GZIP | {"Range": "bytes=0-599"})
    assert part.status_code == 206
    assert part.headers["etag"] == whole.headers["etag"]
    assert part.content == whole.content[:600]


class Streamed:
    """An answer in chunks; what was sent of it can be looked at between them."""

    def __init__(self, *chunks: bytes, aborted: bool = False) -> None:
        self.chunks = chunks
        self.aborted = aborted
        self.sent: list[Message] = []
        self.decoded_before: list[bytes] = []

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)

    async def _chunks(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            self.decoded_before.append(zlib.decompressobj(31).decompress(self.body))
            yield chunk
        if self.aborted:
            raise Aborted("it took too long")

    def run(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        async def receive() -> Message:
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Message) -> None:
            self.sent.append(message)

        response = ChunkedResponse(self._chunks(), media_type="text/csv")
        scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"accept-encoding", b"gzip")]}
        await Compression(response)(scope, receive, send)


def test_chunks_leave_as_they_come() -> None:
    answer = Streamed(LONG, b"", b"second", b"third")
    answer.run()
    assert answer.decoded_before == [b"", LONG, LONG, LONG + b"second"]
    assert gzip.decompress(answer.body) == LONG + b"secondthird"
    names = [name for name, _ in answer.sent[0]["headers"]]
    assert b"content-encoding" in names
    assert b"content-length" not in names
    assert [message.get("more_body", False) for message in answer.sent[1:]][-1] is False


def test_short_chunks_are_held_until_they_are_long_enough() -> None:
    answer = Streamed(b"a" * 400, b"b" * 400)
    answer.run()
    assert gzip.decompress(answer.body) == b"a" * 400 + b"b" * 400
    answer = Streamed(b"a", b"b")
    answer.run()
    assert answer.body == b"ab"
    assert dict(answer.sent[0]["headers"])[b"content-length"] == b"2"


@pytest.mark.parametrize("chunks", [(b"short",), (LONG, LONG)])
def test_an_answer_that_is_cut_off_is_not_ended(chunks: tuple[bytes, ...]) -> None:
    answer = Streamed(*chunks, aborted=True)
    answer.run()
    assert answer.sent[0]["type"] == "http.response.start"
    assert all(message["more_body"] for message in answer.sent[1:])
    if len(chunks) > 1:
        unpacking = zlib.decompressobj(31)
        assert unpacking.decompress(answer.body) == b"".join(chunks)
        assert not unpacking.eof


def test_the_same_bytes_each_time() -> None:
    """The tag is a strong one: it means these bytes (section 8.8.1)."""
    first, second = Streamed(LONG, b"more"), Streamed(LONG, b"more")
    first.run()
    second.run()
    assert first.body == second.body


@pytest.fixture(scope="module")
def address(settings: Settings, small: Release) -> Iterator[tuple[str, int]]:
    app = create_app(settings, small)
    with served(app) as found:
        yield found
    app.state.site.close()


def test_over_a_connection(address: tuple[str, int]) -> None:
    query = "/sparql?query=" + "SELECT*{?s?p?o}ORDER BY ?s ?p ?o".replace(" ", "+")
    with httpx.Client(base_url=f"http://{address[0]}:{address[1]}", trust_env=False) as web:
        for path in (DOCUMENT, query):
            plain, packed = web.get(path, headers=NONE), web.get(path, headers=GZIP)
            assert packed.headers["content-encoding"] == "gzip"
            assert packed.content == plain.content
            head = web.head(path, headers=GZIP)
            assert head.headers["etag"] == packed.headers["etag"]
            assert web.get(path, headers=GZIP | {"If-None-Match": packed.headers["etag"]}).status_code == 304
