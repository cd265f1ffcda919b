"""Stores whose copies are lost with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from scanner.graph import Graph
from scanner.measure.judgement import NOW_S, Judgement
from scanner.model import DATA, State, port, split_port
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
    """Other resources whose data stands in for the data of `node`."""
    data = port(node, DATA)
    if data not in graph or graph.nodes[node].get("kind") != "resource":
        return []
    found = []
    for other in nx.descendants(graph, data):
        owner, side = split_port(other)
        if side == DATA and owner != node and graph.nodes.get(owner, {}).get("kind") == "resource":
            found.append(owner)
    return sorted(found)
