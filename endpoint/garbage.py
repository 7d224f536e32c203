"""How often a process looks for garbage that points at itself; all other is freed at once."""

import gc

_OBJECTS = 50_000
"""Made and not freed before the next look. By default it is some hundred: each second request would pay for one."""


def leave_alone() -> None:
    """Look no more through what was imported or prepared until now, since it stays, and seldom through the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS)
