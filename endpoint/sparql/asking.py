"""Queries on their way to the engine: at whose cost, and what a client is told of one that has no answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeVar

from starlette.requests import Request

from endpoint.engine.contract import Answer, Spent
from endpoint.engine.evaluation import Failure, Job, Reason
from endpoint.engine.streaming import unless_gone
from endpoint.http.clients import address_of, share_of
from endpoint.problems import ProblemError
from endpoint.site import Site

T = TypeVar("T")
_STATUS = {
    **dict.fromkeys((Reason.SYNTAX, Reason.TOO_DEEP, Reason.REFUSED, Reason.ENGINE), 400),
    **dict.fromkeys((Reason.UPDATE, Reason.SERVICE, Reason.TOO_LARGE), 403),
    **dict.fromkeys((Reason.LOST, Reason.BUSY, Reason.ELSEWHERE), 503),
    Reason.UNWRITABLE: 406,
    Reason.TIMEOUT: 504,
}
_ADVICE = {
    Reason.UNWRITABLE: "Another format can.",
    Reason.TOO_LARGE: "Narrow the query, or take it in parts by LIMIT and OFFSET.",
    Reason.TIMEOUT: "Narrow the query: fewer patterns, more constants, a LIMIT in a subquery.",
}
_RETRY_AFTER_S = "5"


async def evaluated(request: Request, site: Site, job: Job) -> Answer | Failure:
    """Evaluate a query, as :func:`at_cost`."""
    return await at_cost(request, site, partial(site.engine.run, job))


async def at_cost(request: Request, site: Site, run: Callable[[Spent], Awaitable[T]]) -> T:
    """Let a worker do something at its client's cost; refuses a client who has used up its share (429).

    Being hung up on cancels it. The body of the request must have been read.
    """
    charge = site.costs.admit(share_of(address_of(request, site.settings.trusted_proxy)))
    if isinstance(charge, int):
        limit = site.costs.limit
        said = f"What this client asks for takes, or may take, more than {limit} ms a minute (QUIPU_CLIENT_COST_MS)."
        raise ProblemError(429, said, {"limit": limit, "retry-after": charge}, {"Retry-After": str(charge)})
    try:
        return await unless_gone(request, run(charge.pay))
    except BaseException:
        charge.pay(0)  # only where it never came to a worker: the first payment counts
        raise


async def whole(answer: Answer) -> bytes:
    """All bytes of an answer."""
    if answer.whole is not None:
        return answer.whole
    return b"".join([chunk async for chunk in answer.chunks])


def problem_of(failure: Failure) -> ProblemError:
    """What a client is told of a failure."""
    status = _STATUS[failure.reason]
    said = f"{_sentence(failure.message)} {_ADVICE.get(failure.reason, '')}".rstrip()
    return ProblemError(status, said, _place(failure), {"Retry-After": _RETRY_AFTER_S} if status == 503 else None)


def _place(failure: Failure) -> Mapping[str, object]:
    found = {"line": failure.line, "column": failure.column, "excerpt": failure.excerpt, "hint": failure.hint}
    return {name: value for name, value in found.items() if value is not None}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."
