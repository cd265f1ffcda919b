"""An attribute written as another resource's attribute: the referring one needs the other."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer.attributes import bare, under
from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.knowledge import ResourceType
from scanner.model import Effect, Evidence, Requirement, Resource


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """One requirement for each reference that no more special reading claims."""
    for resource in context.inventory.resources:
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
            yield Requirement(
                dependent=resource.id,
                needs=context.reached(target, reference.attribute, resource),
                effect=_effect(context, known, path, target),
                evidence=(Evidence("code_reference", says, origin),),
            )


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
