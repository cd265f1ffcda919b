"""How fast is asked: a rate for all together, and a wait of each account, region and service.

As botocore's adaptive mode paces a client; apart, so that throttling of one never slows another.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from scanner.collect.aws.asking import Failure

MOST_TRIES = {Failure.THROTTLED: 8, Failure.FAULTY: 3, Failure.UNREACHABLE: 2}
FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 10.0


class Bucket:
    """At most so many requests a second, in all threads together."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap_s = 1 / rate if rate > 0 else 0.0
        self._clock = clock
        self._next = 0.0
        self._lock = threading.Lock()

    def wait_s(self) -> float:
        """Take a place: how long to wait for it, in seconds."""
        if not self._gap_s:
            return 0.0
        with self._lock:
            now = self._clock()
            place = max(now, self._next)
            self._next = place + self._gap_s
        return place - now


@dataclass
class Pace:
    """How long one account waits between two calls of one service in one region."""

    wait_s: float = 0.0

    def throttled(self) -> None:
        """Slower: twice the wait."""
        self.wait_s = min(max(2 * self.wait_s, FIRST_WAIT_S), LONGEST_WAIT_S)

    def answered(self) -> None:
        """Faster again, a little with each answer."""
        self.wait_s = self.wait_s * 0.8 if self.wait_s > 0.01 else 0.0


def wait_again_s(tries: int) -> float:
    """How long to wait after so many failures of one request: longer each time, and by chance,
    so that those who failed together do not come back together."""
    return random.uniform(0, min(FIRST_WAIT_S * 2**tries, LONGEST_WAIT_S))  # noqa: S311 - no secret
