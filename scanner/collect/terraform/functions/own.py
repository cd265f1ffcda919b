"""Functions of Terraform's own provider: values written as Terraform code.

Source: developer.hashicorp.com/terraform/language/functions/terraform-encode_tfvars
"""

from __future__ import annotations

import re
from itertools import groupby

from scanner.collect.terraform.functions.signature import Function, NotKnownError, valued
from scanner.collect.terraform.values import (
    Bool,
    Encoded,
    EvaluationError,
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
    inside,
)
from scanner.collect.terraform.values.coding import encode_value, number_text

_NAME = re.compile(r"[^\W\d][\w-]*")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def _encode_expr(value: Value) -> Value:
    return Text(_written(_sure(value)), marks=deep_marks(value))


def _encode_tfvars(value: Value) -> Value:
    found = _sure(value)
    if not isinstance(found, Mapping) or not all(map(_NAME.fullmatch, found.items)):
        raise EvaluationError("variables are an object, and its keys are names")
    return Text("".join(f"{line}\n" for line in _lines(found)), marks=deep_marks(value))


def _sure(value: Value) -> Value:
    """`value` where all of it is known. Raises NotKnownError."""
    if any(isinstance(some, Unknown | PartialText | Record) for some in inside(value)):
        raise NotKnownError
    return value


def _written(value: Value) -> str:
    if isinstance(value, Encoded):
        value = encode_value(value)
    if isinstance(value, Text):
        return _quoted(value.value)
    if isinstance(value, Number):
        return number_text(value.value)
    if isinstance(value, Bool):
        return "true" if value.value else "false"
    if isinstance(value, Null):
        return "null"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_written, value.items))}]"
    if isinstance(value, Mapping):
        lines = [f"  {line}" for entry in _lines(value) for line in entry.split("\n")]
        return "\n".join(["{", *lines, "}"]) if lines else "{}"
    raise NotKnownError


def _lines(value: Mapping) -> list[str]:
    """An entry each; the signs `=` of neighbours that take one line stand below each other."""
    entries = [
        (key if _NAME.fullmatch(key) else _quoted(key), _written(item))
        for key, item in value.entries()
    ]
    lines: list[str] = []
    for long, group in groupby(entries, lambda entry: "\n" in entry[1]):
        some = list(group)
        width = 0 if long else max(len(key) for key, _ in some)
        lines += [f"{key.ljust(width)} = {text}" for key, text in some]
    return lines


def _quoted(text: str) -> str:
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in text)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


FUNCTIONS: dict[str, Function] = {
    "provider::terraform::encode_expr": valued(_encode_expr, 1),
    "provider::terraform::encode_tfvars": valued(_encode_tfvars, 1),
}
