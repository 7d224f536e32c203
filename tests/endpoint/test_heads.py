"""Heads that are sent with the first of their bodies, as a client meets them (RFC 9112)."""

from __future__ import annotations

import asyncio
import http.client
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import cast

import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from endpoint.heads import OneAnswer
from tests.endpoint.serving import served


class Written(asyncio.Transport):
    """A connection that notes its system calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.calls.append(bytes(data))

    def writelines(self, list_of_data: object) -> None:
        self.calls.append(b"".join(cast(list[bytes], list_of_data)))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


class TestOneAnswer:
    def test_the_head_goes_with_the_first_piece_and_no_other(self) -> None:
        answer = OneAnswer(written := Written())
        for piece in (b"head", b"one", b"two", b"three"):
            answer.write(piece)
        assert written.calls == [b"headone", b"two", b"three"]

    def test_an_empty_body_sends_the_head(self) -> None:
        answer = OneAnswer(written := Written())
        answer.write(b"head")
        assert written.calls == []
        answer.write(b"")
        assert written.calls == [b"head"]

    def test_what_comes_before_the_head_is_sent_at_once(self) -> None:
        answer = OneAnswer(written := Written())
        answer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        answer.write(b"head")
        answer.write(b"body")
        assert written.calls == [b"HTTP/1.1 100 Continue\r\n\r\n", b"headbody"]

    def test_a_head_alone_is_sent_before_the_end(self) -> None:
        answer = OneAnswer(written := Written())
        answer.write(b"head")
        assert not answer.is_closing()
        answer.close()
        assert (written.calls, written.closed, answer.is_closing()) == ([b"head"], True, True)

    def test_what_was_sent_is_not_sent_again(self) -> None:
        answer = OneAnswer(written := Written())
        answer.write(b"head")
        answer.write(b"body")
        answer.close()
        assert written.calls == [b"headbody"]


async def _application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers by what the path says."""
    if scope["type"] != "http":
        return
    path = scope["path"]
    given = b""
    if scope["method"] == "POST":
        more = True
        while more:
            message = await receive()
            given, more = given + message["body"], message["more_body"]
    status = int(path[1:4])
    headers = (
        [] if path.endswith("chunked") or status in {204, 304} else [(b"content-length", b"%d" % (5 + len(given)))]
    )
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if path.endswith("cut"):
        return
    if status in {204, 304}:
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.body", "body": b"he", "more_body": True})
    await asyncio.sleep(0.01)
    await send({"type": "http.response.body", "body": b"llo" + given})


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    app = FastAPI()
    app.mount("/", _application)
    with served(app) as found:
        yield found


def test_answers_of_one_connection_are_whole(address: tuple[str, int]) -> None:
    requests = ["GET /200", "HEAD /200", "GET /204", "HEAD /200chunked", "GET /304", "GET /200chunked", "GET /404"]
    with closing(http.client.HTTPConnection(*address, timeout=20)) as connection:
        for method, path in map(str.split, requests):
            connection.request(method, path)
            response = connection.getresponse()
            assert response.status == int(path[1:4])
            assert response.read() == (b"" if method == "HEAD" or response.status in {204, 304} else b"hello")


def test_requests_one_behind_the_other(address: tuple[str, int]) -> None:
    """Pipelining (RFC 9112, section 9.3.2): a head that is held back must not come after the next answer."""
    requests = ["HEAD /200", "GET /200", "GET /304", "HEAD /404", "GET /200chunked", "GET /204", "GET /201"]
    sent = "".join(f"{each} HTTP/1.1\r\nHost: x\r\n\r\n" for each in requests[:-1])
    sent += f"{requests[-1]} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(sent.encode())
        came = b""
        while piece := connection.recv(65536):
            came += piece
    order = [part[:3].decode() for part in came.split(b"HTTP/1.1 ")[1:]]
    assert order == [each.split()[1][1:4] for each in requests]
    assert came.count(b"hello") == 2
    assert came.count(b"\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n") == 1


def test_a_body_that_is_waited_for(address: tuple[str, int]) -> None:
    """``Expect: 100-continue`` (RFC 9110, section 10.1.1): the client sends its body once it is told to."""
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(b"POST /200 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"body")
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert (response.status, response.read()) == (200, b"hellobody")


def test_an_answer_that_is_cut_after_its_head_is_no_whole_one(address: tuple[str, int]) -> None:
    with closing(http.client.HTTPConnection(*address, timeout=20)) as connection:
        connection.request("GET", "/200cut")
        with connection.getresponse() as response:
            assert response.status == 200
            with pytest.raises(http.client.IncompleteRead):
                response.read()
