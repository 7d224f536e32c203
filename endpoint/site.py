"""What every handler needs: one release, and the means to read and query it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from starlette.requests import Request

from endpoint.engine import allocator
from endpoint.engine.contract import Engine
from endpoint.engine.costs import Costs
from endpoint.engine.federation import DESCRIPTORS, Federation
from endpoint.engine.pool import Limits, WorkerPool
from endpoint.engine.queries import Queries
from endpoint.graph.archive import Archive, Contents
from endpoint.graph.catalogue import Catalogue
from endpoint.graph.descriptions import Descriptions
from endpoint.graph.iris import Iris
from endpoint.graph.reader import Reader
from endpoint.problems import ProblemError
from endpoint.settings import Settings
from loaders.downloads import DATASET
from loaders.history import is_pruned, path_of
from loaders.metadata import METADATA
from loaders.release import STORE, Release, ReleaseError
from loaders.withdrawn import withdrawn_from

SITE = "quipu.site"
"""In the scope of a request: the site that all of it is answered from."""


class Underway:
    """The requests that are being answered from a site, counted in the server's event loop."""

    def __init__(self) -> None:
        self.count = 0
        self._ended: asyncio.Future[None] | None = None

    def begin(self) -> None:
        """One more; it must be ended, whatever becomes of it."""
        self.count += 1

    def end(self) -> None:
        """One less."""
        self.count -= 1
        if not self.count and self._ended is not None and not self._ended.done():
            self._ended.set_result(None)

    async def ended(self) -> None:
        """Wait until there are none. More must not begin."""
        if self.count:
            self._ended = asyncio.get_running_loop().create_future()
            await self._ended


@dataclass(frozen=True)
class Site:
    """A release being served. Its store is read in the reader's thread only; anyone's query goes to the engine."""

    settings: Settings
    contents: Contents
    engine: Engine
    reader: Reader
    costs: Costs
    archive: Archive
    withdrawn: Mapping[str, str]
    """Why a thing was withdrawn, by its IRI."""
    underway: Underway = field(default_factory=Underway)

    @classmethod
    def of(cls, request: Request) -> Site:
        """The site that a request is answered from, however often it is asked."""
        site = request.scope[SITE]
        assert isinstance(site, cls)
        return site

    @classmethod
    def open(cls, settings: Settings, release: Release, before: Site | None = None) -> Site:
        """Make a site of a release that was opened. It goes on with what the one before it knows about its clients.

        Raises :class:`~loaders.release.ReleaseError` where its list of withdrawn things cannot be read, or the worker
        processes cannot be started.
        """
        withdrawn = withdrawn_from(release.path)
        return cls(
            settings,
            Contents.of(release),
            _engine(settings, release),
            Reader(),
            before.costs if before else Costs(settings.client_cost_ms),
            before.archive if before else Archive(release.path.parent.parent),
            withdrawn,
        )

    @property
    def release(self) -> Release:
        return self.contents.release

    @property
    def iris(self) -> Iris:
        return self.contents.iris

    @property
    def descriptions(self) -> Descriptions:
        return self.contents.descriptions

    @property
    def catalogue(self) -> Catalogue:
        return self.contents.catalogue

    @property
    def var(self) -> Path:
        """The folder that holds the releases."""
        return self.release.path.parent.parent

    def close(self) -> None:
        self.engine.close()
        self.reader.close()


def _engine(settings: Settings, release: Release) -> Engine:
    """Workers with the release in memory; one too large for that is read from disk by each."""
    in_memory = release.manifest.quads <= settings.memory_store_max_quads
    names = [DATASET, METADATA] if release.manifest.metadata else [DATASET]
    files = [str(release.path / name) for name in names] if in_memory else []
    queries = Queries(files, str(release.path / STORE), settings.worker_memory_bytes)
    limits = Limits(settings.query_timeout_s, settings.queries_waiting)
    try:
        environment = allocator.environment(settings.worker_allocator)
        pool = WorkerPool(queries, settings.workers, limits, environment)
        if not settings.service_allow:
            return pool
        return Federation(pool, WorkerPool(replace(queries, descriptors=DESCRIPTORS), 1, limits, environment))
    except OSError as error:
        raise ReleaseError(f"{release.path}: {error}") from error


def folder_of(site: Site, release_id: str) -> Path:
    """The folder of a release beside the one being served, with its files.

    Refuses what is no release of this service (404), and one whose files were taken away (410).
    """
    path = path_of(site.var, release_id)
    if path is None:
        raise ProblemError(404, "There is no such release.")
    if is_pruned(path):
        raise ProblemError(410, f"The files of release {release_id} were taken away.", {"release": release_id})
    return path
