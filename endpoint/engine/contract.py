"""Where anyone's query runs.

The service knows only :class:`Engine`: a job goes in, bytes or a failure come out. :mod:`endpoint.engine.pool`
implements it in worker processes; another engine behind the SPARQL Protocol would implement the same and change
nothing else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import NamedTuple, Protocol

from endpoint.engine.evaluation import Failure, Head, Job


class Aborted(Exception):  # noqa: N818 - it aborts the connection
    """An answer that ended before it was whole; the connection must not end cleanly."""


class Answer(NamedTuple):
    """The bytes of an answer, the first piece of which is known to exist: its status line can be sent.

    An iterator that raises :class:`Aborted` means that the answer is not whole; the connection must then be cut.
    """

    head: Head
    chunks: AsyncIterator[bytes]
    whole: bytes | None = None
    """All of it, where it is here already; the iterator gives it too."""


Spent = Callable[[float], None]
"""Is told, once, how many milliseconds a job held a worker: at its end, whatever the end was."""


def for_nothing(_: float) -> None:
    """Nobody counts."""


class Engine(Protocol):
    """Evaluates queries on one release."""

    async def run(self, job: Job, spent: Spent = for_nothing) -> Answer | Failure:
        """Evaluate a job. Many may run at a time; one that waits or runs long holds up no other."""

    def close(self) -> None:
        """Start no more jobs."""
