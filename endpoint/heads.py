"""The head of an answer is sent with the first piece of its body.

The server writes them one after the other, and its event loop sends at once what is written: two system calls, of which
each wakes the client, were a sixth of what a small answer costs the server.
"""

from __future__ import annotations

import asyncio
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_CONTINUE = b"HTTP/1.1 100 "


class OneAnswer:
    """The connection as one answer sees it: what is written and how it is closed; nothing else is asked of it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head: bytes | None = None
        """What is held back; empty once it was sent."""

    def write(self, data: bytes) -> None:
        if self._head is None:
            if data.startswith(_CONTINUE):
                self._transport.write(data)
            else:
                self._head = data
        elif self._head:
            self._transport.writelines((self._head, data))
            self._head = b""
        else:
            self._transport.write(data)

    def close(self) -> None:
        if self._head:
            self._transport.write(self._head)
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class HeadsWithBodies(HttpToolsProtocol):
    """HTTP/1.1 whose answers begin with one write. An answer that has no body begins with its head, as it must."""

    def on_headers_complete(self) -> None:
        before = self.cycle
        super().on_headers_complete()
        # Of an answer to HEAD no body is written, be it empty.
        if self.cycle is not before and self.cycle.scope["method"] != "HEAD":
            self.cycle.transport = cast(asyncio.Transport, OneAnswer(self.transport))
