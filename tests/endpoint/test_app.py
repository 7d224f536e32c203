"""What holds on every path: headers, methods, problems, health."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import Response, StreamingResponse

from endpoint.app import create_app
from endpoint.engine.contract import Spent, for_nothing
from endpoint.engine.evaluation import Failure, Job, Reason
from endpoint.settings import Settings
from loaders.release import Release, ReleaseError
from tests.endpoint.client import Client

PATHS = [
    "/",
    "/sparql",
    "/id/theme/health",
    "/doc/theme/health",
    "/def",
    "/health/live",
    "/robots.txt",
    "/openapi.json",
]
PATHS += ["/static/quipu.css", "/nothing", "/doc?iri=x"]


@pytest.fixture
def app(settings: Settings, small: Release) -> Iterator[FastAPI]:
    made = create_app(settings, small)
    site = made.state.site
    yield made
    site.close()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_headers_of_every_answer(client: Client, path: str, method: str) -> None:
    headers = client.request(method, path, headers={"Origin": "http://other.test"}).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    got, head = client.get(path), client.request("HEAD", path)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert dict(head.headers) == dict(got.headers)


@pytest.mark.parametrize("path", [path for path in PATHS if path not in {"/nothing", "/sparql"}])
def test_what_is_allowed_is_said(client: Client, path: str) -> None:
    refused = client.request("DELETE", path)
    assert refused.status_code == 405
    assert refused.headers["allow"] == "GET, HEAD, OPTIONS"
    options = client.request("OPTIONS", path)
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_preflight(client: Client) -> None:
    asked = {
        "Origin": "http://other.test",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    headers = client.request("OPTIONS", "/sparql", headers=asked).headers
    assert "POST" in headers["access-control-allow-methods"]
    assert headers["access-control-allow-headers"] == "content-type"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/problem+json"),
        ("application/problem+json", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("text/turtle", "application/problem+json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/html,*/*;q=0.8", "text/html; charset=utf-8"),
        ("garbage", "application/problem+json"),
    ],
)
def test_the_forms_of_a_problem(client: Client, accept: str | None, content_type: str) -> None:
    response = client.get("/nothing", accept)
    assert response.status_code == 404
    assert response.headers["content-type"] == content_type
    assert "Accept" in response.headers["vary"]


def test_a_problem_that_nobody_foresaw(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    @app.get("/broken")
    async def broken() -> Response:
        raise RuntimeError("a secret")

    with caplog.at_level(logging.ERROR, "quipu"):
        response = Client(app).get("/broken")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "secret" not in response.text
    assert "a secret" in caplog.text
    assert "a secret" not in Client(app).get("/broken", "text/html").text


def test_a_failure_after_the_first_byte_goes_on_to_the_server(app: FastAPI) -> None:
    @app.get("/half")
    async def half() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"one"
            raise RuntimeError("no more")

        return StreamingResponse(pieces())

    with pytest.raises(RuntimeError, match="no more"):
        Client(app).get("/half")


class Stopped:
    """An engine that answers nothing."""

    def __init__(self, failure: Failure | None) -> None:
        self._failure = failure

    async def run(self, _: Job, spent: Spent = for_nothing) -> Failure:
        spent(0)
        if self._failure is None:
            await asyncio.Event().wait()
        assert self._failure
        return self._failure

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (Reason.REFUSED, 400),
        (Reason.ENGINE, 400),
        (Reason.UNWRITABLE, 406),
        (Reason.TOO_LARGE, 403),
        (Reason.TIMEOUT, 504),
        (Reason.LOST, 503),
        (Reason.BUSY, 503),
    ],
)
def test_failures_of_the_engine(app: FastAPI, reason: Reason, status: int) -> None:
    app.state.site = _with_engine(app, Stopped(Failure(reason, "it was too much", 99, 99)))
    response = Client(app).query("ASK {}")
    assert response.status_code == status
    assert response.json()["detail"].startswith("It was too much.") or "It was too much." in response.json()["detail"]
    assert ("retry-after" in response.headers) is (status == 503)
    assert "etag" not in response.headers


def _with_engine(app: FastAPI, engine: Stopped) -> object:
    return replace(app.state.site, engine=engine)


def test_health(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    ready = client.get("/health/ready")
    assert ready.json()["release"] == client.app.state.site.release.id
    assert ready.headers["cache-control"] == "no-store"


def test_not_ready(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("endpoint.health.READY_WITHIN_S", 0.05)
    site = app.state.site
    for reader in (Unreadable(OSError("the disk is gone")), Unreadable(None)):
        app.state.site = replace(site, reader=reader)
        response = Client(app).get("/health/ready")
        assert response.status_code == 503
        assert response.headers["retry-after"]


def test_queries_that_keep_every_worker_busy_do_not_make_the_service_unready(app: FastAPI) -> None:
    app.state.site = _with_engine(app, Stopped(None))
    assert Client(app).get("/health/ready").status_code == 200


def test_an_answer_larger_than_its_limit(app: FastAPI) -> None:
    """Here before its first byte; tests of the server hold what happens after it."""
    site = app.state.site
    app.state.site = replace(site, settings=site.settings.model_copy(update={"query_max_bytes": 100}))
    response = Client(app).query("SELECT * { ?a ?b ?c }")
    assert response.status_code == 403
    assert "LIMIT" in response.json()["detail"]


class Unreadable:
    """A reader of a store that fails, or never answers."""

    def __init__(self, error: OSError | None) -> None:
        self._error = error

    async def read(self, *_: object) -> bool:
        if self._error:
            raise self._error
        await asyncio.Event().wait()
        return True


def test_robots(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Disallow: /sparql" in response.text


def test_the_interface_is_described(client: Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/sparql", "/id/{path}", "/doc/{path}", "/def", "/shapes", "/health/ready"} <= set(paths)


def test_static_files(client: Client) -> None:
    assert client.get("/static/quipu.css").headers["content-type"].startswith("text/css")
    assert client.get("/static/quipu.svg").headers["content-type"] == "image/svg+xml"
    for path in ("/static/nope.css", "/static/../app.py", "/static/%2e%2e/app.py", "/static/"):
        assert client.get(path).status_code == 404


def test_a_damaged_list_of_withdrawn_things(settings: Settings, small: Release) -> None:
    path = small.path / "withdrawn.json"
    before = path.read_text()
    try:
        for content in ("{", "1", "[", '"x"'):
            path.write_text(content)
            with pytest.raises(ReleaseError, match=r"withdrawn\.json"):
                create_app(settings, small)
    finally:
        path.write_text(before)


def test_many_requests_at_a_time(client: Client) -> None:
    async def all_of_them() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://quipu.test") as many:
            paths = ["/doc/theme/health", "/sparql?query=ASK{?s ?p ?o}", "/", "/def.ttl", "/doc/sdg/16.7.rdf"] * 8
            return await asyncio.gather(*(many.get(path) for path in paths))

    assert {response.status_code for response in asyncio.run(all_of_them())} == {200}


@pytest.mark.parametrize("path", ["/", "/doc/theme/health", "/sparql?query=ASK%7B%7D", "/questions", "/catalog"])
@pytest.mark.parametrize("accept", ["garbage", "text/", "text/turtle;;q=", "text/html, @@", "/"])
def test_an_accept_that_cannot_be_read_is_refused(client: Client, path: str, accept: str) -> None:
    """RFC 9110, section 12.5.1: a list of media ranges."""
    answer = client.get(path, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_what_java_sends_is_understood(client: Client) -> None:
    """What HttpURLConnection sends of itself."""
    accept = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
    assert client.get("/doc/theme/health", accept).headers["content-type"].startswith("text/html")
    assert client.get("/doc/theme/health", "*").status_code == 200


def test_what_the_framework_finds_wrong_is_a_problem_too(small: Release, settings: Settings) -> None:
    app = create_app(settings, small)

    @app.get("/number/{number}")
    async def number(number: int) -> int:
        return number

    answer = Client(app).get("/number/x")
    app.state.site.close()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["faults"][0].startswith("path.number: ")
