"""Three releases of one folder, the newest of them served."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.release import Release
from tests.endpoint.client import Client


@dataclass(frozen=True)
class Served:
    """The files of the oldest release were taken away; the newest withdrew a theme that the others have."""

    client: Client
    pruned: str
    old: Release
    new: Release
