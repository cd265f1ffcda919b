"""References to resources by name, e.g. through a parameter store, followed to what they mean."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from scanner.infer.attributes import bare, under
from scanner.model import NAMED, Inventory, Reference, Resource


def followed(inventory: Inventory) -> Inventory:
    """The inventory with references by name turned into references to the resources that have
    the names. What a parameter holds as another resource's attribute is that attribute.

    A name that two resources have, and none of them in the referrer's environment alone, stays
    what it was: not known.
    """
    if not any(ref.target.startswith(NAMED) for r in inventory.resources for ref in r.references):
        return inventory
    index: dict[str, list[Resource]] = defaultdict(list)
    for resource in inventory.resources:
        if resource.name:
            index[f"{NAMED}{resource.type}/{resource.name}"].append(resource)
    resources = tuple(_followed(resource, index) for resource in inventory.resources)
    return msgspec.structs.replace(inventory, resources=resources)


def _followed(resource: Resource, index: dict[str, list[Resource]]) -> Resource:
    if not any(ref.target.startswith(NAMED) for ref in resource.references):
        return resource
    references: list[Reference] = []
    known: set[str] = set()
    for ref in resource.references:
        found = _one(index.get(ref.target, []), resource) if ref.target.startswith(NAMED) else None
        if found is None:
            references.append(ref)
            continue
        known.add(ref.path)
        held = [other for other in found.references if under(bare(other.path), bare(ref.attribute))]
        if held and ref.attribute:
            references += [Reference(ref.path, h.target, h.attribute, ref.origin) for h in held]
        else:
            references.append(Reference(ref.path, found.id, ref.attribute, ref.origin))
    unknown = {path: fact for path, fact in resource.unknown.items() if path not in known}
    return msgspec.structs.replace(resource, references=tuple(references), unknown=unknown)


def _one(found: list[Resource], by: Resource) -> Resource | None:
    if len(found) > 1:
        found = [other for other in found if other.environment == by.environment]
    return found[0] if len(found) == 1 else None
