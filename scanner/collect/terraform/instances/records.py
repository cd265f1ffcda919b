"""Resources, data sources and modules as values: attributes worked out when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scanner.collect.terraform.instances.bodies import BlockValues
from scanner.collect.terraform.values import (
    NO_MARKS,
    EvaluationError,
    Mapping,
    Marks,
    Null,
    Record,
    Ref,
    Sequence,
    Unknown,
    Value,
    deep_marks,
    union,
    with_marks,
)
from scanner.model import FileOrigin

LATER = "known once the resource exists"


class ResourceAttributes:
    """A resource's: what configuration gives, and references to the rest."""

    def __init__(self, identifier: str, address: str, values: BlockValues) -> None:
        self._id = identifier
        self._address = address
        self._values = values

    def get(self, name: str, origin: FileOrigin | None) -> Value:
        """The configured value, or the attribute by reference."""
        ref = Ref(self._id, name, origin)
        if self._values.has(name):
            value = self._values.get(name)
            if self._values.is_block(name):
                value = _with_computed(value, self._id, self._address, name)
            if not isinstance(value, Null):
                return with_marks(value, frozenset({ref}))
        return _later(ref, f"{self._address}.{name}", origin)

    def names(self) -> Iterable[str]:
        """Attributes and blocks that configuration gives."""
        return self._values.names()

    def whole(self) -> Marks:
        """A reference to the resource."""
        return frozenset({Ref(self._id, "")})


class _BlockAttributes:
    """A nested block's: what configuration gives, and references to the rest."""

    def __init__(self, identifier: str, address: str, path: str, given: Mapping) -> None:
        self._id = identifier
        self._address = address
        self._path = path
        self._given = given

    def get(self, name: str, origin: FileOrigin | None) -> Value:
        path = f"{self._path}.{name}"
        value = self._given.items.get(name)
        if value is None or isinstance(value, Null):
            return _later(Ref(self._id, path, origin), f"{self._address}.{path}", origin)
        value = _with_computed(value, self._id, self._address, path)
        return with_marks(value, frozenset({Ref(self._id, path, origin)}))

    def names(self) -> Iterable[str]:
        return list(self._given.items)

    def whole(self) -> Marks:
        return frozenset({Ref(self._id, self._path)}) | deep_marks(self._given)


def _with_computed(value: Value, identifier: str, address: str, path: str) -> Value:
    """A list of blocks whose attributes that nobody wrote can be referred to."""
    if not isinstance(value, Sequence) or not all(isinstance(i, Mapping) for i in value.items):
        return value
    items: list[Value] = []
    for position, item in enumerate(value.items):
        assert isinstance(item, Mapping)
        where = f"{path}[{position}]"
        attributes = _BlockAttributes(identifier, address, where, item)
        items.append(Record(attributes, f"{address}.{where}"))
    return Sequence(value.kind, tuple(items), marks=value.marks)


def _later(ref: Ref, symbol: str, origin: FileOrigin | None) -> Unknown:
    return Unknown(LATER, symbol, origin, ref, marks=frozenset({ref}))


class DataAttributes:
    """A data source's: what follows from configuration; the rest is not known.

    `follows` answers for what the knowledge says follows from configuration.
    """

    def __init__(
        self, address: str, values: BlockValues, follows: Callable[[str], Value | None]
    ) -> None:
        self._address = address
        self._values = values
        self._follows = follows
        self._whole: Marks | None = None

    def get(self, name: str, origin: FileOrigin | None) -> Value:
        """The attribute; an unknown one carries what the data source's arguments carry."""
        found = self._follows(name)
        if self._values.has(name):
            value = self._values.get(name)
            if not isinstance(value, Null):
                looks_up = isinstance(found, Unknown) and found.ref is not None
                return with_marks(value, found.marks) if found and looks_up else value
        if found is not None:
            return found
        reason = f"{self._address} is read when Terraform runs"
        return Unknown(reason, f"{self._address}.{name}", origin, marks=self.whole())

    def names(self) -> Iterable[str]:
        """Its arguments."""
        return self._values.names()

    def whole(self) -> Marks:
        """What its arguments carry."""
        if self._whole is None:
            self._whole = NO_MARKS  # where an argument leads back here
            values = self._values
            self._whole = union(deep_marks(values.get(name)) for name in values.names())
        return self._whole


class ModuleOutputs:
    """A module's outputs."""

    def __init__(self, names: Iterable[str], output: Callable[[str], Value]) -> None:
        self._names = list(names)
        self._output = output

    def get(self, name: str, _origin: FileOrigin | None) -> Value:
        """An output's value. Raises EvaluationError where there is none of the name."""
        return self._output(name)

    def names(self) -> Iterable[str]:
        """The outputs."""
        return self._names

    def whole(self) -> Marks:
        """What its outputs carry."""
        marks: list[Marks] = []
        for name in self._names:
            try:
                marks.append(deep_marks(self._output(name)))
            except EvaluationError:
                continue
        return union(marks)


class UnreadModule:
    """A module whose code is not here: every output is unknown and refers to the module."""

    def __init__(self, identifier: str, address: str, reason: str) -> None:
        self._id = identifier
        self._address = address
        self._reason = reason

    def get(self, name: str, origin: FileOrigin | None) -> Value:
        """An output that nobody knows."""
        marks: Marks = frozenset({Ref(self._id, name, origin)})
        return Unknown(self._reason, f"{self._address}.{name}", origin, marks=marks)

    def names(self) -> Iterable[str]:
        """None are known."""
        return ()

    def whole(self) -> Marks:
        """A reference to the module."""
        return frozenset({Ref(self._id, "")})
