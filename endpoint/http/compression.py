"""Content codings: bodies are compressed for those who ask (RFC 9110, sections 8.4 and 12.5.3).

gzip is what the standard library has. A tag of an answer names the coding that was negotiated (``"...-gzip"``), whether
or not its body turned out long enough to be compressed: the handlers compare tags before there is a body. Both bodies
that such a tag could mean never exist side by side, so it stays a strong one (section 8.8.1).
"""

from __future__ import annotations

import asyncio
import re
import warnings
import zlib
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from endpoint.http.headers import RawHeader, list_of
from endpoint.http.negotiation import LONGEST

with warnings.catch_warnings():
    # As in endpoint.http.negotiation.
    warnings.simplefilter("ignore", DeprecationWarning)
    from webob.acceptparse import AcceptEncodingValidHeader, create_accept_encoding_header

MIN_BYTES = 500
"""Shorter bodies fit in one packet either way."""

_LEVEL = 6
_GZIP_CONTAINER = 31  # zlib's name for gzip with the largest window; its header holds no time, so bytes repeat
_THREAD_BYTES = 256 * 1024
_SUFFIX = '-gzip"'
_TAG = re.compile(rb'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_NO_TAG = b'""'
# Files that are compressed in themselves: nothing to gain, and their tags must serve to resume a download.
_COMPRESSED = re.compile(rb"\.(gz|zip|png|ico|woff2)\Z")
_TEXTUAL = re.compile(
    rb"text/|image/svg\+xml|application/(json|xml|javascript|n-triples|n-quads|trig|[\w.-]+\+(json|xml)|yaml)(;|\s|\Z)"
)


class Coding(Enum):
    """What was negotiated for the body of an answer."""

    IDENTITY = 0
    GZIP = 1
    """Where the body is long enough for it."""
    ONLY_GZIP = 2
    """The client refuses a body that is not compressed."""


def choose_coding(accept_encoding: bytes) -> Coding:
    """The coding that a client prefers; gzip where it likes both equally, no coding where it says nothing of worth."""
    return _chosen(accept_encoding) if 0 < len(accept_encoding) <= LONGEST else Coding.IDENTITY


@lru_cache(maxsize=256)
def _chosen(accept_encoding: bytes) -> Coding:
    header = create_accept_encoding_header(accept_encoding.decode("latin-1"))
    if not isinstance(header, AcceptEncodingValidHeader):
        return Coding.IDENTITY
    accepted = [name for name, _ in header.acceptable_offers(["gzip", "identity"])]
    if accepted == ["gzip"]:
        return Coding.ONLY_GZIP
    return Coding.GZIP if accepted[:1] == ["gzip"] else Coding.IDENTITY


class Compression:
    """Compresses bodies as they come, and sets ``Vary`` and tags as the coding demands."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _COMPRESSED.search(scope.get("raw_path") or b""):
            await self._app(scope, receive, send)
            return
        coding, scope = agreed(scope)
        await coded(self._app, coding)(scope, receive, send)


def agreed(scope: Scope) -> tuple[Coding, Scope]:
    """The coding of the answer to a request, and the request as handlers know it."""
    asked = scope["headers"]
    coding = choose_coding(list_of(scope, b"accept-encoding"))
    # Ranges are of the bytes that are stored.
    if coding is Coding.IDENTITY or b"range" in dict(asked):
        return Coding.IDENTITY, scope
    return coding, {**scope, "headers": [(name, _as_handlers_know(name, value)) for name, value in asked]}


def coded(app: ASGIApp, coding: Coding) -> ASGIApp:
    """What an application answers, in a coding."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        if coding is Coding.IDENTITY:
            await app(scope, receive, _varied(send))
            return
        answer = _Answer(send, coding)
        await app(scope, receive, answer.send)
        await answer.leave()

    return answering


def uncoded(status: int, headers: Sequence[RawHeader]) -> list[RawHeader]:
    """The headers of an answer that is sent as it is: to another client it might be sent compressed."""
    may_vary = status in {200, 304} or _is_compressible(status, dict(headers))
    return _with_vary(headers) if may_vary else list(headers)


def _varied(send: Send) -> Send:
    async def passed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": uncoded(message["status"], message.get("headers", ()))}
        await send(message)

    return passed


class _Answer:
    """One answer on its way. It is held back until it is known to be long enough, or whole."""

    def __init__(self, send: Send, coding: Coding) -> None:
        self._send = send
        self._coding = coding
        self._start: Message = {}
        self._held: bytes | None = None
        self._compressor: zlib._Compress | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif message["type"] == "http.response.body":
            await self._continue(message.get("body", b""), more=message.get("more_body", False))
        else:
            await self._send(message)

    async def leave(self) -> None:
        """The application is done. An answer that it left unfinished is passed on as such."""
        if self._held is not None:
            await self._send(self._start)
            await self._send({"type": "http.response.body", "body": self._held, "more_body": True})

    async def _begin(self, message: Message) -> None:
        given, status = message.get("headers", ()), message["status"]
        compressible = _is_compressible(status, dict(given))
        varies = compressible or status in {200, 304}
        self._start = {**message, "headers": _with_vary(given) if varies else list(given)}
        headers = MutableHeaders(scope=self._start)
        tag = headers.get("etag")
        if tag and status in {200, 304}:
            headers["ETag"] = tag.removesuffix('"') + _SUFFIX
        if compressible:
            self._held = b""
        else:
            await self._send(self._start)

    async def _continue(self, body: bytes, *, more: bool) -> None:
        if self._held is not None:
            body = self._held = self._held + body
            if more and len(body) < MIN_BYTES:
                return
            self._held = None
            headers = MutableHeaders(scope=self._start)
            if len(body) >= MIN_BYTES or (self._coding is Coding.ONLY_GZIP and body):
                self._compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_CONTAINER)
                headers["Content-Encoding"] = "gzip"
                del headers["Content-Length"]
                body = await _compressed(self._compressor, body, more=more)
            if not more:
                headers["Content-Length"] = str(len(body))
            await self._send(self._start)
        elif self._compressor is not None:
            body = await _compressed(self._compressor, body, more=more)
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


async def _compressed(compressor: zlib._Compress, body: bytes, *, more: bool) -> bytes:
    """A chunk, flushed so that the client can read all that was sent; an engine's chunks are large but for the first.

    A large one is compressed beside the event loop, which it would hold up.
    """
    if more and not body:
        return b""

    def compress() -> bytes:
        return compressor.compress(body) + compressor.flush(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)

    return compress() if len(body) < _THREAD_BYTES else await asyncio.to_thread(compress)


def _is_compressible(status: int, headers: Mapping[bytes, bytes]) -> bool:
    if status in {204, 206} or 300 <= status < 400 or b"content-encoding" in headers:
        return False
    if b"no-transform" in headers.get(b"cache-control", b""):
        return False
    return headers.get(b"content-length") != b"0" and _is_textual(headers.get(b"content-type", b""))


def _with_vary(headers: Iterable[RawHeader]) -> list[RawHeader]:
    """Headers that say besides that the answer depends on ``Accept-Encoding`` (RFC 9110, section 12.5.5)."""
    kept, varies = [], []
    for pair in headers:
        if pair[0] == b"vary":
            varies.append(pair[1])
        else:
            kept.append(pair)
    return [*kept, (b"vary", b", ".join([*varies, b"Accept-Encoding"]))]


@lru_cache(maxsize=256)
def _is_textual(content_type: bytes) -> bool:
    return _TEXTUAL.match(content_type.lower()) is not None


def _as_handlers_know(name: bytes, value: bytes) -> bytes:
    """``If-None-Match`` as the handlers know their tags: those of this coding without its name, and no others."""
    if name != b"if-none-match" or value.strip() == b"*":
        return value
    suffix = _SUFFIX.encode()
    ours = [tag.removesuffix(suffix) + b'"' for tag in _TAG.findall(value) if tag.endswith(suffix)]
    return b", ".join(ours) or _NO_TAG
