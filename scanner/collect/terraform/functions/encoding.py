"""Texts that stand for other values: JSON, YAML, CSV, Base64, URLs."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from urllib.parse import quote_plus, unquote_plus

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
from scanner.collect.terraform.values.texts import MAX_TEXT, as_text


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
        text = plain_text(value).replace("\r", "").replace("\n", "")
        content = base64.b64decode(text, validate=True)
        return Text(content.decode(), marks=deep_marks(value))
    except (binascii.Error, ValueError) as error:
        raise EvaluationError("this is no text in Base64") from error


_CELL = re.compile(r'"((?:[^"]|"")*)"(?=[,\n]|\Z)|([^",\n][^",\n]*|)(?=[,\n]|\Z)')


def _csv_rows(text: str) -> Iterator[list[str]]:
    """Rows as Go's encoding/csv reads them: quotes only around a whole cell, no empty rows."""
    at = 0
    row: list[str] = []
    while at < len(text):
        if not row and text[at] == "\n":
            at += 1
            continue
        cell = _CELL.match(text, at)
        if cell is None:
            raise EvaluationError("not CSV: a quote stands where none may")
        row.append(cell[2] if cell[1] is None else cell[1].replace('""', '"'))
        at = cell.end() + 1
        if text[cell.end() : at] != ",":
            yield row
            row = []
        elif at == len(text):
            yield [*row, ""]


def _csvdecode(value: Value) -> Value:
    rows = list(_csv_rows(plain_text(value).replace("\r\n", "\n")))
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


def _encoding(name: str) -> str:
    """Python's name of an encoding. Raises LookupError for what Terraform does not know."""
    plain = name.lower()
    if plain in ("utf-7", "utf-32", "utf-32le", "utf-32be"):
        raise LookupError(name)
    return plain


def _textencode(text: str, encoding: str) -> str:
    if encoding.lower() == "utf-16":  # with a mark of its order, and that is the network's
        text, encoding = f"\ufeff{text}", "utf-16-be"
    try:
        return base64.b64encode(text.encode(_encoding(encoding))).decode()
    except (LookupError, UnicodeError) as error:
        raise EvaluationError(f"{encoding} cannot hold this text") from error


def _textdecode(text: str, encoding: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode(_encoding(encoding))
    except (LookupError, ValueError) as error:
        raise EvaluationError(f"this is no {encoding} in Base64") from error


def _gunzip(text: str) -> str:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        content = unpacking.decompress(base64.b64decode(text, validate=True), MAX_TEXT)
        if not unpacking.eof:
            raise EvaluationError("what is packed ends too early, or is too long to follow")
        return content.decode()
    except (zlib.error, ValueError) as error:
        raise EvaluationError("this is no text packed by gzip in Base64") from error


def _urldecode(text: str) -> str:
    if _BAD_ESCAPE.search(text):
        raise EvaluationError("a % without two hexadecimal digits behind")
    return unquote_plus(text)


_BAD_ESCAPE = re.compile("%(?![0-9a-fA-F]{2})")

FUNCTIONS: dict[str, Function] = {
    "base64decode": valued(_base64decode, 1),
    "base64encode": valued(_base64encode, 1),
    "base64gunzip": native(_gunzip, "string"),  # OpenTofu
    "base64gzip": never_known(1, 1),
    "csvdecode": valued(_csvdecode, 1),
    "jsondecode": _decoder("json"),
    "jsonencode": _encoder("json"),
    "textdecodebase64": native(_textdecode, "string", "string"),
    "textencodebase64": native(_textencode, "string", "string"),
    "urldecode": native(_urldecode, "string"),  # OpenTofu
    "urlencode": native(lambda text: quote_plus(text, safe=""), "string"),
    "yamldecode": _decoder("yaml"),
    "yamlencode": _encoder("yaml"),
}
