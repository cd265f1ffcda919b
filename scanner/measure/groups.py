"""Groups of members of which so many must stay: quorums, and what may take a majority of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.measure.judgement import NOW_S, Judgement
from scanner.model import State
from scanner.simulate import Reading, Scenario


@dataclass(frozen=True)
class LostQuorum:
    """`needed` of `members` are wanted, and one loss leaves too few."""

    dependent: str
    needed: int
    members: int
    scenario: Scenario


def lost_quorums(judgement: Judgement, kinds: tuple[str, ...]) -> Iterator[LostQuorum]:
    """Every group with a real choice (more than one wanted, not all) that the loss of one
    domain of `kinds` leaves without enough members."""
    graph = judgement.graph
    groups = [
        (node, data["of"], data["k"], graph.out_degree(node))
        for node, data in graph.nodes(data=True)
        if data["kind"] == "gate" and 1 < data["k"] < graph.out_degree(node)
    ]
    owners = {owner for _, owner, _, _ in groups}
    domains = {owner for owner in owners if graph.nodes[owner]["kind"] == "domain"}
    for scenario in judgement.scenarios:
        if scenario.kind not in kinds:
            continue
        prover = judgement.prover(scenario, State.STOPPED, NOW_S, Reading.BETTER)
        seen = set()
        for gate, owner, needed, members in groups:
            key = needed, tuple(sorted(member for _, member in graph.out_edges(gate)))
            if owner not in domains and key not in seen and prover.is_down(gate):
                seen.add(key)  # one group, of which several things need a majority
                yield LostQuorum(owner, needed, members, scenario)
