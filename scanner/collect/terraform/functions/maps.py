"""Functions of maps and objects. Elements keep their own marks."""

from __future__ import annotations

from scanner.collect.terraform.functions.signature import (
    Function,
    NotKnownError,
    plain_text,
    sequence,
    valued,
)
from scanner.collect.terraform.values import (
    EvaluationError,
    Kind,
    Mapping,
    Null,
    PartialText,
    Record,
    Text,
    Unknown,
    Value,
    deep_marks,
    describe,
    list_of,
    tuple_of,
    with_marks,
)
from scanner.collect.terraform.values.keys import has_partly_known, key_of, written
from scanner.collect.terraform.values.types import as_object, convert
from scanner.collect.terraform.values.unify import type_of
from scanner.collect.terraform.values.unknown import joined_symbol


def mapping(value: Value) -> Mapping:
    """`value` as a map or object. Raises NotKnownError, EvaluationError."""
    if isinstance(value, Unknown):
        raise NotKnownError
    if isinstance(value, Record):
        return as_object(value)
    if isinstance(value, Mapping):
        return value
    raise EvaluationError(f"a map is needed here, not {describe(value)}")


def _lookup(value: Value, key: Value, *default: Value) -> Value:
    default = tuple(_as_element(some, value) for some in default)
    partly = written(key)
    if isinstance(value, Mapping) and partly in value.items:
        return with_marks(value.items[partly], value.marks)
    text = plain_text(key)
    if isinstance(value, Record):
        if text in set(value.source.names()) or not default:
            return value.source.get(text, None)
        return default[0]
    items = mapping(value).items
    if text in items:
        return with_marks(items[text], value.marks)
    if has_partly_known(mapping(value)):
        raise NotKnownError
    if not default:
        raise EvaluationError(f'there is no key "{text}"')
    return with_marks(default[0], value.marks)


def _as_element(default: Value, value: Value) -> Value:
    """A default in the type of a map's elements."""
    kind = type_of(value)
    return convert(default, kind.element) if kind.name == "map" and kind.element else default


def _keys(value: Value) -> Value:
    items = mapping(value)
    texts = [key_of(key, items) for key, _ in items.entries()]
    return (tuple_of if items.kind is Kind.OBJECT else list_of)(texts, marks=value.marks)


def _values(value: Value) -> Value:
    if isinstance(value, Unknown) and value.element is not None:
        return Unknown(
            value.reason,
            joined_symbol("values(", value.symbol, ")"),
            value.origin,
            element=value.element,
            marks=value.marks,
        )
    items = mapping(value)
    found = [item for _, item in items.entries()]
    return (tuple_of if items.kind is Kind.OBJECT else list_of)(found, marks=value.marks)


def _merge(*values: Value) -> Value:
    merged: dict[str, Value] = {}
    partial: dict[str, PartialText] = {}
    kinds: set[Kind] = set()
    for value in values:
        if isinstance(value, Null):
            continue
        part = mapping(value)
        kinds.add(part.kind)
        merged.update({key: with_marks(item, part.marks) for key, item in part.items.items()})
        partial.update(part.partial)
    types = [type_of(value) for value in values]
    if kinds == {Kind.MAP} and all(kind == types[0] for kind in types):
        return Mapping(Kind.MAP, merged, partial)
    return Mapping(Kind.OBJECT, merged, partial)


def _zipmap(keys: Value, values: Value) -> Value:
    names = [plain_text(key) for key in sequence(keys).items]
    items = sequence(values)
    if len(names) != len(items.items):
        raise EvaluationError("zipmap has not as many keys as values")
    kind = Kind.OBJECT if items.kind is Kind.TUPLE else Kind.MAP
    pairs = dict(zip(names, items.items, strict=True))
    return Mapping(kind, pairs, marks=keys.marks | values.marks)


def _transpose(value: Value) -> Value:
    turned: dict[str, list[Value]] = {}
    for key, items in mapping(value).entries():
        for item in sequence(items).items:
            turned.setdefault(plain_text(item), []).append(Text(key))
    lists: dict[str, Value] = {key: list_of(names) for key, names in turned.items()}
    return Mapping(Kind.MAP, lists, marks=deep_marks(value))


FUNCTIONS: dict[str, Function] = {
    "keys": valued(_keys, 1),
    "lookup": valued(_lookup, 2, 3),
    "merge": valued(_merge, 0, None),
    "transpose": valued(_transpose, 1),
    "values": valued(_values, 1),
    "zipmap": valued(_zipmap, 2),
}
