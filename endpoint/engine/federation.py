"""Queries that ask other services, apart from all that do not.

Every query is read where there is no network. Only one whose every ``SERVICE`` names an allowed host goes on to a
worker that has one. The engine follows no redirect (a test holds it to that), so an allowed host cannot send
it on to another.
"""

from __future__ import annotations

from dataclasses import dataclass

from endpoint.engine.contract import Answer, Engine, Spent, for_nothing
from endpoint.engine.evaluation import Failure, Job, Reason

DESCRIPTORS = 64
"""For the connections of a query, and what looking up a name needs."""


@dataclass(frozen=True)
class Federation:
    """An :class:`~endpoint.engine.contract.Engine` of two: one without the network, one with it."""

    inner: Engine
    outer: Engine

    async def run(self, job: Job, spent: Spent = for_nothing) -> Answer | Failure:
        result = await self.inner.run(job, spent)
        if isinstance(result, Failure) and result.reason is Reason.ELSEWHERE:
            return await self.outer.run(job._replace(has_network=True), spent)
        return result

    def close(self) -> None:
        self.inner.close()
        self.outer.close()
