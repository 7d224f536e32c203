"""Whole answers kept in memory, up to a limit; the one unused for longest goes first.

An answer that was made quickly is kept only when it is asked for again (:mod:`endpoint.doorkeeper`).

What is kept is what an HTTP cache may keep (RFC 9111, section 3): a ``200`` to a GET that is ``public`` and has a tag.
A release never changes, and an answer is found by the release that it is from: it is never stale. A hit is answered
before routing and needs no evaluation.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from endpoint.doorkeeper import Doorkeeper
from endpoint.http.compression import choose_coding
from endpoint.http.headers import RawHeader
from endpoint.http.validators import is_not_modified
from endpoint.site import SITE

Key = tuple[object, ...]

SHARE = 8
"""An answer takes no more than this part of the cache."""

_CONDITIONS = frozenset({b"if-none-match", b"if-modified-since"})
_VARYING = frozenset({b"accept", b"accept-language", b"accept-encoding", b""})
_OF_THE_BODY = frozenset({b"content-type", b"content-length", b"content-encoding", b"link"})
_ENTRY_BYTES = 2000  # of Python's objects around an answer, about
_PATIENCE_S = 1.0
_FLIGHT = "quipu.flight"
_NO_BODY: Message = {"type": "http.response.body", "body": b""}


class _End(Enum):
    """How else a flight ends than with an answer for all."""

    LEFT = 0
    """Nobody knows what the answer would have been: the next may try."""
    ALONE = 1
    """The answer is for one only, or too long in coming: each asks for itself."""


class _Entry:
    """An answer as it is sent, ready made."""

    def __init__(self, key: Key, start: Message, body: bytes) -> None:
        self.key = key
        self.start = start
        self.body: Message = {"type": "http.response.body", "body": body}
        self.size = (
            _ENTRY_BYTES
            + len(body)
            + sum(map(len, chain.from_iterable(start["headers"])))
            + sum([len(part) for part in key if isinstance(part, bytes)])
        )

    @cached_property
    def not_modified(self) -> Message:
        kept = [pair for pair in self.start["headers"] if pair[0] not in _OF_THE_BODY]
        return {"type": "http.response.start", "status": 304, "headers": kept}

    @cached_property
    def validators(self) -> Headers:
        return Headers(raw=self.not_modified["headers"])


class _Flight:
    """An answer that several clients wait for, while it is made for the first of them."""

    def __init__(self) -> None:
        self._end: _Entry | _End | None = None
        self._waiting: asyncio.Future[_Entry | _End] | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits for how it ends."""
        return self._waiting is not None

    def settle(self, end: _Entry | _End) -> None:
        """How it ended; what comes later does not count."""
        if self._end is None:
            self._end = end
            if self._waiting is not None:
                self._waiting.set_result(end)

    async def ended(self) -> _Entry | _End:
        if self._end is not None:
            return self._end
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_future()
        # A client that leaves must not take the others' answer with it.
        return await asyncio.shield(self._waiting)


def not_shared(scope: Scope) -> None:
    """Say, before it is made, that the answer to a request is for this request only."""
    flight = scope.get(_FLIGHT)
    if isinstance(flight, _Flight):
        flight.settle(_End.ALONE)


class _Asked(NamedTuple):
    """What a request asks for. An answer that depends on the language is found by the second key, another by the first.

    The first holds ``Accept``, which decides on the form and with it on whether the language matters: never is there an
    answer under both.
    """

    key: Key
    key_in_language: Key
    conditional: bool

    @classmethod
    def of(cls, scope: Scope) -> _Asked | None:
        """None for what the cache has no part in."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return None
        found = _joined(scope["headers"])
        if b"range" in found:
            return None
        key = (
            site.release.id if (site := scope.get(SITE)) else None,
            scope.get("raw_path") or scope["path"].encode(),
            scope["query_string"],
            found.get(b"accept"),
            choose_coding(found.get(b"accept-encoding", b"")).value,
            # An answer may name the address that it was asked at.
            found.get(b"host"),
            scope["scheme"],
            scope.get("root_path"),
        )
        return cls(key, (*key, found.get(b"accept-language")), not _CONDITIONS.isdisjoint(found))


class ResultCache:
    """Answers from memory what was answered before; equal requests at one time are evaluated once."""

    def __init__(self, app: ASGIApp, limit: int, doorkeeper: Doorkeeper) -> None:
        self._app = app
        self._limit = limit
        self._size = 0
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._flights: dict[Key, _Flight] = {}
        self._doorkeeper = doorkeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = _Asked.of(scope)
        if asked is None:
            await self._app(scope, receive, send)
            return
        entry = self._entries.get(asked.key) or self._entries.get(asked.key_in_language)
        if entry is None:
            entry = await self._made(asked, scope, receive, send)
            if entry is None:
                return
        else:
            self._entries.move_to_end(entry.key)
        if asked.conditional and "etag" in entry.validators and is_not_modified(Headers(scope=scope), entry.validators):
            await send(entry.not_modified)
            await send(_NO_BODY)
            return
        await send(entry.start)
        await send(_NO_BODY if scope["method"] == "HEAD" else entry.body)

    def wants(self, key: Key, seconds: float) -> bool:
        """Whether to keep an answer that took so long to make."""
        return self._doorkeeper.lets_in(key, seconds)

    def keep(self, entry: _Entry) -> None:
        """Keep an answer, in the place of those unused for longest."""
        before = self._entries.pop(entry.key, None)
        self._size += entry.size - (before.size if before else 0)
        self._entries[entry.key] = entry
        while self._size > self._limit:
            self._size -= self._entries.popitem(last=False)[1].size

    async def _made(self, asked: _Asked, scope: Scope, receive: Receive, send: Send) -> _Entry | None:
        """The answer that somebody else is waiting for already; none once this request has been answered."""
        if scope["method"] == "HEAD":
            await self._app(scope, receive, send)  # its body is not seen here
            return None
        while flight := self._flights.get(asked.key_in_language):
            end = await flight.ended()
            if isinstance(end, _Entry):
                return end
            if end is _End.ALONE:
                await self._evaluate(asked, _Flight(), scope, receive, send)
                return None
        flight = self._flights[asked.key_in_language] = _Flight()
        try:
            await self._evaluate(asked, flight, scope, receive, send)
        finally:
            del self._flights[asked.key_in_language]
            flight.settle(_End.LEFT)
        return None

    async def _evaluate(self, asked: _Asked, flight: _Flight, scope: Scope, receive: Receive, send: Send) -> None:
        recording = _Recording(self, asked, flight, send, self._limit // SHARE)
        try:
            scope[_FLIGHT] = flight
            await self._app(scope, receive, recording.send)
        finally:
            recording.close()


class _Recording:
    """An answer on its way to a client, gathered for the cache as long as it may be kept."""

    def __init__(self, cache: ResultCache, asked: _Asked, flight: _Flight, send: Send, limit: int) -> None:
        self._cache = cache
        self._asked = asked
        self._flight = flight
        self._send = send
        self._limit = limit
        self._start: Message | None = None
        self._pieces: list[bytes] = []
        self._gathered = 0
        self._by_language = False
        self._length: bytes | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._begun = time.monotonic()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        elif self._start is not None:
            self._gather(self._start, message.get("body", b""), more=message.get("more_body", False))
        await self._send(message)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _begin(self, message: Message) -> None:
        status, headers = message["status"], _joined(message["headers"])
        # A query that took too long takes too long for all who ask it at the time; none of them waits twice.
        if status == 504 or (status == 200 and _may_be_kept(headers)):
            self._start = {**message, "headers": list(message["headers"])}
            self._by_language = b"accept-language" in headers.get(b"vary", b"").lower()
            self._length = headers.get(b"content-length")
        elif status != 304:
            self._flight.settle(_End.ALONE)

    def _gather(self, start: Message, body: bytes, *, more: bool) -> None:
        self._pieces.append(body)
        self._gathered += len(body)
        if self._gathered > self._limit:
            self._give_up()
        elif not more:
            self._finish(start, b"".join(self._pieces))
        elif self._timer is None:
            # The client may be slow to read, on purpose too.
            self._timer = asyncio.get_running_loop().call_later(_PATIENCE_S, self._flight.settle, _End.ALONE)

    def _finish(self, start: Message, body: bytes) -> None:
        if self._length is not None and self._length != str(len(body)).encode():
            self._give_up()
            return
        self._start = None
        key = self._asked.key_in_language if self._by_language else self._asked.key
        wanted = start["status"] == 200 and self._cache.wants(key, time.monotonic() - self._begun)
        if not wanted and not self._flight.is_awaited:
            self._flight.settle(_End.ALONE)
            return
        entry = _Entry(key, start, body)
        if wanted and entry.size <= self._limit:
            self._cache.keep(entry)
        self._flight.settle(entry)

    def _give_up(self) -> None:
        self._start = None
        self._pieces.clear()
        self._flight.settle(_End.ALONE)


def _joined(headers: Sequence[RawHeader]) -> Mapping[bytes, bytes]:
    """Headers by their names; what is given more than once is one list (RFC 9110, section 5.3)."""
    found = dict(headers)
    if len(found) == len(headers):
        return found
    values: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        values.setdefault(name, []).append(value)
    return {name: b", ".join(each) for name, each in values.items()}


def _may_be_kept(headers: Mapping[bytes, bytes]) -> bool:
    """Whether an answer says of itself that a cache may keep it, and for whom."""
    return (
        b"etag" in headers
        and b"set-cookie" not in headers
        and _is_public(headers.get(b"cache-control", b""))
        and _varies_by_what_is_read(headers.get(b"vary", b""))
    )


@lru_cache(maxsize=64)
def _is_public(control: bytes) -> bool:
    parts = {part.strip() for part in control.lower().split(b",")}
    return b"public" in parts and b"no-store" not in parts


@lru_cache(maxsize=64)
def _varies_by_what_is_read(vary: bytes) -> bool:
    return {part.strip() for part in vary.lower().split(b",")} <= _VARYING
