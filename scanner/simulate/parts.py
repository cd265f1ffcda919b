"""The parts of a graph that have nothing in common but domains."""

from __future__ import annotations

from functools import cached_property

import networkx as nx
from networkx.utils import UnionFind

from scanner.graph import Graph


class Parts:
    """Parts by number, and which of them a domain concerns."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        inner = graph.subgraph(n for n, data in graph.nodes(data=True) if data["kind"] != "domain")
        self._found = UnionFind(range(graph.number_of_nodes()))
        self._number: dict[str, int] = {}
        self._all: dict[str, set[int]] = {}
        self._direct: dict[str, tuple[set[int], set[str]]] = {}
        for number, component in enumerate(nx.weakly_connected_components(inner)):
            self._number.update(dict.fromkeys(component, number))

    @cached_property
    def _dependents(self) -> dict[str, int]:
        """Symbolic domain -> the part that it concerns; parts that share one become one."""
        found: dict[str, int] = {}
        for name, data in self._graph.nodes(data=True):
            if data.get("symbolic"):
                parts = self._above(name)
                if parts:
                    self._found.union(*parts)
                    found[name] = min(parts)
        return found

    def together(self, one: str, other: str) -> bool:
        """Whether some part needs both domains; elsewhere they are as good as apart."""
        return bool(self._parts_of(one) & self._parts_of(other))

    def _parts_of(self, domain: str) -> set[int]:
        if domain not in self._all:
            self._all[domain] = self._above(domain)
        return self._all[domain]

    def join(self, group: list[str]) -> None:
        """A group of which one at most is lost is one choice, so its parts are one."""
        parts = [self._dependents[name] for name in group if name in self._dependents]
        if parts:
            self._found.union(*parts)

    def of(self, group: list[str]) -> int:
        """The part that a group concerns, once all groups are joined; -1 for none."""
        for name in group:
            if name in self._dependents:
                return int(self._found[self._dependents[name]])
        return -1

    def _above(self, domain: str) -> set[int]:
        seen = {domain}
        todo = [domain]
        above: set[int] = set()
        while todo:
            name = todo.pop()
            own, others = self._directly_above(name)
            above |= own
            fresh = others - seen
            seen |= fresh
            todo.extend(fresh)
        return above

    def _directly_above(self, domain: str) -> tuple[set[int], set[str]]:
        """Parts and domains that need `domain` themselves."""
        if domain not in self._direct:
            names = set(self._graph.predecessors(domain))
            own = {self._number[name] for name in names if name in self._number}
            self._direct[domain] = own, {name for name in names if name not in self._number}
        return self._direct[domain]
