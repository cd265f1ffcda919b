"""Provider configurations: which one a resource uses, and what it says of region and account.

Source: developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scanner.collect.terraform.instances.bodies import BlockValues
from scanner.collect.terraform.language import OverLimitError, Scope, evaluate
from scanner.collect.terraform.modules import ModuleCall, ProviderConfig, ResourceBlock
from scanner.collect.terraform.syntax import (
    Attr,
    Expression,
    Index,
    Literal,
    ObjectOf,
    Traversal,
)
from scanner.collect.terraform.values import (
    EvaluationError,
    Mapping,
    Text,
    Value,
    object_of,
)
from scanner.collect.terraform.values.unknown import symbol_of

if TYPE_CHECKING:
    from scanner.collect.terraform.instances.module_instance import ModuleInstance

PROVIDER_META = frozenset({"alias", "version", "for_each"})


@dataclass(frozen=True)
class Binding:
    """A provider configuration as one module sees it; `config` is None where none is written."""

    name: str
    """Local name in the module that configures it."""
    alias: str
    owner: ModuleInstance
    config: ProviderConfig | None = None
    each: str | None = None
    """Key of `for_each` in the configuration."""

    @property
    def key(self) -> tuple[str, str, str, str | None]:
        """Equal for equal configurations of one root."""
        return self.owner.path, self.name, self.alias, self.each

    @property
    def label(self) -> str:
        """How people call it: `provider aws.dr`."""
        alias = f".{self.alias}" if self.alias else ""
        return f"provider {self.owner.address}{self.name}{alias}"

    @property
    def source(self) -> str:
        """The provider's source address, where it is written."""
        return self.owner.module.required.get(self.name, "")

    @cached_property
    def values(self) -> BlockValues | None:
        """The configuration's arguments."""
        if self.config is None:
            return None
        names: dict[str, Value] = {}
        if self.each is not None:
            names["each"] = self._each(self.each)
        scope = self.owner.scope(self.config.path, names)
        return BlockValues(self.config, scope, PROVIDER_META)

    def _each(self, key: str) -> Value:
        assert self.config is not None
        item: Value = Text(key)
        expression = self.config.expression("for_each")
        try:
            over = evaluate(expression, self.owner.scope(self.config.path)) if expression else None
        except (EvaluationError, OverLimitError):
            over = None
        if isinstance(over, Mapping):
            item = over.items.get(key, item)
        return object_of({"key": Text(key), "value": item})

    def symbol(self, what: str, besides: frozenset[str]) -> str:
        """The region or account that nothing says, as a symbol: configurations with equal
        arguments, and so the same credentials, have the same.

        `besides` are arguments that have nothing to do with that.
        """
        values = self.values
        if values is None:
            return f"{what} of provider {self.name}"
        parts: list[str] = []
        for name in sorted(values.names()):
            if name in besides:
                continue
            symbol = symbol_of(values.get(name))  # empty for what is secret
            if not symbol:
                return f"{what} of {self.label}"
            parts.append(f"{name} = {symbol}")
        inside = f" with {', '.join(parts)}" if parts else ""
        return f"{what} of provider {self.name}{inside}"


def bind(instance: ModuleInstance, name: str, alias: str) -> Binding:
    """The configuration that `name` and `alias` stand for in a module."""
    handed = instance.passed.get((name, alias))
    if handed is not None:
        return handed
    config = instance.module.providers.get((name, alias))
    parent = instance.parent
    if config is not None and (parent is None or _says_something(config)):
        return Binding(name, alias, instance, config)
    if parent is not None and not alias:
        return parent.binding(name, alias)
    return Binding(name, alias, instance, config)


def _says_something(config: ProviderConfig) -> bool:
    """In a called module, a block without arguments only stands for what is handed in."""
    return bool(config.body.blocks) or bool(set(config.body.attributes) - PROVIDER_META)


def resource_binding(instance: ModuleInstance, block: ResourceBlock, scope: Scope) -> Binding:
    """The configuration that a resource uses: the one it names, else the default of its type."""
    written = block.expression("provider")
    if written is None:
        return instance.binding(block.type.partition("_")[0], "")
    return _referred(instance, written, scope) or instance.binding(block.type.partition("_")[0], "")


def passed_providers(
    instance: ModuleInstance, call: ModuleCall, scope: Scope
) -> dict[tuple[str, str], Binding]:
    """The configurations that a module block hands in, by the names they have inside."""
    written = call.expression("providers")
    handed: dict[tuple[str, str], Binding] = {}
    if not isinstance(written, ObjectOf):
        return handed
    for key, value in written.items:
        name = _names(key)
        binding = _referred(instance, value, scope)
        if name and binding:
            handed[name[0], name[1]] = binding
    return handed


def _referred(instance: ModuleInstance, written: Expression, scope: Scope) -> Binding | None:
    names = _names(written)
    if names is None:
        return None
    binding = instance.binding(names[0], names[1])
    key = names[2]
    if key is None:
        return binding
    try:
        value = evaluate(key, scope)
    except (EvaluationError, OverLimitError):
        return binding
    each = value.value if isinstance(value, Text) else None
    return Binding(binding.name, binding.alias, binding.owner, binding.config, each)


def _names(written: Expression) -> tuple[str, str, Expression | None] | None:
    """Local name, alias and key of `aws`, `aws.dr`, `"aws.dr"` or `aws.by_region["x"]`."""
    if isinstance(written, Literal):
        name, _, alias = str(written.value).partition(".")
        return name, alias, None
    if not isinstance(written, Traversal):
        return None
    alias, key = "", None
    for step in written.steps:
        if isinstance(step, Attr):
            alias = step.name
        elif isinstance(step, Index):
            key = step.key
    return written.root, alias, key
