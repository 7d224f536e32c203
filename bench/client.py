"""A load client, run as a process of its own: a few connections that are kept alive, one request at a time on each.

It reads a :class:`Load` as JSON from standard input and writes an :class:`Outcome` to standard output. It does as
little as it can for each request, since it shares the machine with what it measures: one loop over ready sockets, and
requests that are put together from three pieces.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE_S = 20.0
"""How long a load goes on past its end, for a first answer on each connection."""
_RECEIVED_BYTES = 1 << 18
_LAST_CHUNK = b"0\r\n\r\n"


@dataclass(frozen=True)
class Load:
    """Requests to send. A target is ``before + key + after``, and a number at its end where ``numbered``.

    Keys are taken in turn. With one key and no numbers all requests are equal.
    """

    port: int
    accept: str
    before: str
    keys: tuple[str, ...]
    after: str
    numbered: bool
    connections: int
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """What came of a load: answers in a second, milliseconds for the half and for 99 of 100 of them, faults.

    The last answer on each connection comes when no more is asked for; the rate does not count it.
    """

    requests: int
    rate: float
    p50_ms: float
    p99_ms: float
    errors: int


def run(load: Load) -> Outcome:
    """Do a load in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.client"],
        input=json.dumps(asdict(load)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return Outcome(**json.loads(done.stdout))


class _Requests:
    def __init__(self, load: Load) -> None:
        self._before = f"GET {load.before}".encode()
        self._keys = [key.encode() for key in load.keys]
        self._after = load.after.encode()
        self._end = f" HTTP/1.1\r\nHost: 127.0.0.1:{load.port}\r\nAccept: {load.accept}\r\n\r\n".encode()
        # No two loads send the same numbers, so that no cache knows them.
        self._numbers = count(time.time_ns() // 1000) if load.numbered else None

    def __call__(self, turn: int) -> bytes:
        number = b"" if self._numbers is None else b"%d" % next(self._numbers)
        return self._before + self._keys[turn % len(self._keys)] + self._after + number + self._end


class _Connection:
    """A connection with the answer that is being read on it."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0.0
        self.answers = 0
        self.good = True
        self._missing: int | None = None
        """Bytes to come; none for an answer in chunks, whose end is seen at its last bytes."""
        self._tail = b""

    def send(self, request: bytes) -> None:
        self._tail = b""
        self._missing = None
        self._head = b""
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Read what there is; true at the end of the answer. Raises :exc:`ConnectionError` where none comes."""
        piece = self.socket.recv(_RECEIVED_BYTES)
        if not piece:
            raise ConnectionError("the server closed the connection")
        if not self._tail:
            self._head += piece
            head, end, body = self._head.partition(b"\r\n\r\n")
            if not end:
                return False
            self._begin(head.lower())
            piece = body
            self._tail = b"\r\n"
        if self._missing is None:
            self._tail = (self._tail + piece)[-len(_LAST_CHUNK) - 2 :]
            return self._tail == b"\r\n" + _LAST_CHUNK
        self._missing -= len(piece)
        return self._missing <= 0

    def _begin(self, head: bytes) -> None:
        self.good = head.startswith(b"http/1.1 200")
        _, named, rest = head.partition(b"\r\ncontent-length:")
        self._missing = int(rest.partition(b"\r\n")[0]) if named else None


def drive(load: Load) -> Outcome:
    """Do a load in this process."""
    requests, turns = _Requests(load), count()
    times: list[float] = []
    errors = 0
    selector = selectors.DefaultSelector()
    connections = [_Connection(load.port) for _ in range(load.connections)]
    start = time.perf_counter()
    for connection in connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(requests(next(turns)))
    end, last, waiting = start + load.seconds, start, len(connections)
    counted, counted_until = 0, start
    # Nobody hangs up in the middle of an answer: a server may go on with it, or lose the process that works on it.
    open_ = len(connections)
    while open_ and last < end + PATIENCE_S:
        for key, _ in selector.select(timeout=0.1):
            connection = key.data
            if not connection.receive():
                continue
            now = time.perf_counter()
            times.append(now - connection.sent)
            errors += not connection.good
            waiting -= not connection.answers
            connection.answers += 1
            if now < end or waiting:
                connection.send(requests(next(turns)))
                counted, counted_until = len(times), now
            else:
                open_ -= 1
        last = time.perf_counter()
    for connection in connections:
        connection.socket.close()
    times.sort()
    if not times:
        return Outcome(0, 0.0, float("inf"), float("inf"), errors)
    rate = counted / (counted_until - start) if counted else len(times) / (last - start)
    milliseconds = [1000 * times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.99)]
    return Outcome(len(times), rate, milliseconds[0], milliseconds[1], errors)


if __name__ == "__main__":
    given = json.load(sys.stdin)
    json.dump(asdict(drive(Load(**{**given, "keys": tuple(given["keys"])}))), sys.stdout)
