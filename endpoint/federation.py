"""Queries that ask other services, apart from all that do not.

Only a query whose every ``SERVICE`` names an allowed host comes to a worker that reaches the network; all others are
evaluated where there is none. The engine follows no redirect (a test holds it to that), so an allowed host cannot send
it on to another.
"""

from __future__ import annotations

from dataclasses import dataclass

from endpoint.engine import Answer, Engine, Spent, for_nothing
from endpoint.evaluation import Failure, Job

DESCRIPTORS = 64
"""For the connections of a query, and what looking up a name needs."""


@dataclass(frozen=True)
class Federation:
    """An :class:`~endpoint.engine.Engine` of two: one without the network, one with it."""

    inner: Engine
    outer: Engine

    async def run(self, job: Job, spent: Spent = for_nothing) -> Answer | Failure:
        return await (self.outer if job.asks_others else self.inner).run(job, spent)

    def close(self) -> None:
        self.inner.close()
        self.outer.close()
