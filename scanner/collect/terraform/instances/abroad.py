"""Values of one root as another one sees them: what is not known keeps its name from home."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import msgspec

from scanner.collect.terraform.values import (
    Encoded,
    Mapping,
    Marks,
    PartialText,
    Record,
    Sequence,
    Text,
    Unknown,
    Value,
    deep_marks,
)
from scanner.collect.terraform.values.value import Attributes
from scanner.model import FileOrigin


@dataclass(frozen=True)
class Home:
    """The root that a value is of."""

    name: str
    names: Container[str]
    """Those of all roots; a symbol that begins with one has come here from there."""
    working: Callable[[], AbstractContextManager[None]]
    """In which the root is evaluated."""


def abroad(value: Value, home: Home) -> Value:
    """`value` of the root `home`: symbols in it begin with the root that they are of.

    References are by full id and stay as they are.
    """
    names = home.names
    if isinstance(value, Unknown):
        element = value.element and abroad(value.element, home)
        symbol = value.symbol
        if symbol and symbol.partition(": ")[0] not in names:
            symbol = f"{home.name}: {symbol}"
        return msgspec.structs.replace(value, symbol=symbol, element=element)
    if isinstance(value, Sequence):
        items = tuple(abroad(item, home) for item in value.items)
        return msgspec.structs.replace(value, items=items)
    if isinstance(value, Mapping):
        named = {key: abroad(item, home) for key, item in value.items.items()}
        return msgspec.structs.replace(value, items=named)
    if isinstance(value, PartialText):
        parts = (abroad(part, home) for part in value.parts)
        kept = tuple(part for part in parts if isinstance(part, Text | Unknown))
        return msgspec.structs.replace(value, parts=kept)
    if isinstance(value, Encoded):
        return msgspec.structs.replace(value, inner=abroad(value.inner, home))
    if isinstance(value, Record):
        source = _Attributes(value.source, home)
        address = value.address
        if address.partition(": ")[0] not in names:
            address = f"{home.name}: {address}"
        return msgspec.structs.replace(value, source=source, address=address)
    return value


class _Attributes:
    """A record's attributes, each worked out at home when it is asked for abroad."""

    def __init__(self, source: Attributes, home: Home) -> None:
        self._source = source
        self._home = home

    def get(self, name: str, origin: FileOrigin | None) -> Value:
        with self._home.working():
            found = self._source.get(name, origin)
        return abroad(found, self._home)

    def names(self) -> Iterable[str]:
        with self._home.working():
            return self._source.names()

    def whole(self) -> Marks:
        with self._home.working():
            return self._source.whole()


class OrDefaults:
    """A record's attributes, with something to stand in for those that it does not have."""

    def __init__(self, source: Attributes, defaults: Mapping) -> None:
        self._source = source
        self._defaults = defaults.items

    def get(self, name: str, origin: FileOrigin | None) -> Value:
        """The attribute, else what stands in. Raises EvaluationError where there is neither."""
        if name in self._defaults and name not in self._source.names():
            return self._defaults[name]
        return self._source.get(name, origin)

    def names(self) -> Iterable[str]:
        """Of both."""
        return dict.fromkeys([*self._source.names(), *self._defaults])

    def whole(self) -> Marks:
        """What both carry."""
        return self._source.whole() | deep_marks(*self._defaults.values())
