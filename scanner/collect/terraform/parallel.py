"""Roots evaluated on several processors: each process takes some, and hands back what it found.

A process is a copy of this one (`fork`), so that nothing that was read is read again. For
few roots one process does it all.
"""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from scanner.model import Gap, Resource, Source
from scanner.model.codec import pack, unpack
from scanner.model.record import Record

FEW = 24
"""So many roots are evaluated sooner than a process is started."""
AT_ONCE = 16
"""Neighbouring roots that one process takes together: they often use the same modules."""


class Piece(Record, frozen=True, kw_only=True):
    """What evaluating one root found."""

    resources: tuple[Resource, ...]
    source: Source
    gaps: tuple[Gap, ...]
    files: tuple[str, ...]
    """Paths that its gaps tell of."""


class Batch(Record, frozen=True):
    """What one process found, and what the scanned directory answered it meanwhile."""

    pieces: list[Piece]
    answers: dict[str, str]


Evaluate = Callable[[int], Piece]
"""The piece of the root with that number."""


def pieces(
    count: int, evaluate: Evaluate, answers: dict[str, str], processes: int
) -> Iterator[Piece]:
    """The pieces of roots 0 to `count`, in order. `answers` takes what the processes were
    answered by the scanned directory."""
    if processes < 2 or count < FEW:
        yield from map(evaluate, range(count))
        return
    shares = [range(first, min(first + AT_ONCE, count)) for first in range(0, count, AT_ONCE)]
    _shared.append((evaluate, answers))
    context = multiprocessing.get_context("fork")
    try:
        with warnings.catch_warnings():  # numpy keeps threads that do nothing here
            warnings.simplefilter("ignore", DeprecationWarning)
            with ProcessPoolExecutor(processes, mp_context=context) as pool:
                for packed in pool.map(_share, shares):
                    batch = unpack(packed, Batch)
                    answers.update(batch.answers)
                    yield from batch.pieces
    finally:
        _shared.pop()


_shared: list[tuple[Evaluate, dict[str, str]]] = []
"""What a new process finds in its copy of this one: it cannot be sent, and need not be."""


def _share(numbers: Sequence[int]) -> bytes:
    evaluate, answers = _shared[-1]
    before = set(answers)
    found = [evaluate(number) for number in numbers]
    return pack(Batch(found, {q: answer for q, answer in answers.items() if q not in before}))
