"""Stores whose copies are lost with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.graph import Graph
from scanner.measure.judgement import NOW_S, Judgement
from scanner.model import DATA, State, Strength, port, split_port
from scanner.simulate import Reading, Scenario


@dataclass(frozen=True)
class SharedFate:
    """The data of `store` and of `copies`, all gone with one loss."""

    store: str
    copies: tuple[str, ...]
    scenario: Scenario


def shared_fates(judgement: Judgement, kinds: tuple[str, ...]) -> Iterator[SharedFate]:
    """Stores that have a copy elsewhere which the loss of one domain takes along; losses in the
    order of `kinds`."""
    graph = judgement.graph
    stores = {node: copies for node in graph if (copies := copies_of(graph, node))}
    if not stores:
        return
    ordered = [s for kind in kinds for s in judgement.scenarios if s.kind == kind]
    for scenario in ordered:
        prover = judgement.prover(scenario, State.STOPPED, NOW_S, Reading.BETTER)
        for store, copies in stores.items():
            if prover.is_down(port(store, DATA)):
                yield SharedFate(store, tuple(copies), scenario)


def copies_of(graph: Graph, node: str) -> list[str]:
    """Other resources whose data surely stands in for the data of `node`. What has none of its
    own but serves that of another, as a member of a cluster does, has no copies either."""
    data = port(node, DATA)
    if data not in graph or graph.nodes[node].get("kind") != "resource":
        return []
    found: set[str] = set()
    todo = [(data, False)]
    """Nodes, and whether there was a choice on the way to them."""
    seen = set(todo)
    while todo:
        name, chosen = todo.pop()
        owner, side = split_port(name)
        if name != data and side == DATA and graph.nodes.get(owner, {}).get("kind") == "resource":
            if not chosen:
                continue  # the data of that is this data
            found.add(owner)
        needed = graph.nodes[name].get("k")  # of gates; others need all
        chosen = chosen or (needed is not None and needed < graph.out_degree(name))
        for _, member, strength in graph.out_edges(name, data="strength"):
            if strength == Strength.STRONG and (member, chosen) not in seen:
                seen.add((member, chosen))
                todo.append((member, chosen))
    return sorted(found - {node})
