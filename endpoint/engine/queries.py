"""The work of those workers that answer queries."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, ClassVar, cast

from pyoxigraph import RdfFormat, Store

from endpoint.engine.evaluation import Job, evaluate
from endpoint.engine.worker import Evaluate
from endpoint.parsing import grammar


@dataclass(frozen=True)
class Queries:
    """Queries on a release, as :class:`~endpoint.engine.worker.Work`."""

    files: Sequence[str]
    """The gzipped N-Quads that are loaded into memory; none where the store on disk is read."""
    store: str
    memory_bytes: int
    descriptors: int = 0
    job: ClassVar[type[Job]] = Job

    def prepare(self) -> Callable[[], Evaluate]:
        grammar.sparql()  # made once, for all workers
        # Threads of a store on disk do not survive a fork: each worker opens it for itself.
        shared = self._in_memory() if self.files else None
        return lambda: partial(evaluate, Store.read_only(self.store) if shared is None else shared)

    def _in_memory(self) -> Store:
        store = Store()
        for path in self.files:
            with gzip.open(path, "rb") as file:
                store.bulk_load(cast(IO[bytes], file), format=RdfFormat.N_QUADS)
        return store
