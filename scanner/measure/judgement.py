"""A graph judged: every domain and every store lost in turn, and what that does to each journey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from scanner.graph import Graph
from scanner.measure.proof import Prover
from scanner.model import DATA, Data, DomainRef, Gap, Instant, Reach, State, Strength, gap_id, port
from scanner.simulate import (
    Compiled,
    Outcomes,
    Plane,
    Reading,
    Scenario,
    View,
    compile_graph,
    domain_losses,
    partial_losses,
    resource_losses,
    unread,
)

NOW_S = 0.0
TOGETHER = 256
"""Scenarios whose nodes are judged at once for proofs."""
MOST_KEPT = 800_000_000
"""Nodes times scenarios that are kept for proofs, a bit each."""
ANY = "*"
"""The id of the loss that stands for each loss without a cell of its own."""
MOST_STATES = 300_000_000
"""Nodes times losses that are judged, a bit each in every view."""
MOST_OUTCOMES = 10_000_000
"""Journeys times losses that are judged, a byte each in every view."""
MOST_PROVERS = 200
MOST_PROOF_STEPS = 2_500_000
"""Edges looked at for the proofs of all findings; those after have none."""
_STATES = tuple(State)


@dataclass(frozen=True)
class Judged:
    """The states of one journey under one scenario, at once and at its RTO."""

    surely: State
    possibly: State


class Judgement:
    """The answers of the simulator, by journey, scenario and instant."""

    def __init__(
        self,
        graph: Graph,
        scenarios: Sequence[Scenario] | None = None,
        compiled: Compiled | None = None,
    ) -> None:
        self.graph = graph
        self.compiled = compiled or compile_graph(graph)
        self.journeys = [n for n, data in graph.nodes(data=True) if data["kind"] == "journey"]
        self.limits: dict[str, Gap] = {}
        """What was not worked out because it is too much, by the id of the gap that it leaves."""
        self.scenarios = self._within(standard_losses(graph) if scenarios is None else scenarios)
        self._number = {scenario.id: i for i, scenario in enumerate(self.scenarios)}
        self._references: dict[str, DomainRef] = {}
        self._provers: dict[tuple[str, View], Prover] = {}
        self._downs: dict[tuple[View, int], npt.NDArray[np.uint8]] = {}
        self._row = {journey: row for row, journey in enumerate(self.journeys)}
        self._matrices: dict[tuple[Instant, Reading], npt.NDArray[np.uint8]] = {}
        self.proof_steps = MOST_PROOF_STEPS
        """Edges that may still be looked at to prove findings."""
        self.sides: dict[str, list[str]] = {journey: [] for journey in self.journeys}
        for _, data in graph.nodes(data=True):
            if data["kind"] == "side" and data["of"] in self.sides:
                self.sides[data["of"]].append(data["side"])
        for sides in self.sides.values():
            sides.sort()

    def _within(self, losses: Sequence[Scenario]) -> tuple[Scenario, ...]:
        """As many of the losses as can be judged, as many of each kind."""
        most = min(
            MOST_STATES // max(1, len(self.graph)), MOST_OUTCOMES // max(1, len(self.journeys))
        )
        if len(losses) <= most:
            return tuple(losses)
        count = Counter(loss.kind for loss in losses)
        each = max(n for n in range(most + 1) if sum(min(n, c) for c in count.values()) <= most)
        left = dict.fromkeys(count, each)
        kept = []
        for loss in losses:
            if left[loss.kind]:
                left[loss.kind] -= 1
                kept.append(loss)
        kinds = ", ".join(sorted(kind for kind, number in count.items() if number > each))
        self.leave_open(
            "losses",
            f"What would {len(losses) - len(kept):,} more losses do ({kinds})?",
            f"of {len(losses):,} losses {len(kept):,} were tried, at most {each:,} of a kind: "
            f"each is judged for {len(self.graph):,} nodes",
        )
        return tuple(kept)

    def leave_open(self, subject: str, question: str, reason: str) -> str:
        """Note that a question was not looked into, as it is too much; gives the gap's id."""
        identifier = gap_id(Reach.EFFECT, subject, question)
        self.limits[identifier] = Gap(
            id=identifier, subject=subject, question=question, reason=reason, reach=Reach.EFFECT
        )
        return identifier

    def rto_s(self, journey: str) -> float:
        """How long `journey` may be down, in seconds."""
        return float(self.graph.nodes[journey]["rto_s"])

    def instant_s(self, journey: str, at: Instant) -> float:
        """The instant in seconds after the loss."""
        return NOW_S if at is Instant.NOW else self.rto_s(journey)

    @cached_property
    def outcomes(self) -> Outcomes:
        """Every scenario at every instant that some journey is judged at."""
        rows = [
            name
            for journey in self.journeys
            for name in (journey, *(port(journey, side) for side in self.sides[journey]))
        ]
        instants_s = sorted({NOW_S, *(self.rto_s(journey) for journey in self.journeys)})
        return self.compiled.run(self.scenarios, rows, instants_s)

    @cached_property
    def harm(self) -> npt.NDArray[np.uint8]:
        """The worst sure state of each journey in each scenario, at once or at its RTO:
        uint8 (journeys, scenarios)."""
        return self._worst(Reading.BETTER)

    @cached_property
    def worst_case(self) -> npt.NDArray[np.uint8]:
        """As `harm`, in the worse reading: the worst possible state."""
        return self._worst(Reading.WORSE)

    @cached_property
    def touched(self) -> npt.NDArray[np.bool_]:
        """Where a journey, or a side of it, is anything but fine in any reading:
        bool (journeys, scenarios)."""
        found = self.worst_case > 0
        for row, journey in enumerate(self.journeys):
            for side in self.sides[journey]:
                found[row] |= self._states(port(journey, side), journey, Reading.WORSE) > 0
        return found | (self.harm > 0)

    def states(self, at: Instant, reading: Reading) -> npt.NDArray[np.uint8]:
        """The state of every journey in every scenario: uint8 (journeys, scenarios)."""
        if (at, reading) not in self._matrices:
            found = [self.outcomes.of(j, self.instant_s(j, at), reading) for j in self.journeys]
            shape = len(self.journeys), len(self.scenarios)
            self._matrices[at, reading] = np.array(found, dtype=np.uint8).reshape(shape)
        return self._matrices[at, reading]

    def _worst(self, reading: Reading) -> npt.NDArray[np.uint8]:
        return np.maximum(self.states(Instant.NOW, reading), self.states(Instant.RTO, reading))

    def _states(self, row: str, journey: str, reading: Reading) -> npt.NDArray[np.uint8]:
        now = self.outcomes.of(row, NOW_S, reading)
        return np.maximum(now, self.outcomes.of(row, self.rto_s(journey), reading))

    @cached_property
    def unread(self) -> Judgement:
        """The same graph with nothing lost, where all that was not read is taken as down."""
        nothing = Scenario(ANY, "any", "anything", frozenset(), (unread(self.graph),))
        return Judgement(self.graph, [nothing], self.compiled)

    def harmed(self, scenario: Scenario, least: State = State.STOPPED) -> tuple[str, ...]:
        """Journeys that surely get as bad as `least`, at once or at their RTO."""
        return self._reaching(self.harm, scenario, least)

    def stopped_at_once(self, scenario: Scenario) -> tuple[str, ...]:
        """Journeys that surely stop at once."""
        return self._reaching(self.states(Instant.NOW, Reading.BETTER), scenario, State.STOPPED)

    def affected(self, scenario: Scenario) -> Iterator[tuple[str, Judged]]:
        """Every journey that may be anything but fine, with its worst states in both readings."""
        number = self._number[scenario.id]
        surely, possibly = self.harm[:, number], self.worst_case[:, number]
        for row in np.flatnonzero(np.maximum(surely, possibly)):
            yield self.journeys[row], Judged(State(int(surely[row])), State(int(possibly[row])))

    def _reaching(
        self, states: npt.NDArray[np.uint8], scenario: Scenario, least: State
    ) -> tuple[str, ...]:
        column = states[:, self._number[scenario.id]]
        return tuple(self.journeys[row] for row in np.flatnonzero(column >= int(least)))

    def judged(self, journey: str, scenario: Scenario, at: Instant, side: str = "") -> Judged:
        """The state of a journey, or of one of its sides, in both readings."""
        number = self._number[scenario.id]
        if not side:
            row = self._row[journey]
            return Judged(
                _STATES[self.states(at, Reading.BETTER)[row, number]],
                _STATES[self.states(at, Reading.WORSE)[row, number]],
            )
        row_name = port(journey, side)
        instant_s = self.instant_s(journey, at)
        return Judged(
            self.outcomes.state(row_name, number, instant_s, Reading.BETTER),
            self.outcomes.state(row_name, number, instant_s, Reading.WORSE),
        )

    def prover(
        self, scenario: Scenario, state: State, instant_s: float, reading: Reading
    ) -> Prover:
        """Proofs of what reaches `state` in a scenario; made once for each view."""
        view = View(Plane(int(state)), instant_s, reading)
        key = scenario.id, view
        if key not in self._provers:
            while len(self._provers) >= MOST_PROVERS:
                self._provers.pop(next(iter(self._provers)))
            self._provers[key] = Prover(self.graph, scenario, view, self._down(scenario, view))
        return self._provers[key]

    def _down(self, scenario: Scenario, view: View) -> Callable[[str], bool]:
        """Whether a node is down; worked out for many scenarios at once, as they are asked for."""
        number = self._number.get(scenario.id)
        index = self.compiled.index
        if number is None or self.scenarios[number] is not scenario:
            alone = self.compiled.downs([scenario], view)[:, 0]
            return lambda node: bool(alone[index[node]])
        first = number - number % TOGETHER
        if (view, first) not in self._downs:
            while len(self._downs) >= max(1, MOST_KEPT // (len(index) * TOGETHER)):
                self._downs.pop(next(iter(self._downs)))
            downs = self.compiled.downs(self.scenarios[first : first + TOGETHER], view)
            self._downs[view, first] = np.packbits(downs, axis=1)
        place = number - first
        column = self._downs[view, first][:, place // 8] & (128 >> place % 8)
        return lambda node: bool(column[index[node]])

    def rank(self, journey: str) -> tuple[int, str]:
        """Orders journeys: the most important tier first, then by id."""
        return int(self.graph.nodes[journey]["tier"]), journey

    def reference(self, scenario: Scenario) -> DomainRef:
        """How reports name what is lost; one value for all that is said of it."""
        if scenario.id not in self._references:
            self._references[scenario.id] = reference_of(scenario)
        return self._references[scenario.id]

    def scenario(self, identifier: str) -> Scenario:
        """The loss of the domain or resource with that id. Raises KeyError where none is judged."""
        return self.scenarios[self._number[identifier]]

    def loss_of(self, node: str) -> Scenario | None:
        """The loss of a single resource, if it is one that is judged alone."""
        number = self._number.get(node)
        return None if number is None else self.scenarios[number]

    def owner(self, node: str) -> str:
        """The resource, journey or domain that a side, address or gate belongs to."""
        data = self.graph.nodes[node]
        while data["kind"] in ("side", "address", "gate") and data["of"] in self.graph:
            node = data["of"]
            data = self.graph.nodes[node]
        return node

    def action_word(self, action: str) -> str:
        """How a sentence says an action: `fail over`."""
        words: dict[str, str] = self.graph.graph.get("actions", {})
        return words.get(action, action)

    def attributes(self, node: str) -> dict[str, Any]:
        """The graph's attributes of a node."""
        data: dict[str, Any] = self.graph.nodes[node]
        return data

    def gap(self, identifier: str) -> Gap | None:
        """A gap by its id."""
        found: Gap | None = self.graph.graph.get("gaps", {}).get(identifier)
        return found or self.limits.get(identifier)


def standard_losses(graph: Graph) -> list[Scenario]:
    """Every domain of every kind, part of each zone, and every single store and certificate."""
    counted: dict[str, list[str]] = {}
    for node, data in graph.nodes(data=True):
        if data["kind"] == "resource" and data.get("counts_as"):
            counted.setdefault(data["counts_as"], []).append(node)
    singles = [
        scenario
        for kind, nodes in sorted(counted.items())
        for scenario in resource_losses(graph, nodes, kind)
    ]
    domains = domain_losses(graph)
    return [*domains, *partial_losses(domains), *singles]


def reference_of(scenario: Scenario) -> DomainRef:
    """How reports name what is lost."""
    return DomainRef(scenario.kind, scenario.id, scenario.name)


def any_other(kind: str) -> DomainRef:
    """The loss that stands for each of its kind without a cell of its own."""
    return DomainRef(kind, f"{ANY}/{kind}", f"any other {kind}")


def called(scenario: Scenario) -> str:
    """What is lost, as a sentence calls it."""
    if scenario.kind in ("zone", "account") and not scenario.name.startswith("the "):
        return f"{scenario.kind} {scenario.name}"
    return scenario.name


def fails(scenario: Scenario) -> str:
    """`called`, as the subject of what happens: `zone use1-az4 fails`, `A and B fail`."""
    return f"{called(scenario)} {'fail' if scenario.kind == 'pair' else 'fails'}"


def blocked_actions(judgement: Judgement, journey: str, scenario: Scenario) -> tuple[str, ...]:
    """Named actions of the journey's own parts that surely cannot be done meanwhile."""
    return tuple(
        side
        for side in judgement.sides[journey]
        if side != DATA
        and judgement.judged(journey, scenario, Instant.NOW, side).surely is State.STOPPED
    )


def data_of(judgement: Judgement, journey: str, scenario: Scenario) -> Data:
    """What becomes of the journey's data if what is lost is gone for good."""
    if DATA not in judgement.sides[journey]:
        return Data.KEPT
    judged = judgement.judged(journey, scenario, Instant.NOW, DATA)
    if judged.surely is State.STOPPED:
        return Data.LOST
    return Data.KEPT if judged.possibly is not State.STOPPED else Data.UNKNOWN


def lost_stores(judgement: Judgement, journey: str, scenario: Scenario) -> tuple[str, ...]:
    """Nodes of the stores whose data is surely gone, if what is lost is gone for good."""
    side = port(journey, DATA)
    if DATA not in judgement.sides[journey]:
        return ()
    prover = judgement.prover(scenario, State.STOPPED, NOW_S, Reading.BETTER)
    kept = judgement.graph.out_edges(side, data="strength")
    sure = [m for _, m, strength in kept if strength == Strength.STRONG and prover.is_down(m)]
    return tuple(dict.fromkeys(judgement.owner(member) for member in sure))
