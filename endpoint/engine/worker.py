"""Processes that do a work for strangers: a nursery that has prepared it, and the workers that it forks.

The nursery is a process of one thread that holds what all workers need, such as the release, and waits for orders. A
worker is a fork of it, so it is warm at once and shares that memory. A worker takes one job at a time over its socket,
evaluates it, and sends the answer in frames. It has no network and opens no files, and its memory is limited; past any
limit it is killed, by the server or by the kernel, and nothing else notices.

A frame is a kind (one byte), a length (four bytes, big-endian) and as many bytes. The server sends a nursery one
``WORK`` frame, and a worker ``JOB`` frames; a worker answers each with ``HEAD``, any number of ``CHUNK`` frames and
``END``, or at any point with ``FAILURE``.
"""

from __future__ import annotations

import ctypes
import json
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from endpoint.engine.evaluation import Failure, Head, Output, Reason
from endpoint.garbage import leave_alone
from endpoint.parsing.query import Form

WORK, JOB, HEAD, CHUNK, END, FAILURE = b"W", b"J", b"H", b"C", b"E", b"F"
HEADER = struct.Struct(">cI")
READY = b"ready"
FORK = b"fork"
CHUNK_BYTES = 64 * 1024
FIRST_CHUNK_S = 0.003
"""For how long the first chunk of an answer is gathered; what comes later waits to be a whole chunk."""
STACK_BYTES = 256 * 1024 * 1024
"""The engine recurses over a query: thousands of BINDs in a row end the process on a stack of the usual 8 MB. Only what
is used of it takes memory."""
_PR_SET_PDEATHSIG = 1
IN_TURN = os.SCHED_BATCH
"""How workers are scheduled (sched(7)): one that is woken takes the core from nobody, least of all from the process
that speaks HTTP, which has the next job to hand out."""
AT_ONCE = os.SCHED_OTHER
"""How they are while slow queries run: one that is woken takes the core from those."""


Evaluate = Callable[[Any, Output], Failure | None]
"""Hands the answer to a job to an output; none means that all of it was written."""


class Work(Protocol):
    """What the workers of a nursery do, and what they may take for it. It is sent to the nursery pickled."""

    @property
    def memory_bytes(self) -> int:
        """How much a worker may take beyond what it starts with."""

    @property
    def descriptors(self) -> int:
        """How many files and sockets a worker may open; with none it reaches no network."""

    @property
    def job(self) -> Callable[..., Any]:
        """The class of its jobs, a named tuple."""

    def prepare(self) -> Callable[[], Evaluate]:
        """In the nursery, once: what all workers share. What comes back is called in each, while it may open files."""


def read_exactly(channel: socket.socket, size: int) -> bytes:
    """So many bytes, or fewer where the other side has gone."""
    pieces = bytearray()
    while len(pieces) < size:
        piece = channel.recv(size - len(pieces))
        if not piece:
            break
        pieces += piece
    return bytes(pieces)


def frame(kind: bytes, body: bytes = b"") -> bytes:
    return HEADER.pack(kind, len(body)) + body


def job_bytes(job: tuple[Any, ...]) -> bytes:
    """The body of a ``JOB`` frame: the values of its fields. To find its class by name would take longer."""
    return pickle.dumps(tuple(job))


def head_bytes(head: Head) -> bytes:
    """The body of a ``HEAD`` frame: the form, and a mark for each of what else is so."""
    return f"{head.form or ''} {'repeatable' * head.repeatable} {'held' * head.held}".encode()


@lru_cache(maxsize=64)
def head_of(body: bytes) -> Head:
    """What the body of a ``HEAD`` frame says; raises :exc:`ValueError` where it is none."""
    form, repeatable, held = body.decode().split(" ")
    return Head(Form(form) if form else None, repeatable=bool(repeatable), held=bool(held))


class _Writer:
    """Gathers an answer's small pieces into chunks and sends them; it waits while the server does not read."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._head = b""
        self._pending = bytearray()
        self._begun = 0.0

    def begin(self, head: Head) -> None:
        self._head = frame(HEAD, head_bytes(head))
        self._begun = time.monotonic()

    def write(self, piece: bytes) -> None:
        self._pending += piece
        # Most answers leave whole; of a slow one the client sees soon that it has begun.
        if len(self._pending) >= CHUNK_BYTES or (self._head and time.monotonic() - self._begun > FIRST_CHUNK_S):
            self._send()

    def end(self, failure: Failure | None) -> None:
        if failure is None:
            self._send(frame(END))
        else:
            self._channel.sendall(frame(FAILURE, json.dumps(asdict(failure)).encode()))

    def _send(self, end: bytes = b"") -> None:
        parts: list[bytes | bytearray] = [self._head, end]
        if self._pending:
            parts[1:1] = HEADER.pack(CHUNK, len(self._pending)), self._pending
        # In one system call and without a copy; a signal may interrupt it.
        sent = self._channel.sendmsg(parts)
        if sent < sum(map(len, parts)):
            self._channel.sendall(b"".join(parts)[sent:])
        self._head = b""
        self._pending.clear()


def _next_job(channel: socket.socket) -> tuple[Any, ...] | None:
    """The values of the next job, which comes in one piece where it is short; none where the server has gone."""
    came = channel.recv(CHUNK_BYTES)
    if len(came) < HEADER.size:
        came += read_exactly(channel, HEADER.size - len(came))
        if len(came) < HEADER.size:
            return None
    _, size = HEADER.unpack_from(came)
    body = came[HEADER.size :] + read_exactly(channel, HEADER.size + size - len(came))
    # From the server, our own process: the only side that may send what is unpickled.
    values: tuple[Any, ...] = pickle.loads(body)  # noqa: S301
    return values


def _serve_jobs(channel: socket.socket, made: Callable[..., Any], evaluate: Evaluate) -> None:
    """Evaluate jobs until the server goes away."""
    while True:
        values = _next_job(channel)
        if values is None:
            return
        job = made(*values)
        writer = _Writer(channel)
        try:
            failure = evaluate(job, writer)
        except BrokenPipeError:
            return
        except Exception as error:  # noqa: BLE001 - what nobody foresaw is told too, and the worker goes on
            failure = Failure(Reason.ENGINE, f"the query failed inside the engine: {type(error).__name__}")
        writer.end(failure)


def threads_of(pid: int) -> list[int]:
    """The threads of a process, which Linux schedules each for itself; none where it has ended."""
    try:
        return [int(entry.name) for entry in Path(f"/proc/{pid}/task").iterdir()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def schedule(pid: int, policy: int) -> None:
    """Let a process run by another policy of sched(7), and what it forks from then on."""
    for thread in threads_of(pid):
        # It may have ended; and where the service was itself started as idle, Linux lets it be nothing else.
        with suppress(ProcessLookupError, PermissionError):
            os.sched_setscheduler(thread, policy, os.sched_param(0))


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _lock_down(memory_bytes: int, descriptors: int) -> None:
    """So many descriptors (with none, neither SERVICE nor LOAD reaches anything), no core dump, so much memory more."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + STACK_BYTES + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))


def _live(channel: socket.socket, work: Work, begin: Callable[[], Evaluate]) -> None:
    """The life of a worker, in the forked process."""
    _die_with_parent()
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=_serve_jobs, args=(channel, work.job, begin()))
    _lock_down(work.memory_bytes, work.descriptors)
    thread.start()
    thread.join()


def main(control_fd: int) -> None:
    """The life of a nursery: prepare the work that comes, then fork a worker for each socket, and answer its id."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl+C is for the server
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries workers
    schedule(os.getpid(), IN_TURN)
    with socket.socket(fileno=control_fd) as control:
        _, size = HEADER.unpack(read_exactly(control, HEADER.size))
        work: Work = pickle.loads(read_exactly(control, size))  # noqa: S301 - from the server too
        begin = work.prepare()
        leave_alone()
        control.sendall(READY)
        while True:
            order, descriptors, _, _ = socket.recv_fds(control, len(FORK), 1)
            if not order:
                return
            (descriptor,) = descriptors
            pid = os.fork()
            if pid == 0:
                control.close()
                status = 1
                try:
                    with socket.socket(fileno=descriptor) as channel:
                        _live(channel, work, begin)
                    status = 0
                finally:
                    os._exit(status)
            os.close(descriptor)
            control.sendall(struct.pack(">I", pid))


if __name__ == "__main__":
    main(int(sys.argv[1]))
