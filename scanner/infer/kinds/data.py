"""Where what a store keeps is kept: gone only when every copy's place is."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer.context import Context
from scanner.infer.layouts import possible_layouts
from scanner.infer.locate import Locator, Where
from scanner.knowledge import Layout, Shape
from scanner.model import (
    DATA,
    OWN,
    Basis,
    Evidence,
    Requirement,
    Resource,
    Strength,
    Term,
    address,
    all_of,
    any_of,
    port,
)

IN_ZONES = frozenset({Shape.ZONAL, Shape.SPREAD, Shape.STANDBY, Shape.QUORUM})
COPIES = ("copy_of", "backup_of", "global_of")


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """The data side of every store: its own places, its replicas and its backups."""
    for resource in context.inventory.resources:
        if context.has_role(resource, "keeps_data"):
            yield from _keep(context, locator, resource)


def _keep(context: Context, locator: Locator, resource: Resource) -> Iterator[Requirement]:
    known = context.type_of(resource)
    if known is None:
        return
    where = locator.where(resource)
    layouts = possible_layouts(locator, resource, known.layouts)
    own = {place for layout in layouts for place in _places(context, resource, where, layout)}
    if known.snapshots and where.region and locator.holds(known.snapshots, resource):
        own.add(where.region)
    others = {
        port(other, DATA)
        for kind in COPIES
        for other in context.linked(kind, resource.id)
        if context.has_role(context.resources[other], "keeps_data")
    }
    evidence = (
        Evidence("placement", "its copies are there", context.origin(resource)),
        Evidence("type_semantics", known.type, context.knowledge.origin(known)),
    )
    held: list[str | Term] = [*sorted(own)]
    if where.account and held:
        held = [all_of(where.account, any_of(*held))]
    if not held and not others:
        return
    # Which of several possible layouts is real decides how many copies there are.
    strength = Strength.STRONG if len(layouts) == 1 else Strength.MEDIUM
    data = port(resource.id, DATA)
    if held and others:
        # Losing the store itself loses what it holds, and not what its copies hold.
        own_copy = address(resource.id, OWN)
        yield _kept(own_copy, any_of(*held), strength, evidence)
        yield _kept(data, any_of(own_copy, *sorted(others)), Strength.STRONG, evidence)
    else:
        yield _kept(data, any_of(*held, *sorted(others)), strength, evidence)


def _kept(
    dependent: str, needs: str | Term, strength: Strength, evidence: tuple[Evidence, ...]
) -> Requirement:
    return Requirement(
        dependent=dependent, needs=needs, strength=strength, basis=Basis.ASSUMED, evidence=evidence
    )


def _places(context: Context, resource: Resource, where: Where, layout: Layout) -> list[str]:
    """Domains of which any one that is left still holds the data."""
    if layout.shape in IN_ZONES and where.zones and not where.zones_unknown:
        return list(where.zones)
    if layout.shape is Shape.MULTI_REGION and layout.regions:
        names = [resource.region, *context.read(resource, layout.regions).values]
        return [context.places.region(where.provider, name) for name in names if name]
    if where.region:
        return [where.region]
    return [context.places.provider(where.provider)] if where.provider else []
