"""Values of one root as another one sees them: what is not known keeps its name from home."""

from __future__ import annotations

from collections.abc import Callable, Iterable

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


def abroad(value: Value, home: str, names: frozenset[str]) -> Value:
    """`value` of the root called `home`: symbols in it begin with the root that they are of.

    `names` are those of all roots; a symbol that begins with one has come here from there.
    References are by full id and stay as they are.
    """
    if isinstance(value, Unknown):
        element = value.element and abroad(value.element, home, names)
        symbol = value.symbol
        if symbol and symbol.partition(": ")[0] not in names:
            symbol = f"{home}: {symbol}"
        return msgspec.structs.replace(value, symbol=symbol, element=element)
    if isinstance(value, Sequence):
        items = tuple(abroad(item, home, names) for item in value.items)
        return msgspec.structs.replace(value, items=items)
    if isinstance(value, Mapping):
        named = {key: abroad(item, home, names) for key, item in value.items.items()}
        return msgspec.structs.replace(value, items=named)
    if isinstance(value, PartialText):
        parts = (abroad(part, home, names) for part in value.parts)
        kept = tuple(part for part in parts if isinstance(part, Text | Unknown))
        return msgspec.structs.replace(value, parts=kept)
    if isinstance(value, Encoded):
        return msgspec.structs.replace(value, inner=abroad(value.inner, home, names))
    if isinstance(value, Record):
        source = _Attributes(value.source, lambda some: abroad(some, home, names))
        address = value.address
        if address.partition(": ")[0] not in names:
            address = f"{home}: {address}"
        return msgspec.structs.replace(value, source=source, address=address)
    return value


class _Attributes:
    """A record's attributes, each changed when it is asked for."""

    def __init__(self, source: Attributes, change: Callable[[Value], Value]) -> None:
        self._source = source
        self._change = change

    def get(self, name: str, origin: FileOrigin | None) -> Value:
        return self._change(self._source.get(name, origin))

    def names(self) -> Iterable[str]:
        return self._source.names()

    def whole(self) -> Marks:
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
