"""Whose ``malloc`` the workers use.

The engine asks for small pieces of memory all the time, and glibc is slower at it: with mimalloc an aggregate takes a
quarter less. Oxigraph's own server is built with mimalloc; its Python package takes what the process has. A library is
put before glibc when the workers' nursery is started (``LD_PRELOAD``, see ld.so(8)), and only there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from ctypes.util import find_library
from functools import cache

AUTO, SYSTEM = "auto", "system"
PRELOAD = "LD_PRELOAD"
_LIBRARIES = ("mimalloc", "jemalloc")
"""The fastest first."""


@cache
def found() -> str | None:
    """The library that this machine has, if any."""
    return next(filter(None, map(find_library, _LIBRARIES)), None)


def environment(allocator: str) -> Mapping[str, str]:
    """What a process that is to use it is started with beside what it inherits.

    An operator who preloads something has chosen already: then ``auto`` changes nothing.
    """
    before = os.environ.get(PRELOAD)
    if allocator == AUTO and not before:
        library = found()
    elif allocator in {AUTO, SYSTEM}:
        library = None
    else:
        library = allocator
    return {PRELOAD: " ".join(filter(None, (library, before)))} if library else {}
