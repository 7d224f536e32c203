"""Switching to another release while requests are answered.

A build points ``var/current`` at its release. The server looks there now and then: it opens the new release beside the
one that it serves, puts it in its place at one moment, and closes the old one when its last request has ended. A
request is answered from the release that it began with. A release that cannot be opened changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.datastructures import State
from starlette.types import ASGIApp, Receive, Scope, Send

from endpoint.site import SITE, Site
from loaders.release import CURRENT, ReleaseError, current_path, open_release

_log = logging.getLogger("quipu")

_GRACE_S = 5.0
"""How much longer than a query an answer may take to be read by its client, before its release is closed."""


class OneSite:
    """Gives each request the site that it is answered from, to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        site: Site = scope["app"].state.site
        site.underway.begin()
        try:
            scope[SITE] = site
            await self._app(scope, receive, send)
        finally:
            site.underway.end()


class Switch:
    """Keeps ``state.site`` at the current release of the folder that it was opened from."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._var: Path = state.site.release.path.parent.parent
        self._seen: object = None
        self._lock = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def following(self, every_s: float) -> AsyncIterator[None]:
        """Look every so many seconds, and at SIGHUP, until the block ends; with 0, at SIGHUP only."""
        loop = asyncio.get_running_loop()
        asked = asyncio.Event()
        # Elsewhere there are no signals to be had.
        if threading.current_thread() is threading.main_thread():
            loop.add_signal_handler(signal.SIGHUP, asked.set)
        task = asyncio.create_task(self._follow(every_s or None, asked))
        try:
            yield
        finally:
            for each in (task, *self._closing):
                each.cancel()
            await asyncio.gather(task, *self._closing, return_exceptions=True)

    async def look(self, *, again: bool = False) -> None:
        """Switch if another release is current; ``again`` also tries one that could not be opened before."""
        async with self._lock:
            seen = _signature(self._var / CURRENT)
            if seen == self._seen and not again:
                return
            self._seen = seen
            old: Site = self._state.site
            try:
                new = await asyncio.to_thread(_open, self._var, old)
            except ReleaseError as error:
                _log.error("staying on release %s: %s", old.release.id, error)
                return
            except Exception:  # noqa: BLE001 - whatever is wrong with the new release, the old one is served on
                _log.exception("staying on release %s", old.release.id)
                return
            if new is None:
                return
            self._state.site = new
            _log.info("switched from release %s to %s", old.release.id, new.release.id)
            closing = asyncio.create_task(_close(old))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def _follow(self, every_s: float | None, asked: asyncio.Event) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(every_s):
                    await asked.wait()
            again = asked.is_set()
            asked.clear()
            await self.look(again=again)


def _signature(link: Path) -> object:
    """What changes when the link is replaced, also by one to the same place."""
    try:
        found = link.lstat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _open(var: Path, old: Site) -> Site | None:
    """The site of the current release, warm; none where it is the old one. It blocks for as long as that takes."""
    path = current_path(var)
    if path is None:
        raise ReleaseError(f"{var / CURRENT}: there is no current release any more")
    if path == old.release.path.resolve():
        return None
    site = Site.open(old.settings, open_release(path), old)
    try:
        site.catalogue.counts()
    except BaseException:
        site.close()
        raise
    return site


async def _close(site: Site) -> None:
    """Close a site when nobody uses it any more; whoever reads slower than a query may take is cut off."""
    try:
        async with asyncio.timeout(site.settings.query_timeout_s + _GRACE_S):
            await site.underway.ended()
    except TimeoutError:
        _log.warning("release %s: %d requests were cut off", site.release.id, site.underway.count)
    finally:
        site.close()
