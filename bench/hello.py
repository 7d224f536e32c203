"""The least that an ASGI server can answer: what HTTP alone costs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

_BODY = b"hello"
_HEADERS = [(b"content-type", b"text/plain"), (b"content-length", b"5")]

Message = MutableMapping[str, Any]


async def app(scope: Message, _: object, send: Callable[[Message], Awaitable[None]]) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": _BODY})
