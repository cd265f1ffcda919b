"""Takeovers that cannot happen when they are needed, or only by way of somewhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from scanner.measure.judgement import NOW_S, Judgement
from scanner.measure.proof import Prover
from scanner.model import State, split_port
from scanner.simulate import Reading, Scenario


@dataclass(frozen=True)
class Takeover:
    """`dependent` counts on `stand_in`, which takes `action`."""

    dependent: str
    stand_in: str
    action: str
    gate: str


def takeovers(judgement: Judgement) -> list[Takeover]:
    """Every alternative of the graph that takes an action."""
    graph = judgement.graph
    found = []
    for gate, data in graph.nodes(data=True):
        if data["kind"] != "gate" or "by" not in data:
            continue
        members = [member for _, member in graph.out_edges(gate)]
        actions = [m for m in members if graph.nodes[m]["kind"] == "side"]
        others = [m for m in members if m not in actions]
        if actions and others:
            found.append(Takeover(data["of"], others[0], actions[0], gate))
    return found


def far_control_planes(judgement: Judgement, takeover: Takeover) -> list[str]:
    """Control planes that the action needs: each is homed in one place, wherever it acts."""
    graph = judgement.graph
    return sorted(
        node
        for node in nx.descendants(graph, takeover.action)
        if graph.nodes[node].get("domain_kind") == "control-plane"
    )


def useless(judgement: Judgement, takeover: Takeover, kinds: tuple[str, ...]) -> Iterator[Scenario]:
    """Losses that leave the stand-in up, take away what it stands in for, and its action too."""
    dependent = takeover.dependent
    for scenario in judgement.scenarios:
        if scenario.kind not in kinds:
            continue
        prover = judgement.prover(scenario, State.STOPPED, NOW_S, Reading.BETTER)
        if (
            prover.is_down(dependent)
            and prover.is_down(takeover.action)
            and not prover.is_down(takeover.stand_in)
            and _nothing_else_fails(judgement, takeover, prover)
        ):
            yield scenario


def _nothing_else_fails(judgement: Judgement, takeover: Takeover, prover: Prover) -> bool:
    """Whether the dependent would be up if only the takeover could happen."""
    graph = judgement.graph
    above = nx.ancestors(graph, takeover.gate)
    failing = [m for _, m in graph.out_edges(takeover.dependent) if prover.is_down(m)]
    return all(graph.nodes[m]["kind"] == "gate" and m in above for m in failing)


def action_of(takeover: Takeover) -> str:
    """The name of its action, e.g. `promote`."""
    return split_port(takeover.action)[1]
