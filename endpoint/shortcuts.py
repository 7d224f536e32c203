"""A way past the framework's router, which takes longer to find a handler than a small query takes to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from endpoint.http.targets import root_of
from endpoint.problems import ProblemError, on_problem

Handler = Callable[[Request], Awaitable[Response]]
Handlers = Mapping[tuple[str, str], Handler]
"""By method and path. Each stands in the router too, which knows the methods of a path and describes the API."""


class Shortcuts:
    """Hands requests to some handlers at once; all others go on to the router."""

    def __init__(self, app: ASGIApp, handlers: Handlers) -> None:
        self._app = app
        self._handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = None
        if scope["type"] == "http":
            handler = self._handlers.get((scope["method"], scope["path"].removeprefix(root_of(scope))))
        if handler is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await handler(request)
        except ProblemError as error:
            response = await on_problem(request, error)
        await response(scope, receive, send)
