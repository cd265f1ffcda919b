"""Where what a store keeps is kept: gone only when every copy's place is."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer.context import Context
from scanner.infer.kept import kept_copies
from scanner.infer.layouts import ON_ZONES, Copies, Demand, World, combine, possible_layouts
from scanner.infer.locate import Locator, Where
from scanner.knowledge import Layout, ResourceType, Shape
from scanner.model import (
    DATA,
    OWN,
    Basis,
    Evidence,
    Reach,
    Requirement,
    Resource,
    Strength,
    Term,
    address,
    all_of,
    any_of,
    port,
)

COPIES = ("copy_of", "backup_of", "global_of")


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """The data side of every store: its own places, its replicas and its backups."""
    copies = kept_copies(context, locator, COPIES)
    for resource in context.inventory.resources:
        known = context.type_of(resource)
        if known and context.has_role(resource, "keeps_data"):
            yield from _keep(context, locator, resource, known, copies.get(resource.id, []))


def _keep(
    context: Context,
    locator: Locator,
    resource: Resource,
    known: ResourceType,
    copies: list[str | Term],
) -> Iterator[Requirement]:
    where = locator.where(resource)
    beside = _kept_beside(context, locator, resource, known, where)
    whole = _whole(context, resource, known)
    worlds: list[World] = (
        [[Demand(all_of(*whole))]]
        if whole
        else [
            [Demand(_held(where, [*places, *beside]))]
            for layout in possible_layouts(locator, resource, known.layouts)
            for places in _places(context, resource, where, layout)
            if places or beside
        ]
    )
    if not worlds and not copies:
        return
    evidence = (
        Evidence("placement", "its copies are there", context.origin(resource)),
        Evidence("type_semantics", known.type, context.knowledge.origin(known)),
    )
    data = port(resource.id, DATA)
    # Losing the store itself loses what it holds, and not what its copies hold.
    own = address(resource.id, OWN) if copies and worlds else data
    for term, strength, because, _ in combine(worlds, _gap(context, resource, worlds)):
        yield _kept(own, term, strength, evidence, because)
    if copies:
        held = [own, *copies] if worlds else copies
        yield _kept(data, any_of(*held), Strength.STRONG, evidence)


def _whole(context: Context, resource: Resource, known: ResourceType) -> list[str]:
    """The data of the stores that this is a member of: a member serves what all of them keep."""
    return [
        port(target.node, DATA)
        for link in known.links
        if link.kind == "member_of"
        for target in context.targets(resource, link.at)
        if context.has_role(context.resources[target.node], "keeps_data")
    ]


def _held(where: Where, places: list[str | Term]) -> Term:
    """What is held at any of `places` by one account: whoever loses that loses it all."""
    held = any_of(*places)
    return all_of(where.account, held) if where.account else held


def _gap(context: Context, resource: Resource, worlds: list[World]) -> str:
    if len({world[0].term for world in worlds}) < 2:
        return ""
    question = f"How is {resource.title} laid out over zones?"
    reason = "; ".join(unknown.reason for unknown in resource.unknown.values())
    reason = reason or "its layout does not follow from what was read"
    return context.gap(Reach.REDUNDANCY, resource.id, question, reason, context.origin(resource))


def _kept(
    dependent: str,
    needs: str | Term,
    strength: Strength,
    evidence: tuple[Evidence, ...],
    gap: str = "",
) -> Requirement:
    return Requirement(
        dependent=dependent,
        needs=needs,
        strength=strength,
        basis=Basis.ASSUMED,
        evidence=evidence,
        gap=gap,
    )


# --- places -----------------------------------------------------------------------------


def _places(
    context: Context, resource: Resource, where: Where, layout: Layout
) -> Iterator[list[str]]:
    """Domains of which any one that is left still holds the data; more than one list where the
    layout leaves that open."""
    place = where.of(layout)
    whole = [where.region] if where.region else []
    if not whole and where.provider:
        whole = [context.places.provider(where.provider)]
    if layout.shape is Shape.MULTI_REGION and layout.regions:
        names = [resource.region, *context.read(resource, layout.regions).values]
        yield [context.places.region(where.provider, name) for name in names if name]
    elif layout.shape is Shape.ZONAL and where.region:
        one = len(place.zones) == 1 and not place.zones_unknown
        copies = Copies(context, resource, place, layout, 1)
        yield [*place.zones] if one else [copies.one_unknown_zone()]
    elif layout.shape in ON_ZONES and place.zones and not place.zones_unknown:
        yield [*place.zones]
    elif layout.shape is Shape.UNKNOWN and where.region:
        yield whole
        yield [Copies(context, resource, place, layout, 1).one_unknown_zone()]
    else:
        yield whole


def _kept_beside(
    context: Context, locator: Locator, resource: Resource, known: ResourceType, where: Where
) -> list[str | Term]:
    """Where the provider keeps copies of its own: snapshots in the region, all of it in the
    region that it pairs with this one."""
    found: list[str | Term] = []
    if known.snapshots and where.region and locator.holds(known.snapshots, resource):
        found.append(where.region)
    paired = locator.holds(known.paired, resource) if known.paired else False
    if paired is False or not where.region:
        return found
    name = where.region.partition("/region/")[2]
    pair = "" if where.region.startswith("?") else context.knowledge.pair(where.provider, name)
    if paired and pair:
        return [*found, context.places.region(where.provider, pair)]
    reason = "whether there is one is not known" if paired is None else "its own region is not"
    gap = context.gap(
        Reach.REDUNDANCY,
        resource.id,
        f"Which other region has a copy of {resource.title}?",
        f"the provider keeps one in the region that it pairs with this one, and {reason}",
        context.origin(resource),
    )
    return [*found, Term(port=context.opaque(gap), strength=Strength.MEDIUM, gap=gap)]
