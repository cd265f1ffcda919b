"""Conversions between types, and the marks of secrecy."""

from __future__ import annotations

import msgspec

from scanner.collect.terraform.functions.signature import Function, valued
from scanner.collect.terraform.values import (
    FALSE,
    SENSITIVE,
    TRUE,
    Kind,
    Mapping,
    Sequence,
    Unknown,
    Value,
    deep_marks,
    with_marks,
)
from scanner.collect.terraform.values.kinds import ANY, BOOL, NUMBER, STRING, Type
from scanner.collect.terraform.values.types import convert


def _to(wanted: Type) -> Function:
    return valued(lambda value: convert(value, wanted), 1)


def _sensitive(value: Value) -> Value:
    return with_marks(value, frozenset({SENSITIVE}))


def _nonsensitive(value: Value) -> Value:
    """Terraform takes the mark off the value itself and off what is in it."""
    plain = msgspec.structs.replace(value, marks=value.marks - {SENSITIVE})
    if isinstance(plain, Sequence):
        return Sequence(plain.kind, tuple(map(_nonsensitive, plain.items)), marks=plain.marks)
    if isinstance(plain, Mapping):
        items = {key: _nonsensitive(item) for key, item in plain.items.items()}
        return Mapping(plain.kind, items, marks=plain.marks)
    return plain


def _issensitive(value: Value) -> Value:
    if isinstance(value, Unknown) and not value.sensitive:
        return FALSE
    if isinstance(value, Sequence | Mapping):
        return TRUE if value.sensitive else FALSE  # what is in it does not count
    return TRUE if SENSITIVE in deep_marks(value) else FALSE


FUNCTIONS: dict[str, Function] = {
    "ephemeralasnull": valued(lambda value: value, 1),
    "issensitive": valued(_issensitive, 1),
    "nonsensitive": valued(_nonsensitive, 1),
    "sensitive": valued(_sensitive, 1),
    "tobool": _to(BOOL),
    "tolist": _to(Type(Kind.LIST.value, ANY)),
    "tomap": _to(Type(Kind.MAP.value, ANY)),
    "tonumber": _to(NUMBER),
    "toset": _to(Type(Kind.SET.value, ANY)),
    "tostring": _to(STRING),
}
