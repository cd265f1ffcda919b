"""What serves everything that names nothing else: a network's main route table."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.knowledge import Serves
from scanner.model import Basis, Evidence, Requirement, Resource


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """One requirement for each resource on the default of its owner."""
    for resource in context.inventory.resources:
        known = context.type_of(resource)
        if known is None or known.serves is None:
            continue
        evidence = (
            Evidence("declared_resource", resource.id, context.origin(resource)),
            Evidence("type_semantics", known.type, context.knowledge.origin(known)),
        )
        for served in _served(context, resource, known.serves):
            yield Requirement(
                dependent=served.id, needs=resource.id, basis=Basis.ASSUMED, evidence=evidence
            )


def _served(context: Context, resource: Resource, serves: Serves) -> Iterator[Resource]:
    owners = {target.node for target in context.targets(resource, serves.owner)}
    given = {
        target.node
        for setting in context.inventory.resources
        if setting.type == serves.unless
        for target in context.targets(setting, serves.at)
    }
    for other in context.inventory.resources:
        if other.type == serves.type and other.id not in given:
            theirs = {target.node for target in context.targets(other, serves.their_owner)}
            if theirs & owners:
                yield other
