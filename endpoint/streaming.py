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

from endpoint.engine import Aborted

T = TypeVar("T")
_log = logging.getLogger("quipu")


async def unless_gone(request: Request, work: Awaitable[T]) -> T:
    """The result of some work, cancelled when the client hangs up (then :exc:`ClientDisconnect`).

    The request's body must have been read.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnect(request.receive))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        for each in (task, gone):
            if not each.done():
                each.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


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
