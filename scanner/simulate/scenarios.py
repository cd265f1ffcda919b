"""What is lost: every domain of every kind, parts of zones, single resources, pairs, and names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import combinations, product
from typing import Any, NamedTuple

from scanner.graph import Graph
from scanner.model import DATA, OWN
from scanner.simulate.parts import Parts

MOST_CASES = 64
"""With more ways than this to tell which of several symbolic places one is, all are taken as
lost together: a worse reading, never a better one."""
MOST_WORK = 800_000
"""With more work than this in all losses of a graph, each loss tries fewer ways. A way costs
its places, to keep, and `WORK_OF_A_CASE`, to evaluate."""
WORK_OF_A_CASE = 100


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
    order = sorted(found.domains, key=found.order)
    return (
        _within(MOST_WORK, (found.loss(domain, MOST_CASES) for domain in order))
        or _within(MOST_WORK, (found.loss(domain, MOST_CASES // 8) for domain in order))
        or [found.loss(domain, 1) for domain in order]
    )


def _within(work: int, losses: Iterable[Scenario]) -> list[Scenario] | None:
    """The losses, or None if they are more work than that."""
    found: list[Scenario] = []
    for loss in losses:
        work -= sum(len(case) + WORK_OF_A_CASE for case in loss.cases)
        if work < 0:
            return None
        found.append(loss)
    return found


def partial_losses(wholes: Iterable[Scenario]) -> list[Scenario]:
    """Part of each of the zones in `wholes` lost: no resource surely, any of them possibly."""
    return [
        Scenario(
            id=f"part-of:{whole.id}",
            kind="part-of-zone",
            name=f"part of {whole.name}",
            lost=frozenset(),
            cases=tuple(c if whole.lost <= c else c | whole.lost for c in whole.cases),
        )
        for whole in wholes
        if whole.kind == "zone"
    ]


def resource_losses(graph: Graph, nodes: Iterable[str], kind: str = "resource") -> list[Scenario]:
    """Each of `nodes` lost alone, with its sides and addresses."""
    parts = _sides_and_addresses(graph)
    opaque = unread(graph)
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
        self._opaque = unread(graph)
        self._of: dict[str, dict[str, Any]] = {
            n: data for n, data in graph.nodes(data=True) if data["kind"] == "domain"
        }
        self.domains = list(self._of)
        self._symbolic: dict[str, list[str]] = defaultdict(list)
        self._known: dict[str, list[str]] = defaultdict(list)
        """By kind, as the symbolic ones: only what is of one kind may be one place."""
        for domain, data in self._of.items():
            of = self._symbolic if data.get("symbolic") else self._known
            of[data["domain_kind"]].append(domain)
        self._parts = Parts(graph)
        self._candidates: dict[str, frozenset[str]] = {}
        self._alike: dict[str, dict[_Alike, list[str]]] = defaultdict(lambda: defaultdict(list))
        """By kind, symbolic domains of which the same is known: each may be the same places."""
        self._shared: dict[Hashable, tuple[frozenset[str], ...]] = {}
        """Cases by what decides them. Equal ones are one set, however many losses have it."""
        self._alike_of: dict[str, _Alike] = {}
        self._overlapping: dict[tuple[str, _Alike], list[_Alike]] = {}
        self._position = {domain: number for number, domain in enumerate(self.domains)}
        self._find_alike()

    def _find_alike(self) -> None:
        found: dict[Hashable, frozenset[str]] = {}
        for kind, symbolic in self._symbolic.items():
            named = {place for domain in symbolic for place in self._data(domain).get("may_be", ())}
            for domain in symbolic:
                wanted = tuple(self._data(domain).get("may_be", ()))
                key = kind, self._region_of(domain), wanted
                if key not in found:
                    known = (c for c in self._known[kind] if self._may_be(domain, c))
                    found[key] = frozenset(known)
                self._candidates[domain] = found[key]
                own = domain if domain in named else ""
                apart = self._data(domain).get("apart_from") or ""
                alike = _Alike(found[key], frozenset(wanted), apart, own)
                self._alike[kind][alike].append(domain)
                self._alike_of[domain] = alike

    def order(self, domain: str) -> tuple[str, bool, str]:
        data = self._data(domain)
        return data["domain_kind"], bool(data.get("symbolic")), domain

    def loss(self, domain: str, most_cases: int = MOST_CASES) -> Scenario:
        data = self._data(domain)
        cases = self._cases(domain, most_cases)
        # What is in a hall's zone may be in that hall, unless it is known to be in another.
        around = self._zones_around(domain) if data["domain_kind"] == "hall" else frozenset()
        return Scenario(
            id=domain,
            kind=data["domain_kind"],
            name=data.get("name") or domain,
            lost=frozenset([domain]),
            cases=tuple(case | around for case in cases) if around else cases,
        )

    def _zones_around(self, hall: str) -> frozenset[str]:
        """The zones that what is in a hall is in."""
        return frozenset(
            place
            for member in self._graph.predecessors(hall)
            for place in self._graph.successors(member)
            if self._graph.nodes[place].get("domain_kind") == "zone"
        )

    def _data(self, domain: str) -> dict[str, Any]:
        return self._of[domain]

    def _may_be(self, symbolic: str, other: str) -> bool:
        """Whether `symbolic` may turn out to be the known domain `other` of its kind."""
        if not self._regions_fit(symbolic, other):
            return False
        return any(
            fnmatchcase(other, wanted) if "*" in wanted else other == wanted
            for wanted in self._data(symbolic).get("may_be", ())
        )

    def _regions_fit(self, symbolic: str, other: str) -> bool:
        """Whether the two may be in one region: a zone of Virginia is no zone of Dublin."""
        one, two = self._region_of(symbolic), self._region_of(other)
        return not one or not two or one == two or bool(self._data(one).get("symbolic"))

    def _region_of(self, domain: str) -> str:
        for parent in self._graph.successors(domain):
            if self._graph.nodes[parent].get("domain_kind") == "region":
                return str(parent)
        return ""

    def _cases(self, domain: str, most: int) -> tuple[frozenset[str], ...]:
        """Sets of domains that may be lost with `domain`, being the same place, and all that was
        not read; `domain` itself may be among them."""
        alike = self._same_place(domain)
        places = sorted(self._candidates.get(domain, ()))
        known = tuple(place for place in places if self._parts.together(domain, place))
        key = self._data(domain)["domain_kind"], tuple(alike), known, most
        if key not in self._shared:
            members = [m for one in alike for m in self._alike[key[0]][one]]
            members.sort(key=self._position.__getitem__)
            ways = self._ways_of(members, known, most)
            self._shared[key] = tuple(way | self._opaque for way in ways)
        return self._shared[key]

    def _ways_of(
        self, members: list[str], known: tuple[str, ...], most: int
    ) -> list[frozenset[str]]:
        """Ways in which symbolic domains, and one of the `known` at most, may be one place.

        Of symbolic domains that are known to differ, at most one is.
        """
        groups: dict[str, list[str]] = defaultdict(list)
        for other in members:
            apart = self._data(other).get("apart_from") or other
            groups[apart].append(other)
        base = frozenset(group[0] for group in groups.values() if len(group) == 1)
        parts: dict[int, list[list[frozenset[str]]]] = defaultdict(list)
        several = [group for group in groups.values() if len(group) > 1]
        for group in several:
            self._parts.join(group)
        for group in several:
            choice = [frozenset([name]) for name in group]
            parts[self._parts.of(group)].append(choice)
        ways = [_ways(choices, most) for choices in parts.values()]
        if known:  # it is one of these, or a place that nobody has named
            ways.append([frozenset(), *(frozenset([place]) for place in known)])
            ways = [_ways([list(way) for way in ways], most)]
        # What happens in one part of the graph says nothing about another: one case may try
        # a way in each of them.
        count = max((len(way) for way in ways), default=1)
        return [base.union(*(way[i % len(way)] for way in ways)) for i in range(count)]

    def _same_place(self, domain: str) -> list[_Alike]:
        """The symbolic domains that may be the same place as `domain`, it may be among them:
        those of which the same is known together."""
        kind = self._data(domain)["domain_kind"]
        if domain not in self._candidates:
            return [one for one in self._alike[kind] if domain in one.candidates]
        own = self._alike_of[domain]
        if (kind, own) not in self._overlapping:
            self._overlapping[kind, own] = [
                other
                for other in self._alike[kind]
                if not (own.apart_from and own.apart_from == other.apart_from)
                and _overlap(own, other)
            ]
        return self._overlapping[kind, own]


class _Alike(NamedTuple):
    """What decides which other places a symbolic domain may be."""

    candidates: frozenset[str]
    may_be: frozenset[str]
    apart_from: str
    name: str
    """Its id where another one may be it by name."""


def _overlap(one: _Alike, other: _Alike) -> bool:
    """Whether symbolic domains may be one place: a candidate, or a pattern, in common."""
    if one.candidates & other.candidates:
        return True
    return bool(one.may_be & other.may_be) or one.name in other.may_be or other.name in one.may_be


def _ways(choices: list[list[frozenset[str]]], most: int) -> list[frozenset[str]]:
    """Every way to take one of each choice; with too many, all of them together."""
    count = 1
    for choice in choices:
        count *= len(choice)
        if count > most:
            return [frozenset().union(*(name for choice in choices for name in choice))]
    return [frozenset().union(*chosen) for chosen in product(*choices)]


def unread(graph: Graph) -> frozenset[str]:
    """What to take as down where all that was not read is: it needs nothing itself."""
    return frozenset(
        name
        for name, data in graph.nodes(data=True)
        if data["kind"] == "opaque" and not graph.out_degree(name)
    )


def _sides_and_addresses(graph: Graph) -> dict[str, list[str]]:
    """Node -> its sides and addresses."""
    parts: dict[str, list[str]] = defaultdict(list)
    for node, data in graph.nodes(data=True):
        if data["kind"] in ("side", "address"):
            parts[data["of"]].append(node)
    return parts


def _whole(node: str, parts: dict[str, list[str]]) -> frozenset[str]:
    """A node with all of its parts; data that has copies elsewhere is not lost with it."""
    seen = {node}
    todo = [node]
    while todo:
        inside = parts.get(todo.pop(), ())
        copied = any(part.endswith(f"@{OWN}") for part in inside)
        fresh = [p for p in inside if p not in seen and not (copied and p.endswith(f"#{DATA}"))]
        seen.update(fresh)
        todo.extend(fresh)
    return frozenset(seen)


def _name(graph: Graph, node: str) -> str:
    return str(graph.nodes[node].get("name") or node)
