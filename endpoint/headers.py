"""The headers that every answer carries: what a browser may do with it, and who may read it."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_EXPOSED = "Allow, Content-Language, Content-Location, ETag, Link, Location, Retry-After"
_SHARED = {
    # Any page may read what anyone may read; without credentials, since there are none.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": _EXPOSED,
}
_DAY = "86400"


class CommonHeaders:
    """Adds the security headers to every answer, those for cross-origin reads too, and answers preflights with them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_SHARED)
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
                if scope["method"] == "OPTIONS" and "allow" in headers and "access-control-request-method" in asked:
                    headers["Access-Control-Allow-Methods"] = headers["allow"]
                    headers["Access-Control-Allow-Headers"] = asked.get("access-control-request-headers", "*")
                    headers["Access-Control-Max-Age"] = _DAY
            await send(message)

        await self._app(scope, receive, with_headers)
