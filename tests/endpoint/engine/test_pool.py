"""The worker processes: what a query may take, and what happens to one that takes more."""

from __future__ import annotations

import asyncio
import gzip
import http.server
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from endpoint.engine import allocator
from endpoint.engine.contract import Aborted, Answer
from endpoint.engine.evaluation import Failure, Job, Reason
from endpoint.engine.pool import SLOW_AFTER_S, SLOW_PRIORITY, Limits, WorkerPool
from endpoint.engine.queries import Queries

TRIPLES = 3000
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
MEGABYTE = 1024 * 1024
Run = Callable[[Callable[[WorkerPool], Awaitable[None]]], None]


def job(text: str, form: str = "csv", max_bytes: int = 1000 * MEGABYTE) -> Job:
    return Job(text, form, "nt", "http://example.org/", max_bytes)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a dataset and the store made of it."""
    folder = tmp_path_factory.mktemp("dataset")
    lines = "".join(
        f'<http://example.org/{i}> <http://example.org/p> "ñ {i}" <http://example.org/g> .\n' for i in range(TRIPLES)
    )
    (folder / "dataset.nq.gz").write_bytes(gzip.compress(lines.encode()))
    store = Store(str(folder / "store"))
    store.bulk_load(lines.encode(), format=RdfFormat.N_QUADS)
    store.flush()
    return folder


@pytest.fixture(params=["in memory", "in memory, system's malloc", "on disk"])
def in_pool(dataset: Path, request: pytest.FixtureRequest) -> Run:
    """Runs a coroutine with a pool of two workers, each a second and 256 MB.

    Where the machine has a faster ``malloc``, all holds with it and without.
    """
    files = [] if request.param == "on disk" else [str(dataset / "dataset.nq.gz")]
    environment = allocator.environment(allocator.SYSTEM if "system" in request.param else allocator.AUTO)

    def run(body: Callable[[WorkerPool], Awaitable[None]]) -> None:
        queries, limits = Queries(files, str(dataset / "store"), 256 * MEGABYTE), Limits(seconds=1.0, waiting=4)
        pool = WorkerPool(queries, 2, limits, environment)

        async def both() -> None:
            try:
                await body(pool)
            finally:
                pool.close()

        asyncio.run(both())

    return run


async def whole(answer: Answer | Failure) -> bytes:
    assert isinstance(answer, Answer), answer
    return b"".join([chunk async for chunk in answer.chunks])


def test_an_answer_comes_whole(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        text = await whole(await pool.run(job("SELECT ?c { ?a ?b ?c } ORDER BY ?c")))
        assert text.decode().splitlines()[1:3] == ["ñ 0", "ñ 1"]
        assert len(text.splitlines()) == TRIPLES + 1
        assert await whole(await pool.run(job("ASK {}"))) == b"true"

    in_pool(body)


def test_a_query_past_its_time_fails_and_others_never_notice(in_pool: Run) -> None:
    """oxigraph#1926: the engine cannot cancel; only ending its process does."""

    async def body(pool: WorkerPool) -> None:
        before = set(pool.pids)
        start = time.monotonic()
        runaway = asyncio.create_task(pool.run(job(RUNAWAY)))
        while not runaway.done():
            assert await whole(await pool.run(job("ASK {}"))) == b"true"
            await asyncio.sleep(0.01)
        failure = runaway.result()
        assert isinstance(failure, Failure)
        assert failure.reason == Reason.TIMEOUT
        assert time.monotonic() - start > 0.9
        assert len(pool.pids) == 2
        assert len(before & set(pool.pids)) == 1

    in_pool(body)


def test_a_query_that_takes_long_gives_way_in_the_thread_that_evaluates_it(in_pool: Run) -> None:
    """Linux has a priority for each thread (sched(7), "The nice value"): the busy one must be among the lowered."""

    async def body(pool: WorkerPool) -> None:
        running = asyncio.create_task(pool.run(job(RUNAWAY)))
        await asyncio.sleep(SLOW_AFTER_S / 2)
        assert {level for pid in pool.pids for level in _niceness(pid)} == {0}
        await asyncio.sleep(SLOW_AFTER_S)
        found = [_niceness(pid) for pid in pool.pids]
        assert sorted(map(max, found)) == [0, SLOW_PRIORITY]
        (lowered,) = (threads for threads in found if max(threads) == SLOW_PRIORITY)
        assert len(lowered) > 1
        assert set(lowered) == {SLOW_PRIORITY}
        assert isinstance(await running, Failure)
        assert {level for pid in pool.pids for level in _niceness(pid)} == {0}, "its successor begins anew"

    in_pool(body)


def test_queries_that_take_long_leave_one_core_free(in_pool: Run) -> None:
    """sched_setaffinity(2): each thread of those that are slow, and of no other."""
    cores = os.sched_getaffinity(0)
    if len(cores) < 2:
        pytest.skip("on one core there is none to leave")

    async def body(pool: WorkerPool) -> None:
        running = [asyncio.create_task(pool.run(job(f"{RUNAWAY} # {turn}"))) for turn in range(2)]
        await asyncio.sleep(SLOW_AFTER_S / 2)
        assert all(os.sched_getaffinity(thread) == cores for pid in pool.pids for thread in _threads(pid))
        await asyncio.sleep(SLOW_AFTER_S)
        allowed = [os.sched_getaffinity(thread) for pid in pool.pids for thread in _threads(pid)]
        assert len(cores.difference(*allowed)) == 1
        assert all(len(each) == len(cores) - 1 for each in allowed)
        assert all(isinstance(each, Failure) for each in await asyncio.gather(*running))
        assert all(os.sched_getaffinity(thread) == cores for pid in pool.pids for thread in _threads(pid))

    in_pool(body)


def test_workers_interrupt_nobody_but_slow_queries(in_pool: Run) -> None:
    """sched(7): a thread of SCHED_BATCH that is woken takes the core from none, one of SCHED_OTHER may."""

    def policies(pids: Iterable[int]) -> set[int]:
        return {os.sched_getscheduler(thread) for pid in pids for thread in _threads(pid)}

    async def body(pool: WorkerPool) -> None:
        assert policies(pool.pids) == {os.SCHED_BATCH}
        slow = asyncio.create_task(pool.run(job(RUNAWAY)))
        await asyncio.sleep(SLOW_AFTER_S / 2)
        other, running = sorted(pool.pids, key=_ticks)
        assert policies(pool.pids) == {os.SCHED_BATCH}
        await asyncio.sleep(SLOW_AFTER_S)
        assert policies([other]) == {os.SCHED_OTHER}
        os.kill(other, signal.SIGKILL)
        await asyncio.sleep(0.1)
        (made,) = set(pool.pids) - {running}
        assert made != other
        assert await whole(await pool.run(job("ASK {}"))) == b"true"
        assert policies([made]) == {os.SCHED_OTHER}, "also the one that was forked meanwhile"
        assert isinstance(await slow, Failure)
        assert policies(pool.pids) == {os.SCHED_BATCH}

    in_pool(body)


def test_all_slow_queries_must_have_ended(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        first = asyncio.create_task(pool.run(job(f"{RUNAWAY} # 1")))
        await asyncio.sleep(SLOW_AFTER_S)
        second = asyncio.create_task(pool.run(job(f"{RUNAWAY} # 2")))
        await asyncio.sleep(2 * SLOW_AFTER_S)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        (made,) = (pid for pid in pool.pids if max(_niceness(pid)) == 0)
        assert {os.sched_getscheduler(thread) for thread in _threads(made)} == {os.SCHED_OTHER}
        assert isinstance(await second, Failure)
        assert {os.sched_getscheduler(thread) for pid in pool.pids for thread in _threads(pid)} == {os.SCHED_BATCH}

    in_pool(body)


def test_a_worker_on_its_way_to_the_next_job_is_known(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        tasks = [asyncio.create_task(pool.run(job(f"ASK {{}} # {turn}"))) for turn in range(6)]
        seen = set()
        while not all(task.done() for task in tasks):
            seen.add(len(pool.pids))
            await asyncio.sleep(0)
        assert seen == {2}

    in_pool(body)


def _ticks(pid: int) -> int:
    """How long a process has used the processor."""
    return sum(map(int, Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]))


def _threads(pid: int) -> list[int]:
    return [int(entry.name) for entry in Path(f"/proc/{pid}/task").iterdir()]


def _niceness(pid: int) -> list[int]:
    return [os.getpriority(os.PRIO_PROCESS, thread) for thread in _threads(pid)]


def test_an_answer_that_does_not_end_in_time_is_aborted(in_pool: Run) -> None:
    """Oxigraph's own server: an endless SELECT was still streaming after twenty seconds, as a 200."""

    async def body(pool: WorkerPool) -> None:
        answer = await pool.run(job(ENDLESS))
        with pytest.raises(Aborted):
            await whole(answer)
        assert await whole(await pool.run(job("ASK {}"))) == b"true"

    in_pool(body)


def test_an_answer_too_large_after_its_first_chunk_is_aborted(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        with pytest.raises(Aborted, match="larger than 100000 bytes"):
            await whole(await pool.run(job(ENDLESS, max_bytes=100_000)))

    in_pool(body)


def test_too_many_rows_after_the_first_chunk_abort(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        answer = await pool.run(job(ENDLESS)._replace(max_rows=10_000))
        assert isinstance(answer, Answer)
        assert 0 < (await anext(answer.chunks)).count(b"\n") < 10_000
        with pytest.raises(Aborted, match="more than 10000 rows"):
            await whole(answer)
        assert await whole(await pool.run(job("ASK {}"))) == b"true"

    in_pool(body)


def test_an_answer_that_fits_one_chunk_comes_in_one(in_pool: Run) -> None:
    """Unless the machine is so busy that its chunk left before it was whole: once in twenty times it is not."""

    async def body(pool: WorkerPool) -> None:
        wholes = []
        for _ in range(20):
            answer = await pool.run(job("SELECT ?c { ?a ?b ?c } LIMIT 1000"))
            text = await whole(answer)
            assert isinstance(answer, Answer)
            assert answer.whole in {None, text}
            wholes.append(answer.whole)
        assert any(wholes)

    in_pool(body)


def test_an_answer_too_large_for_its_first_chunk_fails(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        failure = await pool.run(job("SELECT * { ?a ?b ?c }", max_bytes=100))
        assert isinstance(failure, Failure)
        assert failure.reason == Reason.TOO_LARGE

    in_pool(body)


def test_a_query_that_takes_too_much_memory_ends_alone(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        greedy = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"
        failure = await pool.run(job(greedy))
        assert isinstance(failure, Failure)
        assert failure.reason in {Reason.LOST, Reason.TIMEOUT}
        assert await whole(await pool.run(job("ASK {}"))) == b"true"

    in_pool(body)


def test_a_cancelled_query_frees_its_worker_at_once(in_pool: Run) -> None:
    """comunica#1804, nexus#734: the client hangs up, and the query goes on."""

    async def body(pool: WorkerPool) -> None:
        before = set(pool.pids)
        tasks = [asyncio.create_task(pool.run(job(RUNAWAY))) for _ in range(2)]
        await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert await whole(await pool.run(job("ASK {}"))) == b"true"
        assert before.isdisjoint(pool.pids)

    in_pool(body)


def test_an_answer_that_nobody_reads_on_frees_its_worker(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        answer = await pool.run(job(ENDLESS))
        assert isinstance(answer, Answer)
        chunks = answer.chunks
        await anext(chunks)
        assert hasattr(chunks, "aclose")
        await chunks.aclose()
        assert await whole(await pool.run(job("ASK {}"))) == b"true"
        assert len(pool.pids) == 2

    in_pool(body)


def test_an_answer_that_nobody_begins_to_read_frees_its_worker_at_its_time(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        for _ in range(2):
            assert isinstance(await pool.run(job("SELECT * { ?a ?b ?c }")), Answer)
        assert await whole(await pool.run(job("ASK {}"))) == b"true"

    in_pool(body)


def test_waiting_has_an_end(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        tasks = [asyncio.create_task(pool.run(job(RUNAWAY))) for _ in range(6)]
        await asyncio.sleep(0.1)
        failure = await pool.run(job("ASK {}"))
        assert isinstance(failure, Failure)
        assert failure.reason == Reason.BUSY
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert await whole(await pool.run(job("ASK {}"))) == b"true"

    in_pool(body)


def test_killed_workers_are_replaced(in_pool: Run) -> None:
    async def body(pool: WorkerPool) -> None:
        await whole(await pool.run(job("ASK {}")))
        before = set(pool.pids)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        for _ in range(4):
            result = await pool.run(job("ASK {}"))
            if isinstance(result, Failure):
                assert result.reason == Reason.LOST
            else:
                assert await whole(result) == b"true"
        assert isinstance(result, Answer)
        assert before.isdisjoint(pool.pids)

    in_pool(body)


def _is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_a_worker_reaches_no_network(in_pool: Run) -> None:
    """apache/jena#3966: SERVICE is request forgery by default. Here it goes nowhere, even past the check of tokens."""
    requests: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}/"

    async def body(pool: WorkerPool) -> None:
        for query in (
            f"SELECT * {{ SERVICE <{address}> {{ ?a ?b ?c }} }}",
            f"SELECT * FROM <{address}> {{ ?a ?b ?c }}",
            "SELECT * FROM <file:///etc/passwd> { ?a ?b ?c }",
        ):
            allowed = frozenset({address.removeprefix("http://").rstrip("/")})
            result = await pool.run(job(query)._replace(hosts=allowed, has_network=True))
            if isinstance(result, Answer):
                assert await whole(result) == b"a,b,c\r\n"
            else:
                assert result.reason == Reason.ENGINE

    try:
        in_pool(body)
        assert requests == []
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_workers_end_with_the_pool(in_pool: Run) -> None:
    pids: list[int] = []

    async def body(pool: WorkerPool) -> None:
        pids.extend(pool.pids)
        task = asyncio.create_task(pool.run(job(RUNAWAY)))
        await asyncio.sleep(0.05)
        task.cancel()

    in_pool(body)
    deadline = time.monotonic() + 5
    while any(not _is_gone(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.01)
