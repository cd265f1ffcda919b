"""What a resource's named actions need: a service's control plane, an image, a key."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer.attributes import strings
from scanner.infer.context import Context
from scanner.infer.kinds.hosts import named_in
from scanner.infer.locate import Locator, Where
from scanner.knowledge.types import ActionNeed
from scanner.model import Basis, Evidence, Requirement, Resource, port


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """Requirements of every action that the types of the inventory's resources have."""
    for resource in context.inventory.resources:
        known = context.type_of(resource)
        if known is None or not (context.runs(resource) or context.defines(resource.id)):
            continue
        where = locator.where(resource)
        semantics = Evidence("type_semantics", known.type, context.knowledge.origin(known))
        for action, needs in known.actions.items():
            dependent = port(resource.id, action)
            for need in needs:
                found = list(
                    _of_service(context, where, need, semantics)
                    if need.service
                    else _of_setting(context, resource, need)
                )
                for member, evidence in found:
                    yield Requirement(
                        dependent=dependent,
                        needs=member,
                        basis=Basis.ASSUMED,
                        evidence=(evidence, semantics) if evidence != semantics else (semantics,),
                    )


def _of_service(
    context: Context, where: Where, need: ActionNeed, semantics: Evidence
) -> Iterator[tuple[str, Evidence]]:
    service = context.knowledge.service(where.provider, need.service)
    region = where.region
    if service and service.scope in ("global", "partition"):
        region = ""
    if need.side == "serve":
        yield context.places.service(where.provider, need.service, region), semantics
    else:
        member = context.places.action(where.provider, need.service, region, need.side)
        yield member, semantics


def _of_setting(
    context: Context, resource: Resource, need: ActionNeed
) -> Iterator[tuple[str, Evidence]]:
    """What stands at a path: by reference or name, or as a host or full name in a text."""
    targets = context.targets(resource, need.at)
    for target in targets:
        yield port(target.node, need.side), target.evidence
    if need.side != "serve":
        return
    named = {target.node for target in targets}
    known = context.type_of(resource)
    registry = known.defaults.get(f"{need.at}.registry") if known else None
    for value in context.read(resource, need.at).values:
        for path, text in strings(value, need.at):
            whole = _with_host(text, registry) if isinstance(registry, str) else text
            for node, kind, says in named_in(context, resource, whole):
                if node not in named:
                    named.add(node)
                    origin = context.place_of(resource, path)
                    yield node, Evidence(kind, f"{path} = {says}", origin)


def _with_host(text: str, registry: str) -> str:
    """An image's name with its registry: what stands before the first `/` is one only where it
    has a dot or a port; `registry` is meant otherwise. A name not known as yet stays."""
    first, slash, _ = text.partition("/")
    if text.startswith("${") or not text or (slash and ("." in first or ":" in first)):
        return text
    return f"{registry}/{text}"
