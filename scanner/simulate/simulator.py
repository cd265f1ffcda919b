"""The face of the simulator: a graph compiled once, asked about many losses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scanner.graph import Graph
from scanner.model import State
from scanner.simulate.netlist import Arrays, Cycle, Netlist, compile_arrays
from scanner.simulate.packed import Losses, evaluate, ground_of, new_state
from scanner.simulate.scenarios import Scenario
from scanner.simulate.views import Label, Plane, Reading, View, label_of

States = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

STATE_BYTES = 6 * 2**20
"""Scenarios are evaluated in blocks whose state stays near the processor, below this."""
MOST_SPREAD = 8
"""Cases of a block, for each lane that it may have: as many may share their lanes."""
LEAST_WORDS = 8
"""Words a block has at least: so much lies side by side in memory."""


@dataclass(frozen=True)
class Outcomes:
    """What the scenarios did to the rows that were asked for.

    `states[instant_s, reading]` is uint8 (rows, scenarios): the `State` of each row.
    """

    rows: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    states: dict[tuple[float, Reading], States]
    index: dict[str, int]

    def state(self, row: str, scenario: int, instant_s: float, reading: Reading) -> State:
        """The state of `row` in the scenario with that number."""
        return State(int(self.states[instant_s, reading][self.index[row], scenario]))

    def of(self, row: str, instant_s: float, reading: Reading) -> States:
        """The states of `row` in every scenario, uint8 (scenarios,)."""
        states: States = self.states[instant_s, reading][self.index[row]]
        return states


class Compiled:
    """A graph ready to be asked. Immutable; cheap to keep."""

    def __init__(self, names: Sequence[str], netlist: Netlist) -> None:
        self.names = tuple(names)
        self.netlist = netlist
        self.index = {name: index for index, name in enumerate(self.names)}
        """Node -> its place in `names`."""
        parts = (len(p.batches) if isinstance(p, Cycle) else 1 for p in netlist.plan)
        self.batches = max(1, sum(parts))
        """How many rows, or runs of like rows, are evaluated one after the other."""
        self._grounds: dict[View, Bools] = {}

    def run(
        self,
        scenarios: Iterable[Scenario],
        rows: Iterable[str] | None = None,
        instants_s: Sequence[float] = (0.0,),
        readings: Sequence[Reading] = tuple(Reading),
    ) -> Outcomes:
        """Judge every scenario at every instant in every reading."""
        chosen = tuple(scenarios)
        wanted = self.names if rows is None else tuple(rows)
        states = {
            (instant_s, reading): self._judge(chosen, wanted, instant_s, reading)
            for instant_s in dict.fromkeys(instants_s)
            for reading in readings
        }
        return Outcomes(wanted, chosen, states, {name: i for i, name in enumerate(wanted)})

    def held_by_loops(
        self, scenarios: Iterable[Scenario], rows: Iterable[str], instant_s: float = 0.0
    ) -> Bools:
        """Rows that stop only because a loop may not hold itself up: bool (rows, scenarios)."""
        chosen, wanted = tuple(scenarios), tuple(rows)
        view = View(Plane.STOP, instant_s, Reading.BETTER)
        grounded = self._bits(chosen, wanted, view)
        nobody = np.zeros(self.netlist.rows, dtype=bool)
        greatest = self._bits(chosen, wanted, view, ground=nobody)
        return grounded & ~greatest

    def cannot_start_cold(self, reading: Reading, instant_s: float = 0.0) -> list[str]:
        """Nodes that run, with nothing lost, but could not start again from cold."""
        view = View(Plane.STOP, instant_s, reading)
        nothing = (Scenario("nothing", "none", "nothing", frozenset()),)
        running = ~self._bits(nothing, self.names, view)[:, 0]
        everyone = np.ones(self.netlist.rows, dtype=bool)
        started = ~self._bits(nothing, self.names, view, ground=everyone)[:, 0]
        return [self.names[index] for index in np.flatnonzero(running & ~started)]

    def down(self, scenario: Scenario, view: View) -> set[str]:
        """Every node that is down in one scenario, in the worst of its cases."""
        bits = self._bits((scenario,), self.names, view)[:, 0]
        return {self.names[index] for index in np.flatnonzero(bits)}

    def stopped(
        self,
        scenarios: Iterable[Scenario],
        rows: Iterable[str],
        instant_s: float,
        reading: Reading,
    ) -> Bools:
        """Which rows stop in which scenario: bool (rows, scenarios). Cheaper than `run`."""
        return self._bits(tuple(scenarios), tuple(rows), View(Plane.STOP, instant_s, reading))

    def downs(self, scenarios: Iterable[Scenario], view: View) -> Bools:
        """Which nodes are down in which scenario: bool (names, scenarios)."""
        return self._bits(tuple(scenarios), self.names, view)

    # --- evaluation ---------------------------------------------------------------------

    def _judge(
        self,
        scenarios: tuple[Scenario, ...],
        rows: tuple[str, ...],
        instant_s: float,
        reading: Reading,
    ) -> States:
        total = np.zeros((len(rows), len(scenarios)), dtype=np.uint8)
        for plane in Plane:
            total += self._bits(scenarios, rows, View(plane, instant_s, reading))
        return total

    def _bits(
        self,
        scenarios: tuple[Scenario, ...],
        rows: tuple[str, ...],
        view: View,
        ground: Bools | None = None,
    ) -> Bools:
        """Whether each row is down in each scenario, the worst of its cases: bool."""
        members = self.netlist.members_in(view)
        if ground is None:
            ground = self._ground(view)
        wanted = self.netlist.row_of[[self.index[name] for name in rows]]
        words = STATE_BYTES // (8 * max(self.netlist.rows, 4 * len(rows)))
        lanes = 64 * max(LEAST_WORDS, words)
        found = np.empty((len(rows), len(scenarios)), dtype=bool)
        state = new_state(self.netlist, 0)
        for block in _blocks(scenarios, view.reading, lanes):
            losses = self._losses(block.lost)
            words = -(-losses.count // 64)
            if words != state.shape[1]:  # a slice would be copied with each look at it
                state = new_state(self.netlist, words)
            evaluate(self.netlist, members, *losses.words(), ground, state)
            kept = np.ascontiguousarray(state[wanted]).astype("<u8", copy=False)
            bits = np.unpackbits(kept.view(np.uint8), axis=1, bitorder="little", count=losses.count)
            found[:, block.first : block.last] = block.worst(bits)
        return found

    def _ground(self, view: View) -> Bools:
        """Rows that need ground in `view`: those of the other reading, worked out once."""
        if view not in self._grounds:
            other = View(view.plane, view.instant_s, view.reading.other)
            self._grounds[view] = ground_of(self.netlist, self.netlist.members_in(other))
        return self._grounds[view]

    def _losses(self, lost: Sequence[_Lane]) -> Losses:
        """One bit for each lane. What many lanes share is looked up once."""
        known: dict[frozenset[str], npt.NDArray[np.int64]] = {}
        rows: list[npt.NDArray[np.int64]] = []
        for part in (part for lane in lost for part in lane):
            if part not in known:
                numbers = [self.index[name] for name in part if name in self.index]
                known[part] = self.netlist.row_of[np.array(numbers, dtype=np.int64)]
            rows.append(known[part])
        lanes = np.repeat(np.arange(len(lost)), [len(lane) for lane in lost])
        lengths = [len(part) for part in rows]
        together = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
        return Losses(together, np.repeat(lanes, lengths), len(lost))


_Lane = tuple[frozenset[str], ...]
"""What is lost together: a loss, and the case that is lost besides."""


@dataclass(frozen=True)
class _Block:
    """Scenarios `first` to `last`, which are evaluated together. Cases of several scenarios in
    which the same is lost are one lane."""

    first: int
    last: int
    lost: Sequence[_Lane]
    lanes: Sequence[int]
    """The lane of each case of each scenario."""
    starts: Sequence[int]
    """Where in `lanes` each scenario begins."""

    def worst(self, bits: npt.NDArray[np.uint8]) -> Bools:
        """Of uint8 (rows, lanes) the worst case of each scenario: bool (rows, scenarios)."""
        spread = bits[:, np.array(self.lanes, dtype=np.int64)]
        if len(self.lanes) == len(self.starts):
            return spread.astype(bool)
        worst: Bools = np.bitwise_or.reduceat(spread, np.array(self.starts), axis=1).astype(bool)
        return worst


def _blocks(scenarios: Sequence[Scenario], reading: Reading, most: int) -> Iterator[_Block]:
    """Runs of scenarios that have at most `most` lanes together, or are a single one."""
    first = 0
    number_of: dict[_Lane, int] = {}
    lanes: list[int] = []
    starts: list[int] = []
    for number, scenario in enumerate(scenarios):
        own = _lanes(scenario, reading)
        fresh = len({lane for lane in own if lane not in number_of})
        full = len(number_of) + fresh > most or len(lanes) + len(own) > MOST_SPREAD * most
        if number > first and full:
            yield _Block(first, number, list(number_of), lanes, starts)
            first, number_of, lanes, starts = number, {}, [], []
        starts.append(len(lanes))
        lanes += [number_of.setdefault(lane, len(number_of)) for lane in own]
    if first < len(scenarios):
        yield _Block(first, len(scenarios), list(number_of), lanes, starts)


def _lanes(scenario: Scenario, reading: Reading) -> list[_Lane]:
    if reading is not Reading.WORSE:
        return [(scenario.lost,)]
    lost = scenario.lost
    return [(case,) if lost <= case else (lost, case) for case in scenario.cases]


def compile_graph(graph: Graph) -> Compiled:
    """Compile a graph of `scanner.graph`: its nodes, edges, and the labels that tell which
    edges count when."""
    names = list(graph)
    index = {name: number for number, name in enumerate(names)}
    gates = [data.get("kind") == "gate" for _, data in graph.nodes(data=True)]
    needed = [data["k"] if data.get("kind") == "gate" else -1 for _, data in graph.nodes(data=True)]
    labels: dict[Label, int] = {}
    known: dict[tuple[object, ...], int] = {}
    owner: list[int] = []
    member: list[int] = []
    label: list[int] = []
    for source, target, data in graph.edges(data=True):
        number = index[source]
        key = (
            gates[number],
            data.get("effect"),
            data.get("strength"),
            data.get("holds_s", 0.0),
            data.get("after_s", 0.0),
        )
        if key not in known:
            known[key] = labels.setdefault(label_of(data, gates[number]), len(labels))
        owner.append(number)
        member.append(index[target])
        label.append(known[key])
    arrays = Arrays(
        needed=np.array(needed, dtype=np.int64),
        owner=np.array(owner, dtype=np.int64),
        member=np.array(member, dtype=np.int64),
        label=np.array(label, dtype=np.int64),
        labels=tuple(labels),
    )
    return Compiled(names, compile_arrays(arrays))
