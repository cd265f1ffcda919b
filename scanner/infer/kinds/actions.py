"""What a resource's named actions need: a service's control plane, an image, a key."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.model import Basis, Evidence, Requirement, port


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """Requirements of every action that the types of the inventory's resources have."""
    for resource in context.inventory.resources:
        known = context.type_of(resource)
        if known is None or not context.runs(resource):
            continue
        where = locator.where(resource)
        semantics = Evidence("type_semantics", known.type, context.knowledge.origin(known))
        for action, needs in known.actions.items():
            dependent = port(resource.id, action)
            for need in needs:
                if need.service:
                    service = context.knowledge.service(where.provider, need.service)
                    region = where.region
                    if service and service.scope in ("global", "partition"):
                        region = ""
                    if need.side == "serve":
                        member = context.places.service(where.provider, need.service, region)
                    else:
                        member = context.places.action(
                            where.provider, need.service, region, need.side
                        )
                    found = [(member, semantics)]
                else:
                    targets = context.targets(resource, need.at)
                    found = [(port(t.node, need.side), t.evidence) for t in targets]
                for member, evidence in found:
                    yield Requirement(
                        dependent=dependent,
                        needs=member,
                        basis=Basis.ASSUMED,
                        evidence=(evidence, semantics) if evidence != semantics else (semantics,),
                    )
