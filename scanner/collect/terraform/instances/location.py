"""Region and account of provider configurations and resources, with how they were derived."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scanner.collect.terraform.instances.bodies import BlockValues
from scanner.collect.terraform.instances.derivation import derivation
from scanner.collect.terraform.instances.providers import PROVIDER_META, Binding
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.language import Scope, Trace
from scanner.collect.terraform.values import (
    Mapping,
    Null,
    PartialText,
    Sequence,
    Text,
    Unknown,
    Value,
    first_unknown,
)
from scanner.collect.terraform.values.unknown import symbol_of
from scanner.knowledge.types import Provider


@dataclass(frozen=True)
class Derived:
    """A fact about a place: a known text, or an unknown with its reason; and how it came about."""

    value: Value
    because: str
    absent: bool = False
    """Nobody wrote anything: it is taken from where Terraform runs, if it is taken at all."""


def provider_region(root: Root, binding: Binding) -> Derived:
    """The region that a provider configuration says, for resources that do not say their own."""
    return _once(root, ("region", *binding.key), lambda: _provider_region(root, binding))


def provider_account(root: Root, binding: Binding) -> Derived:
    """The account that a provider configuration says; unknown ones of equal credentials are
    one account."""
    return _once(root, ("account", *binding.key), lambda: _provider_account(root, binding))


def _once(root: Root, key: tuple[object, ...], work: Callable[[], Derived]) -> Derived:
    found = root.derived.get(key)
    if not isinstance(found, Derived):
        found = root.derived[key] = work()
    assert isinstance(found, Derived)
    return found


def _provider_region(root: Root, binding: Binding) -> Derived:
    provider = _provider(root, binding)
    if provider is None:
        return Derived(Unknown(f"{binding.label} is of no known cloud"), "")
    facts = root.facts
    found = _first(binding, provider.region_attributes, lambda t: facts.region_in(provider, t))
    if found is not None:
        return found
    reason = f"{binding.label} names no region: it is taken from where Terraform runs"
    symbol = binding.symbol("region", PROVIDER_META | {*provider.ignore})
    origin = binding.config.origin if binding.config else None
    return Derived(Unknown(reason, symbol, origin), "", absent=True)


def _provider_account(root: Root, binding: Binding) -> Derived:
    provider = _provider(root, binding)
    if provider is None:
        return Derived(Unknown(f"{binding.label} is of no known cloud"), "")
    facts = root.facts
    found = _first(binding, provider.account_attributes, lambda t: facts.account_in(provider, t))
    if found is not None and isinstance(found.value, Text):
        return found
    besides = PROVIDER_META | {*provider.region_attributes, *provider.ignore}
    reason = f"{binding.label} does not say which account it is"
    origin = binding.config.origin if binding.config else None
    return Derived(Unknown(reason, binding.symbol("account", besides), origin), "")


def region_of(
    root: Root, binding: Binding, kind: str, values: BlockValues, scope: Scope
) -> tuple[Derived, bool]:
    """The region of a resource or data source, and whether its own arguments say it."""
    provider = _provider(root, binding)
    if provider is None:
        return provider_region(root, binding), False
    facts = root.facts
    attributes = facts.region_attributes(provider, kind)
    own = own_place(values, scope, attributes, lambda t: facts.region_in(provider, t))
    return own or provider_region(root, binding), own is not None


def own_place(
    values: BlockValues, scope: Scope, attributes: Iterable[str], accept: Callable[[str], str]
) -> Derived | None:
    """What a resource's own arguments say, or None where they say nothing."""
    for path in attributes:
        name, _, rest = path.partition(".")
        if not values.has(name):
            continue
        value = _at(values.get(name), rest)
        if value is None or isinstance(value, Null):
            continue
        return _derived(name, values, scope, value, accept)
    return None


def _provider(root: Root, binding: Binding) -> Provider | None:
    return root.facts.provider(root.facts.provider_id(binding.name, binding.source))


def _first(
    binding: Binding, attributes: Iterable[str], accept: Callable[[str], str]
) -> Derived | None:
    values = binding.values
    if values is None or binding.config is None:
        return None
    scope = binding.owner.scope(binding.config.path)
    found = own_place(values, scope, attributes, accept)
    if found is None:
        return None
    return Derived(found.value, f"{binding.label} {found.because}")


def _derived(
    name: str, values: BlockValues, scope: Scope, value: Value, accept: Callable[[str], str]
) -> Derived:
    if isinstance(value, Text) and not value.sensitive:
        text = accept(value.value)
        result: Value = Text(text) if text else Unknown(f"{name} names none")
    else:
        text = ""
        unknown = first_unknown(value)
        result = value if isinstance(value, Unknown) else Unknown(f"{name} is not known")
        if isinstance(value, PartialText) and unknown is not None:
            result = Unknown(unknown.reason, symbol_of(value), unknown.origin)
    first = Trace(name, values.place(name), values.expression(name), scope)
    return Derived(result, derivation(first, text))


def _at(value: Value, path: str) -> Value | None:
    """The value at a dotted path inside; of lists the first element that has it."""
    if isinstance(value, Sequence):
        found = (_at(item, path) for item in value.items)
        return next((item for item in found if item is not None), None)
    if not path:
        return value
    if isinstance(value, Mapping):
        name, _, rest = path.partition(".")
        return _at(value.items[name], rest) if name in value.items else None
    return value if isinstance(value, Unknown) else None
