"""Runs the application on a port."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import LOGGING_CONFIG

from endpoint.app import create_app
from endpoint.garbage import leave_alone
from endpoint.problems import Problem, answer
from endpoint.settings import Settings
from endpoint.sizes import BoundedProtocol
from loaders.release import Release

BACKLOG = 2048
_LAST_ANSWERS_S = 5
"""How long answers may still take when the process is asked to stop; then their queries are ended."""
_LOGGING = {
    **LOGGING_CONFIG,
    "loggers": {**LOGGING_CONFIG["loggers"], "quipu": {"handlers": ["default"], "level": "INFO"}},
}


class ServeError(Exception):
    """The service cannot start; the message is one line."""


class _Stopping:
    """Answers the requests that are ended, by cancelling them, because the server stops."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            problem = Problem(503, "The service is being stopped.", headers={"Retry-After": str(_LAST_ANSWERS_S)})
            # An answer that has begun is left unfinished, so that nobody takes it for the whole.
            with suppress(RuntimeError):
                await answer(Request({**scope, "headers": []}), problem)(scope, receive, send)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; raises :class:`ServeError` where the address is unknown or taken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise ServeError(f"{host}: {_reason(error)}") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ServeError(f"cannot listen on {host}:{port}: {_reason(error)}") from error
    return listener


def server(app: FastAPI) -> uvicorn.Server:
    """The server of an application; it trusts no forwarding headers, logs no addresses and does not name itself."""
    config = uvicorn.Config(
        _Stopping(app),
        log_config=_LOGGING,
        log_level="info",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        http=BoundedProtocol,
        timeout_graceful_shutdown=_LAST_ANSWERS_S,
    )
    return uvicorn.Server(config)


def serve(settings: Settings, release: Release) -> None:
    """Serve a release until the process is asked to stop.

    Raises :class:`ServeError` where the port is taken, before anything else is done.
    """
    with listen(settings.host, settings.port) as listener:
        leave_alone()
        server(create_app(settings, release)).run(sockets=[listener])


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
