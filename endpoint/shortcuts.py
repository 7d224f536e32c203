"""A way past the framework, which takes longer to find a handler than a small query takes to answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from endpoint.http.compression import Coding, agreed, coded, uncoded
from endpoint.http.headers import with_common
from endpoint.http.targets import is_ascii, root_of
from endpoint.problems import ProblemError, on_problem, unforeseen
from endpoint.sizes import length_of

Handler = Callable[[Request], Awaitable[Response]]
Handlers = Mapping[tuple[str, str], Handler]
"""By method and path. Each stands in the router too, which knows the methods of a path and describes the API."""
_log = logging.getLogger("quipu")


class Shortcuts:
    """Answers plain requests for some handlers at once; all others go on to the framework and the layers around it.

    What those layers do to an answer on its way is done here to the answer itself: failures are told, common headers
    added, bodies compressed. A request that they would change or refuse is theirs.
    """

    def __init__(self, app: ASGIApp, handlers: Handlers, limit: int) -> None:
        self._app = app
        self._handlers = handlers
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = self._handlers.get(_route(scope)) if scope["type"] == "http" else None
        if handler is None or not is_ascii(scope) or length_of(scope) > self._limit:
            await self._app(scope, receive, send)
            return
        coding, scope = agreed(scope)
        response = await _answered(handler, Request(scope, receive))
        if response is None:
            return
        if coding is Coding.IDENTITY:
            response.raw_headers = with_common(uncoded(response.status_code, response.raw_headers))
            await response(scope, receive, send)
        else:
            response.raw_headers = with_common(response.raw_headers)
            await coded(response, coding)(scope, receive, send)


async def _answered(handler: Handler, request: Request) -> Response | None:
    """What a handler answers, or what is said of its failure; none where the client has left."""
    try:
        return await handler(request)
    except ProblemError as error:
        return await on_problem(request, error)
    except ClientDisconnect:
        _log.debug("the client left before its request was read")
        return None
    except Exception:  # noqa: BLE001 - it is logged
        return unforeseen(request.scope)


def _route(scope: Scope) -> tuple[str, str]:
    return scope["method"], scope["path"].removeprefix(root_of(scope))
