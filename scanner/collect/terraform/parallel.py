"""Roots evaluated on several processors: each process takes some, and hands back what it found.

A process is a copy of this one (`fork`), so that nothing that was read is read again. For
few roots one process does it all.
"""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from scanner.collect.tree import Tree
from scanner.model import Gap, Resource, Source
from scanner.model.codec import pack, unpack
from scanner.model.record import Record

FEW = 24
"""So many roots are evaluated sooner than a process is started."""
AT_ONCE = 16
"""Neighbouring roots that one process takes together: they often use the same modules."""


class Rests(Record, frozen=True):
    """What a piece rests on: the questions that were asked for it, and a digest of the answers."""

    questions: tuple[str, ...]
    digest: str


class Piece(Record, frozen=True, kw_only=True):
    """What evaluating one root found."""

    resources: tuple[Resource, ...]
    source: Source
    gaps: tuple[Gap, ...]
    files: tuple[str, ...]
    """Paths that its gaps tell of."""


Found = tuple[Piece, Rests | None]
"""A piece, and what it rests on; None where that is not all that decides it."""
Evaluate = Callable[[int], Found]
"""The piece of the root with that number."""


class Batch(Record, frozen=True):
    """What one process found, and what the scanned directory answered it meanwhile."""

    pieces: list[Found]
    answers: dict[str, str]


def pieces(
    numbers: Sequence[int], evaluate: Evaluate, tree: Tree, processes: int
) -> Iterator[Found]:
    """The pieces of the roots with these numbers, in order. `tree` takes what the processes
    were answered by the scanned directory."""
    count = len(numbers)
    if processes < 2 or count < FEW:
        yield from map(evaluate, numbers)
        return
    shares = [numbers[first : first + AT_ONCE] for first in range(0, count, AT_ONCE)]
    _shared.append((evaluate, tree.answers))
    context = multiprocessing.get_context("fork")
    try:
        with warnings.catch_warnings():  # numpy keeps threads that do nothing here
            warnings.simplefilter("ignore", DeprecationWarning)
            with ProcessPoolExecutor(processes, mp_context=context) as pool:
                for packed in pool.map(_share, shares):
                    batch = unpack(packed, Batch)
                    tree.learned(batch.answers)
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
