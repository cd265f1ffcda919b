"""Steps from a value: attributes, indexes and splats."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Sequence as Items
from decimal import Decimal

import msgspec

from scanner.collect.terraform.syntax import Attr, Index, Splat, Step
from scanner.collect.terraform.values import (
    NULL,
    EvaluationError,
    Kind,
    Mapping,
    Null,
    PartialText,
    Record,
    Ref,
    Sequence,
    Text,
    Unknown,
    Value,
    deep_marks,
    describe,
    tuple_of,
    union,
    with_marks,
)
from scanner.collect.terraform.values.keys import has_partly_known, key_of, written
from scanner.collect.terraform.values.texts import as_text, hidden_by_name
from scanner.collect.terraform.values.types import as_number
from scanner.collect.terraform.values.unknown import derived, joined_symbol, symbol_of
from scanner.model import FileOrigin

Keys = Callable[[Index], Value]
"""Works out the key of an index step."""


def follow(
    value: Value, steps: Items[Step], keys: Keys, origin: FileOrigin, name: str = ""
) -> Value:
    """What `steps` lead to from `value`.

    `name` is how `value` is written, for symbols; empty where the writing does not tell
    which value it is. Raises EvaluationError where a step leads nowhere.
    """
    for position, step in enumerate(steps):
        if isinstance(step, Attr):
            value = attribute(value, step.name, origin)
            name = name and f"{name}.{step.name}"
        elif isinstance(step, Index):
            key = keys(step)
            value = index(value, key, origin, name)
            name = joined_symbol(name, "[", symbol_of(key), "]")
        else:
            value = splat(value, step, keys, origin, name)
            return follow(value, steps[position + 1 :], keys, origin)
    return value


def attribute(value: Value, name: str, origin: FileOrigin) -> Value:
    """`value.name`."""
    if isinstance(value, Record):
        return value.source.get(name, origin)
    if isinstance(value, Mapping):
        if name in value.items:
            return hidden_by_name(name, with_marks(value.items[name], value.marks))
        if has_partly_known(value):
            return derived("", [key_of(key, value) for key in value.items], marks=deep_marks(value))
        raise EvaluationError(f'there is no attribute "{name}"')
    if isinstance(value, Unknown):
        return _further(value, f".{name}")
    if isinstance(value, Sequence) and name.isdigit():
        return _item(value, int(name))
    raise EvaluationError(f'{describe(value)} has no attribute "{name}"')


def index(value: Value, key: Value, origin: FileOrigin, name: str = "") -> Value:
    """`value[key]`."""
    if isinstance(value, Null):
        raise EvaluationError("null has no elements")
    if isinstance(value, Unknown):
        return _further(value, joined_symbol("[", symbol_of(key), "]"), key)
    if isinstance(key, Unknown | PartialText):
        if isinstance(value, Mapping) and written(key) in value.items:
            return with_marks(value.items[written(key)], value.marks)
        return _any_of(value, key, name)
    if isinstance(value, Sequence):
        if value.kind is Kind.SET:
            raise EvaluationError("a set has no indexes")
        number = as_number(key)
        assert not isinstance(number, Unknown)
        if isinstance(number.value, Decimal):
            raise EvaluationError("an index is a whole number")
        return _item(value, number.value)
    if isinstance(value, Mapping | Record):
        text = as_text(key)
        assert isinstance(text, Text)
        return attribute(value, text.value, origin)
    raise EvaluationError(f"{describe(value)} has no elements")


def splat(value: Value, step: Splat, keys: Keys, origin: FileOrigin, name: str = "") -> Value:
    """`value[*]` and the steps from each element."""
    if isinstance(value, Null):
        return tuple_of([])
    if isinstance(value, Unknown):
        return _splat_unknown(value, step, keys, origin)
    if not isinstance(value, Sequence):
        return tuple_of([follow(value, step.steps, keys, origin, name)])
    items = [
        follow(item, step.steps, keys, origin, name and f"{name}[{position}]")
        for position, item in enumerate(value.items)
    ]
    kind = Kind.TUPLE if value.kind is Kind.TUPLE else Kind.LIST
    return Sequence(kind, tuple(items), marks=value.marks)


def _item(value: Sequence, position: int) -> Value:
    if not 0 <= position < len(value.items):
        raise EvaluationError(f"there is no element {position} among {len(value.items)}")
    return with_marks(value.items[position], value.marks)


def _any_of(value: Value, key: Value, name: str) -> Unknown:
    """One element, nobody knows which: it carries what each of them carries."""
    if isinstance(value, Record):
        return derived(joined_symbol(value.address, "[", symbol_of(key), "]"), [key, value])
    if not isinstance(value, Sequence | Mapping):
        raise EvaluationError(f"{describe(value)} has no elements")
    symbol = joined_symbol(symbol_of(value) or name, "[", symbol_of(key), "]")
    return derived(symbol, [key], marks=deep_marks(value))


def _further(value: Unknown, step: str, key: Value = NULL) -> Value:
    """A step from an unknown value. With a known kind of element, that element."""
    element = value.element
    if element is not None:
        if isinstance(element, Unknown) and not element.ref:
            symbol = joined_symbol(value.symbol, step)
            element = msgspec.structs.replace(element, symbol=symbol)
        return with_marks(element, value.marks | key.marks)
    ref = value.ref
    marks = value.marks
    if ref:
        further = Ref(ref.target, ref.attribute + (step or "[]"), ref.origin)
        marks = (marks - {ref}) | {further}
        ref = further
    symbol = joined_symbol(value.symbol, step)
    return Unknown(value.reason, symbol, value.origin, ref, marks=marks | key.marks)


def _splat_unknown(value: Unknown, step: Splat, keys: Keys, origin: FileOrigin) -> Unknown:
    text = "[*]" + "".join(_written(inner) for inner in step.steps)
    if value.element is None:
        further = _further(value, text)
        assert isinstance(further, Unknown)
        return further
    element = follow(value.element, step.steps, keys, origin)
    marks = union([value.marks, deep_marks(element)])
    symbol = joined_symbol(value.symbol, text)
    return Unknown(value.reason, symbol, value.origin, element=element, marks=marks)


def _written(step: Step) -> str:
    if isinstance(step, Attr):
        return f".{step.name}"
    if isinstance(step, Splat):
        return "[*]" + "".join(_written(inner) for inner in step.steps)
    key = getattr(step.key, "value", None)
    return f"[{json.dumps(str(key)) if isinstance(key, str) else key}]"
