"""Things that run, but could not start again if all of them stood still at once."""

from __future__ import annotations

import networkx as nx

from scanner.measure.judgement import Judgement
from scanner.simulate import Reading


def deadlocks(judgement: Judgement) -> list[tuple[str, ...]]:
    """Groups of resources that need each other to start, each group once, in stable order."""
    graph = judgement.graph
    stuck = set(judgement.compiled.cannot_start_cold(Reading.BETTER))
    inner = graph.subgraph(stuck)
    groups = []
    for component in nx.strongly_connected_components(inner):
        resources = sorted(n for n in component if graph.nodes[n]["kind"] == "resource")
        if len(resources) > 1 or any(inner.has_edge(node, node) for node in resources):
            groups.append(tuple(resources))
    return sorted(groups)
