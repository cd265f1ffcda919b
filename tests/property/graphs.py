"""Random dependency graphs, small and nasty: cycles, thresholds, doubts, durations."""

from __future__ import annotations

from typing import Any

import networkx as nx
from hypothesis import strategies as st

Graph = nx.MultiDiGraph

STRENGTHS = ("strong", "strong", "strong", "medium", "weak")
DELAYS = (0.0, 0.0, 0.0, 60.0, 600.0, None)
EFFECTS = ("stop", "stop", "stale", "slow")


@st.composite
def graphs(draw: st.DrawFn, *, most_nodes: int = 10, doubts: bool = True) -> Graph:
    """A graph with domains, resources, sides, addresses, nested gates, opaque nodes."""
    graph = Graph()
    domains = [f"d{i}" for i in range(draw(st.integers(1, 4)))]
    for name in domains:
        graph.add_node(name, kind="domain", domain_kind="zone", symbolic=False, may_be=())
    if doubts and draw(st.booleans()):
        graph.add_node("?d", kind="domain", domain_kind="zone", symbolic=True, may_be=("d*",))
        domains.append("?d")
    opaque = ["opaque"] if doubts and draw(st.booleans()) else []
    graph.add_nodes_from((name, {"kind": "opaque"}) for name in opaque)
    nodes = [f"n{i}" for i in range(draw(st.integers(1, most_nodes)))]
    graph.add_nodes_from((name, {"kind": "resource"}) for name in nodes)
    if draw(st.booleans()):
        graph.add_node("n0#launch", kind="side", of="n0", side="launch")
        nodes.append("n0#launch")
    targets = [*domains, *nodes, *opaque]
    for name in nodes:
        for _ in range(draw(st.integers(0, 3))):
            _add_requirement(draw, graph, name, targets, doubts)
    return graph


def _add_requirement(
    draw: st.DrawFn, graph: Graph, name: str, targets: list[str], doubts: bool, depth: int = 0
) -> None:
    member = _member(draw, graph, targets, doubts, depth)
    graph.add_edge(
        name,
        member,
        effect=draw(st.sampled_from(EFFECTS)),
        strength=_strength(draw, doubts),
        holds_s=_delay(draw, doubts),
    )


def _member(draw: st.DrawFn, graph: Graph, targets: list[str], doubts: bool, depth: int) -> str:
    if depth > 1 or draw(st.integers(0, 2)):
        return draw(st.sampled_from(targets))
    count = draw(st.integers(1, 5)) if draw(st.integers(0, 9)) else 30
    gate = f"g{graph.number_of_nodes()}"
    graph.add_node(gate, kind="gate", k=draw(st.integers(1, count)))
    for _ in range(count):
        member = _member(draw, graph, targets, doubts, depth + 1)
        attributes: dict[str, Any] = {"strength": _strength(draw, doubts)}
        graph.add_edge(gate, member, after_s=_delay(draw, doubts), **attributes)
    return gate


def _strength(draw: st.DrawFn, doubts: bool) -> str:
    return draw(st.sampled_from(STRENGTHS)) if doubts else "strong"


def _delay(draw: st.DrawFn, doubts: bool) -> float | None:
    delay = draw(st.sampled_from(DELAYS))
    return 60.0 if delay is None and not doubts else delay
