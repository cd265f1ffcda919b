"""Data sources whose attributes follow from configuration, as the knowledge says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scanner.collect.terraform.facts import Facts
from scanner.collect.terraform.instances.bodies import BlockValues
from scanner.collect.terraform.instances.expansion import Entry
from scanner.collect.terraform.instances.location import provider_account, region_of
from scanner.collect.terraform.instances.providers import Binding, resource_binding
from scanner.collect.terraform.instances.states import state_of
from scanner.collect.terraform.modules import ResourceBlock
from scanner.collect.terraform.values import (
    Encoded,
    Ref,
    Sequence,
    Text,
    Unknown,
    Value,
    list_of,
    object_of,
)
from scanner.collect.terraform.values import Mapping as MapValue
from scanner.knowledge.types import Provider

if TYPE_CHECKING:
    from scanner.collect.terraform.instances.module_instance import ModuleInstance


SAME = "same:"
"""What an argument says already, in another form: `same:zone_id`."""


def follows(
    owner: ModuleInstance,
    block: ResourceBlock,
    address: str,
    body: BlockValues,
    entry: Entry,
    name: str,
) -> Value | None:
    """The value of an attribute that nobody wrote, or None where nothing says it."""
    facts = owner.root.facts
    gives = facts.gives(block.type, name)
    if not gives:
        return _looked_up(owner, block, address, name)
    if gives.startswith(SAME):
        argument = gives.removeprefix(SAME)
        return body.get(argument) if body.has(argument) else None
    if gives == "state":
        return state_of(owner.root, block, address, body)
    scope = owner.scope(block.path, entry.names)
    binding = resource_binding(owner, block, scope)
    if gives == "account":
        return provider_account(owner.root, binding).value
    if gives == "document":
        return _document(facts.document_keys(block.type), body)
    region = region_of(owner.root, binding, block.type, body, scope)[0].value
    if gives in ("zones", "zone_ids"):
        return _zones(owner, address, block, body, name, region, binding)
    if gives == "partition":
        partition = facts.partition(block.type, region.value if isinstance(region, Text) else "")
        return Text(partition) if partition else None
    return region if gives == "region" else None


def _looked_up(
    owner: ModuleInstance, block: ResourceBlock, address: str, name: str
) -> Value | None:
    """An attribute of the resource that a data source looks up: not known, but whose it is."""
    kind, _, own = owner.root.facts.finds(block.type, name)
    if not kind:
        return None
    ref = Ref(owner.root.full_id(address), own, block.origin)
    reason = f"{address} is read when Terraform runs"
    return Unknown(reason, f"{address}.{name}", block.origin, ref, marks=frozenset({ref}))


def _zones(
    owner: ModuleInstance,
    address: str,
    block: ResourceBlock,
    body: BlockValues,
    name: str,
    region: Value,
    binding: Binding,
) -> Value:
    """A region's zones: which they are is not known, but they differ, and often how many.

    Arguments of the data source may leave some out; then their number is not known.
    """
    facts = owner.root.facts
    provider = facts.provider(facts.provider_id(binding.name, binding.source))
    reason = f"{address} is read when Terraform runs"
    symbol = f"{address}.{name}"
    count = 0
    if (
        provider is not None
        and isinstance(region, Text)
        and not _narrowed(facts, provider, block, body)
    ):
        count = facts.zone_count(provider, region.value)
    if not count:
        return Unknown(reason, symbol, block.origin)
    return list_of(Unknown(reason, f"{symbol}[{i}]", block.origin) for i in range(count))


def _narrowed(facts: Facts, provider: Provider, block: ResourceBlock, body: BlockValues) -> bool:
    """Whether the block's arguments may leave out zones."""
    harmless = {*facts.harmless(block.type), *facts.region_attributes(provider, block.type)}
    return bool(set(body.names()) - harmless)


def _document(keys: Mapping[str, str], body: BlockValues) -> Value:
    """The block's own arguments under the keys that they have in the document."""
    items = {keys.get(name, name): _renamed(body.get(name), keys) for name in body.names()}
    return Encoded("json", object_of(items))


def _renamed(value: Value, keys: Mapping[str, str]) -> Value:
    if isinstance(value, Sequence):
        items = tuple(_renamed(item, keys) for item in value.items)
        return Sequence(value.kind, items, marks=value.marks)
    if isinstance(value, MapValue):
        renamed = {keys.get(key, key): _renamed(item, keys) for key, item in value.items.items()}
        return MapValue(value.kind, renamed, marks=value.marks)
    return value
