"""The slow, obvious twin: the definition itself, with sets and loops, on the graph as it stands.

Nothing here is fast. It exists so that the packed simulator has something to be equal to.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from scanner.graph import Graph
from scanner.model import State
from scanner.simulate.views import Plane, Reading, Standing, View, label_of, standing

Nodes = set[str]


def state(
    graph: Graph, node: str, lost: Iterable[str], instant_s: float, reading: Reading
) -> State:
    """What the loss of `lost` does to `node`."""
    lost = set(lost)
    return State(sum(node in down(graph, lost, View(p, instant_s, reading)) for p in Plane))


def down(graph: Graph, lost: Iterable[str], view: View) -> Nodes:
    """Nodes that are down in `view` when `lost` are lost: the grounded fixed point.

    Least over the nodes that can start from cold, greatest over the others: a loop may not
    hold itself up once its outside support is gone, and mutual need is no reason to be down.
    """
    lost = set(lost)
    ground = ground_set(graph, view)
    running = set(graph) - ground - lost
    while True:
        up = set(running)
        grow(graph, up, ground - lost, view)
        stay = {node for node in running if stands(graph, node, up, view)}
        if stay == running:
            return set(graph) - up
        running = stay


def greatest_down(graph: Graph, lost: Iterable[str], view: View) -> Nodes:
    """As `down`, but loops may hold themselves up."""
    up = set(graph) - set(lost)
    while True:
        stay = {node for node in up if stands(graph, node, up, view)}
        if stay == up:
            return set(graph) - up
        up = stay


def least_down(graph: Graph, lost: Iterable[str], view: View) -> Nodes:
    """As `down`, but everything has to start from cold."""
    up: Nodes = set()
    grow(graph, up, set(graph) - set(lost), view)
    return set(graph) - up


def ground_set(graph: Graph, view: View) -> Nodes:
    """Nodes that must keep a ground in `view`: those that can start from cold with nothing
    lost *in the other reading*. With each reading judged by the other's, every way of
    closing the gaps lies between the two.

    A loop without a choice in it cannot hold itself up, so its nodes need no ground.
    """
    other = View(view.plane, view.instant_s, view.reading.other)
    return set(graph) - least_down(graph, (), other) - loops_without_choice(graph)


def loops_without_choice(graph: Graph) -> Nodes:
    """Nodes in cycles that hold no gate with a member to spare and one inside the cycle."""
    found: Nodes = set()
    for component in nx.strongly_connected_components(graph):
        if not any(_chooses(graph, node, component) for node in component):
            found |= component
    return found


def _chooses(graph: Graph, node: str, component: Nodes) -> bool:
    if graph.nodes[node].get("kind") != "gate":
        return False
    spare = graph.nodes[node]["k"] < graph.out_degree(node)
    return spare and any(member in component for member in graph.successors(node))


def grow(graph: Graph, up: Nodes, candidates: Nodes, view: View) -> None:
    """Add to `up` the `candidates` that stand on it, until no more do."""
    while more := {n for n in candidates - up if stands(graph, n, up, view)}:
        up |= more


def stands(graph: Graph, node: str, up: Nodes, view: View) -> bool:
    """Whether `node` has what it needs while `up` are up."""
    is_gate = graph.nodes[node].get("kind") == "gate"
    met = 0
    for _, member, data in graph.out_edges(node, data=True):
        rank = standing(label_of(data, is_gate), view)
        met += rank is Standing.UP or (rank is Standing.KEEP and member in up)
    return bool(met >= (graph.nodes[node]["k"] if is_gate else graph.out_degree(node)))
