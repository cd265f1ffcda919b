"""Texts that stand for other values: JSON, YAML, CSV, Base64, URLs."""

from __future__ import annotations

import base64
import binascii
import csv
import io
from urllib.parse import quote_plus

from scanner.collect.terraform.functions.signature import (
    Function,
    native,
    never_known,
    plain_text,
    valued,
)
from scanner.collect.terraform.values import (
    Encoded,
    EvaluationError,
    Null,
    Text,
    Value,
    deep_marks,
    list_of,
    object_of,
    with_marks,
)
from scanner.collect.terraform.values.coding import decode
from scanner.collect.terraform.values.texts import as_text


def _encoder(code: str) -> Function:
    return valued(lambda value: Encoded(code, value), 1)


def _decoder(code: str) -> Function:
    return valued(lambda text: decode(code, _text(text)), 1)


def _text(value: Value) -> Value:
    if isinstance(value, Null):
        raise EvaluationError("an argument is null")
    return value if isinstance(value, Encoded) else as_text(value)


def _base64encode(value: Value) -> Value:
    return Encoded("base64", _text(value))


def _base64decode(value: Value) -> Value:
    if isinstance(value, Encoded) and value.code == "base64":
        return with_marks(value.inner, value.marks)
    try:
        content = base64.b64decode(plain_text(value), validate=True)
        return Text(content.decode(), marks=deep_marks(value))
    except (binascii.Error, ValueError) as error:
        raise EvaluationError("this is no text in Base64") from error


def _csvdecode(value: Value) -> Value:
    try:
        rows = list(csv.reader(io.StringIO(plain_text(value)), strict=True))
    except csv.Error as error:
        raise EvaluationError(f"not CSV: {error}") from error
    rows = [row for row in rows if row]
    if not rows:
        raise EvaluationError("CSV without a header")
    header, *lines = rows
    if len(set(header)) != len(header) or any(len(line) != len(header) for line in lines):
        raise EvaluationError("CSV whose lines do not fit its header")
    marks = deep_marks(value)
    items = (
        object_of({name: Text(cell, marks=marks) for name, cell in zip(header, line, strict=True)})
        for line in lines
    )
    return list_of(items, marks=marks)


def _textencode(text: str, encoding: str) -> str:
    try:
        return base64.b64encode(text.encode(encoding)).decode()
    except (LookupError, UnicodeError) as error:
        raise EvaluationError(f"{encoding} cannot hold this text") from error


def _textdecode(text: str, encoding: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode(encoding)
    except (LookupError, ValueError) as error:
        raise EvaluationError(f"this is no {encoding} in Base64") from error


FUNCTIONS: dict[str, Function] = {
    "base64decode": valued(_base64decode, 1),
    "base64encode": valued(_base64encode, 1),
    "base64gzip": never_known,
    "csvdecode": valued(_csvdecode, 1),
    "jsondecode": _decoder("json"),
    "jsonencode": _encoder("json"),
    "textdecodebase64": native(_textdecode, "string", "string"),
    "textencodebase64": native(_textencode, "string", "string"),
    "urlencode": native(lambda text: quote_plus(text, safe=""), "string"),
    "yamldecode": _decoder("yaml"),
    "yamlencode": _encoder("yaml"),
}
