"""An attribute written as another resource's attribute: the referring one needs the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from scanner.infer.attributes import bare, under
from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.knowledge import Knowledge, ResourceType
from scanner.model import (
    Basis,
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
            if requirement.strength is Strength.WEAK:
                yield requirement
                continue
            block = _INSTANCE.sub("", reference.target)
            groups[bare(reference.path), block, reference.attribute].append(requirement)
        for (_, block, _), found in groups.items():
            yield from _either(context, resource, block, found)
        yield from _unread(context, resource)
    yield from _made(context)


def _made(context: Context) -> Iterator[Requirement]:
    """What stands for something unread is what that makes."""
    for resource in context.inventory.resources:
        gap = context.unread_of(resource.id)
        if gap is not None:
            yield Requirement(
                dependent=resource.id,
                needs=context.opaque(gap.id),
                strength=Strength.MEDIUM,
                basis=Basis.ASSUMED,
                evidence=(Evidence("unread", gap.reason, context.origin(resource)),),
                gap=gap.id,
            )


def _unread(context: Context, resource: Resource) -> Iterator[Requirement]:
    """What is written as the output of something that was not read, e.g. a module whose code
    is elsewhere, may need it; which of its parts, and what for, nobody knows."""
    taken = claimed(context, resource)
    told: set[str] = set()
    for reference in resource.references:
        gap = context.unread.get(_INSTANCE.sub("", reference.target))
        if gap is None or gap.id in told or reference.target in context.resources:
            continue
        if any(under(bare(reference.path), other) for other in taken):
            continue
        told.add(gap.id)
        says = f"{reference.path} = {reference.target}.{reference.attribute}"
        yield Requirement(
            dependent=resource.id,
            needs=context.opaque(gap.id),
            strength=Strength.MEDIUM,
            evidence=(
                Evidence("code_reference", says, reference.origin or context.origin(resource)),
            ),
            gap=gap.id,
        )


def _plain(context: Context, resource: Resource) -> Iterator[tuple[Reference, Requirement]]:
    known = context.type_of(resource)
    taken = claimed(context, resource)
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
        if any(under(path, other) for other in taken):
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
                effect=effect_of(context, known, path, target),
                strength=Strength.WEAK if copies_a_setting(context, reference) else Strength.STRONG,
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


def copies_a_setting(context: Context, reference: Reference) -> bool:
    """Whether no more is taken from the target than a plain value that its code writes down, for
    the same setting: `engine = aws_rds_cluster.a.engine`. That is a way to write it once, and no
    need. What others know the target by is none of these, nor is what it gets when it is made.
    """
    target = context.resources[reference.target]
    known = context.type_of(target)
    setting = bare(reference.attribute)
    if known is None or not (known.identities or known.name):
        return False  # what others know it by is not known
    if setting in {*known.identities, *known.addresses, *known.name}:
        return False
    if setting not in target.places or bare(reference.path).rpartition(".")[2] != setting:
        return False
    value = target.attributes.get(setting)
    return isinstance(value, str | int | float) and "${" not in str(value)


# --- what others ask as well ---------------------------------------------------------------


def claimed(context: Context, resource: Resource) -> list[str]:
    """Paths that another kind of evidence reads with more understanding, or that mean nothing."""
    found = list(context.knowledge.ignored_attributes(context.provider_of(resource)))
    known = context.type_of(resource)
    if known:
        locate = known.locate
        found += [*locate.region, *locate.zones, *locate.subnets, *locate.hall, *locate.account]
        found += [*known.ignore, *known.name, *(link.at for link in known.links)]
        found += [end.partition("@")[0] for e in known.edges for end in (e.source, e.target)]
        found += started(known)
    return found


def started(known: ResourceType | None) -> list[str]:
    """Paths of what only an action needs: an image is fetched when a copy starts."""
    needs = (need for needs in (known.actions.values() if known else ()) for need in needs)
    return [need.at for need in needs if need.at and need.side == "serve"]


def effect_of(context: Context, known: ResourceType | None, path: str, target: Resource) -> Effect:
    """What losing `target` does: as the path says, else as the target's role says."""
    written = effect_at(known, path)
    if written:
        return written
    other = context.type_of(target)
    return worst(context, other.roles) if other else Effect.STOP


def effect_at(known: ResourceType | None, path: str) -> Effect | None:
    """The effect that the type gives for what stands at `path`, if it gives one."""
    for prefix, effect in known.uses.items() if known else ():
        if under(path, prefix):
            return effect
    return None


def effect_of_service(context: Context, provider: str, service: str) -> Effect:
    """What losing a service does to whoever calls it: what losing its resources does."""
    return worst(context, _roles(context.knowledge).get((provider, service), ()))


@cache
def _roles(knowledge: Knowledge) -> dict[tuple[str, str], set[str]]:
    """`(provider, service)` -> the roles of the resources it runs."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for provider, known in knowledge.types:
        if known.service:
            running = (role for role in known.roles if knowledge.roles[role].runs)
            found[provider, known.service].update(running)
    return found


def worst(context: Context, roles: Iterable[str]) -> Effect:
    """The worst effect among those of `roles`; a stop where there is none."""
    effects = {context.knowledge.roles[role].effect for role in roles}
    return next((effect for effect in Effect if effect in effects), Effect.STOP)
