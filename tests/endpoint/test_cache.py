"""What is kept and sent again (RFC 9111, sections 3 and 4), counted in the jobs that reach the engine."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message

from endpoint.app import create_app
from endpoint.cache import SHARE, ResultCache
from endpoint.engine.contract import Aborted, Answer, Engine, Spent, for_nothing
from endpoint.engine.evaluation import Failure, Head, Job, Reason
from endpoint.parsing.query import Form
from endpoint.settings import Settings
from endpoint.site import Site
from loaders.release import Release
from tests.endpoint.client import ORIGIN, Client
from tests.endpoint.serving import served

HEAD = Head(Form.SELECT)
QUERY = "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 50"
CSV, JSON, HTML = "text/csv", "application/sparql-results+json", "text/html"


class Counting:
    """An engine that counts the jobs it hands on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.jobs: list[Job] = []

    async def run(self, job: Job, spent: Spent = for_nothing) -> Answer | Failure:
        self.jobs.append(job)
        return await self._engine.run(job, spent)

    def close(self) -> None:
        self._engine.close()


class Scripted:
    """An engine that answers what it is told, once it is let go."""

    def __init__(self, answer: Callable[[int], Answer | Failure]) -> None:
        self._answer = answer
        self.jobs = 0
        self.begun = asyncio.Event()
        self.let_go = asyncio.Event()

    async def run(self, _: Job, spent: Spent = for_nothing) -> Answer | Failure:
        spent(0)
        self.jobs += 1
        self.begun.set()
        await self.let_go.wait()
        return self._answer(self.jobs)

    def close(self) -> None:
        pass


def chunks(*pieces: bytes, cut: bool = False) -> Answer:
    async def each() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece
        if cut:
            raise Aborted("the worker is gone")

    return Answer(HEAD, each())


def whole(body: bytes) -> Answer:
    return Answer(HEAD, chunks(body).chunks, body)


Make = Callable[..., FastAPI]


@pytest.fixture
def make(settings: Settings, small: Release) -> Iterator[Make]:
    """Makes applications, with settings of their own; they keep every answer at once."""
    sites: list[Site] = []

    def made(**changed: Any) -> FastAPI:
        app = create_app(settings.model_copy(update={"result_cache_quick_ms": 0, **changed}), small)
        sites.append(app.state.site)
        return app

    yield made
    for site in sites:
        site.close()


def counting(app: FastAPI) -> tuple[Client, list[Job]]:
    engine = Counting(app.state.site.engine)
    app.state.site = replace(app.state.site, engine=engine)
    return Client(app), engine.jobs


def with_engine(app: FastAPI, engine: Engine) -> FastAPI:
    app.state.site.close()
    app.state.site = replace(app.state.site, engine=engine)
    return app


@pytest.fixture
def counted(make: Make) -> tuple[Client, list[Job]]:
    return counting(make())


class TestHits:
    def test_a_query_is_evaluated_once(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        answers = [client.query(QUERY, JSON) for _ in range(3)]
        assert len(jobs) == 1
        assert answers[0].json()["results"]["bindings"]
        for answer in answers[1:]:
            assert answer.status_code == 200
            assert answer.content == answers[0].content
            assert answer.headers.raw == answers[0].headers.raw

    def test_a_hit_has_the_headers_of_every_answer(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        client.query(QUERY, JSON)
        headers = client.query(QUERY, JSON).headers
        assert len(jobs) == 1
        assert headers["access-control-allow-origin"] == "*"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")

    def test_head(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        got = client.query(QUERY)
        head = client.request("HEAD", "/sparql", params={"query": QUERY})
        assert len(jobs) == 1
        assert head.content == b""
        assert head.headers.raw == got.headers.raw

    def test_head_is_not_kept_for_get(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        assert client.request("HEAD", "/sparql", params={"query": QUERY}).status_code == 200
        assert client.query(QUERY).json()["results"]["bindings"]
        assert len(jobs) == 2

    def test_conditions(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        first = client.query(QUERY)
        tag, modified = first.headers["etag"], first.headers["last-modified"]

        def ask(method: str = "GET", **headers: str) -> httpx.Response:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return client.request(method, "/sparql", params={"query": QUERY}, headers=named)

        for again in (
            ask(If_None_Match=tag),
            ask("HEAD", If_None_Match=f'"x", W/{tag}'),
            ask(If_None_Match="*"),
            ask(If_Modified_Since=modified),
        ):
            assert (again.status_code, again.content) == (304, b"")
            for name in ("etag", "vary", "cache-control", "last-modified", "access-control-allow-origin"):
                assert again.headers[name] == first.headers[name]
            assert "content-type" not in again.headers
        for again in (ask(If_None_Match='"x"'), ask(If_None_Match='"x"', If_Modified_Since=modified)):
            assert again.content == first.content
        assert len(jobs) == 1

    def test_a_condition_that_holds_before_anything_is_kept(self, make: Make) -> None:
        tag = Client(make()).query(QUERY).headers["etag"]
        client, jobs = counting(make())
        asked: dict[str, Any] = {"params": {"query": QUERY}, "headers": {"If-None-Match": tag}}
        assert [client.get("/sparql", **asked).status_code for _ in range(2)] == [304, 304]
        assert [job.held for job in jobs] == [{"json"}, {"json"}]
        assert client.query(QUERY).status_code == 200

    def test_a_document_is_read_once(self, make: Make) -> None:
        app = make()
        client = Client(app)
        paths = ["/doc/theme/health.ttl", "/doc/theme", "/def.jsonld", "/shapes", "/"]
        first = [client.get(path) for path in paths]
        app.state.site.reader.close()  # whoever reads from now on fails
        for path, before in zip(paths, first, strict=True):
            again = client.get(path)
            assert (again.status_code, again.content) == (200, before.content), path
            assert again.headers.raw == before.headers.raw

    def test_none_without_a_size(self, make: Make) -> None:
        client, jobs = counting(make(result_cache_bytes=0))
        assert client.query(QUERY).content == client.query(QUERY).content
        assert len(jobs) == 2


class TestKeys:
    def test_the_form(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        for _ in range(2):
            for accept in (CSV, JSON, HTML):
                assert client.query(QUERY, accept).headers["content-type"].startswith(accept)
        assert len(jobs) == 3

    def test_the_language_where_it_matters(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        for _ in range(2):
            for language in ("es", "en"):
                for accept in (HTML, CSV):
                    headers = {"Accept": accept, "Accept-Language": language}
                    answer = client.get("/sparql", params={"query": QUERY}, headers=headers)
                    assert answer.headers.get("content-language") == (language if accept == HTML else None)
        assert len(jobs) == 3

    def test_the_coding(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        for coding in ("gzip, deflate", "gzip", "identity", "gzip;q=0"):
            answer = client.get("/sparql", params={"query": QUERY}, headers={"Accept-Encoding": coding})
            packed = coding.startswith("gzip") and "q=0" not in coding
            assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
            assert answer.headers["etag"].endswith('-gzip"') is packed
            assert answer.json()["results"]["bindings"]
        assert len(jobs) == 2

    def test_the_coding_of_a_condition(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        codings = ("identity", "gzip")

        def status(coding: str, tag: str) -> int:
            headers = {"Accept-Encoding": coding, "If-None-Match": tag}
            return client.get("/sparql", params={"query": QUERY}, headers=headers).status_code

        answers = [client.get("/sparql", params={"query": QUERY}, headers={"Accept-Encoding": c}) for c in codings]
        plain, packed = (answer.headers["etag"] for answer in answers)
        assert [status(coding, plain) for coding in codings] == [304, 200]
        assert [status(coding, packed) for coding in codings] == [200, 304]
        assert [status(coding, f"{plain}, {packed}") for coding in codings] == [304, 304]
        assert len(jobs) == 2

    def test_the_address(self, counted: tuple[Client, list[Job]]) -> None:
        """The description of the service names the address at which it was asked."""
        client, _ = counted
        for host in ("one.test", "two.test"):
            assert host in client.get("/sparql", "text/turtle", headers={"Host": host}).text

    def test_the_dataset_and_the_spelling(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        client.query(QUERY)
        client.query(QUERY, **{"default-graph-uri": "http://nowhere.test/"})
        client.query(QUERY + " ")
        assert len(jobs) == 3

    def test_several_headers_are_one(self, counted: tuple[Client, list[Job]]) -> None:
        client, _ = counted
        target = b"/sparql?query=ASK%20%7B%7D"
        for _ in range(2):
            twice = client.raw("GET", target, [(b"accept", b"text/turtle"), (b"accept", b"text/csv")])
            assert twice[0] == 200
            assert client.raw("GET", target, [(b"accept", b"text/turtle")])[0] == 406


class TestNotKept:
    @pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
    def test_what_differs_each_time(self, counted: tuple[Client, list[Job]], call: str) -> None:
        client, jobs = counted
        query = f"SELECT ({call} AS ?x) {{}}"
        assert [client.query(query).headers["cache-control"] for _ in range(2)] == ["no-store"] * 2
        assert len(jobs) == 2

    def test_posts(self, counted: tuple[Client, list[Job]]) -> None:
        client, jobs = counted
        for _ in range(2):
            assert client.request("POST", "/sparql", data={"query": QUERY}).status_code == 200
        assert len(jobs) == 2

    def test_problems(self, counted: tuple[Client, list[Job]]) -> None:
        client, _ = counted
        for path, status in [("/nothing", 404), ("/id/theme/health", 303), ("/sparql?query=SELECT", 400)]:
            assert [client.get(path).status_code for _ in range(2)] == [status] * 2

    @pytest.mark.parametrize(
        ("reason", "status"), [(Reason.TIMEOUT, 504), (Reason.LOST, 503), (Reason.BUSY, 503), (Reason.TOO_LARGE, 403)]
    )
    def test_failures(self, make: Make, reason: Reason, status: int) -> None:
        engine = Scripted(lambda n: Failure(reason, "not now") if n == 1 else chunks(b"s\r\n"))
        engine.let_go.set()
        client = Client(with_engine(make(), engine))
        assert [client.query(QUERY, CSV).status_code for _ in range(3)] == [status, 200, 200]
        assert engine.jobs == 2

    @pytest.mark.parametrize("coding", ["identity", "gzip"])
    def test_an_answer_that_is_cut_off(self, make: Make, coding: str) -> None:
        """It must never be served as a whole one later."""
        engine = Scripted(lambda n: chunks(b"s\r\n", b"x\r\n" * 1000, cut=n == 1))
        engine.let_go.set()
        with served(with_engine(make(), engine)) as (host, port):
            address = f"http://{host}:{port}/sparql"
            asked: dict[str, Any] = {"params": {"query": QUERY}, "headers": {"Accept": CSV, "Accept-Encoding": coding}}
            with httpx.Client(trust_env=False) as web:
                with pytest.raises(httpx.RemoteProtocolError):
                    web.get(address, **asked)
                for _ in range(2):
                    assert web.get(address, **asked).text == "s\r\n" + "x\r\n" * 1000
        assert engine.jobs == 2

    def test_an_answer_that_nobody_waited_for(self, make: Make) -> None:
        """The client hangs up in the middle; what it had received is not taken for the answer."""
        app = make()

        async def scenario() -> list[int]:
            more = asyncio.Event()

            async def halting() -> AsyncIterator[bytes]:
                yield b"s\r\n"
                await more.wait()
                yield b"never\r\n"

            engine = Scripted(lambda n: Answer(HEAD, halting()) if n == 1 else chunks(b"s\r\n", b"x\r\n"))
            engine.let_go.set()
            with_engine(app, engine)
            gone = asyncio.Event()

            async def receive() -> Message:
                await gone.wait()
                return {"type": "http.disconnect"}

            async def send(message: Message) -> None:
                if message.get("body"):
                    gone.set()

            await app(scope(QUERY), receive, send)
            async with web(app) as client:
                answers = [await ask(client) for _ in range(2)]
            assert {answer.text for answer in answers} == {"s\r\nx\r\n"}
            return [engine.jobs]

        assert asyncio.run(scenario()) == [2]


class TestLimit:
    LIMIT = 80_000

    def test_no_answer_takes_more_than_its_share(self, make: Make) -> None:
        for size, jobs in [(self.LIMIT // SHARE + 1, 2), (self.LIMIT // SHARE - 4000, 1)]:
            engine = Scripted(lambda _, size=size: chunks(b"x" * (size // 2), b"x" * (size - size // 2)))  # type: ignore[misc]
            engine.let_go.set()
            client = Client(with_engine(make(result_cache_bytes=self.LIMIT), engine))
            for _ in range(2):
                assert client.query(QUERY, CSV).content == b"x" * size
            assert engine.jobs == jobs

    def test_the_answers_unused_for_longest_go(self, make: Make) -> None:
        engine = Scripted(lambda _: chunks(b"x" * 4000))
        engine.let_go.set()
        client = Client(with_engine(make(result_cache_bytes=self.LIMIT), engine))
        queries = [f"ASK {{}} # {n}" for n in range(30)]
        for query in queries:
            client.query(query, CSV)
            client.query(queries[0], CSV)  # always in use
        assert engine.jobs == 30
        client.query(queries[29], CSV)
        assert engine.jobs == 30
        client.query(queries[1], CSV)
        assert engine.jobs == 31
        cache = cache_of(client.app)
        kept = list(cache._entries.values())
        assert 1 < len(kept) < 30
        assert cache._size == sum(entry.size for entry in kept) <= self.LIMIT
        assert all(entry.size > len(entry.body["body"]) for entry in kept)


class TestAtOneTime:
    """Equal requests while the answer is being made."""

    def run(self, app: FastAPI, engine: Scripted, times: int = 5) -> list[httpx.Response]:
        async def scenario() -> list[httpx.Response]:
            with_engine(app, engine)
            async with web(app) as client:
                asking = [asyncio.ensure_future(ask(client)) for _ in range(times)]
                await engine.begun.wait()
                await settled()
                engine.let_go.set()
                return await asyncio.gather(*asking)

        return asyncio.run(scenario())

    def test_they_are_evaluated_once(self, make: Make) -> None:
        engine = Scripted(lambda _: chunks(b"s\r\n", b"x\r\n"))
        answers = self.run(make(), engine)
        assert engine.jobs == 1
        assert {answer.text for answer in answers} == {"s\r\nx\r\n"}

    def test_a_query_that_takes_too_long_does_so_for_all(self, make: Make) -> None:
        engine = Scripted(lambda _: Failure(Reason.TIMEOUT, "too long"))
        app = make()
        assert {answer.status_code for answer in self.run(app, engine)} == {504}
        assert engine.jobs == 1

    def test_another_failure_is_of_one(self, make: Make) -> None:
        engine = Scripted(lambda n: Failure(Reason.LOST, "gone") if n == 1 else chunks(b"s\r\n"))
        assert sorted(answer.status_code for answer in self.run(make(), engine)) == [200, 200, 200, 200, 503]

    def test_an_answer_too_large_to_keep_is_made_for_each(self, make: Make) -> None:
        engine = Scripted(lambda _: chunks(b"x" * 9000, b"x" * 9000))
        answers = self.run(make(result_cache_bytes=80_000), engine)
        assert {len(answer.content) for answer in answers} == {18_000}
        assert engine.jobs == 5

    def test_what_differs_each_time_is_not_waited_for(self, make: Make) -> None:
        async def scenario() -> int:
            engine = Scripted(lambda _: chunks(b"x\r\n"))
            app = with_engine(make(), engine)
            async with web(app) as client:
                asking = [asyncio.ensure_future(ask(client, "SELECT (RAND() AS ?x) {}")) for _ in range(3)]
                await settled()
                assert engine.jobs == 3  # and none of them is answered yet
                engine.let_go.set()
                await asyncio.gather(*asking)
            return engine.jobs

        assert asyncio.run(asyncio.wait_for(scenario(), 20)) == 3

    def test_the_first_leaves(self, make: Make) -> None:
        """Another takes its place; nobody waits for ever."""

        async def scenario() -> tuple[int, set[str]]:
            engine = Scripted(lambda _: chunks(b"s\r\n"))
            app = with_engine(make(), engine)
            async with web(app) as client:
                first = asyncio.ensure_future(ask(client))
                await engine.begun.wait()
                others = [asyncio.ensure_future(ask(client)) for _ in range(3)]
                await settled()
                first.cancel()
                others.pop().cancel()  # one that waits may leave too
                await settled()
                engine.let_go.set()
                answers = await asyncio.gather(*others)
            assert cache_of(app)._flights == {}
            return engine.jobs, {answer.text for answer in answers}

        assert asyncio.run(asyncio.wait_for(scenario(), 20)) == (2, {"s\r\n"})

    def test_a_slow_reader_holds_up_nobody(self, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("endpoint.cache._PATIENCE_S", 0.0)

        async def scenario() -> str:
            engine = Scripted(lambda _: chunks(b"s\r\n", b"x\r\n"))
            engine.let_go.set()
            app = with_engine(make(), engine)

            async def receive() -> Message:
                await asyncio.Event().wait()
                raise AssertionError

            async def send(_: Message) -> None:
                await asyncio.Event().wait()  # it never reads

            slow = asyncio.ensure_future(app(scope(QUERY), receive, send))
            await engine.begun.wait()
            async with web(app) as client:
                answer = await ask(client)
            slow.cancel()
            await asyncio.gather(slow, return_exceptions=True)
            return answer.text

        assert asyncio.run(asyncio.wait_for(scenario(), 20)) == "s\r\nx\r\n"


class TestDoorkeeper:
    """What comes once drives nothing out."""

    LONG_MS = 60_000.0

    def test_a_quick_answer_is_kept_once_it_is_asked_for_again(self, make: Make) -> None:
        client, jobs = counting(make(result_cache_quick_ms=self.LONG_MS))
        answers = [client.query(QUERY, JSON) for _ in range(4)]
        assert len(jobs) == 2
        assert len({(answer.status_code, answer.content, answer.headers["etag"]) for answer in answers}) == 1
        client.query(QUERY, CSV)
        client.query(QUERY, CSV)
        assert len(jobs) == 4, "another form is another answer"
        client.query(QUERY, CSV)
        assert len(jobs) == 4

    def test_answers_that_come_once_drive_none_out(self, make: Make) -> None:
        app = make(result_cache_quick_ms=self.LONG_MS, result_cache_bytes=400_000)
        client, jobs = counting(app)
        for _ in range(2):
            client.query(QUERY, JSON)
        for turn in range(100):
            client.query(f"{QUERY} # {turn}", JSON)
        assert len(jobs) == 102
        client.query(QUERY, JSON)
        assert len(jobs) == 102
        assert len(cache_of(app)._entries) == 1

    def test_those_who_wait_for_it_have_it_all_the_same(self, make: Make) -> None:
        engine = Scripted(lambda _: chunks(b"a"))

        async def body(client: httpx.AsyncClient) -> None:
            tasks = [asyncio.create_task(ask(client)) for _ in range(5)]
            await engine.begun.wait()
            await settled()
            engine.let_go.set()
            assert {(await task).content for task in tasks} == {b"a"}
            assert engine.jobs == 1
            assert (await ask(client)).content == b"a"
            assert engine.jobs == 2
            assert (await ask(client)).content == b"a"
            assert engine.jobs == 2

        app = with_engine(make(result_cache_quick_ms=self.LONG_MS), engine)

        async def run() -> None:
            async with web(app) as client:
                await body(client)

        asyncio.run(run())

    def test_who_comes_while_the_last_of_it_is_sent_asks_for_himself(self, make: Make) -> None:
        """The first client may take its time over the last piece."""
        app = with_engine(make(result_cache_quick_ms=self.LONG_MS), engine := Scripted(lambda _: whole(b"a")))
        engine.let_go.set()

        async def body() -> None:
            reading = asyncio.Event()

            async def receive() -> Any:
                await asyncio.Event().wait()

            async def slowly(message: Any) -> None:
                if message["type"] == "http.response.body" and not message.get("more_body"):
                    await reading.wait()

            pieces = []

            async def at_once(message: Any) -> None:
                pieces.append(message.get("body", b""))

            first = asyncio.create_task(app(scope(QUERY), receive, slowly))
            await asyncio.sleep(0.1)
            async with asyncio.timeout(5):
                await app(scope(QUERY), receive, at_once)
            assert b"".join(pieces) == b"a"
            assert not first.done()
            reading.set()
            await first
            assert engine.jobs == 2

        asyncio.run(body())


def test_over_a_connection(make: Make) -> None:
    """Answers from memory on one connection, among others, each framed rightly."""
    app = make()
    _, jobs = counting(app)
    with served(app) as address:
        with httpx.Client(base_url=f"http://{address[0]}:{address[1]}", trust_env=False) as web:
            first = web.get("/sparql", params={"query": QUERY})
            for _ in range(3):
                assert web.get("/sparql", params={"query": QUERY}).json() == first.json()
                assert web.head("/sparql", params={"query": QUERY}).content == b""
                tag = {"If-None-Match": first.headers["etag"]}
                assert web.get("/sparql", params={"query": QUERY}, headers=tag).status_code == 304
                assert web.get("/health/live").json() == {"status": "ok"}
        with socket.create_connection(address, timeout=10) as connection:
            request = b"GET /def.ttl HTTP/1.1\r\nHost: x\r\n\r\n"
            connection.sendall(request + request + request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            pieces = []
            while piece := connection.recv(65536):
                pieces.append(piece)
    assert len(jobs) == 1
    assert b"".join(pieces).count(b"HTTP/1.1 200 OK") == 3


def cache_of(app: Any) -> ResultCache:
    layer = app.outermost
    while not isinstance(layer, ResultCache):
        layer = layer.app if hasattr(layer, "app") else layer._app
    return layer


def scope(query: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/sparql",
        "raw_path": b"/sparql",
        "query_string": str(httpx.QueryParams(query=query)).encode(),
        "headers": [(b"host", b"quipu.test"), (b"accept", CSV.encode())],
        "server": ("quipu.test", 80),
        "client": ("127.0.0.1", 1),
    }


def web(app: FastAPI) -> httpx.AsyncClient:
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN)
    client.headers.clear()
    return client


async def ask(client: httpx.AsyncClient, query: str = QUERY) -> httpx.Response:
    return await client.get("/sparql", params={"query": query}, headers={"Accept": CSV})


async def settled() -> None:
    """Until whoever can go on has done so."""
    for _ in range(100):
        await asyncio.sleep(0)
