"""What goes past the router gets the answer that the router's handler would have given, and nothing else goes past."""

import asyncio
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from endpoint.app import create_app
from endpoint.problems import ProblemError
from endpoint.settings import Settings
from endpoint.shortcuts import Shortcuts
from endpoint.sparql.routes import HANDLERS
from loaders.release import Release
from tests.endpoint.client import Client

ASK = quote("ASK { ?s ?p ?o }")
LONG = quote("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100")
LIMIT = 100
Headers = dict[str, str]
DIRECT = {"Content-Type": "application/sparql-query"}


async def _router(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"router: {scope['type']}")(scope, receive, send)


async def _handler(request: Request) -> Response:
    if request.query_params.get("refuse"):
        raise ProblemError(403, "No.", {"member": 1}, {"Retry-After": "7"})
    return PlainTextResponse("handler")


def answered(method: str = "GET", path: str = "/it", query: bytes = b"", root: str = "") -> tuple[int, str]:
    """Status and body of what an application with one shortcut answers."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "headers": []}
    scope["query_string"] = query
    app = Shortcuts(_router, {("GET", "/it"): _handler}, LIMIT)
    asyncio.run(app({**scope, "root_path": root}, receive, send))
    return sent[0]["status"], sent[1]["body"].decode()


class TestWhatGoesPast:
    def test_the_method_and_the_path(self) -> None:
        assert answered() == (200, "handler")

    @pytest.mark.parametrize("path", ["/it/", "/", "/it/more", "/IT", "/its", "//it"])
    def test_no_other_path(self, path: str) -> None:
        assert answered(path=path) == (200, "router: http")

    @pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS", "DELETE", "get"])
    def test_no_other_method(self, method: str) -> None:
        assert answered(method) == (200, "router: http")

    @pytest.mark.parametrize(
        ("root", "path", "by"),
        [
            ("/data", "/data/it", "handler"),
            ("/data/", "/data/it", "handler"),
            ("/data", "/data/data/it", "router: http"),
            ("/it", "/it/it", "handler"),
            ("/it", "/it", "router: http"),
        ],
    )
    def test_the_path_below_that_of_the_mount(self, root: str, path: str, by: str) -> None:
        assert answered(path=path, root=root) == (200, by)

    @pytest.mark.parametrize("query", [b"a" * LIMIT, "query=ñ".encode(), b"\xff", b"a b"])
    def test_no_target_that_others_refuse_or_mend(self, query: bytes) -> None:
        assert answered(query=query) == (200, "router: http")
        assert answered(query=b"a" * (LIMIT - len("/it"))) == (200, "handler")

    def test_a_refusal_is_a_problem(self) -> None:
        status, body = answered(query=b"refuse=1")
        assert status == 403
        assert '"detail": "No."' in body
        assert '"member": 1' in body

    def test_only_requests(self) -> None:
        seen: list[str] = []

        async def app(scope: Scope, _: Receive, __: Send) -> None:
            seen.append(scope["type"])

        asyncio.run(Shortcuts(app, {}, LIMIT)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
        assert seen == ["lifespan"]


@pytest.fixture(scope="module")
def routed(small: Release, settings: Settings) -> Iterator[Client]:
    """The same application without its shortcuts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("endpoint.sparql.routes.HANDLERS", {})
        app = create_app(settings, small)
        app.middleware_stack = app.build_middleware_stack()
    yield Client(app)
    app.state.site.close()


@pytest.mark.parametrize(
    "asked",
    [
        ("GET", f"/sparql?query={ASK}", {}, b""),
        ("GET", f"/sparql?query={ASK}&format=xml", {}, b""),
        ("GET", f"/sparql?query={ASK}", {"Accept": "text/html", "Accept-Language": "en"}, b""),
        ("GET", f"/sparql?query={ASK}", {"Accept": "image/png"}, b""),
        ("GET", f"/sparql?query={ASK}", {"If-None-Match": "*"}, b""),
        ("HEAD", f"/sparql?query={ASK}", {}, b""),
        ("GET", "/%73parql?query=" + ASK, {}, b""),
        ("GET", "/sparql/?query=" + ASK, {}, b""),
        ("GET", "/sparql", {"Accept": "text/turtle"}, b""),
        ("GET", "/sparql", {"Accept": "text/html"}, b""),
        ("GET", "/sparql?query=ASK%20%7B", {}, b""),
        ("GET", "/sparql?query=DROP%20ALL", {"Accept": "text/html"}, b""),
        ("GET", "/sparql?frob=1", {}, b""),
        ("GET", "/sparql?query=%ff", {}, b""),
        ("POST", "/sparql", DIRECT, b"ASK { ?s ?p ?o }"),
        ("POST", "/sparql", DIRECT, b"\xff"),
        ("POST", "/sparql", {"Content-Type": "text/xml"}, b"<x/>"),
        ("GET", f"/sparql?query={ASK}", {"Accept-Encoding": "gzip"}, b""),
        ("GET", f"/sparql?query={LONG}", {"Accept-Encoding": "gzip"}, b""),
        ("GET", f"/sparql?query={LONG}&format=csv", {"Accept-Encoding": "gzip;q=0, identity"}, b""),
        ("GET", f"/sparql?query={LONG}", {"Accept-Encoding": "identity;q=0, gzip", "If-None-Match": "*"}, b""),
        ("GET", f"/sparql?query={LONG}", {"Range": "bytes=0-9", "Accept-Encoding": "gzip"}, b""),
        ("GET", f"/sparql?query={quote('SELECT (NOW() AS ?n) {} LIMIT 0')}", {"Origin": "https://a.example"}, b""),
        ("GET", f"/sparql?query={'a' * 40_000}", {}, b""),
        ("OPTIONS", "/sparql", {}, b""),
        ("DELETE", "/sparql", {}, b""),
    ],
)
def test_the_answer_is_the_routers(client: Client, routed: Client, asked: tuple[str, str, Headers, bytes]) -> None:
    method, target, headers, body = asked
    past, through = (each.request(method, target, headers=headers, content=body) for each in (client, routed))
    assert past.status_code == through.status_code
    assert dict(past.headers) == dict(through.headers)
    assert past.content == through.content


def test_every_shortcut_stands_in_the_router_too(client: Client) -> None:
    described = client.app.openapi()["paths"]
    assert HANDLERS
    for method, path in HANDLERS:
        assert method.lower() in described[path]
