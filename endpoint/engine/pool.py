"""The pool of worker processes: for queries, an :class:`~endpoint.engine.contract.Engine` that can be stopped.

A job takes an idle worker or waits for one, in the order of arrival. Its answer is read in frames, and only as fast as
the client takes it. Past its time, or when nobody wants the answer any more, its worker is killed and another forked.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from endpoint.engine import worker
from endpoint.engine.channel import Channel
from endpoint.engine.contract import Aborted, Answer, Spent, for_nothing
from endpoint.engine.evaluation import Failure, Head, Reason

_log = logging.getLogger("quipu")
_START_SECONDS = 120
_AS_INHERITED: Mapping[str, str] = {}
SLOW_AFTER_S = 0.25
"""From when on a query that is still running gives way to others."""
SLOW_PRIORITY = 19


@dataclass(frozen=True)
class Limits:
    """What a query may take."""

    seconds: float
    """From when it has a worker to the end of its answer."""
    waiting: int
    """How many may wait for a worker."""


class _Worker:
    """A worker process as the server sees it: a socket and a handle that kills it."""

    def __init__(self, channel: socket.socket, pid: int) -> None:
        self._channel = Channel(channel)
        self.handle = os.pidfd_open(pid)
        self.pid = pid
        self.is_late = False
        self.is_killed = False
        self.spent: Spent = for_nothing
        self._since = 0.0

    def begin(self, spent: Spent) -> None:
        """From here on a job holds the worker."""
        self.spent, self._since = spent, time.monotonic()

    def settle(self) -> None:
        """The job is over, or over for whoever asked."""
        spent, self.spent = self.spent, for_nothing
        spent((time.monotonic() - self._since) * 1000)

    async def answer(self, job: tuple[Any, ...]) -> tuple[Head, bytes, bool] | Failure:
        """The head of the answer to a job, its first chunk, and whether that is all of it."""
        await self._channel.send(worker.frame(worker.JOB, worker.job_bytes(job)))
        kind, body = await self.frame()
        if kind == worker.HEAD:
            head = worker.head_of(body)
            kind, body = await self.frame()
            if kind != worker.FAILURE:
                return head, body, kind == worker.END or self._channel.has_ended()
        return failure_of(body)

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame; raises :exc:`ConnectionError` where the worker is gone."""
        return await self._channel.frame()

    def yield_to_others(self) -> None:
        """Let lighter queries go first from here on. It cannot be taken back: the worker is replaced afterwards.

        Priority alone is not enough: whoever wakes on a core in use was seen to wait up to 4 ms, which is a tick of the
        kernel. So slow queries together leave one core free, where there is more than one.
        """
        cores = sorted(os.sched_getaffinity(0))
        for thread in worker.threads_of(self.pid):
            with suppress(ProcessLookupError):  # it may have ended
                os.setpriority(os.PRIO_PROCESS, thread, SLOW_PRIORITY)
                os.sched_setaffinity(thread, cores[1:] or cores)

    def stop(self) -> None:
        """End the process at once; the handle is of this process and no later one with its number."""
        try:
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        except ProcessLookupError:
            _log.debug("worker %d had ended", self.pid)

    def kill(self) -> None:
        """End the process, and close what leads to it; nobody may read from it any more."""
        if self.is_killed:
            return
        self.is_killed = True
        self.stop()
        os.close(self.handle)
        self._channel.close()


class WorkerPool:
    """An :class:`~endpoint.engine.contract.Engine` in worker processes."""

    def __init__(
        self, work: worker.Work, workers: int, limits: Limits, environment: Mapping[str, str] = _AS_INHERITED
    ) -> None:
        self._limits = limits
        self._environment = environment
        self._size = workers
        self._idle: list[_Worker] = []
        self._waiting: deque[asyncio.Future[_Worker]] = deque()
        self._busy: set[_Worker] = set()
        self._slow: set[_Worker] = set()
        self._policy = worker.IN_TURN
        self._timers: dict[_Worker, asyncio.TimerHandle] = {}
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work = work
        self._control, self._process = _start(work, environment)
        for _ in range(workers):
            self._idle.append(self._fork())

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers."""
        return [each.pid for each in (*self._idle, *self._busy)]

    def close(self) -> None:
        self._closed = True
        for waiting in self._waiting:
            waiting.cancel()
        for each in self._idle:
            self._unwatch(each)
            each.kill()
        self._idle.clear()
        for each in self._busy:
            each.stop()  # whoever reads from it sees its end
        self._control.close()
        self._process.wait(10)

    async def run(self, job: tuple[Any, ...], spent: Spent = for_nothing) -> Answer | Failure:
        """Evaluate a job; being cancelled kills its worker."""
        self._watch_all()
        if not self._idle and len(self._waiting) >= self._limits.waiting:
            spent(0)
            return Failure(Reason.BUSY, "too many queries are waiting")
        try:
            taken = await self._acquire()
        except BaseException:
            spent(0)
            raise
        taken.begin(spent)
        try:
            result = await taken.answer(job)
        except (OSError, ValueError, TypeError, LookupError):  # it is gone, or what it says makes no sense
            self._give_up(taken)
            if taken.is_late:
                return Failure(
                    Reason.TIMEOUT, f"the query took longer than {self._limits.seconds:g} s (QUIPU_QUERY_TIMEOUT_S)"
                )
            return Failure(Reason.LOST, "the query needed more memory than it may take")
        except BaseException:
            self._give_up(taken)
            raise
        if isinstance(result, Failure):
            if result.reason is Reason.ELSEWHERE:
                taken.spent = for_nothing  # whoever answers it counts
            self._release(taken)
            return result
        head, body, is_whole = result
        if is_whole:
            self._release(taken)
            return Answer(head, _one(body), body)
        return Answer(head, self._rest(taken, body))

    async def _rest(self, taken: _Worker, first: bytes) -> AsyncIterator[bytes]:
        """The chunks of an answer; raises :class:`Aborted` where it does not come to its end.

        At its time the worker is freed, whether or not anybody reads.
        """
        if taken not in self._busy:
            raise Aborted("the answer was not read in time")
        whole = False
        try:
            body, kind = first, worker.CHUNK
            while kind == worker.CHUNK:
                yield body
                kind, body = await taken.frame()
            whole = True
        except OSError as error:
            raise Aborted("the answer could not be finished") from error
        finally:
            if whole:
                self._release(taken)
            else:
                self._give_up(taken)
        if kind == worker.FAILURE:
            raise Aborted(failure_of(body).message)

    def _watch_all(self) -> None:
        """From the first query on: a worker that dies while idle is replaced before it is missed."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            for each in self._idle:
                self._watch(each)

    def _watch(self, each: _Worker) -> None:
        asyncio.get_running_loop().add_reader(each.handle, self._on_exit, each)

    def _unwatch(self, each: _Worker) -> None:
        """Before its handle is closed: the number of the handle may soon be another's."""
        if self._loop is not None and not self._loop.is_closed() and not each.is_killed:
            self._loop.remove_reader(each.handle)

    def _on_exit(self, dead: _Worker) -> None:
        """A worker's process ended. One with a job is replaced by whoever waits for its answer."""
        self._unwatch(dead)
        if dead in self._idle:
            self._idle.remove(dead)
            self._replace(dead)

    async def _acquire(self) -> _Worker:
        if self._idle:
            taken = self._idle.pop()  # the one whose memory is warmest
            self._busy.add(taken)
        else:
            waiting: asyncio.Future[_Worker] = asyncio.get_running_loop().create_future()
            self._waiting.append(waiting)
            try:
                taken = await waiting
            except asyncio.CancelledError:
                if waiting.done() and not waiting.cancelled():
                    self._busy.discard(waiting.result())
                    self._hand_over(waiting.result())
                elif waiting in self._waiting:
                    self._waiting.remove(waiting)
                raise
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limits.seconds
        self._timers[taken] = loop.call_at(
            min(deadline, loop.time() + SLOW_AFTER_S), self._on_slow, taken, loop, deadline
        )
        return taken

    def _on_slow(self, taken: _Worker, loop: asyncio.AbstractEventLoop, deadline: float) -> None:
        taken.yield_to_others()
        self._slow.add(taken)
        self._schedule()
        self._timers[taken] = loop.call_at(deadline, self._on_late, taken)

    def _schedule(self) -> None:
        """Let light queries interrupt slow ones, and while there are none, nobody."""
        policy = worker.AT_ONCE if self._slow else worker.IN_TURN
        if policy != self._policy:
            self._policy = policy
            for each in {*self._idle, *self._busy} - self._slow:
                worker.schedule(each.pid, policy)

    def _on_late(self, taken: _Worker) -> None:
        taken.is_late = True
        self._replace(taken)

    def _release(self, taken: _Worker) -> None:
        """Take a worker back whose answer came whole; one that came at the last moment may have been replaced."""
        if taken not in self._busy:
            return
        if taken in self._slow:
            self._replace(taken)
            return
        self._end_job(taken)
        self._hand_over(taken)

    def _give_up(self, taken: _Worker) -> None:
        """Nobody waits for the answer any more; its worker may have been replaced at its time."""
        if taken in self._busy:
            self._replace(taken)

    def _end_job(self, taken: _Worker) -> None:
        taken.settle()
        self._busy.discard(taken)
        if taken in self._slow:
            self._slow.remove(taken)
            self._schedule()
        timer = self._timers.pop(taken, None)
        if timer is not None:
            timer.cancel()

    def _hand_over(self, taken: _Worker) -> None:
        """Give a worker to whoever has waited longest."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                self._busy.add(taken)
                waiting.set_result(taken)
                return
        if self._closed:
            taken.kill()
        else:
            self._idle.append(taken)

    def _replace(self, lost: _Worker) -> None:
        """Kill a worker and fork another."""
        self._end_job(lost)
        self._unwatch(lost)
        lost.kill()
        if self._closed:
            return
        try:
            made = self._fork()
        except OSError:
            _log.exception("the nursery of the workers is gone; starting another")
            self._control.close()
            self._control, self._process = _start(self._work, self._environment)
            made = self._fork()
        self._watch(made)
        self._hand_over(made)

    def _fork(self) -> _Worker:
        """A new worker; it takes some milliseconds."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [worker.FORK], [theirs.fileno()])
        answer = worker.read_exactly(self._control, 4)
        if len(answer) < 4:
            ours.close()
            raise ConnectionError("the nursery is gone")
        made = _Worker(ours, struct.unpack(">I", answer)[0])
        if self._policy != worker.IN_TURN:
            worker.schedule(made.pid, self._policy)
        return made


def failure_of(body: bytes) -> Failure:
    """A failure as a worker tells it; what a worker sends is checked, for a query may have got the better of it."""
    told: dict[str, Any] = json.loads(body)
    return Failure(**{**told, "reason": Reason(told["reason"])})


async def _one(body: bytes) -> AsyncIterator[bytes]:
    if body:
        yield body


def _start(work: worker.Work, environment: Mapping[str, str]) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start a nursery and wait until it is prepared; raises :exc:`ConnectionError` where it does not get there."""
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-m", worker.__name__, str(theirs.fileno())]
        inherited = {**os.environ, **environment}
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=inherited)  # noqa: S603 - our own program
    ours.settimeout(_START_SECONDS)
    try:
        ours.sendall(worker.frame(worker.WORK, pickle.dumps(work)))
        ready = worker.read_exactly(ours, len(worker.READY)) == worker.READY
    except BrokenPipeError:
        ready = False
    if not ready:
        process.wait()
        raise ConnectionError("the worker processes did not start")
    return ours, process
