"""Answers sent as they come, and never ended cleanly unless whole.

Starlette's own streaming response does not watch for a client that hangs up while the next chunk is being computed; a
worker would go on for nobody.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from endpoint.engine.contract import Aborted

T = TypeVar("T")
WATCHED_AFTER_S = 0.05
"""From when on a client is watched for hanging up."""
_log = logging.getLogger("quipu")


async def unless_gone(request: Request, work: Awaitable[T]) -> T:
    """The result of some work, cancelled when the client hangs up (then :exc:`ClientDisconnect`).

    The request's body must have been read.
    """
    loop, waiting = asyncio.get_running_loop(), asyncio.current_task()
    assert waiting is not None
    gone = False
    watching: list[asyncio.Task[None]] = []

    async def watch() -> None:
        nonlocal gone
        await _disconnect(request.receive)
        gone = True
        waiting.cancel()

    # Most work is done sooner than watching would pay.
    timer = loop.call_later(WATCHED_AFTER_S, lambda: watching.append(loop.create_task(watch())))
    try:
        return await work
    except asyncio.CancelledError:
        if gone and not waiting.uncancel():
            raise ClientDisconnect from None
        raise
    finally:
        timer.cancel()
        for each in watching:
            each.cancel()
            await asyncio.gather(each, return_exceptions=True)


async def _disconnect(receive: Receive) -> None:
    """Until the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass


class ChunkedResponse(StreamingResponse):
    """A response in chunks, which stops when the client hangs up.

    An answer that is :class:`Aborted` is left unfinished: the server then cuts the connection, so that no client takes
    a part for the whole.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending = asyncio.ensure_future(self.stream_response(send))
        gone = asyncio.ensure_future(_disconnect(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        except Aborted as error:
            _log.warning("%s: %s; the connection is cut", scope["path"], error)
        finally:
            for each in (sending, gone):
                if not each.done():
                    each.cancel()
            await asyncio.gather(sending, gone, return_exceptions=True)
            if isinstance(self.body_iterator, AsyncGenerator):
                await self.body_iterator.aclose()
