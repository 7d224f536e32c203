"""Validations on their way to the workers: how many at a time, and what a client is told of one that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request

from endpoint.engine.contract import Answer, Spent
from endpoint.engine.evaluation import Failure, Reason
from endpoint.engine.pool import Limits, WorkerPool
from endpoint.problems import ProblemError
from endpoint.settings import Settings
from endpoint.validation.work import Job, Validations

_RETRY_AFTER_S = "10"
_HERE = "Validate it in parts, or with quipu validate on a machine of your own."


class Validator:
    """Validates in worker processes, which are started when the first validation comes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._places = settings.validations + settings.validations_waiting
        self._pool: asyncio.Future[WorkerPool] | None = None

    @classmethod
    def of(cls, request: Request) -> Validator:
        """The one of the application."""
        found = request.app.state.validator
        assert isinstance(found, cls)
        return found

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place among those who send, wait and are served; refuses one too many before its data are read (503)."""
        if not self._places:
            said = "Too many validations are under way (QUIPU_VALIDATIONS_WAITING)."
            raise ProblemError(503, said, headers={"Retry-After": _RETRY_AFTER_S, "Connection": "close"})
        self._places -= 1
        try:
            yield
        finally:
            self._places += 1

    async def run(self, job: Job, spent: Spent) -> Answer | Failure:
        """Validate; being cancelled ends it at once."""
        if self._pool is None:
            self._pool = asyncio.ensure_future(asyncio.to_thread(self._start))
        try:
            pool = await asyncio.shield(self._pool)  # a client that leaves must not take it with it
        except OSError:
            self._pool = None
            raise
        return await pool.run(job, spent)

    def close(self) -> None:
        if self._pool is not None and self._pool.done() and not self._pool.exception():
            self._pool.result().close()

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers; none before the first validation."""
        return self._pool.result().pids if self._pool and self._pool.done() else []

    def _start(self) -> WorkerPool:
        work = Validations(self._settings.worker_memory_bytes)
        limits = Limits(self._settings.validation_timeout_s, self._settings.validations_waiting)
        return WorkerPool(work, self._settings.validations, limits)

    def problem_of(self, failure: Failure) -> ProblemError:
        """What a client is told of a failure."""
        settings = self._settings
        match failure.reason:
            case Reason.UNREADABLE:
                place = {key: value for key, value in failure.faults[0].items() if key in {"line", "column"}}
                return ProblemError(
                    422, f"The data cannot be read: {failure.message}", {**place, "errors": failure.faults}
                )
            case Reason.TIMEOUT:
                limit = f"{settings.validation_timeout_s:g} s (QUIPU_VALIDATION_TIMEOUT_S)"
                return ProblemError(504, f"The validation took longer than {limit}. {_HERE}")
            case Reason.TOO_LARGE:
                return ProblemError(403, f"{failure.message[0].upper()}{failure.message[1:]}. {_HERE}")
            case Reason.LOST:
                limit = f"{settings.worker_memory_bytes} bytes of memory (QUIPU_WORKER_MEMORY_BYTES)"
                return ProblemError(503, f"The validation needed more than {limit}. {_HERE}")
            case Reason.BUSY:
                return ProblemError(503, "Too many validations are waiting.", headers={"Retry-After": _RETRY_AFTER_S})
            case _:
                return ProblemError(500, "The validation failed, which it should not have.")
