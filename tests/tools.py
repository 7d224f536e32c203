"""Programs that some tests need beside Python."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str, remedy: str) -> NoReturn:
    """Skips what cannot run here and says what to do about it; where tests must be whole, fails."""
    if os.environ.get("CI") or os.environ.get("QUIPU_CI"):
        pytest.fail(f"{what} is missing: {remedy}")
    pytest.skip(f"{what} is missing: {remedy}")
