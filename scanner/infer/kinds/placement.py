"""What follows from a resource's type and place: its zones, service, region, account, hall."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.infer.context import Context
from scanner.infer.layouts import (
    Copies,
    World,
    combine,
    possible_counts,
    possible_layouts,
    worlds,
)
from scanner.infer.locate import Locator, Where
from scanner.knowledge import Layout, ResourceType, Shape
from scanner.model import (
    Basis,
    Evidence,
    Reach,
    Requirement,
    Resource,
    Strength,
    Takeover,
    Term,
    any_of,
    port,
)

_EACH = re.compile(r"\b(each\.(key|value)|count\.index)\b")
"""Names in a place that differ from instance to instance of one block."""


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """Requirements of everything that runs on the domains it runs in."""
    for resource in context.inventory.resources:
        if context.runs(resource):
            yield from _place(context, locator, resource)


def _place(context: Context, locator: Locator, resource: Resource) -> Iterator[Requirement]:
    known = context.type_of(resource)
    where = locator.where(resource)
    layouts = possible_layouts(locator, resource, known.layouts if known else ())
    if all(layout.shape is Shape.NONE for layout in layouts):
        return
    regions = context.copies.get(resource.id)
    if regions:
        yield from _regional_copies(context, resource, known, where, regions)
    else:
        gap = _open_regions(context, resource, layouts) or _open_instances(context, resource, where)
        for domain in _ground(context, known, where):
            elsewhere = gap and domain != where.account  # its copies are in the same account
            needs: str | Term = _or_copy(context, gap, domain) if elsewhere else domain
            yield _requirement(context, resource, needs, known, "runs there")
    if where.provider not in context.knowledge.providers:
        yield from _elsewhere(context, resource, known, where, layouts)
        return
    if where.hall:
        yield _requirement(
            context, resource, where.hall, known, "its placement group keeps it there"
        )
    possible, gap = _worlds(context, resource, known, where, layouts)
    for term, strength, because, says in combine(possible, gap):
        needs = _or_unread(context, resource, term)
        yield _requirement(context, resource, needs, known, says, strength=strength, gap=because)
    for layout in layouts:
        if layout.shape is Shape.FOLLOWS:
            for target in context.targets(resource, layout.follows):
                yield _requirement(context, resource, target.node, known, "is laid out as this is")


def _or_unread(context: Context, resource: Resource, term: str | Term) -> str | Term:
    """A resource that was handed to something unread may have a further copy there, and nobody
    knows how soon it would take over."""
    gap = context.handed.get(resource.id)
    return term if gap is None else _or_copy(context, gap, term)


def _or_copy(context: Context, gap: str, term: str | Term) -> Term:
    """`term`, or a copy of which nobody knows whether it exists."""
    copy = Term(
        port=context.opaque(gap), strength=Strength.MEDIUM, takeover=Takeover(after=None), gap=gap
    )
    return any_of(term, copy)


def _open_regions(context: Context, resource: Resource, layouts: list[Layout]) -> str:
    """The gap that is left where it may have copies in other regions; empty where it has none."""
    for layout in layouts:
        if layout.shape is not Shape.MULTI_REGION or not layout.regions:
            continue
        unknown = context.read(resource, layout.regions).unknown
        if unknown:
            return context.gap(
                Reach.REDUNDANCY,
                resource.id,
                f"Which regions have a copy of {resource.title}?",
                unknown[0].reason,
                unknown[0].origin or context.origin(resource),
            )
    return ""


def _open_instances(context: Context, resource: Resource, where: Where) -> str:
    """The gap that is left where nobody knows how many instances a block has, and each is where
    its own key says: there may be further ones elsewhere."""
    if not (where.region.startswith("?") and _EACH.search(where.region) and "[?]" in resource.id):
        return ""
    return context.gap(
        Reach.REDUNDANCY,
        resource.id,
        f"How many of {resource.title} are there, and where?",
        "each has a place of its own, and their number is not known",
        context.origin(resource),
    )


def _elsewhere(
    context: Context,
    resource: Resource,
    known: ResourceType | None,
    where: Where,
    layouts: list[Layout],
) -> Iterator[Requirement]:
    """What a vendor runs has no zones of ours; what nobody is known to run may be anywhere."""
    if where.provider in context.knowledge.vendors:
        return
    name = resource.title
    reason = "" if known else f"{resource.type} is not in the knowledge data; "
    gap = context.gap(
        Reach.OPAQUE,
        resource.id,
        f"Where does {name} run?",
        f"{reason}no source names its provider",
        context.origin(resource),
    )
    yield _requirement(
        context,
        resource,
        context.opaque(gap),
        known,
        "nobody says where it runs",
        strength=Strength.MEDIUM,
        gap=gap,
    )


def _ground(context: Context, known: ResourceType | None, where: Where) -> Iterator[str]:
    """The domains it needs however its copies are laid out."""
    if where.account:
        yield where.account
    if where.provider not in context.knowledge.providers:
        if where.provider in context.knowledge.vendors:
            yield context.places.vendor(where.provider)
    elif known and known.service and not context.stable(where.provider, known.service):
        yield context.places.service(where.provider, known.service, where.region)
    else:
        yield where.region or context.places.provider(where.provider)


def _worlds(
    context: Context,
    resource: Resource,
    known: ResourceType | None,
    where: Where,
    layouts: list[Layout],
) -> tuple[list[World], str]:
    """Every possible world of its layout, and the gap that leaves more than one."""
    name = resource.title
    possible: list[World] = []
    reasons: list[str] = []
    if len(layouts) > 1:
        reasons.append("; ".join(unknown.reason for unknown in resource.unknown.values()))
    members = tuple(sorted(context.linked("member_of", resource.id)))
    for layout in layouts:
        counts, unknown = possible_counts(context, resource, layout)
        if unknown and layout.shape in (Shape.SPREAD, Shape.QUORUM):
            reasons.append(unknown.reason)
        else:
            counts = counts[-1:]
        for count in counts:
            copies = Copies(context, resource, where.of(layout), layout, count, members)
            possible.extend(worlds(copies))
    if where.zones_unknown:
        reasons.append(where.zones_unknown.reason)
    if len(possible) < 2:
        return possible, ""
    reason = "; ".join(filter(None, reasons)) or (
        "" if known else f"{resource.type} is not in the knowledge data"
    )
    question = f"How is {name} laid out over zones?"
    origin = context.origin(resource)
    reason = reason or "its zones are not named"
    return possible, context.gap(Reach.REDUNDANCY, resource.id, question, reason, origin)


# --- copies in several regions ----------------------------------------------------------


def _regional_copies(
    context: Context,
    resource: Resource,
    known: ResourceType | None,
    where: Where,
    regions: dict[str, str],
) -> Iterator[Requirement]:
    """Each copy needs its own region; the resource as a whole needs any copy."""
    for region, copy in regions.items():
        domain = context.places.region(where.provider, region)
        if known and known.service:
            domain = context.places.service(where.provider, known.service, domain)
        yield _requirement(context, resource, domain, known, "this copy runs there", dependent=copy)
        if where.account:
            says = "belongs to the account"
            yield _requirement(context, resource, where.account, known, says, dependent=copy)
    term = Term(members=tuple(regions.values()), k=1)
    yield _requirement(context, resource, term, known, "a copy in each region")


# --- wording ----------------------------------------------------------------------------


def _requirement(
    context: Context,
    resource: Resource,
    needs: str | Term,
    known: ResourceType | None,
    says: str,
    *,
    dependent: str = "",
    strength: Strength = Strength.STRONG,
    gap: str = "",
) -> Requirement:
    evidence = [Evidence("placement", says, context.origin(resource))]
    if known:
        evidence.append(Evidence("type_semantics", known.type, context.knowledge.origin(known)))
    return Requirement(
        dependent=dependent or port(resource.id),
        needs=needs,
        strength=strength,
        basis=Basis.ASSUMED,
        evidence=tuple(evidence),
        gap=gap,
    )
