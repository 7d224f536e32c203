"""An application on a port of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from endpoint.server import listen, server


@contextmanager
def served(app: FastAPI) -> Iterator[tuple[str, int]]:
    """Serve an application until the block ends; gives host and port. Its lifespan, which closes it, is left out."""
    listener = listen("127.0.0.1", 0)  # whoever connects before the server runs waits in the backlog
    running = server(app)
    running.config.lifespan = "off"
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()
    finally:
        running.should_exit = True
        thread.join(20)
        listener.close()
    assert not thread.is_alive()
