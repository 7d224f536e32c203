"""A way past the framework, which takes longer to find a handler than a small query takes to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from endpoint.http.compression import Compression
from endpoint.http.targets import root_of
from endpoint.problems import Failures, ProblemError, on_problem

Handler = Callable[[Request], Awaitable[Response]]
Handlers = Mapping[tuple[str, str], Handler]
"""By method and path. Each stands in the router too, which knows the methods of a path and describes the API."""


class Shortcuts:
    """Hands requests to some handlers at once; all others go on to the framework, with the layers within it.

    Of those layers these handlers have their own: answers are compressed, and failures are told.
    """

    def __init__(self, app: ASGIApp, handlers: Handlers) -> None:
        self._app = app
        self._handlers = handlers
        self._direct = Failures(Compression(self._handled))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = scope["type"] == "http" and _route(scope) in self._handlers
        await (self._direct if known else self._app)(scope, receive, send)

    async def _handled(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._handlers[_route(scope)](request)
        except ProblemError as error:
            response = await on_problem(request, error)
        await response(scope, receive, send)


def _route(scope: Scope) -> tuple[str, str]:
    return scope["method"], scope["path"].removeprefix(root_of(scope))
