"""The server's end of a worker's socket: jobs go out, frames come in.

The event loop watches the socket as long as the worker lives, not anew for each frame. While nobody takes what has come
it stops reading, so that a worker waits for a slow client.
"""

from __future__ import annotations

import asyncio
import socket

from endpoint.engine.worker import CHUNK_BYTES, END, HEADER

_AT_ONCE = CHUNK_BYTES + 4 * HEADER.size
"""An answer of one chunk, with its head and its end, comes in one piece."""
_MAX_WAITING = 4 * CHUNK_BYTES
_MAX_FRAME = 16 * 1024 * 1024


class Channel:
    """Frames from and to one worker, for one reader at a time."""

    def __init__(self, own: socket.socket) -> None:
        own.setblocking(False)
        self._socket = own
        self._loop: asyncio.AbstractEventLoop | None = None
        self._buffer = bytearray()
        self._wanted = 0
        self._arrival: asyncio.Future[None] | None = None
        self._reads = False
        self._ended = False

    async def send(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._reads = loop, False
            self._read_on()
        try:
            sent = self._socket.send(data)
        except BlockingIOError:
            sent = 0
        if sent < len(data):
            await loop.sock_sendall(self._socket, data[sent:])

    async def frame(self) -> tuple[bytes, bytes]:
        """The kind and the body of the next frame; raises :exc:`ConnectionError` where the worker is gone."""
        while True:
            held = len(self._buffer)
            wanted = HEADER.size
            if held >= wanted:
                kind, size = HEADER.unpack_from(self._buffer)
                if size > _MAX_FRAME:
                    raise ConnectionError("a frame too large")
                wanted += size
                if held >= wanted:
                    with memoryview(self._buffer) as buffered:
                        body = bytes(buffered[HEADER.size : wanted])
                    del self._buffer[:wanted]
                    return kind, body
            await self._until(wanted)

    def has_ended(self) -> bool:
        """Whether the end of the answer is here already: then all of it is."""
        if not self._buffer.startswith(END):
            return False
        del self._buffer[: HEADER.size]
        return True

    def close(self) -> None:
        """Whoever waits for a frame sees the worker gone."""
        if self._loop is not None and not self._loop.is_closed():
            self._pause()
            self._arrive()
        self._ended = True
        self._socket.close()

    async def _until(self, size: int) -> None:
        """Until so much is here that nobody has taken, or the worker has gone."""
        if self._ended:
            raise ConnectionError("the worker is gone")
        assert self._loop is not None  # a job was sent before
        self._wanted = size
        self._arrival = self._loop.create_future()
        self._read_on()
        try:
            await self._arrival
        finally:
            self._arrival = None

    def _on_readable(self) -> None:
        try:
            piece = self._socket.recv(_AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if piece:
            self._buffer += piece
        else:
            self._ended = True
        if self._ended or len(self._buffer) >= max(_MAX_WAITING, self._wanted):
            self._pause()
        if self._ended or len(self._buffer) >= self._wanted:
            self._arrive()

    def _arrive(self) -> None:
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)

    def _read_on(self) -> None:
        if not self._reads and not self._ended and self._loop is not None:
            self._reads = True
            self._loop.add_reader(self._socket.fileno(), self._on_readable)

    def _pause(self) -> None:
        if self._reads and self._loop is not None:
            self._reads = False
            self._loop.remove_reader(self._socket.fileno())
