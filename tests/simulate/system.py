"""A small system, written as sentences, and asked what a loss does to it.

    shop = System(zone("a"), zone("b"), needs("shop", any_of("a", "b")))
    assert shop.losing("a")["shop"] is RUNS

Every answer is worked out twice, by the packed simulator and by its slow twin, which must
agree on every node.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from scanner.graph import build
from scanner.model import (
    Domain,
    Duration,
    Effect,
    Inference,
    Inventory,
    Journey,
    Requirement,
    State,
    Strength,
    Takeover,
    Term,
)
from scanner.simulate import (
    Plane,
    Reading,
    Scenario,
    View,
    compile_graph,
    domain_losses,
    named_loss,
    partial_losses,
    together,
)
from scanner.simulate.reference import down

RUNS, SLOWS, STALE, STOPS = State.OK, State.SLOWED, State.STALE, State.STOPPED
NOBODY_KNOWS = None
NOTHING = Scenario("nothing", "none", "nothing", frozenset())


@dataclass(frozen=True)
class Either:
    """The readings differ: `better` if the doubts turn out in our favour, else `worse`."""

    better: State
    worse: State


@dataclass(frozen=True)
class Opaque:
    """Something unread that may hold anything."""

    node: str


# --- sentences --------------------------------------------------------------------------


def domain(name: str, kind: str, **more: object) -> Domain:
    return Domain(id=name, kind=kind, **more)


def zone(name: str, **more: object) -> Domain:
    return domain(name, "zone", **more)


def region(name: str, **more: object) -> Domain:
    return domain(name, "region", **more)


def needs(
    dependent: str,
    what: str | Term,
    effect: str = "stop",
    holds: str | None = "0s",
    strength: str = "strong",
) -> Requirement:
    return Requirement(
        dependent=dependent,
        needs=what,
        effect=Effect(effect),
        holds=NOBODY_KNOWS if holds is None else Duration.parse(holds),
        strength=Strength(strength),
    )


def at_least(k: int, *members: str | Term) -> Term:
    return Term(members=members, k=k)


def takeover(node: str, after: str | None, action: str = "") -> Term:
    time = NOBODY_KNOWS if after is None else Duration.parse(after)
    return Term(node, takeover=Takeover(action, time))


def perhaps(node: str) -> Term:
    """An alternative that we are not sure of."""
    return Term(node, strength=Strength.MEDIUM)


def hardly(node: str) -> Term:
    """An alternative that is a mere hint."""
    return Term(node, strength=Strength.WEAK)


def journey(name: str) -> Journey:
    return Journey(id=name)


# --- questions --------------------------------------------------------------------------


class System:
    """A dependency graph built from sentences."""

    def __init__(self, *sentences: Domain | Journey | Opaque | Requirement) -> None:
        inference = Inference(
            inventory=Inventory(),
            domains=tuple(s for s in sentences if isinstance(s, Domain)),
            journeys=tuple(s for s in sentences if isinstance(s, Journey)),
            requirements=tuple(s for s in sentences if isinstance(s, Requirement)),
            opaques={s.node: "gap" for s in sentences if isinstance(s, Opaque)},
        )
        self.graph = build(inference)
        self.compiled = compile_graph(self.graph)

    def losing(self, *names: str, at: str = "0s") -> dict[str, State | Either]:
        """What the loss of all of `names` has done to every node, `at` that time after it."""
        losses = [named_loss(self.graph, name) for name in names]
        return self._ask(reduce(together, losses) if losses else NOTHING, at)

    def losing_part_of(self, name: str, at: str = "0s") -> dict[str, State | Either]:
        """The same for the loss of some unknown part of a zone."""
        losses = {loss.id: loss for loss in partial_losses(domain_losses(self.graph))}
        return self._ask(losses[f"part-of:{name}"], at)

    def _ask(self, loss: Scenario, at: str) -> dict[str, State | Either]:
        instant_s = float(Duration.parse(at))
        better, worse = (self._states(loss, instant_s, reading) for reading in Reading)
        return {
            node: better[node] if better[node] is worse[node] else Either(better[node], worse[node])
            for node in self.graph
        }

    def _states(self, loss: Scenario, instant_s: float, reading: Reading) -> dict[str, State]:
        outcomes = self.compiled.run([loss], instants_s=(instant_s,), readings=(reading,))
        packed = {node: outcomes.state(node, 0, instant_s, reading) for node in self.graph}
        assert packed == self._slowly(loss, instant_s, reading)
        return packed

    def _slowly(self, loss: Scenario, instant_s: float, reading: Reading) -> dict[str, State]:
        cases: Iterable[frozenset[str]] = loss.cases if reading is Reading.WORSE else [frozenset()]
        lost = [loss.lost | case for case in cases]
        planes = [
            set().union(
                *(down(self.graph, names, View(plane, instant_s, reading)) for names in lost)
            )
            for plane in Plane
        ]
        return {node: State(sum(node in plane for plane in planes)) for node in self.graph}
