"""From a layout to what it takes to lose it: the terms a resource needs, in each possible world.

Where configuration does not tell (an unresolved count, an unread subnet), more than one
layout is possible. Each possible one is a *world*, a list of demands; `combine` turns the
worlds into requirements that are right whichever is real: any of them must be met in the
better reading, all of them in the worse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner.infer.context import Context
from scanner.infer.locate import Locator, Where
from scanner.knowledge import Layout, Shape
from scanner.model import (
    Duration,
    Reach,
    Resource,
    Strength,
    Takeover,
    Term,
    Unknown,
    all_of,
    any_of,
    port,
)

MANY = 1_000_000
"""Stands for "more copies than there are zones" where only that is known."""


@dataclass(frozen=True)
class Demand:
    """One thing a layout needs."""

    term: str | Term
    strength: Strength = Strength.STRONG
    says: str = ""


World = list[Demand]


@dataclass(frozen=True)
class Copies:
    """The subject of a layout: a resource, where it is, and the zones its copies use."""

    context: Context
    resource: Resource
    where: Where
    layout: Layout
    instances: int
    members: tuple[str, ...] = ()

    @property
    def slots(self) -> list[str | Term]:
        """One term a zone: the zone, or the subnets there that carry the traffic."""
        return [
            zone if not carriers else carriers[0] if len(carriers) == 1 else any_of(*carriers)
            for zone, carriers in self.where.zones.items()
        ]

    def one_unknown_zone(self, what: str = "the zone") -> str:
        """The symbolic zone that a copy is in, where nobody says which."""
        name = self.resource.title
        fact = self.where.zones_unknown
        symbol = fact.symbol if fact and fact.symbol else f"{what} of {name}"
        return self.context.places.unknown_zone(
            self.where.provider, self.where.region, symbol, among=tuple(self.where.zones)
        )

    def takeover(self, term: str | Term) -> Term:
        """`term`, counting only after the layout's own takeover."""
        action = port(self.resource.id, self.layout.action) if self.layout.action else ""
        members = (term,) if isinstance(term, str) else term.members
        k = 1 if isinstance(term, str) else term.k
        after = self.layout.after
        return Term(members=members, k=k, takeover=Takeover(action, after, self.layout.by))


def possible_layouts(
    locator: Locator, resource: Resource, layouts: tuple[Layout, ...]
) -> list[Layout]:
    """The layouts that `resource` may have: the first whose condition surely holds, and those
    before it whose condition may hold."""
    possible = []
    for layout in layouts:
        answer = locator.holds(layout.when, resource)
        if answer is not False:
            possible.append(layout)
        if answer:
            return possible
    return [*possible, Layout(shape=Shape.UNKNOWN)]


def possible_counts(
    context: Context, resource: Resource, layout: Layout
) -> tuple[list[int], Unknown | None]:
    """How many copies there may be; with one unresolved, one or many."""
    if not layout.instances:
        return [MANY], None
    unknown: list[Unknown] = []
    for path in layout.instances:
        if path.isdigit():
            return [int(path)], None
        reading = context.read(resource, path)
        counts = [int(float(v)) for v in reading.values if str(v).replace(".", "", 1).isdigit()]
        if counts and not reading.unknown:
            return [max(counts)], None
        unknown += reading.unknown
    return [1, MANY], next(iter(unknown), Unknown(f"{layout.instances[0]} is not given"))


def worlds(copies: Copies) -> list[World]:
    """What `copies` needs of zones and members, in each world that is possible."""
    shape = copies.layout.shape
    if shape in ON_ZONES and not copies.where.zones and shape is not Shape.ZONAL:
        return [[Demand(copies.one_unknown_zone(), says="zones not known")], _anywhere(copies)]
    found = [BY_SHAPE[shape](copies)]
    spread = shape in ON_ZONES and shape is not Shape.ZONAL  # one copy is in one zone, whichever
    if shape is Shape.UNKNOWN or (spread and copies.where.zones_unknown):
        found.append([])
    return found


def combine(possible: list[World], gap: str) -> Iterator[tuple[str | Term, Strength, str, str]]:
    """`(term, strength, gap, says)` of the requirements that are right in every world."""
    if len(possible) == 1:
        for demand in possible[0]:
            yield demand.term, demand.strength, "", demand.says
        return
    strong = [[d.term for d in world if d.strength is Strength.STRONG] for world in possible]
    if all(strong):
        terms = [terms[0] if len(terms) == 1 else all_of(*terms) for terms in strong]
        distinct = list(dict.fromkeys(terms))
        if len(distinct) == 1:
            yield distinct[0], Strength.STRONG, "", "in every case that is possible"
            return
        yield any_of(*distinct), Strength.STRONG, gap, "one of the possible layouts"
    seen: list[str | Term] = []
    for world in possible:
        for demand in world:
            if demand.term not in seen:
                seen.append(demand.term)
                yield demand.term, Strength.MEDIUM, gap, demand.says


# --- shapes -----------------------------------------------------------------------------


def _zonal(copies: Copies) -> World:
    slots = copies.slots
    if len(slots) == 1 and copies.where.zones_unknown is None:
        return [Demand(slots[0], says="one copy, in this zone")]
    return [Demand(copies.one_unknown_zone(), says="one copy, in one zone")]


def _spread(copies: Copies) -> World:
    slots = copies.slots
    if copies.instances < 1:
        return []
    if len(slots) == 1:
        return [Demand(slots[0], says="every copy is in this zone")]
    if copies.instances == 1:
        home = copies.one_unknown_zone()
        if not copies.layout.action:
            return [Demand(home, says="one copy, in one of its zones")]
        again = copies.takeover(any_of(*slots))
        return [Demand(any_of(home, again), says="one copy, started again in another zone")]
    return _outlives(slots, min(copies.instances, len(slots)), "a copy in each zone")


def _standby(copies: Copies) -> World:
    slots = copies.slots
    if len(slots) == 1:
        return [Demand(slots[0], says="primary and standby are in this zone")]
    demands = _outlives(slots, 2, "a standby in another zone")
    return demands + _pause(copies, all_of(*slots), any_of(*slots), "the standby takes over")


def _quorum(copies: Copies) -> World:
    slots = copies.slots
    members = len(slots) if copies.instances == MANY else max(copies.instances, 1)
    dealt = [slots[index % len(slots)] for index in range(members)]
    if len(slots) == 1:
        return [Demand(slots[0], says="every member is in this zone")]
    majority = Term(members=tuple(dealt), k=members // 2 + 1)
    says = f"{majority.k} of {members} members over {len(slots)} zones"
    return [
        Demand(majority, says=says),
        *_pause(copies, all_of(*slots), majority, "the members elect a new leader"),
    ]


def _members(copies: Copies) -> World:
    members = list(copies.members)
    if not members:
        copies.context.gap(
            Reach.REDUNDANCY,
            copies.resource.id,
            f"How many copies does {copies.resource.title} have?",
            "no member of it was read",
            copies.context.origin(copies.resource),
        )
        return [Demand(copies.one_unknown_zone(), Strength.MEDIUM, "no copy of it was read")]
    needed = {"any": 1, "majority": len(members) // 2 + 1}.get(copies.layout.k, len(members))
    demand = Demand(
        Term(members=tuple(members), k=needed), says=f"{needed} of {len(members)} copies"
    )
    if copies.layout.writers == "one" and len(members) > 1:
        return [
            demand,
            *_pause(copies, all_of(*members), any_of(*members), "another copy takes over"),
        ]
    return [demand]


def _nothing(_: Copies) -> World:
    return []


def _unknown(copies: Copies) -> World:
    return [Demand(copies.one_unknown_zone(), says="configuration does not tell its layout")]


def _anywhere(copies: Copies) -> World:
    """Copies in several zones that nobody names: no zone alone takes them."""
    if copies.layout.shape is Shape.STANDBY and copies.where.region:
        home = copies.one_unknown_zone("the primary's zone")
        says = "the standby takes over in another zone"
        return [Demand(any_of(home, copies.takeover(copies.where.region)), says=says)]
    return []


def _outlives(slots: list[str | Term], copies: int, says: str) -> World:
    """`copies` of it over `slots`: any zone may hold one, so only `copies - 1` losses are sure
    to leave one."""
    demands = [Demand(any_of(*slots), says=says)]
    if copies < len(slots):
        sure = Term(members=tuple(slots), k=len(slots) - copies + 1)
        demands.append(Demand(sure, Strength.MEDIUM, f"{copies} copies over {len(slots)} zones"))
    return demands


def _pause(copies: Copies, untouched: Term, enough: Term, says: str) -> World:
    """While a takeover lasts: any zone may be the one that has the primary or leader."""
    if copies.layout.after == Duration(0) and not copies.layout.action:
        return []
    term = any_of(untouched, copies.takeover(enough))
    return [Demand(term, Strength.MEDIUM, says)]


ON_ZONES = frozenset({Shape.ZONAL, Shape.SPREAD, Shape.STANDBY, Shape.QUORUM})

BY_SHAPE: dict[Shape, Callable[[Copies], World]] = {
    Shape.NONE: _nothing,
    Shape.ZONAL: _zonal,
    Shape.SPREAD: _spread,
    Shape.STANDBY: _standby,
    Shape.QUORUM: _quorum,
    Shape.REGIONAL: _nothing,
    Shape.MULTI_REGION: _nothing,
    Shape.GLOBAL: _nothing,
    Shape.MEMBERS: _members,
    Shape.FOLLOWS: _nothing,
    Shape.UNKNOWN: _unknown,
}
