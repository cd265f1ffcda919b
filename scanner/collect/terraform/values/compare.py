"""Equality and order of values, and sets, which rest on both."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from scanner.collect.terraform.values.coding import encode_value
from scanner.collect.terraform.values.marks import NO_MARKS, Marks
from scanner.collect.terraform.values.unknown import symbol_of
from scanner.collect.terraform.values.value import (
    Bool,
    Encoded,
    EvaluationError,
    Kind,
    Mapping,
    Null,
    Number,
    PartialText,
    Record,
    Sequence,
    Text,
    Unknown,
    Value,
)

MAX_COMPARED = 100_000
"""Pairs of values in one comparison."""


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; None where an unknown part decides.

    Values of different types are different, as in Terraform: 1 is not "1".
    """
    unknown = False
    todo = [(left, right)]
    count = 0
    while todo:
        a, b = todo.pop()
        count += 1
        if count > MAX_COMPARED:
            raise EvaluationError(f"more than {MAX_COMPARED:,} values to compare")
        if a is b and not isinstance(a, Unknown | PartialText):
            continue
        inner = _compare(a, b)
        if inner is False:
            return False
        if inner is None:
            unknown = True
        elif isinstance(inner, list):
            todo.extend(inner)
    return None if unknown else True


def _compare(a: Value, b: Value) -> bool | list[tuple[Value, Value]] | None:
    """The answer for scalars; for collections the pairs that decide."""
    a = encode_value(a) if isinstance(a, Encoded) else a
    b = encode_value(b) if isinstance(b, Encoded) else b
    if isinstance(a, Unknown | PartialText) or isinstance(b, Unknown | PartialText):
        return _compare_unknown(a, b)
    if isinstance(a, Record) and isinstance(b, Record):
        return True if a.address == b.address else None
    if isinstance(a, Record) or isinstance(b, Record):
        return None if isinstance(a, Mapping) or isinstance(b, Mapping) else False
    if type(a) is not type(b):
        return False
    if isinstance(a, Text | Number | Bool):
        return bool(a.value == b.value)  # type: ignore[attr-defined]
    if isinstance(a, Sequence) and isinstance(b, Sequence):
        if a.kind is not b.kind or len(a.items) != len(b.items):
            return False
        return list(zip(a.items, b.items, strict=True))
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        if a.kind is not b.kind or a.items.keys() != b.items.keys():
            return False
        return [(value, b.items[key]) for key, value in a.items.items()]
    return True  # null and null


def _compare_unknown(a: Value, b: Value) -> bool | None:
    """Equal symbols are equal values; a text with something in it is not empty or null."""
    if isinstance(a, Unknown) and isinstance(b, Unknown):
        return True if a.symbol and a.symbol == b.symbol else None
    partial, other = (a, b) if isinstance(a, PartialText) else (b, a)
    if isinstance(partial, PartialText):
        if not isinstance(other, Text | PartialText | Unknown):
            return False
        fixed = any(isinstance(part, Text) for part in partial.parts)
        if fixed and isinstance(other, Text) and not other.value:
            return False
    return None


def set_of(values: Iterable[Value], *, marks: Marks = NO_MARKS) -> Sequence:
    """A set: each value once, in Terraform's order where it has one (texts, numbers)."""
    seen: dict[object, Value] = {}
    for value in values:
        seen.setdefault(_identity(value), value)
    items = sorted(seen.values(), key=_order)
    return Sequence(Kind.SET, tuple(items), marks=marks)


def _identity(value: Value) -> object:
    """Equal for values that are certainly equal."""
    if isinstance(value, Text | Number | Bool):
        return (type(value).__name__, value.value)
    if isinstance(value, Null):
        return "null"
    if isinstance(value, Unknown):
        return ("?", value.symbol) if value.symbol else id(value)
    if isinstance(value, PartialText):
        return ("partial", *(_identity(part) for part in value.parts))
    if isinstance(value, Sequence):
        return (value.kind, *(_identity(item) for item in value.items))
    if isinstance(value, Mapping):
        return (value.kind, *((k, _identity(v)) for k, v in value.entries()))
    if isinstance(value, Encoded):
        return (value.code, _identity(value.inner))
    return value.address if isinstance(value, Record) else id(value)


def _order(value: Value) -> tuple[int, Decimal | int, str]:
    if isinstance(value, Bool):
        return 0, int(value.value), ""
    if isinstance(value, Number):
        return 1, value.value, ""
    if isinstance(value, Text):
        return 2, 0, value.value
    if isinstance(value, Unknown | PartialText):
        return 4, 0, ""  # keeps the order they were written in
    return 3, 0, symbol_of(value)
