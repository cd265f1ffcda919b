"""Compiling a dependency graph into arrays that are evaluated level by level.

Rows are numbered so that every row comes after its members, except inside cycles. Rows of
one level and kind form a *batch*; the j-th members of all rows of a batch lie side by side,
so that a batch is evaluated by one gather and one OR (or AND, or count) a column.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scanner.simulate.cycles import components, levels
from scanner.simulate.views import Label, View, standing

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

UP, DOWN = 0, 1
"""Two constant rows in front of all others, for members that a view takes for up or down."""
CONSTANTS = 2
WIDEST = 24
"""Members of a row beyond this many are reduced in one go, not column by column."""

OR, AND, COUNT = 0, 1, 2


@dataclass(frozen=True)
class Arrays:
    """A graph as arrays. Row r is node r; edge e says that `owner[e]` needs `member[e]`.

    needed: int64 (rows,), members that must be up; -1 for all of them.
    owner, member, label: int64 (edges,); `label` indexes `labels`.
    """

    needed: Ints
    owner: Ints
    member: Ints
    label: Ints
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Batch:
    """Rows `start` to `stop` of one kind and level, widest first.

    Column j holds member j of the first `widths[j]` rows; the columns lie one after the
    other from `offset` in the netlist's members. Members past `WIDEST` of the first
    `len(tail_starts)` rows lie row by row from `tail_starts[0]` to `tail_stop`.
    """

    kind: int
    start: int
    stop: int
    offset: int
    widths: tuple[int, ...]
    tail_starts: Ints
    tail_stop: int
    fatal: Ints
    """How many members must be down to take each row down, int64 (rows,); for COUNT."""


@dataclass(frozen=True)
class Cycle:
    """All cyclic rows of one level, `start` to `stop`: the batches repeat until stable."""

    start: int
    stop: int
    batches: tuple[Batch, ...]


@dataclass(frozen=True)
class Netlist:
    """Compiled arrays.

    rows: how many, the constants included. row_of: int64 (nodes,), node -> row.
    members, label: int64 (edges,), in the order of the batches' columns.
    plan: batches and cycles in the order of evaluation.
    free: bool (rows,), rows that need no ground: no choice in their cycle, or in none.
    """

    rows: int
    row_of: Ints
    members: Ints
    label: Ints
    labels: tuple[Label, ...]
    plan: tuple[Batch | Cycle, ...]
    free: Bools

    def members_in(self, view: View) -> Ints:
        """The members as `view` has them, some turned to the constant rows: int64 (edges,)."""
        ranks = np.array([standing(label, view) for label in self.labels], dtype=np.int64)
        if not ranks.any():
            return self.members
        turned = np.array([-1, UP, DOWN], dtype=np.int64)[ranks][self.label]
        return np.where(turned < 0, self.members, turned)


def compile_arrays(arrays: Arrays) -> Netlist:
    """Level, renumber and lay out, in O(E log E).

    Raises ValueError where a gate needs none, or more members than it has.
    """
    count = arrays.needed.size
    fan = np.bincount(arrays.owner, minlength=count)
    if ((arrays.needed == 0) | (arrays.needed > fan)).any():
        raise ValueError("a gate needs at least one and at most all of its members")
    component, closing = components(count, arrays.owner, arrays.member)
    cyclic = _in_cycles(arrays, component)
    level = _levels(arrays, component, cyclic)
    sublevel = _sublevels(arrays, component, closing, cyclic)
    fatal = np.where(arrays.needed < 0, 1, fan - arrays.needed + 1)
    kind = np.where(fatal <= 1, OR, np.where(fatal >= fan, AND, COUNT))

    order = np.lexsort((-fan, kind, sublevel, cyclic, level))
    row_of = np.empty(count, dtype=np.int64)
    row_of[order] = np.arange(CONSTANTS, count + CONSTANTS)
    free = np.ones(count + CONSTANTS, dtype=bool)
    free[CONSTANTS:] = ~_with_choice(arrays, component, cyclic, fan)[order]

    fan, kind, fatal = fan[order], kind[order], fatal[order]
    step = (level * 2 + cyclic)[order] * (int(np.max(sublevel, initial=0)) + 1) + sublevel[order]
    batch_of = _runs(step * 3 + kind)
    position = _columns(row_of[arrays.owner] - CONSTANTS, batch_of, fan)
    batches = _batches(batch_of, fan, kind, fatal)
    return Netlist(
        rows=count + CONSTANTS,
        row_of=row_of,
        members=row_of[arrays.member][position],
        label=arrays.label[position],
        labels=arrays.labels,
        plan=_plan(batches, cyclic[order], level[order]),
        free=free,
    )


# --- levels -----------------------------------------------------------------------------


def _in_cycles(arrays: Arrays, component: Ints) -> Bools:
    """Rows that need themselves, directly or by way of others."""
    cyclic = np.bincount(component, minlength=component.size)[component] > 1
    cyclic[arrays.owner[arrays.owner == arrays.member]] = True
    return cyclic


def _levels(arrays: Arrays, component: Ints, cyclic: Bools) -> Ints:
    """Level of each row's component among the components."""
    owner, member = component[arrays.owner], component[arrays.member]
    if cyclic.any():
        between = owner != member
        owner, member = owner[between], member[between]
    return levels(component.size, owner, member)[component]


def _sublevels(arrays: Arrays, component: Ints, closing: Bools, cyclic: Bools) -> Ints:
    """Level inside a cycle once the edges that close it are left out; 0 elsewhere."""
    if not cyclic.any():
        return np.zeros(component.size, dtype=np.int64)
    inside = (component[arrays.owner] == component[arrays.member]) & ~closing
    return levels(component.size, arrays.owner[inside], arrays.member[inside])


def _with_choice(arrays: Arrays, component: Ints, cyclic: Bools, fan: Ints) -> Bools:
    """Rows in a cycle with a gate that has a member to spare and one inside the cycle."""
    spare = (arrays.needed >= 0) & (arrays.needed < fan)
    inside = cyclic[arrays.owner] & (component[arrays.owner] == component[arrays.member])
    choosing = np.zeros(component.size, dtype=bool)
    choosing[component[arrays.owner[inside & spare[arrays.owner]]]] = True
    return choosing[component] & cyclic


# --- layout -----------------------------------------------------------------------------


def _runs(keys: Ints) -> Ints:
    """Number of the run of equal keys that each entry is in."""
    changes = np.ones(keys.size, dtype=np.int64)
    changes[1:] = keys[1:] != keys[:-1]
    return np.cumsum(changes) - 1


def _columns(row: Ints, batch_of: Ints, fan: Ints) -> Ints:
    """Order of the edges by batch, then column, then row; a batch's tail row by row."""
    by_row = np.argsort(row, kind="stable")
    row = row[by_row]
    starts = np.cumsum(fan) - fan
    column = np.minimum(np.arange(row.size) - starts[row], WIDEST)
    by_column = np.argsort(batch_of[row] * (WIDEST + 1) + column, kind="stable")
    ordered: Ints = by_row[by_column]
    return ordered


def _batches(batch_of: Ints, fan: Ints, kind: Ints, fatal: Ints) -> list[Batch]:
    """The batches in order of row; rows without members are inputs and in none."""
    edges = np.concatenate([[0], np.cumsum(fan)])
    starts = np.flatnonzero(np.diff(batch_of, prepend=-1))
    batches: list[Batch] = []
    if not fan.size:
        return batches
    for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), fan.size], strict=True):
        widest = int(fan[start]) if start < fan.size else 0
        if not widest:
            continue
        fans = fan[start:stop]
        stop = start + int(np.count_nonzero(fans))
        fans = fan[start:stop]
        widths = np.searchsorted(-fans, -np.arange(min(widest, WIDEST)), side="left")
        tail = np.maximum(fans - WIDEST, 0)
        tail = tail[tail > 0]
        tail_stop = int(edges[stop])
        tail_starts = np.asarray(tail_stop - tail.sum() + np.cumsum(tail) - tail, dtype=np.int64)
        batches.append(
            Batch(
                kind=int(kind[start]),
                start=start + CONSTANTS,
                stop=stop + CONSTANTS,
                offset=int(edges[start]),
                widths=tuple(widths.tolist()),
                tail_starts=tail_starts,
                tail_stop=tail_stop,
                fatal=fatal[start:stop],
            )
        )
    return batches


def _plan(batches: list[Batch], cyclic: Bools, level: Ints) -> tuple[Batch | Cycle, ...]:
    """Batches in order, those of one level's cycles gathered."""
    plan: list[Batch | Cycle] = []
    gathered: list[Batch] = []
    at_level = -1
    for batch in batches:
        first = batch.start - CONSTANTS
        if gathered and not (cyclic[first] and level[first] == at_level):
            plan.append(Cycle(gathered[0].start, gathered[-1].stop, tuple(gathered)))
            gathered = []
        if cyclic[first]:
            at_level = int(level[first])
            gathered.append(batch)
        else:
            plan.append(batch)
    if gathered:
        plan.append(Cycle(gathered[0].start, gathered[-1].stop, tuple(gathered)))
    return tuple(plan)
