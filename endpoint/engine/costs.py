"""What each client's queries cost, and who has to wait.

A query costs the time that it holds a worker, whether its answer was whole, failed, or nobody waited for it. That is
known only at its end, so a client reserves a part of its share for each query that it starts: as many as eight heavy
ones may then run beside each other, and any number one after the other.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

_AT_A_TIME = 8
_SOON_S = 1


@dataclass(slots=True)
class Charge:
    """One query of a client, from when it was admitted to when it is paid for."""

    costs: Costs
    share: int
    paid: bool = False

    def pay(self, milliseconds: float) -> None:
        """What the query took; the second time it is asked, nothing happens."""
        if not self.paid:
            self.paid = True
            self.costs.settle(self.share, milliseconds)


class Costs:
    """The query time that clients used in their minute. A minute begins with a client's first query."""

    def __init__(self, milliseconds: int) -> None:
        self.limit = milliseconds
        self._item = RateLimitItemPerMinute(max(1, milliseconds))
        self._used = FixedWindowRateLimiter(MemoryStorage())
        self._running: Counter[int] = Counter()

    def admit(self, share: int) -> Charge | int:
        """A charge to be paid, or the seconds after which the client may go on."""
        if self.limit:
            reset, left = self._used.get_window_stats(self._item, str(share))
            if left <= 0:
                return max(1, math.ceil(reset - time.time()))
            running = self._running[share]
            if running and (running + 1) * self.limit / _AT_A_TIME > left:
                return _SOON_S
        self._running[share] += 1
        return Charge(self, share)

    def settle(self, share: int, milliseconds: float) -> None:
        self._running[share] -= 1
        if self._running[share] <= 0:
            del self._running[share]
        if self.limit and milliseconds:
            self._used.hit(self._item, str(share), cost=max(1, math.ceil(milliseconds)))

    def running(self) -> int:
        """How many queries are not paid for."""
        return self._running.total()
