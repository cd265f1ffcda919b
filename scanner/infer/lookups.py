"""Resources that code looks up instead of declaring them: who they are.

A lookup is the declared resource of that type and name, where there is one; the resource that
an argument refers to, where that is of the type; and else a resource of its own, that exists
and of which no more is known, unless something unread was given its name and may make it.
What a parameter or secret holds as another resource's attribute is that attribute.
"""

from __future__ import annotations

from collections import defaultdict

import msgspec

from scanner.infer.attributes import bare, under
from scanner.model import NAMED, Inventory, Reference, Resource

MOST_STEPS = 20
"""From one lookup to the next."""


def followed(inventory: Inventory) -> Inventory:
    """The inventory with references to lookups turned into references to what they find.

    A name that two resources have, and none of them in the lookup's environment alone, finds
    none of them.
    """
    found = _Found(inventory)
    resources = tuple(_followed(r, found) for r in inventory.resources if found.of(r.id, r) is r)
    resources = tuple(found.with_maker(r) if r.existing else r for r in resources)
    used = {ref.target for resource in resources for ref in resource.references}
    kept = tuple(r for r in resources if not r.existing or r.id in used)
    return msgspec.structs.replace(inventory, resources=kept)


class _Found:
    """What each lookup finds."""

    def __init__(self, inventory: Inventory) -> None:
        self._resources = {resource.id: resource for resource in inventory.resources}
        self._named: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._same: dict[tuple[str, ...], Resource] = {}
        self._makers: dict[str, list[str]] = defaultdict(list)
        for gap in inventory.gaps:
            for name in gap.called:
                self._makers[name].append(gap.subject)
        for resource in inventory.resources:
            if resource.name and not resource.existing:
                self._named[resource.type, resource.name].append(resource)
            if resource.existing:
                self._same.setdefault(_identity(resource), resource)

    def of(self, target: str, by: Resource) -> Resource | None:
        """The resource that the target of one of `by`'s references stands for."""
        if target.startswith(NAMED):
            kind, _, name = target.removeprefix(NAMED).partition("/")
            return _one(self._named.get((kind, name), []), by)
        resource = self._resources.get(target)
        for _ in range(MOST_STEPS):
            if resource is None or not resource.existing:
                return resource
            further = self._further(resource)
            if further is resource:
                return resource
            resource = further
        return resource

    def with_maker(self, lookup: Resource) -> Resource:
        """A lookup that refers to the one thing that was not read and was given its name."""
        makers = self._makers.get(lookup.name, []) if lookup.name else []
        if len(makers) > 1:
            mark = f"[{lookup.environment}]"
            makers = [maker for maker in makers if maker.partition(":")[0].endswith(mark)]
        if len(makers) != 1:
            return lookup
        reference = Reference("name", makers[0], "name", lookup.origin)
        return msgspec.structs.replace(lookup, references=(*lookup.references, reference))

    def _further(self, lookup: Resource) -> Resource:
        declared = _one(self._named.get((lookup.type, lookup.name), []), lookup)
        if declared is not None:
            return declared
        for ref in lookup.references:
            other = self._resources.get(ref.target)
            if other is not None and other is not lookup and other.type == lookup.type:
                return other
        return self._same[_identity(lookup)]


def _identity(lookup: Resource) -> tuple[str, ...]:
    """Equal for two lookups that surely find one thing."""
    known = lookup.name and lookup.account and (lookup.region or "region" not in lookup.unknown)
    if not known:
        return (lookup.id,)
    return lookup.type, lookup.name, lookup.account, lookup.region, lookup.environment


def _one(found: list[Resource], by: Resource) -> Resource | None:
    if len(found) > 1:
        found = [other for other in found if other.environment == by.environment]
    return found[0] if len(found) == 1 else None


def _followed(resource: Resource, found: _Found) -> Resource:
    references: list[Reference] = []
    changed = False
    for ref in resource.references:
        target = found.of(ref.target, resource)
        if target is None or target.id == ref.target:
            references.append(ref)
            continue
        changed = True
        held = [
            other for other in target.references if under(bare(other.path), bare(ref.attribute))
        ]
        if held and ref.attribute:
            references += [Reference(ref.path, h.target, h.attribute, ref.origin) for h in held]
        elif target.id != resource.id:
            references.append(Reference(ref.path, target.id, ref.attribute, ref.origin))
    return msgspec.structs.replace(resource, references=tuple(references)) if changed else resource
