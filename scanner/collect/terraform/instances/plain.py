"""Values written out as an inventory has them: plain data, with the references and unknowns
that stand in it beside it, and nothing secret."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scanner.collect.names import too_long
from scanner.collect.secrecy import HIDDEN, locates, redacted, secret_name
from scanner.collect.terraform.values import (
    SENSITIVE,
    Bool,
    Encoded,
    EvaluationError,
    Mapping,
    Marks,
    Null,
    Number,
    PartialText,
    Record,
    Sequence,
    Text,
    Value,
    deep_marks,
    references,
    with_marks,
)
from scanner.collect.terraform.values import (
    Unknown as UnknownValue,
)
from scanner.collect.terraform.values.coding import decode
from scanner.collect.terraform.values.texts import shown
from scanner.model import Reference, Unknown

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_\-./:]*")
_SECRET: Marks = frozenset({SENSITIVE})
MAX_DEPTH = 80
"""Lists and maps within each other: what is written out must be readable again."""
MAX_UNKNOWN = 2_000
"""Unknown values told of one resource."""


@dataclass
class Plain:
    """What a resource's values come to."""

    root: str
    """What symbols begin with."""
    room: int
    """How many values there may be."""
    unknown: dict[str, Unknown] = field(default_factory=dict)
    references: dict[tuple[str, str, str], Reference] = field(default_factory=dict)
    abroad: Container[str] = frozenset()
    """What symbols of other roots begin with, which keep their beginning."""
    _depth: int = 0

    def write(self, value: Value, path: str, *, secret: bool = False) -> Any:
        """`value` as plain data; `secret` where a name around it says so.

        An unknown one is None and is told in `unknown`.
        """
        self.room -= 1
        if self.room < 0:
            self._tell(path, UnknownValue("there are more values than are written out"))
            return None
        if self._depth > MAX_DEPTH:
            self._tell(path, UnknownValue("it is nested deeper than is written out"))
            return None
        self._depth += 1
        try:
            return self._write(value, path, secret=secret)
        finally:
            self._depth -= 1

    def _write(self, value: Value, path: str, *, secret: bool) -> Any:
        secret = secret or value.sensitive
        if isinstance(value, UnknownValue | Record):
            return self._write_unknown(value, path, secret=secret)
        if value.marks:
            self.refer(path, value.marks)
        if isinstance(value, Sequence):
            inside = value.marks & _SECRET
            return [
                self.write(with_marks(item, inside), f"{path}[{position}]", secret=secret)
                for position, item in enumerate(value.items)
            ]
        if isinstance(value, Mapping):
            return self._write_mapping(value, path, secret=secret)
        if isinstance(value, Encoded):
            return self._write_encoded(value, path, secret=secret)
        if isinstance(value, Text | PartialText):
            return self._write_text(value, path, secret=secret)
        if isinstance(value, Number):
            plain = value.value
            if secret:
                return HIDDEN
            return float(plain) if isinstance(plain, Decimal) else plain
        return value.value if isinstance(value, Bool) and not value.sensitive else None

    def write_all(self, values: dict[str, Value]) -> dict[str, Any]:
        """Attributes by name; what is null or unknown is left out."""
        written: dict[str, Any] = {}
        for name, value in values.items():
            plain = self.write(value, name, secret=_is_secret(name, value))
            if plain is not None:
                written[name] = plain
        return written

    # --- one kind of value at a time ----------------------------------------------------

    def _write_mapping(self, value: Mapping, path: str, *, secret: bool) -> Any:
        if value.sensitive:  # and so are its keys
            for item in value.items.values():
                self.write(with_marks(item, _SECRET), f"{path}[*]")
            return HIDDEN
        written: dict[str, Any] = {}
        named = _named_secret(value)
        for key, item in value.entries():
            where = f"{path}.{key}" if _PLAIN_KEY.fullmatch(key) else f'{path}["{redacted(key)}"]'
            hidden = secret or _is_secret(key, item) or (named and key == "value")
            plain = self.write(item, where, secret=hidden)
            if plain is not None:
                written[redacted(key)] = plain
        return written

    def _write_encoded(self, value: Encoded, path: str, *, secret: bool) -> Any:
        inner = value.inner
        if value.code == "base64" and isinstance(inner, Text | PartialText):
            return self._write_text(inner, path, secret=secret)
        return self.write(with_marks(inner, value.marks & _SECRET), path, secret=secret)

    def _write_text(self, value: Text | PartialText, path: str, *, secret: bool) -> Any:
        """A text; where it is a JSON document, that, so that what is in it can be read."""
        if isinstance(value, PartialText):
            for part in value.parts:
                self.refer(path, part.marks)
        if secret and isinstance(value, Text) and not value.shown:
            return value.value if not value.sensitive and locates(value.value) else HIDDEN
        document = _document(value)
        if document is not None and not secret:
            return self.write(document, path)
        if isinstance(value, Text):
            return redacted(shown(value))
        return self._write_partial(value, path, secret=secret)

    def _write_partial(self, value: PartialText, path: str, *, secret: bool) -> str:
        parts: list[str] = []
        for part in value.parts:
            if isinstance(part, Text):
                parts.append(HIDDEN if secret and part.value.strip() else shown(part))
            else:
                parts.append(_embedded(part))
                if part.ref is None:
                    self._tell(path, part, whole=value, secret=secret)
        return redacted("".join(parts))

    def _write_unknown(self, value: UnknownValue | Record, path: str, *, secret: bool) -> Any:
        marks = deep_marks(value)
        self.refer(path, marks)
        if isinstance(value, UnknownValue):
            if value.ref is not None:
                return _embedded(value)
            self._tell(path, value, secret=secret)
            return None
        targets = [ref for ref in references(marks) if not ref.attribute]
        if len(targets) == 1:
            return f"${{{targets[0].target}}}"
        self._tell(
            path, UnknownValue(f"{value.address} is read when Terraform runs", value.address)
        )
        return None

    # --- what stands beside -------------------------------------------------------------

    def refer(self, path: str, marks: Marks) -> None:
        """Note what a value at `path` comes from."""
        for ref in references(marks):
            key = (path, ref.target, ref.attribute)
            if key not in self.references:
                self.references[key] = Reference(path, ref.target, ref.attribute, ref.origin)

    def _tell(
        self,
        path: str,
        value: UnknownValue,
        *,
        whole: PartialText | None = None,
        secret: bool = False,
    ) -> None:
        if path in self.unknown or len(self.unknown) >= MAX_UNKNOWN:
            return
        self.unknown[path] = self.unknown_of(value, whole=whole, secret=secret)

    def unknown_of(
        self, value: UnknownValue, *, whole: PartialText | None = None, secret: bool = False
    ) -> Unknown:
        """An unknown value as the inventory has it. A symbol that may hold a secret is none, nor
        is one that is longer than a name may be."""
        expression = value.symbol if whole is None else _template(whole)
        hides = secret or value.sensitive or too_long(expression)
        if hides or redacted(expression) != expression:
            expression = ""
        own = expression.partition(": ")[0] not in self.abroad
        symbol = f"{self.root}: {expression}" if expression and own else expression
        return Unknown(redacted(value.reason), symbol, value.origin)


def _is_secret(name: str, value: Value) -> bool:
    """Whether a name says that `value` is secret. Of maps and lists of maps it is the names
    inside that say it."""
    if isinstance(value, Mapping | Bool | Null) or not secret_name(name):
        return False
    if isinstance(value, Sequence):
        return all(isinstance(item, Text | PartialText) for item in value.items)
    return True


def _named_secret(value: Mapping) -> bool:
    """Whether it is a pair of name and value whose name is a secret's."""
    name = value.items.get("name") or value.items.get("key")
    return isinstance(name, Text) and secret_name(name.value)


def _document(value: Text | PartialText) -> Value | None:
    """The JSON document that a text is, if it is one."""
    first = value if isinstance(value, Text) else value.parts[0]
    if not isinstance(first, Text) or not first.value.lstrip().startswith(("{", "[")):
        return None
    if isinstance(value, Text) and value.sensitive:
        return None
    try:
        document = decode("json", value)
    except EvaluationError:
        return None
    return document if isinstance(document, Mapping | Sequence) else None


def _embedded(value: UnknownValue) -> str:
    """How an unknown part reads in a text."""
    if value.ref is not None:
        attribute = f".{value.ref.attribute}" if value.ref.attribute else ""
        return f"${{{value.ref.target}{attribute}}}"
    return "${" + (value.symbol or "?") + "}"


def _template(value: PartialText) -> str:
    """The whole text as a symbol; empty where a part has none or is secret."""
    parts: list[str] = []
    for part in value.parts:
        if part.sensitive or (isinstance(part, UnknownValue) and not part.symbol):
            return ""
        parts.append(part.value if isinstance(part, Text) else "${" + part.symbol + "}")
    text = "".join(parts)
    return f'"{text}"' if len(text) < 400 else ""
