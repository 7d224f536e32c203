"""HEAD, OPTIONS and 405, the same on every path (RFC 9110, section 9)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ROUTED = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Methods:
    """Answers HEAD as GET without its body, and OPTIONS and refusals with all methods of the path.

    The framework's own ``Allow`` names the methods of one route; a path may have several.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        if method == "OPTIONS" and (allowed := self.allowed(scope)):
            await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", allowed.encode())]})
            await send({"type": "http.response.body", "body": b""})
            return

        async def adjusted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405:
                MutableHeaders(scope=message)["Allow"] = self.allowed(scope)
            if message["type"] == "http.response.body" and method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"} if method == "HEAD" else scope, receive, adjusted)

    def allowed(self, scope: Scope) -> str:
        """The methods of a path, for ``Allow``; empty where there is no such path."""
        methods = [
            method
            for method in _ROUTED
            if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in self._routes)
        ]
        if not methods:
            return ""
        return ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])
