"""Threads and tasks: each done once, no key beyond its bound, none left asleep."""

from __future__ import annotations

import threading
from collections import Counter
from functools import partial

import pytest
from scanner.collect.aws.pool import Pool


class Work:
    """Tasks that add tasks, and what was seen while they ran."""

    def __init__(self, threads: int, each: int) -> None:
        self.pool = Pool(threads, each)
        self.lock = threading.Lock()
        self.running: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.done: Counter[str] = Counter()

    def add(self, key: str, depth: int) -> None:
        self.pool.add(key, partial(self._do, key, depth))

    def _do(self, key: str, depth: int) -> None:
        with self.lock:
            self.running[key] += 1
            self.most[key] = max(self.most[key], self.running[key])
        for _ in range(3 if depth else 0):
            self.add(key, depth - 1)
        with self.lock:
            self.running[key] -= 1
            self.done[key] += 1


@pytest.mark.parametrize(("threads", "each"), [(1, 1), (2, 5), (8, 2), (16, 1)])
def test_all_is_done_within_the_bounds(threads: int, each: int) -> None:
    work = Work(threads, each)
    for key in "abcdef":
        work.add(key, 4)
    work.pool.run(lambda: None)
    assert work.done == dict.fromkeys("abcdef", 1 + 3 + 9 + 27 + 81)
    assert max(work.most.values()) <= min(each, threads)
    assert work.pool.done == work.pool.added == 6 * 121


def test_tasks_of_one_key_run_side_by_side() -> None:
    pool, together = Pool(8, 3), threading.Barrier(3)

    def meet() -> None:
        together.wait(10)

    for _ in range(6):
        pool.add("a", meet)
    pool.run(lambda: None)
    assert not together.broken


def test_a_key_that_waits_does_not_keep_another_waiting() -> None:
    pool, other_is_done = Pool(4, 2), threading.Event()

    def wait() -> None:
        other_is_done.wait(10)

    for _ in range(2):
        pool.add("a", wait)
    pool.add("a", lambda: None)
    pool.add("b", other_is_done.set)
    pool.run(lambda: None)
    assert other_is_done.is_set()
    assert pool.done == 4


def test_no_thread_is_left_for_the_next_run() -> None:
    pool, before = Pool(64, 64), threading.active_count()
    for _ in range(5):
        pool.add("a", lambda: None)
        pool.run(lambda: None)
        assert threading.active_count() == before
