"""What each kind of question finds: hits, before anybody has judged how bad they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import networkx as nx

from scanner.measure import (
    Judgement,
    action_of,
    deadlocks,
    far_control_planes,
    lost_quorums,
    name_of,
    pinned,
    shared_fates,
    takeovers,
    useless,
)
from scanner.model import DATA, State, port
from scanner.rule.types import Limits, Requires, Rule, Separates, Survives
from scanner.simulate import Scenario

LOOP = "loop"


@dataclass(frozen=True)
class Hit:
    """One answer: `scenario` harms `journeys`, or `subject` is not as the rule wants it."""

    scenario: Scenario
    journeys: tuple[str, ...]
    """Nodes of the journeys that the scenario, or the loss of the subject, surely harms."""
    subject: str = ""
    proves: str = ""
    """The node whose being down is the proof."""
    harm: Scenario | None = None
    """The loss that the journeys are judged by, where it is not `scenario`."""
    words: dict[str, str] = field(default_factory=dict)

    @property
    def judged_by(self) -> Scenario:
        """The loss whose effect on the journeys is the harm."""
        return self.harm or self.scenario


def hits(rule: Rule, judgement: Judgement) -> Iterator[Hit]:
    """Every answer of `rule`, in a stable order."""
    yield from _ASK[type(rule.question)](rule.question, judgement)


# --- journeys ---------------------------------------------------------------------------


def _survives(question: Survives, judgement: Judgement) -> Iterator[Hit]:
    limit = State(State[question.stay.upper()] + 1)
    for scenario in judgement.scenarios:
        if scenario.kind not in question.lose:
            continue
        worse = judgement.harmed(scenario, limit)
        if worse:
            first = min(worse, key=judgement.rank)
            yield Hit(scenario, worse, proves=first)


# --- resources --------------------------------------------------------------------------


def _requires(question: Requires, judgement: Judgement) -> Iterator[Hit]:
    found: dict[str, Scenario] = {}
    for node, scenario in pinned(judgement, question.lose, question.resources):
        if node not in found or _narrower(scenario, found[node], question.lose):
            found[node] = scenario
    cones = _cones(judgement)
    for node, scenario in sorted(found.items()):
        harm = judgement.loss_of(node)
        journeys = judgement.harmed(harm) if harm else ()
        # Inside a journey that goes on without it, it is a member of something that holds.
        if journeys or node not in cones:
            yield Hit(scenario, journeys, node, node, harm)


def _narrower(one: Scenario, other: Scenario, kinds: tuple[str, ...]) -> bool:
    return kinds.index(one.kind) < kinds.index(other.kind)


def _separates(question: Separates, judgement: Judgement) -> Iterator[Hit]:
    yield from _RELATIONS[question.relation](judgement, question.lose)


def _takeovers(judgement: Judgement, kinds: tuple[str, ...]) -> Iterator[Hit]:
    for takeover in takeovers(judgement):
        action = judgement.action_word(action_of(takeover))
        for scenario in useless(judgement, takeover, kinds):
            yield Hit(
                scenario,
                judgement.harmed(scenario),
                judgement.owner(takeover.dependent),
                takeover.action,
                words={"action": action},
            )
        for plane in far_control_planes(judgement, takeover):
            scenario = judgement.scenario(plane)
            if scenario.kind in kinds:
                words = {"action": action}
                subject = judgement.owner(takeover.action)
                yield Hit(scenario, (), subject, takeover.action, words=words)


def _copies(judgement: Judgement, kinds: tuple[str, ...]) -> Iterator[Hit]:
    seen = set()
    for found in shared_fates(judgement, kinds):
        group = frozenset((found.store, *found.copies))
        if group in seen:
            continue  # the kinds are ordered: the narrowest loss says most
        seen.add(group)
        others = ", ".join(name_of(judgement.graph, copy) for copy in found.copies)
        harm = judgement.loss_of(found.store)
        journeys = judgement.harmed(harm) if harm else ()
        yield Hit(
            found.scenario,
            journeys,
            found.store,
            port(found.store, DATA),
            harm,
            words={"others": others},
        )


def _quorums(judgement: Judgement, kinds: tuple[str, ...]) -> Iterator[Hit]:
    for found in lost_quorums(judgement, kinds):
        owner = judgement.owner(found.dependent)
        yield Hit(
            found.scenario,
            judgement.harmed(found.scenario),
            owner,
            found.dependent,
            words={"needed": str(found.needed), "count": str(found.members)},
        )


# --- measures ---------------------------------------------------------------------------


def _limits(question: Limits, judgement: Judgement) -> Iterator[Hit]:
    yield from _MEASURES[question.measure](judgement, question.most)


def _journeys_on_one_store(judgement: Judgement, most: int) -> Iterator[Hit]:
    for scenario in judgement.scenarios:
        if scenario.kind != "data store":
            continue
        journeys = judgement.harmed(scenario)
        if len(journeys) > most:
            first = min(journeys, key=judgement.rank)
            yield Hit(scenario, journeys, scenario.id, first)


def _cold_start_loops(judgement: Judgement, most: int) -> Iterator[Hit]:
    loops = deadlocks(judgement)
    if len(loops) <= most:
        return
    for loop in loops:
        scenario = Scenario(loop[0], LOOP, name_of(judgement.graph, loop[0]), frozenset(loop))
        above = nx.ancestors(judgement.graph, loop[0])  # all of a loop have the same
        journeys = tuple(j for j in judgement.journeys if j in above)
        others = ", ".join(name_of(judgement.graph, node) for node in loop[1:]) or "itself"
        yield Hit(scenario, journeys, loop[0], words={"others": others})


def _cones(judgement: Judgement) -> set[str]:
    return {n for journey in judgement.journeys for n in nx.descendants(judgement.graph, journey)}


_ASK: dict[type, Callable[..., Iterator[Hit]]] = {
    Survives: _survives,
    Separates: _separates,
    Requires: _requires,
    Limits: _limits,
}
_RELATIONS: dict[str, Callable[[Judgement, tuple[str, ...]], Iterator[Hit]]] = {
    "takeovers": _takeovers,
    "copies": _copies,
    "quorums": _quorums,
}
_MEASURES: dict[str, Callable[[Judgement, int], Iterator[Hit]]] = {
    "journeys_on_one_store": _journeys_on_one_store,
    "cold_start_loops": _cold_start_loops,
}
