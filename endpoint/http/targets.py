"""The target of a request, as it was sent (RFC 9112, section 3.2): decoding it too early joins what differs."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_BEYOND = re.compile(rb"[^\x21-\x7e]")


class AnyPath(PathConvertor):
    """The rest of a path, whatever is in it: the framework's own ends at a line feed, which a key may hold encoded."""

    regex = "(?s:.*)"


register_url_convertor("any", AnyPath())


class AsciiTargets:
    """Percent-encodes what a client sent beyond ASCII, as it should have done itself; all behind reads ASCII only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_ascii(scope):
            raw = scope.get("raw_path") or quote(scope["path"]).encode()
            scope = {
                **scope,
                "raw_path": quote(raw, safe=_ASCII).encode(),
                "query_string": quote(scope["query_string"], safe=_ASCII).encode(),
            }
        await self._app(scope, receive, send)


def is_ascii(scope: Scope) -> bool:
    """Whether the target of a request is as a client should send it."""
    raw: bytes | None = scope.get("raw_path")
    return bool(raw and not _BEYOND.search(raw) and not _BEYOND.search(scope["query_string"]))


def root_of(scope: Scope) -> str:
    """The path under which a proxy mounts the service; empty, or without a slash at its end."""
    return str(scope.get("root_path", "")).rstrip("/")


def path_of(scope: Scope) -> str:
    """The requested path, still percent-encoded, without the path that the service is mounted under."""
    path: str = scope["raw_path"].decode("ascii")
    return path.removeprefix(root_of(scope))


def query_of(scope: Scope) -> str:
    """The requested query, still percent-encoded."""
    query: str = scope["query_string"].decode("ascii")
    return query


def origin_of(request: Request) -> str:
    """The root of this service as the client addressed it, without a slash at the end."""
    return f"{request.url.scheme}://{request.url.netloc}{root_of(request.scope)}"
