"""Resources that are but an entry in a block of another, written apart from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from scanner.infer.attributes import bare, under
from scanner.knowledge import Knowledge, Link
from scanner.model import NAMED, Inventory, Resource, Unknown

ENTRY = "entry_of"


def with_entries(inventory: Inventory, knowledge: Knowledge) -> Inventory:
    """The inventory with each such resource also told in the block of the one that it is an entry
    of, by its region: a copy is a copy, wherever it is written."""
    entries: dict[str, list[tuple[Link, Resource]]] = defaultdict(list)
    for resource in inventory.resources:
        for link, target in _targets(resource, knowledge):
            entries[target].append((link, resource))
    if not entries:
        return inventory
    resources = tuple(
        _with(resource, entries[resource.id]) if resource.id in entries else resource
        for resource in inventory.resources
    )
    return msgspec.structs.replace(inventory, resources=resources)


def _targets(resource: Resource, knowledge: Knowledge) -> Iterator[tuple[Link, str]]:
    known = knowledge.type_of(resource.type)
    for link in known.links if known else ():
        if link.kind != ENTRY:
            continue
        for reference in resource.references:
            if under(bare(reference.path), link.at) and not reference.target.startswith(NAMED):
                yield link, reference.target


def _with(resource: Resource, entries: list[tuple[Link, Resource]]) -> Resource:
    attributes, unknown = dict(resource.attributes), dict(resource.unknown)
    for link, entry in entries:
        block, argument = link.into.split(".")
        there = attributes.get(block)
        made = {argument: entry.region} if entry.region else {}
        attributes[block] = [*(there if isinstance(there, list) else ()), made]
        if not made or "count" in entry.unknown:
            why = entry.unknown.get("count") or entry.unknown.get("region")
            unknown[block] = why or Unknown(f"the region of {entry.title} is not known")
    return msgspec.structs.replace(resource, attributes=attributes, unknown=unknown)
