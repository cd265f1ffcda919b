"""Functions of lists, maps and objects. Elements keep their own marks."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal

from scanner.collect.terraform.functions.characters import clusters
from scanner.collect.terraform.functions.signature import (
    Function,
    NotKnownError,
    plain_int,
    plain_number,
    sequence,
    valued,
)
from scanner.collect.terraform.values import (
    FALSE,
    NULL,
    TRUE,
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
    deep_marks,
    describe,
    first_unknown,
    known,
    list_of,
    tuple_of,
    union,
    with_marks,
)
from scanner.collect.terraform.values.compare import equal
from scanner.collect.terraform.values.kinds import ANY, Type
from scanner.collect.terraform.values.texts import as_text
from scanner.collect.terraform.values.types import as_bool, as_object, as_string, convert, unified
from scanner.collect.terraform.values.unknown import joined_symbol

MAX_RANGE = 1024
"""Terraform's own limit."""
MAX_FLAT = 100_000


def as_list(value: Value) -> Sequence:
    """`value` as a list, its elements in one type. Raises NotKnownError, EvaluationError."""
    converted = convert(sequence(value), Type("list", ANY))
    assert isinstance(converted, Sequence)
    return converted


def _ordered(value: Value) -> Sequence:
    """`value` as a list or tuple: the elements of a set have no places."""
    items = sequence(value)
    if items.kind is Kind.SET:
        raise EvaluationError("a set has no order")
    return items


def _like(value: Sequence, items: Iterable[Value]) -> Sequence:
    kind = Kind.TUPLE if value.kind is Kind.TUPLE else Kind.LIST
    return Sequence(kind, tuple(items), marks=value.marks)


# --- lengths and single elements --------------------------------------------------------


def _length(value: Value) -> Value:
    if isinstance(value, Encoded):
        value = as_text(value)
    if isinstance(value, Unknown | PartialText):
        raise NotKnownError
    if isinstance(value, Sequence | Mapping):
        if isinstance(value, Sequence) and value.kind is Kind.SET and _may_shrink(value):
            raise NotKnownError
        return Number(len(value.items), marks=value.marks)
    if isinstance(value, Record):
        return Number(len(as_object(value).items))
    if isinstance(value, Text):
        return Number(len(clusters(value.value)), marks=value.marks)
    raise EvaluationError(f"{describe(value)} has no length")


def _may_shrink(value: Sequence) -> bool:
    """Unknown elements of a set may turn out to be the same one."""
    unknown = sum(1 for item in value.items if first_unknown(item))
    return unknown > 1 or (unknown == 1 and len(value.items) > 1)


def _element(value: Value, position: Value) -> Value:
    if isinstance(value, Unknown):
        number = plain_int(position)
        if value.element is not None:
            return with_marks(value.element, value.marks)
        symbol = joined_symbol("element(", value.symbol, f", {number})")
        return Unknown(value.reason, symbol, value.origin, marks=value.marks)
    items = _ordered(value).items
    if not items:
        raise EvaluationError("element of an empty list")
    if isinstance(position, Unknown):
        raise NotKnownError
    number = plain_int(position)
    if number < 0 and number % len(items) and sequence(value).kind is Kind.TUPLE:
        raise EvaluationError("element with a negative index")
    return with_marks(items[number % len(items)], value.marks)


def _one(value: Value) -> Value:
    if isinstance(value, Unknown) and value.element is not None:
        return with_marks(value.element, value.marks)
    items = sequence(value).items
    if len(items) > 1:
        raise EvaluationError(f"one of {len(items)} elements")
    return with_marks(items[0], value.marks) if items else NULL


def _index(value: Value, wanted: Value) -> Value:
    for position, item in enumerate(_ordered(value).items):
        same = equal(item, wanted)
        if same is None:
            raise NotKnownError
        if same:
            return Number(position, marks=value.marks)
    raise EvaluationError("no element is equal to what is looked for")


def _contains(value: Value, wanted: Value) -> Value:
    if isinstance(wanted, Null):
        raise EvaluationError("contains does not look for null")
    answers = [equal(item, wanted) for item in sequence(value).items]
    if True not in answers and None in answers:
        raise NotKnownError
    return with_marks(TRUE if True in answers else FALSE, deep_marks(value, wanted))


def _coalesce(*values: Value) -> Value:
    for position, value in enumerate(values):
        if isinstance(value, Unknown):
            if position == len(values) - 1:
                return value
            raise NotKnownError
        empty = isinstance(value, Text) and not value.value
        if not isinstance(value, Null) and not empty:
            try:
                return unified([value, *values[position + 1 :], *values[:position]])[0]
            except EvaluationError:
                if any(isinstance(other, Null) for other in values):
                    return value  # the type of null is not known, and so not that of all
                raise
    raise EvaluationError("all arguments are null or empty")


def _coalescelist(*values: Value) -> Value:
    for value in values:
        if isinstance(value, Unknown):
            raise NotKnownError
        if _ordered(value).items:
            return value
    raise EvaluationError("all lists are empty")


# --- lists ------------------------------------------------------------------------------


def _concat(*values: Value) -> Value:
    parts = [_ordered(value) for value in values]
    items = [with_marks(item, part.marks) for part in parts for item in part.items]
    if all(part.kind is not Kind.TUPLE for part in parts):
        with suppress(EvaluationError):
            return list_of(unified(items))
    return tuple_of(items)


def _flatten(value: Value) -> Value:
    flat: list[Value] = []
    todo = [iter(sequence(value).items)]
    while todo:
        item = next(todo[-1], None)
        if item is None:
            todo.pop()
        elif isinstance(item, Sequence):
            todo.append(iter(_marked(item)))
        elif isinstance(item, Unknown):
            raise NotKnownError  # it may be a list itself
        else:
            flat.append(item)
        if len(flat) > MAX_FLAT or len(todo) > MAX_FLAT:
            raise EvaluationError(f"more than {MAX_FLAT:,} elements")
    return tuple_of(flat, marks=value.marks)


def _marked(value: Sequence) -> list[Value]:
    """The elements, with what their list carries."""
    return [with_marks(item, value.marks) for item in value.items]


def _compact(value: Value) -> Value:
    items: list[Value] = []
    for item in as_list(value).items:
        if isinstance(item, Unknown):
            raise NotKnownError
        if isinstance(item, Sequence | Mapping):
            raise EvaluationError("compact takes texts")
        if not isinstance(item, Null) and not (isinstance(item, Text) and not item.value):
            items.append(as_string(item))
    return list_of(items, marks=value.marks)


def _distinct(value: Value) -> Value:
    found: list[Value] = []
    for item in as_list(value).items:
        answers = [equal(item, other) for other in found]
        if None in answers and True not in answers:
            raise NotKnownError
        if True not in answers:
            found.append(item)
    return list_of(found, marks=value.marks)


def _slice(value: Value, start: Value, end: Value) -> Value:
    first, last = plain_int(start), plain_int(end)
    if isinstance(value, Unknown):
        return _slice_unknown(value, first, last)
    items = _ordered(value)
    if not 0 <= first <= last <= len(items.items):
        raise EvaluationError(f"there is no slice {first}..{last} of {len(items.items)} elements")
    return _like(items, items.items[first:last])


def _slice_unknown(value: Unknown, first: int, last: int) -> Value:
    """A slice that Terraform accepts has as many elements as it asks for."""
    if not 0 <= first <= last <= first + MAX_RANGE:
        raise NotKnownError
    if value.element is not None:
        return tuple_of([value.element] * (last - first), marks=value.marks)
    return tuple_of(
        Unknown(
            value.reason,
            joined_symbol(value.symbol, f"[{position}]"),
            value.origin,
            marks=value.marks,
        )
        for position in range(first, last)
    )


def _chunklist(value: Value, size: Value) -> Value:
    length, items = plain_int(size), as_list(value).items
    if length < 0:
        raise EvaluationError("chunks of a negative size")
    step = length or max(len(items), 1)
    chunks = (list_of(items[at : at + step]) for at in range(0, len(items), step))
    return list_of(chunks, marks=value.marks)


def _reverse(value: Value) -> Value:
    items = sequence(value)
    return _like(items, reversed(items.items))


def _range(*values: Value) -> Value:
    numbers = [Decimal(plain_number(value)) for value in values]
    start, limit = (Decimal(0), numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) == 3 else Decimal(1 if limit >= start else -1)
    if step == 0 or (limit - start) * step < 0:
        raise EvaluationError("range never reaches its limit")
    if (limit - start) / step > MAX_RANGE:
        raise EvaluationError(f"range gives more than {MAX_RANGE} numbers")
    found: list[Value] = []
    while (start < limit) if step > 0 else (start > limit):
        number = known(start)
        found.append(number)
        start += step
    return list_of(found, marks=deep_marks(*values))


def _matchkeys(values: Value, keys: Value, wanted: Value) -> Value:
    left, right = as_list(values).items, as_list(keys).items
    if len(left) != len(right):
        raise EvaluationError("matchkeys has not as many keys as values")
    joint = unified([*right, *as_list(wanted).items])
    rows, searched = zip(left, joint, strict=False), joint[len(right) :]
    found: list[Value] = []
    for item, key in rows:
        answers = [equal(key, some) for some in searched]
        if None in answers and True not in answers:
            raise NotKnownError
        if True in answers:
            found.append(item)
    return list_of(found, marks=union([values.marks, keys.marks, wanted.marks]))


# --- truth ------------------------------------------------------------------------------


def _alltrue(value: Value) -> Value:
    return _decided(value, decisive=False)


def _anytrue(value: Value) -> Value:
    return _decided(value, decisive=True)


def _decided(value: Value, *, decisive: bool) -> Value:
    unknown = False
    for item in sequence(value).items:
        truth = FALSE if isinstance(item, Null) else as_bool(item)
        if isinstance(truth, Bool) and truth.value is decisive:
            return with_marks(TRUE if decisive else FALSE, deep_marks(value))
        unknown = unknown or isinstance(truth, Unknown)
    if unknown:
        raise NotKnownError
    return with_marks(FALSE if decisive else TRUE, deep_marks(value))


FUNCTIONS: dict[str, Function] = {
    "alltrue": valued(_alltrue, 1),
    "anytrue": valued(_anytrue, 1),
    "chunklist": valued(_chunklist, 2),
    "coalesce": valued(_coalesce, 1, None),
    "coalescelist": valued(_coalescelist, 1, None),
    "compact": valued(_compact, 1),
    "concat": valued(_concat, 1, None),
    "contains": valued(_contains, 2),
    "distinct": valued(_distinct, 1),
    "element": valued(_element, 2),
    "flatten": valued(_flatten, 1),
    "index": valued(_index, 2),
    "length": valued(_length, 1),
    "matchkeys": valued(_matchkeys, 3),
    "one": valued(_one, 1),
    "range": valued(_range, 1, 3),
    "reverse": valued(_reverse, 1),
    "slice": valued(_slice, 3),
}
