"""What is lost: every domain of every kind, parts of zones, single resources, pairs, and names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import combinations, product
from typing import Any

from scanner.graph import Graph

MOST_CASES = 64
"""With more ways than this to tell which of several symbolic places one is, all are taken as
lost together: a worse reading, never a better one."""


@dataclass(frozen=True)
class Scenario:
    """A loss. `lost` is lost in both readings.

    In the worse reading one of `cases` is lost besides, and the worst of them counts: a
    symbolic zone may be the zone that is lost, but two zones of one account are not both.
    """

    id: str
    kind: str
    name: str
    lost: frozenset[str]
    cases: tuple[frozenset[str], ...] = (frozenset(),)


def domain_losses(graph: Graph) -> list[Scenario]:
    """Every domain lost alone, in order of kind and id."""
    found = _Domains(graph)
    return [found.loss(domain) for domain in sorted(found.domains, key=found.order)]


def partial_losses(graph: Graph) -> list[Scenario]:
    """Part of each zone lost: no resource surely, any of them possibly."""
    found = _Domains(graph)
    zones = [d for d in found.domains if graph.nodes[d]["domain_kind"] == "zone"]
    partial = []
    for zone in sorted(zones, key=found.order):
        whole = found.loss(zone)
        cases = tuple(case | whole.lost for case in whole.cases)
        name = f"part of {whole.name}"
        partial.append(Scenario(f"part-of:{zone}", "part-of-zone", name, frozenset(), cases))
    return partial


def resource_losses(graph: Graph, nodes: Iterable[str], kind: str = "resource") -> list[Scenario]:
    """Each of `nodes` lost alone, with its sides and addresses."""
    parts = _parts(graph)
    opaque = _opaque(graph)
    return [
        Scenario(node, kind, _name(graph, node), _whole(node, parts), (opaque,))
        for node in sorted(nodes)
    ]


def named_loss(graph: Graph, name: str) -> Scenario:
    """The loss of any node: a domain, a resource with its parts, or a single port.

    Raises KeyError where the graph has no such node.
    """
    data = graph.nodes[name]
    if data["kind"] == "domain":
        return _Domains(graph).loss(name)
    return resource_losses(graph, [name])[0]


def pairs(scenarios: Sequence[Scenario]) -> Iterator[Scenario]:
    """Every two of `scenarios` together."""
    for one, other in combinations(scenarios, 2):
        yield together(one, other)


def together(one: Scenario, other: Scenario) -> Scenario:
    """Both losses at once."""
    cases = [a | b for a, b in product(one.cases, other.cases)]
    if len(cases) > MOST_CASES:
        cases = [frozenset().union(*cases)]
    return Scenario(
        id=f"{one.id} + {other.id}",
        kind="pair",
        name=f"{one.name} and {other.name}",
        lost=one.lost | other.lost,
        cases=tuple(cases),
    )


class _Domains:
    """The domains of a graph, and which of them may be the same place."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._opaque = _opaque(graph)
        self.domains = [n for n, data in graph.nodes(data=True) if data["kind"] == "domain"]
        self._symbolic = [d for d in self.domains if self._data(d).get("symbolic")]
        self._candidates = {
            d: frozenset(c for c in self.domains if self._may_be(d, c)) for d in self._symbolic
        }

    def order(self, domain: str) -> tuple[str, bool, str]:
        data = self._data(domain)
        return data["domain_kind"], bool(data.get("symbolic")), domain

    def loss(self, domain: str) -> Scenario:
        data = self._data(domain)
        return Scenario(
            id=domain,
            kind=data["domain_kind"],
            name=data.get("name") or domain,
            lost=frozenset([domain]),
            cases=tuple(case | self._opaque for case in self._cases(domain)),
        )

    def _data(self, domain: str) -> dict[str, Any]:
        data: dict[str, Any] = self._graph.nodes[domain]
        return data

    def _may_be(self, symbolic: str, other: str) -> bool:
        """Whether `symbolic` may turn out to be the known domain `other`."""
        data = self._data(other)
        if data.get("symbolic") or data["domain_kind"] != self._data(symbolic)["domain_kind"]:
            return False
        return any(
            fnmatchcase(other, wanted) if "*" in wanted else other == wanted
            for wanted in self._data(symbolic).get("may_be", ())
        )

    def _cases(self, domain: str) -> list[frozenset[str]]:
        """Sets of symbolic domains that may be lost with `domain`, being the same place.

        Of symbolic domains that are known to differ, at most one is.
        """
        groups: dict[str, list[str]] = defaultdict(list)
        for other in self._same_place(domain):
            apart = self._data(other).get("apart_from") or other
            groups[apart].append(other)
        alone = [group[0] for group in groups.values() if len(group) == 1]
        choices = [[frozenset([name]) for name in g] for g in groups.values() if len(g) > 1]
        count = 1
        for choice in choices:
            count *= len(choice)
        base = frozenset(alone)
        if count > MOST_CASES:
            return [base.union(*(name for choice in choices for name in choice))]
        return [base.union(*chosen) for chosen in product(*choices)]

    def _same_place(self, domain: str) -> list[str]:
        """Symbolic domains that may be the same place as `domain`."""
        if domain not in self._candidates:
            return [s for s in self._symbolic if domain in self._candidates[s]]
        apart = self._data(domain).get("apart_from")
        return [
            other
            for other in self._symbolic
            if other != domain
            and self._data(other)["domain_kind"] == self._data(domain)["domain_kind"]
            and not (apart and self._data(other).get("apart_from") == apart)
            and self._overlap(domain, other)
        ]

    def _overlap(self, one: str, other: str) -> bool:
        """Whether two symbolic domains may be one place: a candidate, or a pattern, in common."""
        if self._candidates[one] & self._candidates[other]:
            return True
        first, second = self._data(one).get("may_be", ()), self._data(other).get("may_be", ())
        return bool(set(first) & set(second)) or one in second or other in first


def _opaque(graph: Graph) -> frozenset[str]:
    return frozenset(n for n, data in graph.nodes(data=True) if data["kind"] == "opaque")


def _parts(graph: Graph) -> dict[str, list[str]]:
    """Node -> its sides and addresses."""
    parts: dict[str, list[str]] = defaultdict(list)
    for node, data in graph.nodes(data=True):
        if data["kind"] in ("side", "address"):
            parts[data["of"]].append(node)
    return parts


def _whole(node: str, parts: dict[str, list[str]]) -> frozenset[str]:
    seen = {node}
    todo = [node]
    while todo:
        fresh = [part for part in parts.get(todo.pop(), ()) if part not in seen]
        seen.update(fresh)
        todo.extend(fresh)
    return frozenset(seen)


def _name(graph: Graph, node: str) -> str:
    return str(graph.nodes[node].get("name") or node)
