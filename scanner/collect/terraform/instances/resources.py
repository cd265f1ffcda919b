"""One resource instance as the inventory has it."""

from __future__ import annotations

from typing import Any

from scanner.collect.terraform.instances.bodies import BlockValues
from scanner.collect.terraform.instances.environments import environment_of
from scanner.collect.terraform.instances.expansion import Entry
from scanner.collect.terraform.instances.location import (
    Derived,
    own_place,
    provider_account,
    region_of,
)
from scanner.collect.terraform.instances.module_instance import ModuleInstance, ResourceInstances
from scanner.collect.terraform.instances.plain import Plain
from scanner.collect.terraform.instances.providers import resource_binding
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.values import Text, Unknown
from scanner.collect.terraform.values.secrecy import redacted
from scanner.knowledge.types import Provider
from scanner.model import Resource


def resource_of(
    top: ModuleInstance,
    instance: ModuleInstance,
    found: ResourceInstances,
    address: str,
    values: BlockValues,
    entry: Entry,
) -> Resource:
    """The resource at `address`; `top` is the root's own module."""
    root, block = instance.root, found.block
    plain = Plain(root.name, root.options.limits.values_per_resource)
    attributes = plain.write_all({name: values.get(name) for name in values.names()})
    scope = instance.scope(block.path, entry.names)
    binding = resource_binding(instance, block, scope)
    provider_id = root.facts.provider_id(binding.name, binding.source)
    provider = root.facts.provider(provider_id)
    places = _Places(plain)
    if provider is not None:
        region, says_it = region_of(root, binding, block.type, values, scope)
        places.put("region", region)
        if says_it:
            root.say_regions.add(provider_id)
        elif region.absent:
            root.without_region.add(root.full_id(address))
        accounts = root.facts.account_attributes(provider, block.type)
        facts = root.facts
        own = own_place(values, scope, accounts, lambda text: facts.account_in(provider, text))
        places.put("account", own or provider_account(root, binding))
    uncertain = found.expansion.unknown or instance.uncertain
    if uncertain is not None:
        plain.unknown["count"] = plain.unknown_of(uncertain)
    for path, unknown in plain.unknown.items():
        root.ledger.matters(path, unknown)
    return Resource(
        id=root.full_id(address),
        type=block.type,
        name=_name(root, block.type, attributes),
        environment=environment_of(top),
        provider=provider_id,
        account=places.texts.get("account", ""),
        region=places.texts.get("region", ""),
        tags=_tags(provider, attributes),
        attributes=attributes,
        unknown=plain.unknown,
        references=tuple(plain.references[key] for key in sorted(plain.references)),
        because=places.because,
        places={name: values.place(name) for name in values.names()},
        origin=block.origin,
    )


class _Places:
    """Region and account: the text or the unknown, and how it came about."""

    def __init__(self, plain: Plain) -> None:
        self._plain = plain
        self.texts: dict[str, str] = {}
        self.because: dict[str, str] = {}

    def put(self, name: str, derived: Derived) -> None:
        """Take over what was derived."""
        value = derived.value
        if isinstance(value, Text):
            self.texts[name] = value.value
        elif isinstance(value, Unknown):
            self._plain.unknown.setdefault(name, self._plain.unknown_of(value))
        if derived.because:
            self.because[name] = redacted(derived.because)


def _name(root: Root, kind: str, attributes: dict[str, Any]) -> str:
    for attribute in root.facts.name_attributes(kind):
        value = attributes.get(attribute)
        if isinstance(value, str) and value and "${" not in value:
            return value
    return ""


def _tags(provider: Provider | None, attributes: dict[str, Any]) -> dict[str, str]:
    """The maps of texts among the attributes that carry no dependency: tags, labels."""
    tags: dict[str, str] = {}
    for name in provider.ignore if provider else ():
        given = attributes.get(name)
        if isinstance(given, dict):
            tags.update({key: text for key, text in given.items() if isinstance(text, str)})
    return tags
