"""Terraform's values: known ones, unknown ones with a reason, and those in between.

    Null Bool Number Text                    known
    PartialText                              a text of which some parts are unknown
    Encoded                                  a text that is some value's JSON, YAML or Base64
    Sequence Mapping                         list, set, tuple; map, object
    Record                                   a resource or module: attributes on demand
    Unknown                                  what nobody knows yet, and why

Values are never changed. Each has `marks` of its own; an element's marks stay with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from typing import Protocol, TypeVar

import msgspec

from scanner.collect.terraform.values.marks import NO_MARKS, SENSITIVE, Marks, Ref, union
from scanner.model import FileOrigin

_HALVES = re.compile(r"[\ud800-\udfff]")
"""Halves of a sign that UTF-16 writes in two: alone they are no text."""


class EvaluationError(Exception):
    """An expression has no value: Terraform would stop here too. `try` and `can` catch it."""


class Kind(Enum):
    """Which collection a sequence or a mapping is."""

    LIST = "list"
    SET = "set"
    TUPLE = "tuple"
    MAP = "map"
    OBJECT = "object"


class Value(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Anything an expression can be."""

    marks: Marks = NO_MARKS

    @property
    def sensitive(self) -> bool:
        """Whether it must not be shown."""
        return SENSITIVE in self.marks


class Null(Value, frozen=True, eq=False):
    """`null`: as if it had not been written."""


class Bool(Value, frozen=True, eq=False):
    """`true` or `false`."""

    value: bool


class Number(Value, frozen=True, eq=False):
    """An exact number; whole ones are `int`."""

    value: int | Decimal


class Text(Value, frozen=True, eq=False):
    """A string. `shown` is how to show it where parts of it are secret."""

    value: str
    shown: str = ""

    def __post_init__(self) -> None:
        """Compose letters and their accents, and drop halves of signs, as Terraform does."""
        text = self.value
        if not text.isascii():
            composed = unicodedata.normalize("NFC", _HALVES.sub("\ufffd", text))
            if composed != text:
                msgspec.structs.force_setattr(self, "value", composed)


class Unknown(Value, frozen=True, eq=False):
    """A value that nobody knows yet."""

    reason: str
    symbol: str = ""
    """The expression it stands for: equal symbols have equal values. Empty: equal to none."""
    origin: FileOrigin | None = None
    ref: Ref | None = None
    """Set where it is exactly this attribute of a resource, known once that exists."""
    element: Value | None = None
    """What each element of it looks like, where it is a collection of unknown length."""
    whole: bool = False
    """True for a collection that may hold any number of `element`: resources of unknown count."""


class PartialText(Value, frozen=True, eq=False):
    """A text with unknown parts in it, in order."""

    parts: tuple[Text | Unknown, ...]


class Encoded(Value, frozen=True, eq=False):
    """The text that `inner` gives in a code: `json`, `yaml` or `base64`."""

    code: str
    inner: Value


class Sequence(Value, frozen=True, eq=False):
    """A list, set or tuple."""

    kind: Kind
    items: tuple[Value, ...]


class Mapping(Value, frozen=True, eq=False):
    """A map or object."""

    kind: Kind
    items: dict[str, Value]
    partial: dict[str, PartialText] = {}
    """Key as it stands in `items` -> the text with unknown parts that it is."""

    def entries(self) -> list[tuple[str, Value]]:
        """Keys and values in Terraform's order, that of the keys."""
        return sorted(self.items.items(), key=lambda entry: entry[0])


class Attributes(Protocol):
    """Who knows the attributes of a record."""

    def get(self, name: str, origin: FileOrigin | None, /) -> Value:
        """One attribute, as read at `origin`. Raises EvaluationError where there is none."""

    def names(self) -> Iterable[str]:
        """Those that configuration gives."""

    def whole(self) -> Marks:
        """What a value carries that uses all of it."""


class Record(Value, frozen=True, eq=False):
    """A resource, data source or module: attributes worked out when asked for."""

    source: Attributes
    address: str
    """As people write it, for messages and symbols."""


TRUE, FALSE, NULL = Bool(True), Bool(False), Null()
EMPTY_TEXT = Text("")

V = TypeVar("V", bound=Value)


def with_marks(value: V, marks: Marks) -> V:
    """`value`, carrying `marks` besides its own."""
    if marks <= value.marks:
        return value
    return msgspec.structs.replace(value, marks=value.marks | marks)


def children(value: Value) -> Iterator[Value]:
    """The values directly inside `value`. A record's attributes are not."""
    if isinstance(value, Sequence):
        yield from value.items
    elif isinstance(value, Mapping):
        yield from value.items.values()
    elif isinstance(value, PartialText):
        yield from value.parts
    elif isinstance(value, Encoded):
        yield value.inner
    elif isinstance(value, Unknown) and value.element is not None:
        yield value.element


def inside(value: Value) -> Iterator[Value]:
    """`value` and all values in it, each once however often it is shared."""
    todo, seen = [value], {id(value)}
    while todo:
        some = todo.pop()
        yield some
        for child in children(some):
            if id(child) not in seen:
                seen.add(id(child))
                todo.append(child)


def nested(value: Value, most: int) -> bool:
    """Whether there are more than `most` levels of values within `value`."""
    level = {id(value): value}
    for _ in range(most + 1):
        level = {id(child): child for some in level.values() for child in children(some)}
        if not level:
            return False
    return True


def deep_marks(*values: Value) -> Marks:
    """The marks of `values` and of everything in them."""
    if len(values) == 1 and type(values[0]) in _SIMPLE:
        return values[0].marks
    return union(
        some.source.whole() if isinstance(some, Record) else some.marks
        for value in values
        for some in ((value,) if type(value) in _SIMPLE else inside(value))
    )


_SIMPLE = frozenset({Null, Bool, Number, Text})
"""Values with nothing inside."""


def first_unknown(value: Value) -> Unknown | None:
    """Something in `value` that is not known, if there is."""
    if isinstance(value, Text | Number | Bool | Null):
        return None
    return next((some for some in inside(value) if isinstance(some, Unknown)), None)


def list_of(items: Iterable[Value], *, marks: Marks = NO_MARKS) -> Sequence:
    """A list."""
    return Sequence(Kind.LIST, tuple(items), marks=marks)


def tuple_of(items: Iterable[Value], *, marks: Marks = NO_MARKS) -> Sequence:
    """A tuple: what `[a, b]` is."""
    return Sequence(Kind.TUPLE, tuple(items), marks=marks)


def object_of(items: dict[str, Value], *, marks: Marks = NO_MARKS) -> Mapping:
    """An object: what `{ a = b }` is."""
    return Mapping(Kind.OBJECT, items, marks=marks)


def known(
    value: str | int | float | Decimal | bool | list[object] | dict[str, object] | None,
) -> Value:
    """A plain Python value as Terraform's."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, list):
        return tuple_of(known(item) for item in value)  # type: ignore[arg-type]
    if isinstance(value, dict):
        return object_of({str(k): known(v) for k, v in value.items()})  # type: ignore[arg-type]
    return Number(whole(value))


def whole(value: int | float | Decimal) -> int | Decimal:
    """`value` exactly, as `int` where it is whole."""
    if isinstance(value, int):
        return value
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return int(exact) if exact == exact.to_integral_value() else exact


def describe(value: Value) -> str:
    """What kind of value it is, as messages name it."""
    if isinstance(value, Sequence | Mapping):
        return value.kind.value
    names: dict[type[Value], str] = {
        Null: "null",
        Bool: "bool",
        Number: "number",
        Record: "object",
        Unknown: "unknown",
    }
    return names.get(type(value), "string")
