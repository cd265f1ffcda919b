"""Threads that work through tasks, so many at once of each account."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable

Task = Callable[[], None]
LOOK_S = 0.5
"""How often whoever waits is told how far it is."""


class Pool:
    """Tasks by key, taken turn and turn about between keys; tasks may add tasks.

    Tasks do not raise: what goes wrong in one is theirs to tell.
    """

    def __init__(self, threads: int, each: int) -> None:
        self._threads = threads
        self._each = each
        self._waiting: OrderedDict[str, deque[Task]] = OrderedDict()
        self._running: dict[str, int] = {}
        lock = threading.RLock()
        self._added = threading.Condition(lock)
        """What idle threads wait for: one task wakes one of them."""
        self._ended = threading.Condition(lock)
        """What whoever waits for all of them waits for."""
        self._stopped = False
        self.done = 0
        self.added = 0

    def add(self, key: str, task: Task) -> None:
        """Have `task` done, when it is the turn of `key`."""
        with self._added:
            self.added += 1
            self._waiting.setdefault(key, deque()).append(task)
            self._added.notify()

    def run(self, tell: Callable[[], None]) -> None:
        """Until nothing is left to do; `tell` is called now and then. KeyboardInterrupt passes,
        and no task is begun after it."""
        self._stopped = False
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self._threads)]
        for thread in threads:
            thread.start()
        try:
            with self._ended:
                while self._waiting or self._running:
                    self._ended.wait(LOOK_S)
                    tell()
        finally:
            self.stop()
        for thread in threads:  # idle: were they to wake later, they would join the next run
            thread.join()

    def stop(self) -> None:
        """Begin nothing more."""
        with self._added:
            self._stopped = True
            self._added.notify_all()

    def drain(self, wait_s: float) -> None:
        """Wait so long at most for what is still running."""
        with self._ended:
            self._ended.wait_for(lambda: not self._running, wait_s)

    def _work(self) -> None:
        while True:
            with self._added:
                while (found := self._next()) is None:
                    if self._stopped:
                        return
                    self._added.wait()
                key, task = found
            try:
                task()
            finally:
                with self._ended:  # the room that this leaves is its own thread's to fill
                    self.done += 1
                    self._running[key] -= 1
                    if not self._running[key]:
                        del self._running[key]
                    if not self._running:
                        self._ended.notify_all()

    def _next(self) -> tuple[str, Task] | None:
        """The next task whose key has room; its key goes to the end of the line."""
        if self._stopped:
            return None
        for key, tasks in self._waiting.items():
            if self._running.get(key, 0) < self._each:
                task = tasks.popleft()
                self._running[key] = self._running.get(key, 0) + 1
                if tasks:
                    self._waiting.move_to_end(key)
                else:
                    del self._waiting[key]
                return key, task
        return None
