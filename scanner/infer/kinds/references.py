"""An attribute written as another resource's attribute: the referring one needs the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from scanner.infer.attributes import bare, under
from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.knowledge import ResourceType
from scanner.model import (
    Effect,
    Evidence,
    Reach,
    Reference,
    Requirement,
    Resource,
    Strength,
    any_of,
)

_INSTANCE = re.compile(r"\[[^\[\]]*\]$")


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """One requirement for each reference that no more special reading claims."""
    for resource in context.inventory.resources:
        groups: dict[tuple[str, str, str], list[Requirement]] = defaultdict(list)
        for reference, requirement in _plain(context, resource):
            block = _INSTANCE.sub("", reference.target)
            groups[bare(reference.path), block, reference.attribute].append(requirement)
        for (_, block, _), found in groups.items():
            yield from _either(context, resource, block, found)


def _plain(context: Context, resource: Resource) -> Iterator[tuple[Reference, Requirement]]:
    known = context.type_of(resource)
    claimed = _claimed(context, resource, known)
    linked = {
        other.node
        for link in (known.links if known else ())
        for _, other in context.link_ends(resource, link)
    }
    for reference in resource.references:
        path = bare(reference.path)
        if reference.target == resource.id or reference.target not in context.resources:
            continue
        if reference.target in linked:
            continue  # a link says better what the two are to each other
        if any(under(path, other) for other in claimed):
            continue
        target = context.resources[reference.target]
        says = f"{reference.path} = {reference.target}"
        if reference.attribute:
            says += f".{reference.attribute}"
        origin = reference.origin or context.origin(resource)
        yield (
            reference,
            Requirement(
                dependent=resource.id,
                needs=context.reached(target, reference.attribute, resource),
                effect=_effect(context, known, path, target),
                evidence=(Evidence("code_reference", says, origin),),
            ),
        )


def _either(
    context: Context, resource: Resource, block: str, found: list[Requirement]
) -> Iterator[Requirement]:
    """Several instances of one block, named together: whoever is given a list of equals can
    mostly do with any of them, which no code shows. So one is enough in the better reading,
    and in the worse all are needed."""
    distinct = {str(requirement.needs): requirement for requirement in found}
    if len(distinct) == 1:
        yield from distinct.values()
        return
    yield msgspec.structs.replace(
        found[0],
        needs=any_of(*distinct),
        evidence=tuple(evidence for one in distinct.values() for evidence in one.evidence),
    )
    gap = context.gap(
        Reach.REDUNDANCY,
        resource.id,
        f"Is any one of the {len(distinct)} instances of {block} enough for {resource.title}?",
        "it is given all of them, and its code is not read",
        found[0].evidence[0].origin,
    )
    for requirement in distinct.values():
        yield msgspec.structs.replace(requirement, strength=Strength.MEDIUM, gap=gap)


def _claimed(context: Context, resource: Resource, known: ResourceType | None) -> list[str]:
    """Paths that another kind of evidence reads with more understanding, or that mean nothing."""
    claimed = list(context.knowledge.ignored_attributes(context.provider_of(resource)))
    if known:
        locate = known.locate
        claimed += [*locate.region, *locate.zones, *locate.subnets, *locate.hall, *locate.account]
        claimed += [*known.ignore, *(link.at for link in known.links)]
        claimed += [end.partition("@")[0] for e in known.edges for end in (e.source, e.target)]
        claimed += [need.at for needs in known.actions.values() for need in needs if need.at]
    return claimed


def _effect(context: Context, known: ResourceType | None, path: str, target: Resource) -> Effect:
    """What losing the target does: as the path says, else as the target's role says."""
    for prefix, effect in known.uses.items() if known else ():
        if under(path, prefix):
            return effect
    other = context.type_of(target)
    if other:
        effects = [context.knowledge.roles[role].effect for role in other.roles]
        return next(effect for effect in Effect if effect in effects)
    return Effect.STOP
