"""Our own reads of the release: descriptions, lists, pages. They are bounded and few, and share one thread.

The iterators of the store are bound to the thread that made them, so a read returns plain values only.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Reader:
    """One thread that reads the store."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")

    async def read(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Call a function in the reading thread. It must return nothing that is bound to that thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: _guarded(function, *args, **kwargs))

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)


def _guarded(function: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
    try:
        return function(*args, **kwargs)
    except Exception as error:
        # Its frames may hold iterators of the store, which must end in this thread.
        traceback.clear_frames(error.__traceback__)
        raise
