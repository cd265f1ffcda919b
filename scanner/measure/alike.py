"""Losses that are one and the same to a journey, as they differ only in what it never needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from scanner.measure.judgement import Judgement
from scanner.model import port


@dataclass(frozen=True)
class Group:
    """Losses of one kind that take away nothing a journey needs but by their cases, which do the
    same: every answer about the journey is one for all of them."""

    kind: str
    parts: tuple[tuple[int, ...], ...]
    """Numbers of scenarios, in as many parts as were found to be alike."""

    @property
    def first(self) -> int:
        """One of them."""
        return self.parts[0][0]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(map(len, self.parts))

    @property
    def numbers(self) -> Iterator[int]:
        """Of all of them."""
        return chain.from_iterable(self.parts)


class Alike:
    """For each journey the losses that are its own and, of each kind, those that are alike."""

    def __init__(self, judgement: Judgement) -> None:
        scenarios = judgement.scenarios
        cases = {case for scenario in scenarios for case in scenario.cases}
        lost = {name for scenario in scenarios for name in scenario.lost}
        self._judgement = judgement
        self._names = sorted(lost.union(*cases))
        place = {name: number for number, name in enumerate(self._names)}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        groups: dict[tuple[str, tuple[frozenset[str], ...]], list[int]] = defaultdict(list)
        for number, scenario in enumerate(scenarios):
            for name in scenario.lost:
                self._by_name[name].append(number)
            groups[scenario.kind, scenario.cases].append(number)
        bits = {case: _bits_of(place[name] for name in case) for case in cases}
        self._groups = [
            (kind, tuple({bits[case] for case in several}), tuple(numbers))
            for (kind, several), numbers in groups.items()
        ]
        self._group_of = {n: at for at, (_, _, numbers) in enumerate(self._groups) for n in numbers}
        self._needed = _needed(judgement, place)

    def own(self, journey: str) -> list[int]:
        """Losses that take away something the journey needs, whether or not that matters."""
        found = (n for at in _places(self._needs(journey)) for n in self._by_name[self._names[at]])
        return sorted(set(found))

    def groups(self, journey: str, own: Iterable[int]) -> list[Group]:
        """All losses but a journey's `own`, by what they are to it."""
        needed, mine = self._needs(journey), set(own)
        torn = {self._group_of[number] for number in mine}
        found: dict[tuple[str, frozenset[int]], list[tuple[int, ...]]] = defaultdict(list)
        for at, (kind, cases, numbers) in enumerate(self._groups):
            rest = tuple(n for n in numbers if n not in mine) if at in torn else numbers
            if rest:
                found[kind, frozenset(case & needed for case in cases)].append(rest)
        return [Group(kind, tuple(parts)) for (kind, _), parts in found.items()]

    def _needs(self, journey: str) -> int:
        needed = self._needed[journey]
        for side in self._judgement.sides[journey]:
            needed |= self._needed[port(journey, side)]
        return needed


def _needed(judgement: Judgement, place: dict[str, int]) -> dict[str, int]:
    """Which of the names in `place` each node needs, however indirectly: a bit for each.

    Rows of the compiled graph come after what they need but in cycles, so all is gone through
    until nothing changes: twice, and a few times more where there are cycles.
    """
    graph, compiled = judgement.graph, judgement.compiled
    found = {name: 1 << place[name] if name in place else 0 for name in graph}
    order = sorted(graph, key=lambda name: int(compiled.netlist.row_of[compiled.index[name]]))
    changed = True
    while changed:
        changed = False
        for name in order:
            needed = found[name]
            for member in graph.successors(name):
                needed |= found[member]
            if needed != found[name]:
                found[name] = needed
                changed = True
    return found


def _bits_of(places: Iterable[int]) -> int:
    found = bytearray()
    for place in places:
        if place // 8 >= len(found):
            found.extend(bytes(place // 8 + 1 - len(found)))
        found[place // 8] |= 1 << place % 8
    return int.from_bytes(found, "little")


def _places(number: int) -> Iterator[int]:
    """Places of the ones in `number`."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
