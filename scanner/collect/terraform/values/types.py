"""Type constraints of variables and outputs, and the conversions they ask for.

Source: developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from scanner.collect.terraform.syntax import (
    Call,
    Expression,
    Literal,
    ObjectOf,
    Traversal,
    TupleOf,
)
from scanner.collect.terraform.syntax.source import UnreadableError, number
from scanner.collect.terraform.values.compare import set_of
from scanner.collect.terraform.values.kinds import ANY, BOOL, NUMBER, STRING, Field, Type
from scanner.collect.terraform.values.marks import Ref
from scanner.collect.terraform.values.texts import as_text
from scanner.collect.terraform.values.unify import type_of, unify
from scanner.collect.terraform.values.unknown import call_symbol, derived
from scanner.collect.terraform.values.value import (
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
    with_marks,
)

Defaults = Callable[[Expression], Value]
"""Works out the default of an optional attribute; it holds no references."""

_NAMES = {named.name: named for named in (ANY, STRING, NUMBER, BOOL)}
_COLLECTIONS = frozenset({"list", "set", "map"})


def read_type(expression: Expression) -> Type:
    """The type that an expression names, also in the quoted form of old (`"list"`)."""
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        name = expression.value
        return Type(name, ANY) if name in _COLLECTIONS else _NAMES.get(name, ANY)
    if isinstance(expression, Traversal):
        name = expression.root
        return Type(name, ANY) if name in _COLLECTIONS else _NAMES.get(name, ANY)
    if not isinstance(expression, Call) or not expression.arguments:
        return ANY
    argument = expression.arguments[0]
    if expression.name in _COLLECTIONS:
        return Type(expression.name, read_type(argument))
    if expression.name == "tuple" and isinstance(argument, TupleOf):
        return Type("tuple", items=tuple(read_type(item) for item in argument.items))
    if expression.name == "object" and isinstance(argument, ObjectOf):
        fields = {str(k.value): _field(v) for k, v in argument.items if isinstance(k, Literal)}
        return Type("object", attributes=fields)
    return ANY


def _field(expression: Expression) -> Field:
    if isinstance(expression, Call) and expression.name == "optional" and expression.arguments:
        default = expression.arguments[1] if len(expression.arguments) > 1 else None
        return Field(read_type(expression.arguments[0]), True, default)
    return Field(read_type(expression))


def convert(value: Value, wanted: Type, defaults: Defaults | None = None) -> Value:
    """`value` as `wanted`. Raises EvaluationError where it cannot be.

    `defaults` gives the value of an optional attribute's default.
    """
    if wanted.name == "any" or isinstance(value, Null):
        return value
    if isinstance(value, Unknown):
        return _unknown_as(value, wanted, defaults)
    if wanted.name in ("string", "number", "bool"):
        return _PRIMITIVES[wanted.name](value)
    if wanted.name in ("object", "map"):
        if isinstance(value, Record | Mapping):
            to = _object if wanted.name == "object" else _map
            return to(value, wanted, defaults)
    elif isinstance(value, Sequence):
        if wanted.name == "tuple":
            return _tuple(value, wanted, defaults)
        element = wanted.element or ANY
        items = [convert(item, element, defaults) for item in value.items]
        if wanted.name == "set":
            return set_of(unified(items), marks=value.marks)
        return Sequence(Kind.LIST, tuple(unified(items)), marks=value.marks)
    raise EvaluationError(f"{_a(wanted.name)} is needed here, not {describe(value)}")


def _unknown_as(value: Unknown, wanted: Type, defaults: Defaults | None) -> Unknown:
    """An unknown value, what its elements look like brought into the wanted type."""
    if value.element is None or wanted.element is None:
        return value
    try:
        element = convert(value.element, wanted.element, defaults)
    except EvaluationError:
        return value
    return msgspec.structs.replace(value, element=element)


def _object(value: Record | Mapping, wanted: Type, defaults: Defaults | None) -> Mapping:
    items: dict[str, Value] = {}
    for name, field in wanted.attributes.items():
        given = _get(value, name, field)
        absent = given is None or isinstance(given, Null)
        if absent and field.default is not None and defaults is not None:
            given = defaults(field.default)
        elif given is None and not field.optional:
            raise EvaluationError(f'the attribute "{name}" is missing')
        items[name] = convert(given if given is not None else NULL, field.type, defaults)
    return Mapping(Kind.OBJECT, items, marks=value.marks)


def _get(value: Record | Mapping, name: str, field: Field) -> Value | None:
    if isinstance(value, Mapping):
        return value.items.get(name)
    if field.optional and name not in set(value.source.names()):
        return None
    return value.source.get(name, None)


def _map(value: Record | Mapping, wanted: Type, defaults: Defaults | None) -> Mapping:
    items = value.items if isinstance(value, Mapping) else as_object(value).items
    element = wanted.element or ANY
    converted = [convert(item, element, defaults) for item in items.values()]
    values = dict(zip(items, unified(converted), strict=True))
    partial = value.partial if isinstance(value, Mapping) else {}
    return Mapping(Kind.MAP, values, partial, marks=value.marks)


def _tuple(value: Sequence, wanted: Type, defaults: Defaults | None) -> Sequence:
    if len(value.items) != len(wanted.items):
        raise EvaluationError(f"{len(wanted.items)} elements are needed here")
    pairs = zip(value.items, wanted.items, strict=True)
    items = tuple(convert(item, kind, defaults) for item, kind in pairs)
    return Sequence(Kind.TUPLE, items, marks=value.marks)


def as_object(record: Record) -> Mapping:
    """A record written out as far as configuration goes."""
    source = record.source
    items = {name: source.get(name, None) for name in source.names()}
    return Mapping(Kind.OBJECT, items, marks=record.marks)


# --- primitives -------------------------------------------------------------------------


def as_string(value: Value) -> Value:
    """`value` as a text, known or not."""
    return value if isinstance(value, Encoded) else as_text(value)


def as_number(value: Value) -> Number | Unknown:
    """`value` as a number. Raises EvaluationError where it is none."""
    if isinstance(value, Number | Unknown):
        return value
    if isinstance(value, PartialText):
        return _unknown_of(value, "number")
    if isinstance(value, Text):
        try:
            return Number(number(value.value), marks=value.marks)
        except UnreadableError:
            pass
    raise EvaluationError(f"a number is needed here, not {describe(value)}")


def as_bool(value: Value) -> Bool | Unknown:
    """`value` as a truth value. Raises EvaluationError where it is none."""
    if isinstance(value, Bool | Unknown):
        return value
    if isinstance(value, PartialText):
        return _unknown_of(value, "bool")
    if isinstance(value, Text) and value.value in ("true", "false", "1", "0"):
        return with_marks(TRUE if value.value in ("true", "1") else FALSE, value.marks)
    raise EvaluationError(f"true or false is needed here, not {describe(value)}")


def _unknown_of(value: PartialText, name: str) -> Unknown:
    return derived(call_symbol(f"to{name}", [value]), [value])


_PRIMITIVES = {"string": as_string, "number": as_number, "bool": as_bool}


def unified(values: Iterable[Value]) -> list[Value]:
    """`values` as elements of one collection: with a text among them, numbers and bools are
    texts, and so on inside collections. Raises EvaluationError where they do not go together."""
    items = list(values)
    if len({type(item) for item in items}) < 2 and (not items or type(items[0]) in _PLAIN):
        return items
    types = [type_of(item) for item in items]
    wanted = unify(types)
    if wanted is None:
        return _apart(items)
    return [_brought(item, wanted) for item in items]


def _apart(values: list[Value]) -> list[Value]:
    """`values` as they stand where they come from resources, whose types are not known here."""
    if any(isinstance(mark, Ref) for mark in deep_marks(*values)):
        return values
    raise EvaluationError("these values have no type in common")


_PLAIN = frozenset({Text, Number, Bool})


def unified_pair(chosen: Value, other: Value) -> Value:
    """`chosen` in the type that it and `other` have in common: what a conditional gives."""
    if type(chosen) is type(other) and type(chosen) in _PLAIN:
        return chosen
    wanted = unify([type_of(chosen), type_of(other)], loosely=True)
    return _apart([chosen, other])[0] if wanted is None else _brought(chosen, wanted)


def _brought(value: Value, wanted: Type) -> Value:
    """`value` as `wanted`, in which an object's optional attributes do not occur."""
    if isinstance(value, Record) or (isinstance(value, Mapping) and value.partial):
        return value
    return convert(value, wanted)


def _a(name: str) -> str:
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
