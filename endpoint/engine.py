"""Where anyone's query runs.

The service knows only :class:`Engine`: a job goes in, bytes or a failure come out. For now the jobs run in threads of
this process, each evaluated and written whole in one of them; a pool of worker processes, or another engine behind the
SPARQL Protocol, implements the same and changes nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol

from pyoxigraph import Store

from endpoint.evaluation import Failure, Job, Reason, evaluate

_log = logging.getLogger("quipu")

STACK_BYTES = 256 * 1024 * 1024
"""The engine recurses over a query: thousands of BINDs in a row end the process on a stack of the usual 8 MB. Only
what is used of it takes memory."""


class Aborted(Exception):  # noqa: N818 - it aborts the connection
    """An answer that ended before it was whole; the connection must not end cleanly."""


@dataclass(frozen=True)
class Answer:
    """The bytes of an answer, the first piece of which is known to exist: its status line can be sent.

    An iterator that raises :class:`Aborted` means that the answer is not whole; the connection must then be cut.
    """

    chunks: AsyncIterator[bytes]
    size: int | None = None
    """In bytes, where it is known beforehand."""


class Engine(Protocol):
    """Evaluates queries on one release."""

    async def run(self, job: Job) -> Answer | Failure:
        """Evaluate a job. Many may run at a time; one that waits or runs long holds up no other."""

    def close(self) -> None:
        """Start no more jobs."""


@dataclass(frozen=True)
class _Task:
    job: Job
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[list[bytes] | Failure]


class ThreadEngine:
    """An :class:`Engine` in threads of this process, over one store that is only read.

    The threads are daemons: a query that never ends does not keep the service from stopping.
    """

    def __init__(self, store: Store, threads: int) -> None:
        self._store = store
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._threads = _start(threads, self._work)

    async def run(self, job: Job) -> Answer | Failure:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[list[bytes] | Failure] = loop.create_future()
        self._tasks.put(_Task(job, loop, done))
        result = await done
        if isinstance(result, Failure):
            return result
        return Answer(_chunks(result), sum(map(len, result)))

    def close(self) -> None:
        for _ in self._threads:
            self._tasks.put(None)

    def _work(self) -> None:
        while task := self._tasks.get():
            result = self._evaluate(task.job)
            try:
                task.loop.call_soon_threadsafe(_settle, task.done, result)
            except RuntimeError:
                _log.debug("nobody waits for the answer any more: the event loop is closed")

    def _evaluate(self, job: Job) -> list[bytes] | Failure:
        chunks: list[bytes] = []
        try:
            failure = evaluate(self._store, job, chunks.append)
        except Exception:  # noqa: BLE001
            # Logged here and not passed on: its frames may hold results that only this thread may touch.
            _log.exception("a query failed in a way that nobody foresaw")
            return Failure(Reason.ENGINE, "the query failed inside the engine")
        return failure or chunks


def _start(number: int, work: object) -> Sequence[threading.Thread]:
    """Start threads with a deep stack; its size can only be set for all threads that are started meanwhile."""
    assert callable(work)
    threads = [threading.Thread(target=work, name=f"query-{i}", daemon=True) for i in range(number)]
    before = threading.stack_size(STACK_BYTES)
    try:
        for thread in threads:
            thread.start()
    finally:
        threading.stack_size(before)
    return threads


def _settle(done: asyncio.Future[list[bytes] | Failure], result: list[bytes] | Failure) -> None:
    if not done.done():  # it is when the request was cancelled meanwhile
        done.set_result(result)


async def _chunks(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
