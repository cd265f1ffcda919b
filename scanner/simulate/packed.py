"""Evaluating a netlist for 64 scenarios a word.

The state is uint64 (rows, words); bit s of word w of a row is 1 where the row is down in
scenario 64 * w + s. Nothing here knows of effects, instants or readings: a view has become
plain members before (`Netlist.members_in`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scanner.simulate.netlist import AND, COUNT, DOWN, Batch, Cycle, Netlist

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]

NONE = np.uint64(0)
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True)
class Losses:
    """Who is lost when, sparsely: `rows[i]` in scenario `scenarios[i]`; both int64 (losses,)."""

    rows: Ints
    scenarios: Ints
    count: int
    """How many scenarios there are."""

    def words(self) -> tuple[Ints, Words]:
        """`(rows, bits)`: int64 (r,), uint64 (r, words); rows ascending, each once."""
        order = np.argsort(self.rows, kind="stable")
        sorted_rows, scenarios = self.rows[order], self.scenarios[order]
        starts = np.flatnonzero(np.diff(sorted_rows, prepend=-1))
        number = np.cumsum(np.diff(sorted_rows, prepend=-1) != 0) - 1
        bits = np.zeros((starts.size, -(-self.count // 64)), dtype=np.uint64)
        ones = np.uint64(1) << (scenarios % 64).astype(np.uint64)
        np.bitwise_or.at(bits, (number, scenarios // 64), ones)
        return sorted_rows[starts], bits


def evaluate(
    netlist: Netlist, members: Ints, lost_rows: Ints, lost_bits: Words, ground: Bools, state: Words
) -> Words:
    """Fill `state` with the grounded fixed point and return it.

    `ground` is bool (rows,): rows that must keep a ground (least); the others may hold each
    other up (greatest). All true gives the least fixed point, all false the greatest.
    """
    run = _Run(netlist, members, lost_rows, lost_bits, state)
    for part in netlist.plan:
        if isinstance(part, Batch):
            state[part.start : part.stop] = run.value(part)
        else:
            run.settle(part, ground[part.start : part.stop])
    return state


class _Run:
    """One evaluation: the state, and buffers that are used over and over."""

    def __init__(
        self, netlist: Netlist, members: Ints, lost_rows: Ints, lost_bits: Words, state: Words
    ) -> None:
        self._members = members
        self._lost_rows = lost_rows
        self._lost_bits = lost_bits
        self._state = state
        state[:] = NONE
        state[DOWN] = ALL
        state[lost_rows] = lost_bits
        widest = max((_height(part) for part in netlist.plan), default=1)
        words = state.shape[1]
        self._sum = np.empty((widest, words), dtype=np.uint64)
        self._column = np.empty((widest, words), dtype=np.uint64)

    def value(self, batch: Batch) -> Words:
        """Down bits of the batch's rows as their members stand; valid until the next call."""
        found = self._count(batch) if batch.kind == COUNT else self._reduce(batch)
        first, last = np.searchsorted(self._lost_rows, (batch.start, batch.stop))
        if first < last:
            found[self._lost_rows[first:last] - batch.start] |= self._lost_bits[first:last]
        return found

    def settle(self, cycle: Cycle, ground: Bools) -> None:
        """Bring a cycle to its fixed point: greatest, and for grounded rows least within it."""
        rows = slice(cycle.start, cycle.stop)
        grounded = ground[:, None]
        while True:
            np.copyto(self._state[rows], ALL, where=grounded)
            if ground.any():
                while self._sweep(cycle, ground, least=True):
                    pass
            if ground.all() or not self._sweep(cycle, ~ground, least=False):
                return

    def _sweep(self, cycle: Cycle, chosen: Bools, *, least: bool) -> bool:
        """One pass over the `chosen` rows; True if any changed."""
        changed = False
        for batch in cycle.batches:
            here = self._state[batch.start : batch.stop]
            mask = chosen[batch.start - cycle.start : batch.stop - cycle.start]
            if not mask.any():
                continue
            value = self.value(batch)
            value = here & value if least else here | value
            moved = (value != here) & mask[:, None]
            if moved.any():
                changed = True
                np.copyto(here, value, where=mask[:, None])
        return changed

    def _reduce(self, batch: Batch) -> Words:
        operate = np.bitwise_and if batch.kind == AND else np.bitwise_or
        found = self._gather(batch.offset, batch.widths[0], self._sum)
        at = batch.offset + batch.widths[0]
        for width in batch.widths[1:]:
            column = self._gather(at, width, self._column)
            operate(found[:width], column, out=found[:width])
            at += width
        if batch.tail_starts.size:
            tail = self._state[self._members[at : batch.tail_stop]]
            reduced = operate.reduceat(tail, batch.tail_starts - at, axis=0)
            wide = found[: batch.tail_starts.size]
            operate(wide, reduced, out=wide)
        return found

    def _count(self, batch: Batch) -> Words:
        """Rows of which at least `fatal` members are down, by counters of one bit a plane."""
        height = batch.stop - batch.start
        planes: list[Words] = []
        at = batch.offset
        for width in batch.widths:
            _add(planes, self._gather(at, width, self._column), height)
            at += width
        if batch.tail_starts.size:
            self._count_tail(batch, planes, height)
        return _at_least(planes, batch.fatal)

    def _count_tail(self, batch: Batch, planes: list[Words], height: int) -> None:
        ends = np.append(batch.tail_starts[1:], batch.tail_stop)
        lengths = ends - batch.tail_starts
        for step in range(int(np.max(lengths))):
            wide = np.flatnonzero(lengths > step)
            column = np.zeros((height, self._state.shape[1]), dtype=np.uint64)
            column[wide] = self._state[self._members[batch.tail_starts[wide] + step]]
            _add(planes, column, height)

    def _gather(self, at: int, width: int, buffer: Words) -> Words:
        out = buffer[:width]
        np.take(self._state, self._members[at : at + width], axis=0, out=out, mode="clip")
        return out


def _height(part: Batch | Cycle) -> int:
    return part.stop - part.start


def _add(planes: list[Words], column: Words, height: int) -> None:
    """Add one bit to every counter, carrying; `column` may cover the first rows only."""
    carry = column
    width = column.shape[0]
    for plane in planes:
        here = plane[:width]
        overflow = here & carry
        np.bitwise_xor(here, carry, out=here)
        carry = overflow
    if carry.any():
        plane = np.zeros((height, column.shape[1]), dtype=np.uint64)
        plane[:width] = carry
        planes.append(plane)


def _at_least(planes: list[Words], bound: Ints) -> Words:
    """Bits where the counter held in `planes` (lowest first) reaches `bound` of its row."""
    bits = max(len(planes), int(np.max(bound)).bit_length())
    greater = np.zeros_like(planes[0]) if planes else np.zeros((bound.size, 1), dtype=np.uint64)
    equal = np.full_like(greater, ALL)
    for bit in reversed(range(bits)):
        plane = planes[bit] if bit < len(planes) else np.zeros_like(greater)
        wanted = np.where((bound >> bit) & 1, ALL, NONE)[:, None]
        greater |= equal & plane & ~wanted
        equal &= ~(plane ^ wanted)
    return greater | equal


def new_state(netlist: Netlist, words: int) -> Words:
    """An empty state for `words` words of scenarios."""
    return np.empty((netlist.rows, words), dtype=np.uint64)


def ground_of(netlist: Netlist, members_of_other: Ints) -> Bools:
    """Rows that must keep a ground: those that start from cold, with nothing lost, in the
    other reading, and whose cycle has a choice. bool (rows,)."""
    if netlist.free.all():
        return np.zeros(netlist.rows, dtype=bool)
    everyone = np.ones(netlist.rows, dtype=bool)
    nobody = np.zeros(0, dtype=np.int64)
    state = new_state(netlist, 1)
    evaluate(netlist, members_of_other, nobody, np.zeros((0, 1), np.uint64), everyone, state)
    ground: Bools = (state[:, 0] == NONE) & ~netlist.free
    return ground
