"""What a journey keeps and can do: the sides of all that it needs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any, TypeAlias

import networkx as nx

from scanner.model import DATA, Effect, Strength, port, split_port

Graph: TypeAlias = nx.MultiDiGraph

PLAIN: dict[str, Any] = {
    "effect": Effect.STOP.value,
    "strength": Strength.STRONG.value,
    "basis": "assumed",
    "holds_s": 0.0,
    "evidence": (),
    "gap": "",
}
"""The attributes of an edge that follows from what its ends are."""


def add_journey_sides(graph: Graph, journeys: Iterable[str]) -> None:
    """Give each journey its sides: it keeps the data, and can do what is done, at every node that
    it needs. What it only may need may keep data of it, and so may anything that was not read."""
    sides = _sides_of_resources(graph)
    for journey in journeys:
        cone = _cone(graph, journey)
        reached: dict[str, _Doubts] = defaultdict(dict)
        for node, doubt in cone.items():
            for name in sides.get(node.partition("@")[0], ()):
                reached[split_port(name)[1]].setdefault(name, doubt)
        data = _originals(graph, reached.pop(DATA, {}))
        _add_side(graph, journey, DATA, data | _unread(graph, cone))
        for side, ports in sorted(reached.items()):  # only actions surely blocked are told at all
            _add_side(graph, journey, side, dict.fromkeys(ports))


_Doubts: TypeAlias = dict[str, str | None]
"""Node -> None where it is surely needed, else the id of the gap that leaves it open, if any."""


def _cone(graph: Graph, journey: str) -> _Doubts:
    """All that a journey needs, what it surely needs first; what is only listed is not needed."""
    cone: _Doubts = {journey: None}
    later: list[tuple[str, str]] = []
    todo = deque([journey])
    while todo:
        for _, member, edge in graph.out_edges(todo.popleft(), data=True):
            if edge["strength"] == Strength.MEDIUM.value:
                later.append((member, edge["gap"]))
            elif edge["strength"] == Strength.STRONG.value and member not in cone:
                cone[member] = None
                todo.append(member)
    _add_doubtful(graph, cone, later)
    del cone[journey]
    return cone


def _add_doubtful(graph: Graph, cone: _Doubts, found: Iterable[tuple[str, str]]) -> None:
    """Add to a cone what those nodes need, each with the gap of the way to it."""
    todo = deque(found)
    while todo:
        node, gap = todo.popleft()
        if node in cone:
            continue
        cone[node] = gap
        for _, member, edge in graph.out_edges(node, data=True):
            if edge["strength"] != Strength.WEAK.value and member not in cone:
                todo.append((member, edge["gap"] or gap))


def _originals(graph: Graph, ports: _Doubts) -> _Doubts:
    """Data that is no copy of other data in `ports`: a lost copy is no lost data.

    Of data that is a copy of each other one stands for all. What is surely the journey's stays,
    where what it is a copy of may not be.
    """
    below = {name: nx.descendants(graph, name) for name in ports}

    def is_copy(name: str, of: str) -> bool:
        if name not in below[of] or (ports[name] is None and ports[of] is not None):
            return False
        alike = of in below[name] and (ports[name] is None) == (ports[of] is None)
        return of < name if alike else True

    return {
        name: doubt for name, doubt in ports.items() if not any(is_copy(name, of) for of in ports)
    }


def _unread(graph: Graph, cone: _Doubts) -> _Doubts:
    """What was not read of a cone, each with its gap."""
    nodes = ((name, graph.nodes[name]) for name in cone)
    return {name: data["gap"] for name, data in nodes if data["kind"] == "opaque" and data["gap"]}


def _add_side(graph: Graph, journey: str, side: str, members: _Doubts) -> None:
    if not members:
        return
    own = port(journey, side)
    graph.add_node(own, kind="side", of=journey, side=side)
    for member, doubt in sorted(members.items()):
        doubtful = {} if doubt is None else {"strength": Strength.MEDIUM.value, "gap": doubt}
        graph.add_edge(own, member, key=Effect.STOP.value, **PLAIN | doubtful)


def _sides_of_resources(graph: Graph) -> dict[str, list[str]]:
    """Resource -> its sides, in the order of the graph; a domain's actions are reached through
    them."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, attributes in graph.nodes(data=True):
        of = attributes.get("of", "")
        if attributes["kind"] == "side" and graph.nodes.get(of, {}).get("kind") == "resource":
            found[of].append(name)
    return found
