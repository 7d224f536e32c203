"""What a client may send before anything reads it."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator

import pytest

from endpoint import sizes
from endpoint.app import create_app
from endpoint.settings import Settings
from endpoint.sizes import HEAD_BYTES
from loaders.release import Release
from tests.endpoint.serving import served


@pytest.fixture(scope="module")
def address(small: Release) -> Iterator[tuple[str, int]]:
    app = create_app(Settings(_env_file=None, url_max_length=2000), small)
    with served(app) as found:
        yield found
    app.state.site.close()


def send(address: tuple[str, int], *pieces: bytes) -> tuple[int, bytes]:
    with socket.create_connection(address, timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
        response = http.client.HTTPResponse(connection)
        response.begin()
        return response.status, response.read()


def problem(answer: tuple[int, bytes]) -> int:
    status, body = answer
    assert json.loads(body)["status"] == status
    return status


START = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n"


def test_a_head_of_many_kilobytes_is_read(address: tuple[str, int]) -> None:
    assert send(address, START + b"X: " + b"a" * 100_000 + b"\r\n\r\n") == (200, b"true")


def test_a_head_of_thousands_of_headers_is_read(address: tuple[str, int]) -> None:
    """What is given twice is one list (RFC 9110, section 5.3), however much stands between."""
    many = b"".join(b"X-%d: a\r\n" % i for i in range(9000))
    start = START.replace(b"text/csv", b"text/csv;q=0.1")
    twice = many + b"Accept: text/tab-separated-values\r\n" + b"X-1: b\r\n"
    status, body = send(address, start + twice + b"\r\n")
    assert (status, body) == (200, b"true")
    assert send(address, start.replace(b"text/csv;q=0.1", b"image/png") + twice + b"\r\n") == (200, b"true")
    assert send(address, start.replace(b"text/csv;q=0.1", b"image/png") + many + b"\r\n")[0] == 406


@pytest.mark.parametrize("target", [b"/sparql?query=ASK%7B%7D", b"/sparql", b"/def"])
def test_an_accept_header_of_kilobytes_is_a_431(address: tuple[str, int], target: bytes) -> None:
    """To read one takes tens of milliseconds, in which nobody else is answered."""
    head = b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nAccept: text/csv" + b", text/csv" * 400 + b"\r\n\r\n"
    assert problem(send(address, head)) == 431


def test_other_headers_of_kilobytes_say_nothing(address: tuple[str, int]) -> None:
    for name in (b"Accept-Language: es", b"Accept-Encoding: gzip", b'If-None-Match: "x"'):
        assert send(address, START + name + b", y" * 3000 + b"\r\n\r\n") == (200, b"true")


def test_a_head_without_end_is_a_431(address: tuple[str, int]) -> None:
    """The server's parser would gather it in memory for ever."""
    assert problem(send(address, START + b"X: " + b"a" * (HEAD_BYTES + 1))) == 431
    assert problem(send(address, START, *[b"X: a\r\n" * 1000 for _ in range(HEAD_BYTES // 6000 + 1)])) == 431


def test_an_address_too_long_is_a_414(address: tuple[str, int]) -> None:
    for target in (b"/" + b"a" * 3000, b"/sparql?query=" + b"a" * 3000, b"/sparql?lang=" + b"a" * 3000):
        status, body = send(address, b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert problem((status, body)) == 414
        assert b"QUIPU_URL_MAX_LENGTH" in body
        assert len(body) < 1000


def test_what_is_no_http_is_a_problem_too(address: tuple[str, int]) -> None:
    assert problem(send(address, b"\x16\x03\x01 hello\r\n\r\n")) == 400


def test_too_many_parameters(address: tuple[str, int]) -> None:
    fields = b"&".join(b"a=1" for _ in range(1001))
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d"
    assert problem(send(address, head % len(fields) + b"\r\n\r\n" + fields)) == 400


def test_trailers_without_end_end_the_connection(address: tuple[str, int]) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    head += b"Transfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(head + b"5\r\nASK{}\r\n0\r\n")
        with pytest.raises(ConnectionError):  # noqa: PT012 - it shows in one of many writes
            for _ in range(1000):
                connection.sendall(b"X: " + b"a" * 10_000)


def test_a_head_that_does_not_come_ends_the_connection(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slow clients hold nothing but their connection, and that not for ever."""
    monkeypatch.setattr(sizes, "HEAD_SECONDS", 0.1)
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(START)
        assert connection.recv(100) == b""
