"""Region and account of provider configurations and resources, with how they were derived."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from scanner.collect.terraform.instances.bodies import BlockValues
from scanner.collect.terraform.instances.derivation import derivation
from scanner.collect.terraform.instances.providers import PROVIDER_META, Binding
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.instances.zoned import region_symbol, text_symbol
from scanner.collect.terraform.language import Scope, Trace
from scanner.collect.terraform.syntax import Expression
from scanner.collect.terraform.values import (
    Mapping,
    Null,
    PartialText,
    Sequence,
    Text,
    Unknown,
    Value,
    deep_marks,
    first_unknown,
)
from scanner.knowledge.types import Provider
from scanner.model import FileOrigin


class Values(Protocol):
    """Attributes by name, wherever they are written."""

    def has(self, name: str, /) -> bool:
        """Whether `name` is written."""

    def get(self, name: str, /) -> Value:
        """Its value."""

    def place(self, name: str, /) -> FileOrigin:
        """Where it stands."""

    def expression(self, name: str, /) -> Expression | None:
        """What it is written as, where that is known."""


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
    if not provider.configures_region:
        return Derived(Unknown("it says no region: it is where what it belongs to is"), "")
    facts = root.facts
    found = _first(
        binding,
        provider.region_attributes,
        lambda text: facts.region_in(provider, text),
        lambda _, value: region_symbol(provider, value, is_zone=False),
    )
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
    zones = facts.zone_attributes(kind)
    own = own_place(
        values,
        scope,
        attributes,
        lambda text: facts.region_in(provider, text),
        lambda name, value: region_symbol(provider, value, is_zone=name in zones),
    )
    if own is None and (unsaid := facts.default_region(kind)):
        return Derived(Text(unsaid), f"{kind} is in {unsaid} where nothing else is written"), False
    return own or provider_region(root, binding), own is not None


def provider_zone(root: Root, binding: Binding, kind: str, values: BlockValues) -> Derived | None:
    """The zone of a resource that says none, where its provider configuration says one."""
    provider = _provider(root, binding)
    wanted = set(provider.zone_attributes if provider else ())
    own = wanted & set(root.facts.zone_attributes(kind))
    if not own or any(values.has(name) and not isinstance(values.get(name), Null) for name in own):
        return None
    return _first(binding, sorted(own), lambda text: text)


def own_place(
    values: Values,
    scope: Scope | None,
    attributes: Iterable[str],
    accept: Callable[[str], str],
    named: Callable[[str, Value], str] = lambda _, value: text_symbol(value),
) -> Derived | None:
    """What a resource's own arguments say, or None where they say nothing.

    `accept` gives the place that a text names; `named` the symbol of the place that an unknown
    value of an attribute stands for.
    """
    for path in attributes:
        name, _, rest = path.partition(".")
        if not values.has(name):
            continue
        value = _at(values.get(name), rest)
        if value is None or isinstance(value, Null):
            continue
        return _derived(name, values, scope, value, accept, named)
    return None


def _provider(root: Root, binding: Binding) -> Provider | None:
    return root.facts.provider(root.facts.provider_id(binding.name, binding.source))


def _first(
    binding: Binding,
    attributes: Iterable[str],
    accept: Callable[[str], str],
    named: Callable[[str, Value], str] = lambda _, value: text_symbol(value),
) -> Derived | None:
    values = binding.values
    if values is None or binding.config is None:
        return None
    scope = binding.owner.scope(binding.config.path)
    found = own_place(values, scope, attributes, accept, named)
    if found is None:
        return None
    return Derived(found.value, f"{binding.label} {found.because}")


def _derived(
    name: str,
    values: Values,
    scope: Scope | None,
    value: Value,
    accept: Callable[[str], str],
    named: Callable[[str, Value], str],
) -> Derived:
    if isinstance(value, Text) and not value.sensitive:
        text = accept(value.value)
        result: Value = Text(text) if text else Unknown(f"{name} names none")
    else:
        text = ""
        unknown = first_unknown(value)
        result = Unknown(f"{name} is not known")
        if isinstance(value, Unknown | PartialText) and unknown is not None:
            symbol = "" if value.sensitive else named(name, value)
            result = Unknown(unknown.reason, symbol, unknown.origin, marks=deep_marks(value))
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
