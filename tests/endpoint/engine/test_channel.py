"""Frames over a socket, however they are cut, and a worker that waits for whoever reads."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest

from endpoint.engine.channel import Channel
from endpoint.engine.worker import CHUNK, CHUNK_BYTES, END, HEAD, JOB, frame

Body = Callable[[Channel, socket.socket], Awaitable[None]]


def between(body: Body) -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    with theirs:
        asyncio.run(_both(body, channel, theirs))


async def _both(body: Body, channel: Channel, theirs: socket.socket) -> None:
    theirs.setblocking(False)
    try:
        await body(channel, theirs)
    finally:
        channel.close()


def test_frames_are_whole_however_they_come() -> None:
    sent = frame(HEAD, b"head") + frame(CHUNK, b"x" * 1000) + frame(END)

    async def body(channel: Channel, worker: socket.socket) -> None:
        await channel.send(frame(JOB, b"job"))
        assert worker.recv(100) == frame(JOB, b"job")
        for at in range(0, len(sent), 7):
            worker.send(sent[at : at + 7])
            await asyncio.sleep(0)
        assert [await channel.frame() for _ in range(3)] == [(HEAD, b"head"), (CHUNK, b"x" * 1000), (END, b"")]

    between(body)


def test_an_answer_that_is_all_here_is_known_to_be() -> None:
    async def body(channel: Channel, worker: socket.socket) -> None:
        await channel.send(frame(JOB))
        worker.send(frame(CHUNK, b"x") + frame(END))
        assert await channel.frame() == (CHUNK, b"x")
        assert channel.has_ended()
        worker.send(frame(CHUNK, b"y"))
        assert await channel.frame() == (CHUNK, b"y")
        assert not channel.has_ended()

    between(body)


def test_a_job_larger_than_the_socket_holds_is_sent_in_full() -> None:
    async def body(channel: Channel, worker: socket.socket) -> None:
        job = frame(JOB, b"q" * 2_000_000)
        sending = asyncio.create_task(channel.send(job))
        received = bytearray()
        loop = asyncio.get_running_loop()
        while len(received) < len(job):
            received += await loop.sock_recv(worker, 1 << 20)
        await sending
        assert received == job

    between(body)


def test_a_worker_waits_for_whoever_reads() -> None:
    async def body(channel: Channel, worker: socket.socket) -> None:
        await channel.send(frame(JOB))
        sent = 0
        chunk = frame(CHUNK, b"x" * CHUNK_BYTES)
        for _ in range(200):  # thirteen megabytes, were they taken
            try:
                sent += worker.send(chunk)
            except BlockingIOError:
                await asyncio.sleep(0)
        assert sent < 2_000_000
        assert (await channel.frame())[0] == CHUNK

    between(body)


@pytest.mark.parametrize("sent", [b"", b"C", frame(CHUNK, b"abc")[:-1]])
def test_a_worker_that_is_gone(sent: bytes) -> None:
    async def body(channel: Channel, worker: socket.socket) -> None:
        await channel.send(frame(JOB))
        waiting = asyncio.create_task(channel.frame())
        await asyncio.sleep(0)
        worker.send(sent)
        worker.close()
        with pytest.raises(ConnectionError):
            await waiting

    between(body)


def test_a_frame_of_a_size_that_no_worker_sends() -> None:
    async def body(channel: Channel, worker: socket.socket) -> None:
        await channel.send(frame(JOB))
        worker.send(b"C\xff\xff\xff\xff")
        with pytest.raises(ConnectionError, match="too large"):
            await channel.frame()

    between(body)


def test_closing_ends_the_wait() -> None:
    async def body(channel: Channel, _: socket.socket) -> None:
        await channel.send(frame(JOB))
        waiting = asyncio.create_task(channel.frame())
        await asyncio.sleep(0)
        channel.close()
        with pytest.raises(ConnectionError):
            await waiting

    between(body)


def test_it_is_read_in_another_loop_after_the_first_has_ended() -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(ours)

    async def ask() -> tuple[bytes, bytes]:
        await channel.send(frame(JOB))
        theirs.send(frame(CHUNK, b"x"))
        return await channel.frame()

    with theirs:
        assert [asyncio.run(ask()) for _ in range(2)] == [(CHUNK, b"x")] * 2
        channel.close()
