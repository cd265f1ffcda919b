"""Why a node is down: the requirement that fails, and so on down to what was lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from scanner.graph import Graph
from scanner.model import Evidence, Origin, Proof
from scanner.simulate import Scenario, Standing, View, label_of, standing

MOST_ALTERNATIVES = 6
"""Members of a gate that a proof shows beside the one it goes on with."""
DEEPEST = 60


class Prover:
    """Proofs for one scenario in one view."""

    def __init__(self, graph: Graph, scenario: Scenario, view: View, down: frozenset[str]) -> None:
        self._graph = graph
        self._view = view
        self._lost = scenario.lost | frozenset().union(*scenario.cases)
        self._sure = scenario.lost
        self._down = down

    def is_down(self, node: str) -> bool:
        """Whether `node` is down at all in this view."""
        return node in self._down

    def prove(self, node: str) -> Proof | None:
        """The proof that `node` is down, or None if it is not."""
        return self._prove(node, None, frozenset()) if node in self._down else None

    def gaps(self, node: str) -> tuple[str, ...]:
        """Ids of the gaps that the proof of `node` rests on, nearest first."""
        found: dict[str, None] = {}
        seen: set[str] = set()
        while node in self._down and node not in seen:
            seen.add(node)
            data = self._graph.nodes[node]
            if data.get("gap"):
                found[data["gap"]] = None
            edges = self._failing(node)
            for _, edge in edges:
                if edge.get("gap"):
                    found[edge["gap"]] = None
            if not edges:
                break
            node = edges[0][0]
        return tuple(found)

    @cached_property
    def _distance(self) -> dict[str, int]:
        """Fewest steps from each node that is down to something lost."""
        distance = {name: 0 for name in sorted(self._lost) if name in self._graph}
        todo = deque(distance)
        while todo:
            name = todo.popleft()
            for dependent in self._graph.predecessors(name):
                if dependent in self._down and dependent not in distance:
                    distance[dependent] = distance[name] + 1
                    todo.append(dependent)
        return distance

    def _failing(self, node: str) -> list[tuple[str, dict[str, Any]]]:
        """Members that are down and count, with their edges, the nearest to a loss first."""
        gate = self._graph.nodes[node]["kind"] == "gate"
        failing: dict[str, dict[str, Any]] = {}
        for _, member, edge in self._graph.out_edges(node, data=True):
            rank = standing(label_of(edge, gate), self._view)
            if rank is Standing.DOWN or (rank is Standing.KEEP and member in self._down):
                failing.setdefault(member, edge)

        def nearness(item: tuple[str, dict[str, Any]]) -> tuple[bool, int, str]:
            member = item[0]
            return member not in self._down, self._distance.get(member, DEEPEST), member

        return sorted(failing.items(), key=nearness)

    def _prove(self, node: str, edge: dict[str, Any] | None, path: frozenset[str]) -> Proof:
        data = self._graph.nodes[node]
        evidence: tuple[Evidence, ...] = (edge or {}).get("evidence") or ()
        origin: Origin | None = evidence[0].origin if evidence else data.get("origin")
        step = {
            "node": node,
            "name": name_of(self._graph, node),
            "evidence": evidence,
            "location": origin,
        }
        if node in self._lost:
            return Proof(**step, why="lost" if node in self._sure else "possibly lost")
        if node in path or len(path) > DEEPEST:
            return Proof(**step, why="held up only by a loop")
        if node not in self._down:
            return Proof(**step, why=self._why_not_counted(edge))
        gate, k, failing = self._through(node)
        why = "" if failing else "nothing else holds it up"
        members = tuple(
            self._prove(member, link, path | {node}) for member, link in failing[:MOST_ALTERNATIVES]
        )
        return Proof(**step, gate=gate, k=k, members=members, why=why)

    def _through(self, node: str) -> tuple[str, int, list[tuple[str, dict[str, Any]]]]:
        """The gate a node fails at, passing by gates that it has for itself: what one reads
        is `ledger: any of`, not a nameless gate below it."""
        failing = self._failing(node)
        if self._graph.nodes[node]["kind"] != "gate":
            if not failing:
                return "", 0, []
            member, edge = failing[0]
            if self._graph.nodes[member]["kind"] != "gate":
                return "all of", 0, failing[:1]
            gate, k, inner = self._through(member)
            return (
                gate,
                k,
                [
                    (name, {**edge, **link, "evidence": edge.get("evidence", ())})
                    for name, link in inner
                ],
            )
        k = self._graph.nodes[node]["k"]
        count = self._graph.out_degree(node)
        word = "any of" if k == 1 and count > 1 else "all of" if k == count else f"{k} of {count}"
        return word, k, failing

    def _why_not_counted(self, edge: dict[str, Any] | None) -> str:
        """Why an alternative that is up does not count."""
        edge = edge or {}
        if edge.get("strength") == "weak":
            return "not known to take over"
        if edge.get("strength") == "medium":
            return "not sure to exist"
        after = edge.get("after_s")
        if after is None:
            return "nobody knows how long it takes to take over"
        return f"takes over after {after / 60:.0f} min" if after else "up"


def walk(proof: Proof) -> Iterator[Proof]:
    """The proof and all below it."""
    yield proof
    for member in proof.members:
        yield from walk(member)


def name_of(graph: Graph, node: str) -> str:
    """How people call a node: its name, with the address or side in words."""
    data = graph.nodes[node]
    if data["kind"] == "gate":
        return name_of(graph, data["of"]) if data.get("of") in graph else node
    if data["kind"] in ("address", "side"):
        owner = name_of(graph, data["of"]) if data["of"] in graph else data["of"]
        return f"{owner} ({data.get('side') or data.get('name')})"
    return str(data.get("name") or node)
