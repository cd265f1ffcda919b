"""A configuration with what it includes, merged: the inputs and blocks that count.

Source: terragrunt.gruntwork.io/docs/features/includes: later includes rank above earlier ones,
and what includes them ranks above all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.collect.terraform.instances.bodies import body_value
from scanner.collect.terraform.modules.units import Offered
from scanner.collect.terraform.syntax import Attribute, Block, Expression, Literal, ObjectOf
from scanner.collect.terraform.terragrunt.config import Config
from scanner.collect.terraform.terragrunt.merge import Strategy, deep
from scanner.collect.terraform.values import (
    EvaluationError,
    Mapping,
    Null,
    Record,
    Text,
    Unknown,
    Value,
    object_of,
)
from scanner.collect.terraform.values.types import as_object
from scanner.model import FileOrigin


@dataclass(frozen=True)
class Layer:
    """A configuration among those that are merged, and how it is merged under those above."""

    config: Config
    strategy: Strategy


class Layers:
    """A configuration and all that it includes."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.rising = [*_included(config), Layer(config, Strategy.SHALLOW)]

    @property
    def lost(self) -> str:
        """Why a part of it cannot be had; empty where all was read."""
        for layer in self.rising:
            if layer.config.broken:
                return layer.config.broken
            for include in layer.config.includes():
                if include.config is None:
                    return include.why
        return ""

    # --- blocks -------------------------------------------------------------------------

    def attribute(self, kind: str, name: str) -> tuple[Config, Attribute] | None:
        """An attribute of the blocks of a type, from the highest layer that writes it."""
        for layer in reversed(self.rising):
            for block in layer.config.blocks(kind):
                if name in block.body.attributes:
                    return layer.config, block.body.attributes[name]
        return None

    def labelled(self, kind: str) -> dict[str, tuple[Config, Block]]:
        """The blocks of a type by label, each from the highest layer that has it."""
        found: dict[str, tuple[Config, Block]] = {}
        for layer in self.rising:
            for block in layer.config.blocks(kind):
                found[block.labels[0] if block.labels else ""] = (layer.config, block)
        return found

    def block(self, kind: str) -> Value:
        """A block without label as an object, from the highest layer that has it."""
        for layer in reversed(self.rising):
            for block in layer.config.blocks(kind):
                return body_value(block.body, layer.config.scope)
            written = layer.config.file.body.attributes.get(kind)
            if written is not None:
                return layer.config.value(written.value)
        return Null()

    # --- inputs -------------------------------------------------------------------------

    def names(self) -> list[str]:
        """The inputs that are known to be there."""
        found: dict[str, None] = {}
        for layer in self.rising:
            found.update(dict.fromkeys(_names(layer.config)))
        return list(found)

    def inputs(self) -> Value:
        """All of them as an object."""
        items = {name: self.input(name) for name in self.names()}
        return object_of({name: offered.value for name, offered in items.items() if offered})

    def input(self, name: str) -> Offered | None:
        """The value that counts for an input, with the place of the highest layer that says
        something; None where none does."""
        found: Offered | None = None
        for layer in reversed(self.rising):
            if found is not None and layer.strategy is not Strategy.DEEP:
                continue
            own = _input(layer.config, name)
            if own is None:
                continue
            found = Offered(deep(own.value, found.value), found.origin) if found else own
        if found is None and self.lost:
            origin = FileOrigin(self.config.path)
            self.config.report(self.lost, origin)
            return Offered(Unknown(self.lost, f"input {name}", origin), origin)
        return found


def _included(config: Config) -> Iterator[Layer]:
    for include in config.includes():
        if include.config is None or include.strategy is Strategy.NONE:
            continue
        yield from _included(include.config)
        yield Layer(include.config, include.strategy)


def _names(config: Config) -> list[str]:
    written = _written(config)
    if isinstance(written, dict):
        return list(written)
    value = _whole(config)
    return list(value.items) if isinstance(value, Mapping) else []


def _input(config: Config, name: str) -> Offered | None:
    """What one configuration by itself says; an unknown one where it may say something."""
    written = _written(config)
    if isinstance(written, dict):
        if name not in written:
            return None
        expression = written[name]
        origin = config.scope.at(expression)
        return Offered(config.once("input", name, origin, lambda: _value(config, name)), origin)
    attribute = config.file.body.attributes.get("inputs")
    if attribute is None:
        return None
    origin, value = config.scope.at(attribute), _whole(config)
    if isinstance(value, Mapping):
        item = value.items.get(name)
        return Offered(item, origin) if item is not None else None
    return None if isinstance(value, Null) else Offered(value, origin)


def _value(config: Config, name: str) -> Value:
    written = _written(config)
    assert isinstance(written, dict)
    return config.value(written[name], name)


def _whole(config: Config) -> Value:
    """The inputs as they are where they are no plain object."""
    attribute = config.file.body.attributes.get("inputs")
    if attribute is None:
        return Null()
    origin = config.scope.at(attribute)
    try:
        value = config.once("config", "inputs", origin, lambda: config.value(attribute.value))
        return as_object(value) if isinstance(value, Record) else value
    except EvaluationError as error:
        return Unknown(str(error), "", origin)


def _written(config: Config) -> dict[str, Expression] | None:
    """Input -> expression, where they are written as an object with plain keys."""
    for block in config.blocks("inputs"):  # as JSON has them
        return {name: item.value for name, item in block.body.attributes.items()}
    attribute = config.file.body.attributes.get("inputs")
    if attribute is None or not isinstance(attribute.value, ObjectOf):
        return None
    found: dict[str, Expression] = {}
    for key, value in attribute.value.items:
        if not isinstance(key, Literal):
            return None
        found[str(key.value)] = value
    return found


def text_of(config: Config, attribute: Attribute | None) -> str | None:
    """An attribute's text; None where it has none or that is not known."""
    value = config.value(attribute.value) if attribute is not None else None
    return value.value if isinstance(value, Text) else None
