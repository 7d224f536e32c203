"""Bounds on what a client may send before anything reads it: the head of a request, in bytes and in time.

The server's own parser has none: a header without end would fill the memory, and a head that never ends would hold its
connection for ever.
"""

from __future__ import annotations

import asyncio
import json

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from endpoint.heads import HeadsWithBodies
from endpoint.problems import Problem, answer

HEAD_BYTES = 128 * 1024
HEAD_SECONDS = 30.0


class BoundedProtocol(HeadsWithBodies):
    """HTTP/1.1 whose heads and trailers have an end: past it, 431 and the connection is closed."""

    _unread = 0
    """Bytes since something in the stream was whole."""
    _patience: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        # A head may come whole in one read: no more of it is parsed than it may have.
        while data and not self.transport.is_closing():
            if self._unread >= HEAD_BYTES:
                self._refuse(Problem(431, f"The head of the request is larger than {HEAD_BYTES} bytes."))
                return
            piece, data = data[: HEAD_BYTES - self._unread], data[HEAD_BYTES - self._unread :]
            self._unread += len(piece)
            super().data_received(piece)
        # Most heads come whole and need no timer.
        if self._patience is None and (self.cycle is None or self.cycle.response_complete):
            self._patience = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def send_400_response(self, msg: str) -> None:
        """What the parser cannot read."""
        self._refuse(Problem(400, msg))

    def _refuse(self, problem: Problem) -> None:
        """Answer, unless another answer is on its way, and close the connection."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete or (cycle.more_body and not cycle.response_started):
            body = json.dumps(problem.document()).encode()
            head = f"HTTP/1.1 {problem.status} {problem.title}\r\nContent-Type: application/problem+json\r\n"
            self.transport.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._be_patient()
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        self._unread = 0
        self._be_patient()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unread = 0
        super().on_message_complete()

    def _be_patient(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def length_of(scope: Scope) -> int:
    """How long the address of a request is, in bytes."""
    return len(scope.get("raw_path") or b"") + len(scope["query_string"])


class ShortAddresses:
    """Refuses a request whose address is too long."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and length_of(scope) > self._limit:
            said = f"The address is longer than {self._limit} bytes (QUIPU_URL_MAX_LENGTH). Send a long query by POST."
            # The page of a problem would repeat the address.
            problem = Problem(414, said, {"limit": self._limit})
            await answer(Request({**scope, "query_string": b""}), problem)(scope, receive, send)
            return
        await self._app(scope, receive, send)
