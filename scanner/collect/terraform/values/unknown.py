"""Unknown values that follow from unknown values, and the symbols that name them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from scanner.collect.terraform.values.marks import NO_MARKS, Marks
from scanner.collect.terraform.values.value import (
    Bool,
    Encoded,
    Mapping,
    Null,
    Number,
    PartialText,
    Record,
    Sequence,
    Text,
    Unknown,
    Value,
    deep_marks,
    first_unknown,
)

MAX_SYMBOL = 400
"""Characters. A longer one would help nobody; such an unknown is then equal to none."""


def derived(
    symbol: str, operands: Iterable[Value], *, marks: Marks = NO_MARKS, element: Value | None = None
) -> Unknown:
    """The unknown that an operation on `operands` gives: why is as for the first unknown one."""
    values = list(operands)
    cause = next((found for value in values if (found := first_unknown(value))), None)
    all_marks = deep_marks(*values) | marks
    if cause is None:
        return Unknown("not known", symbol, marks=all_marks, element=element)
    return Unknown(cause.reason, symbol, cause.origin, marks=all_marks, element=element)


def call_symbol(name: str, operands: Iterable[Value]) -> str:
    """`name(a, b)`, or empty where an operand has no symbol."""
    parts = [symbol_of(value) for value in operands]
    text = f"{name}({', '.join(parts)})"
    return text if all(parts) and len(text) <= MAX_SYMBOL else ""


def joined_symbol(*parts: str) -> str:
    """`parts` one after the other, or empty where one is empty or the whole too long."""
    text = "".join(parts)
    return text if all(parts) and len(text) <= MAX_SYMBOL else ""


def symbol_of(value: Value) -> str:
    """`value` as an expression: equal texts mean equal values. Empty where it has none,
    is secret or too long."""
    parts: list[str] = []
    return "".join(parts) if _write(value, parts, MAX_SYMBOL) >= 0 else ""


def _write(value: Value, out: list[str], room: int) -> int:
    """Append the expression; gives the room left, negative where there is no symbol."""
    if value.sensitive or room < 0:
        return -1
    if isinstance(value, Sequence):
        return _write_all(value.items, out, "[", "]", room)
    if isinstance(value, Mapping):
        out.append("{")
        for key, item in value.entries():
            out.append(f"{json.dumps(key)} = ")
            room = _write(item, out, room - len(key) - 5)
            out.append(", ")
            if room < 0:
                return -1
        out.append("}")
        return room - 2
    if isinstance(value, PartialText):
        return _write_all(value.parts, out, "template(", ")", room)
    if isinstance(value, Encoded):
        return _write_all((value.inner,), out, f"{value.code}(", ")", room)
    text = _atom(value)
    if not text:
        return -1
    out.append(text)
    return room - len(text)


def _write_all(values: Iterable[Value], out: list[str], start: str, end: str, room: int) -> int:
    out.append(start)
    for position, value in enumerate(values):
        out.append(", " if position else "")
        room = _write(value, out, room - 2)
        if room < 0:
            return -1
    out.append(end)
    return room - len(start) - len(end)


def _atom(value: Value) -> str:
    if isinstance(value, Text):
        return json.dumps(value.value, ensure_ascii=False) if len(value.value) < MAX_SYMBOL else ""
    if isinstance(value, Number):
        return str(value.value)
    if isinstance(value, Bool):
        return "true" if value.value else "false"
    if isinstance(value, Null):
        return "null"
    if isinstance(value, Record):
        return value.address
    return value.symbol if isinstance(value, Unknown) else ""
