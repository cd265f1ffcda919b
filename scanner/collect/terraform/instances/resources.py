"""One resource instance as the inventory has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.collect.names import too_long
from scanner.collect.secrecy import redacted
from scanner.collect.terraform.facts import Facts
from scanner.collect.terraform.instances.bodies import META, BlockValues
from scanner.collect.terraform.instances.environments import environment_of
from scanner.collect.terraform.instances.expansion import Entry
from scanner.collect.terraform.instances.ledger import Ledger
from scanner.collect.terraform.instances.location import (
    Derived,
    own_place,
    provider_account,
    provider_zone,
    region_of,
)
from scanner.collect.terraform.instances.module_instance import ModuleInstance, ResourceInstances
from scanner.collect.terraform.instances.plain import Plain
from scanner.collect.terraform.instances.providers import Binding, resource_binding
from scanner.collect.terraform.instances.releases import dated_defaults
from scanner.collect.terraform.modules import ModuleCall
from scanner.collect.terraform.values import (
    Mapping,
    Marks,
    Sequence,
    Text,
    Unknown,
    Value,
    deep_marks,
    union,
)
from scanner.knowledge.types import Provider
from scanner.model import FileOrigin, Resource


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
    room = root.options.limits.values_per_resource
    plain = Plain(root.name, room, abroad=root.neighbours)
    attributes = plain.write_all({name: values.get(name) for name in values.names()})
    scope = instance.scope(block.path, entry.names)
    binding = resource_binding(instance, block, scope)
    old, undecided = dated_defaults(root, instance, binding, block.type, values)
    attributes.update(old)
    plain.unknown.update(undecided)
    provider_id = root.facts.provider_id(binding.name, binding.source)
    provider = root.facts.provider(provider_id)
    places = Places(plain, root.ledger, block.origin)
    places.take("name", name_of(root.facts, block.type, attributes))
    if provider is not None:
        region, says_it = region_of(root, binding, block.type, values, scope)
        places.put("region", region)
        if says_it:
            root.say_regions.add(provider_id)
        elif region.absent:
            root.without_region.add(root.full_id(address))
        zone = provider_zone(root, binding, block.type, values)
        if zone is not None:
            places.put("zone", zone)
        accounts = root.facts.account_attributes(provider, block.type)
        facts = root.facts
        own = own_place(values, scope, accounts, lambda text: facts.account_in(provider, text))
        places.put("account", own or provider_account(root, binding))
    for path, home in _home(root.facts, binding):
        plain.refer(f"provider.{path}", home)
    uncertain = found.expansion.unknown or instance.uncertain
    if uncertain is not None:
        plain.unknown["count"] = plain.unknown_of(uncertain)
    for path, unknown in plain.unknown.items():
        root.ledger.matters(path, unknown)
    defaults = _default_tags(provider, binding, plain)
    return Resource(
        id=root.full_id(address),
        type=block.type,
        name=places.texts.get("name", ""),
        environment=environment_of(top, instance),
        provider=provider_id,
        account=places.texts.get("account", ""),
        region=places.texts.get("region", ""),
        zones=(places.texts["zone"],) if "zone" in places.texts else (),
        tags={**defaults, **tags_of(provider, attributes)},
        attributes=attributes,
        unknown=plain.unknown,
        references=tuple(plain.references[key] for key in sorted(plain.references)),
        because=places.because,
        places={name: values.place(name) for name in values.names()},
        origin=block.origin,
        called_at=instance.called_at,
    )


MODULE = "module"
"""The type of what stands for a module whose code was not read."""


def unread_module(
    top: ModuleInstance, caller: ModuleInstance, call: ModuleCall, address: str, entry: Entry
) -> Resource:
    """What is known of a module without code: what it is given."""
    root = caller.root
    values = BlockValues(call, caller.scope(call.path, entry.names), META)
    plain = Plain(root.name, root.options.limits.values_per_resource, abroad=root.neighbours)
    attributes = plain.write_all({name: values.get(name) for name in values.names()})
    return Resource(
        id=root.full_id(address),
        type=MODULE,
        environment=environment_of(top, caller),
        attributes=attributes,
        unknown=plain.unknown,
        references=tuple(plain.references[key] for key in sorted(plain.references)),
        places={name: values.place(name) for name in values.names()},
        origin=call.origin,
        called_at=caller.called_at,
    )


def _home(facts: Facts, binding: Binding) -> Iterator[tuple[str, Marks]]:
    """What the provider's configuration says the resource lives in, by argument."""
    written = binding.values
    if written is None:
        return
    for path in facts.home_attributes(binding.name, binding.source):
        top = path.partition(".")[0]
        if written.has(top):
            yield path, union(deep_marks(value) for value in _at(written.get(top), path))


def _default_tags(provider: Provider | None, binding: Binding, plain: Plain) -> dict[str, str]:
    """The tags that the provider's configuration gives to all that it makes; `plain` says of the
    others, by the name of the argument, that they are not known."""
    path = provider.default_tags if provider else ""
    top, written = path.partition(".")[0], binding.values
    if not top or written is None or not written.has(top):
        return {}
    whole, found = written.get(top), {}
    for given in (whole,) if isinstance(whole, Unknown) else _at(whole, path):
        if isinstance(given, Unknown):
            plain.unknown[top] = plain.unknown_of(given)
        for key, value in given.items.items() if isinstance(given, Mapping) else ():
            if isinstance(value, Text):
                found[key] = value.value
            elif isinstance(value, Unknown):
                plain.unknown[f'{top}["{key}"]'] = plain.unknown_of(value)
    return found


def _at(value: Value, path: str) -> Iterator[Value]:
    """The values at a path that begins with the name of `value`; lists are read through."""
    if isinstance(value, Sequence):
        for item in value.items:
            yield from _at(item, path)
        return
    _, dot, rest = path.partition(".")
    if not dot:
        yield value
    elif isinstance(value, Mapping):
        inner = value.items.get(rest.partition(".")[0])
        if inner is not None:
            yield from _at(inner, rest)


class Places:
    """Name, region and account: the text or the unknown, and how it came about."""

    def __init__(self, plain: Plain, ledger: Ledger, origin: FileOrigin) -> None:
        self._plain = plain
        self._ledger = ledger
        self._origin = origin
        self.texts: dict[str, str] = {}
        self.because: dict[str, str] = {}

    def put(self, name: str, derived: Derived) -> None:
        """Take over what was derived."""
        value = derived.value
        if isinstance(value, Text):
            self.take(name, value.value)
        elif isinstance(value, Unknown):
            self._plain.unknown[name] = self._plain.unknown_of(value)
        if derived.because:
            self.because[name] = redacted(derived.because)

    def take(self, name: str, text: str) -> None:
        """Take over a text; one that is too long for a name is unknown."""
        reason = too_long(text)
        if not reason:
            self.texts[name] = text
            return
        question = f"What is the {name} of what stands at {self._origin}?"
        self._ledger.report(reason, self._origin, question)
        self._plain.unknown[name] = self._plain.unknown_of(Unknown(reason, "", self._origin))


def name_of(facts: Facts, kind: str, attributes: dict[str, Any]) -> str:
    """The name in the cloud, where the attributes say it."""
    for attribute in facts.name_attributes(kind):
        value = attributes.get(attribute)
        if isinstance(value, str) and value and "${" not in value:
            return value
    return ""


def tags_of(provider: Provider | None, attributes: dict[str, Any]) -> dict[str, str]:
    """The maps of texts among the attributes that carry no dependency: tags, labels."""
    tags: dict[str, str] = {}
    for name in provider.ignore if provider else ():
        given = attributes.get(name)
        if isinstance(given, dict):
            tags.update({key: text for key, text in given.items() if isinstance(text, str)})
    return tags
