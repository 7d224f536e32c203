"""Runs the application on a port."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI
from uvicorn.config import LOGGING_CONFIG

from endpoint.app import create_app
from endpoint.garbage import leave_alone
from endpoint.settings import Settings
from endpoint.sizes import BoundedProtocol
from loaders.release import Release

BACKLOG = 2048
_LOGGING = {
    **LOGGING_CONFIG,
    "loggers": {**LOGGING_CONFIG["loggers"], "quipu": {"handlers": ["default"], "level": "INFO"}},
}


class ServeError(Exception):
    """The service cannot start; the message is one line."""


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
        app,
        log_config=_LOGGING,
        log_level="info",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        http=BoundedProtocol,
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
