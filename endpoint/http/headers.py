"""The headers that every answer carries: what a browser may do with it, and who may read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CONTENT_SECURITY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SECURITY = (
    (b"content-security-policy", _CONTENT_SECURITY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_EXPOSED = b"Allow, Content-Language, Content-Location, ETag, Link, Location, Memento-Datetime, Retry-After"
_SHARED = (
    # Any page may read what anyone may read; without credentials, since there are none.
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED),
)
_SHARED_NAMES = frozenset(name for name, _ in _SHARED)
_NAMES = _SHARED_NAMES.union(name for name, _ in _SECURITY)
_DAY = "86400"

RawHeader = tuple[bytes, bytes]
"""A name in small letters, as ASGI has it, and a value."""


def list_of(scope: Scope, name: bytes) -> bytes:
    """All headers of a name that a request has as one (RFC 9110, section 5.3); empty where it has none."""
    return b", ".join([value for each, value in scope["headers"] if each == name])


class Whole(Response):
    """An answer whose headers are given as they are sent, all but its length."""

    def __init__(self, body: bytes, headers: Iterable[RawHeader]) -> None:
        self.status_code = 200
        self.background = None
        self.body = body
        self.raw_headers = [*headers, (b"content-length", b"%d" % len(body))]


class CommonHeaders:
    """Adds the security headers to every answer, those for cross-origin reads too, and answers preflights with them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = with_common(message.get("headers", ()))
                message = {**message, "headers": headers}
                if scope["method"] == "OPTIONS" and b"allow" in dict(headers):
                    _add_preflight(Headers(scope=scope), MutableHeaders(raw=headers))
            await send(message)

        await self._app(scope, receive, with_headers)


def with_common(given: Sequence[RawHeader]) -> list[RawHeader]:
    """An answer's headers with those that it lacks; of its own it keeps the security headers only."""
    names = dict(given)
    if _NAMES.isdisjoint(names):
        return [*given, *_SHARED, *_SECURITY]
    kept = (pair for pair in given if pair[0] not in _SHARED_NAMES)
    return [*kept, *_SHARED, *(pair for pair in _SECURITY if pair[0] not in names)]


def _add_preflight(asked: Headers, headers: MutableHeaders) -> None:
    """What a browser asks before it asks (https://fetch.spec.whatwg.org/#cors-preflight-request)."""
    if "access-control-request-method" in asked:
        headers["Access-Control-Allow-Methods"] = headers["allow"]
        headers["Access-Control-Allow-Headers"] = asked.get("access-control-request-headers", "*")
        headers["Access-Control-Max-Age"] = _DAY
