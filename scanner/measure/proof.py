"""Why a node is down: the requirement that fails, and so on down to what was lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import msgspec

from scanner.graph import Graph
from scanner.model import Evidence, Origin, Proof
from scanner.simulate import Scenario, Standing, View, label_of, standing

MOST_ALTERNATIVES = 6
"""Members of a gate that a proof shows beside the one it goes on with."""
DEEPEST = 60
MOST_STEPS = 500
MOST_GAPS = 4


class Prover:
    """Proofs for one scenario in one view."""

    def __init__(
        self, graph: Graph, scenario: Scenario, view: View, down: Callable[[str], bool]
    ) -> None:
        self._graph = graph
        self._view = view
        self._scenario = scenario
        self._sure = scenario.lost
        self.is_down = down
        """Whether a node is down at all in this view."""
        self.steps = 0
        """Edges looked at so far."""

    def prove(self, node: str) -> Proof | None:
        """The proof that `node` is down, or None if it is not."""
        return self._prove(node, None, frozenset(), set()) if self.is_down(node) else None

    def gaps(self, node: str) -> tuple[str, ...]:
        """Ids of the gaps that the proof of `node` rests on, nearest first."""
        found: dict[str, None] = {}
        seen = {node}
        todo = deque([node])
        while todo and len(seen) < MOST_STEPS and len(found) < MOST_GAPS:
            node = todo.popleft()
            gap = self._graph.nodes[node].get("gap")
            if gap:
                found[gap] = None
            for member, edge in self._failing(node):
                if edge.get("gap"):
                    found[edge["gap"]] = None
                if len(found) >= MOST_GAPS:
                    break
                if member not in seen and self.is_down(member):
                    seen.add(member)
                    todo.append(member)
        return tuple(found)[:MOST_GAPS]

    @cached_property
    def _lost(self) -> frozenset[str]:
        return self._sure.union(*self._scenario.cases)

    @cached_property
    def _distance(self) -> dict[str, int]:
        """Fewest steps from each node that is down to something lost; no proof is longer than
        `DEEPEST`, so nothing further away is looked for."""
        distance = {name: 0 for name in sorted(self._lost) if name in self._graph}
        todo = deque(distance)
        while todo:
            name = todo.popleft()
            if distance[name] >= DEEPEST:
                break
            self.steps += self._graph.in_degree(name)
            for dependent in self._graph.predecessors(name):
                if dependent not in distance and self.is_down(dependent):
                    distance[dependent] = distance[name] + 1
                    todo.append(dependent)
        return distance

    def _failing(self, node: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Members that are down and count, each with its first edge that does; no more is looked
        at than is asked for."""
        gate = self._graph.nodes[node]["kind"] == "gate"
        told: set[str] = set()
        for _, member, edge in self._graph.out_edges(node, data=True):
            self.steps += 1
            rank = standing(label_of(edge, gate), self._view)
            counts = rank is Standing.DOWN or (rank is Standing.KEEP and self.is_down(member))
            if counts and member not in told:
                told.add(member)
                yield member, edge

    def _nearest(self, node: str) -> list[tuple[str, dict[str, Any]]]:
        """As `_failing`, the nearest to a loss first."""

        def nearness(item: tuple[str, dict[str, Any]]) -> tuple[bool, int, str]:
            member = item[0]
            return not self.is_down(member), self._distance.get(member, DEEPEST), member

        return sorted(self._failing(node), key=nearness)

    def _prove(
        self, node: str, edge: dict[str, Any] | None, path: frozenset[str], told: set[str]
    ) -> Proof:
        data = self._graph.nodes[node]
        evidence: tuple[Evidence, ...] = (edge or {}).get("evidence") or ()
        origin: Origin | None = evidence[0].origin if evidence else data.get("origin")
        step = Proof(node=node, name=self._called(node, path), evidence=evidence, location=origin)
        why = self._end(node, edge, path, told)
        if why:
            return msgspec.structs.replace(step, why=why)
        told.add(node)
        gate, k, failing = self._through(node)
        members = tuple(
            self._prove(member, link, path | {node}, told)
            for member, link in failing[:MOST_ALTERNATIVES]
        )
        why = "" if failing else "nothing else holds it up"
        return msgspec.structs.replace(step, gate=gate, k=k, members=members, why=why)

    def _called(self, node: str, path: frozenset[str]) -> str:
        """A gate among alternatives is one of them: called by what it is made of, not by whose
        it is."""
        data = self._graph.nodes[node]
        if data["kind"] == "gate" and data.get("of") in path:
            for _, member in self._graph.out_edges(node):
                if self._graph.nodes[member]["kind"] != "gate":
                    return name_of(self._graph, member)
        return name_of(self._graph, node)

    def _end(
        self, node: str, edge: dict[str, Any] | None, path: frozenset[str], told: set[str]
    ) -> str:
        """Why the proof goes no deeper at `node`; empty where it does."""
        if node in self._lost:
            return "lost" if node in self._sure else "possibly lost"
        if self._graph.nodes[node]["kind"] == "opaque" and self.is_down(node):
            return "possibly lost"
        if node in path or len(path) > DEEPEST:
            return "held up only by a loop"
        if not self.is_down(node):
            return self._why_not_counted(edge)
        return "as told above" if node in told else ""

    def _through(self, node: str) -> tuple[str, int, list[tuple[str, dict[str, Any]]]]:
        """The gate a node fails at, passing by gates that it has for itself: what one reads
        is `ledger: any of`, not a nameless gate below it."""
        failing = self._nearest(node)
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
