"""JSON with the place of each value, as JSON's Terraform files need it.

The standard library's parser tells no lines, and drops all but the last of equal keys,
which in Terraform's JSON syntax may be several blocks.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal

import msgspec

from scanner.collect.terraform.syntax.source import MAX_DEPTH, UnreadableError, number

_TOKEN = re.compile(
    r'[ \t\r\n]*(?:("(?:[^"\\\x00-\x1f]|\\.)*")|([{}\[\],:])'
    r"|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))"
)

_WORDS = {"true": True, "false": False, "null": None}


class JsonValue(msgspec.Struct, frozen=True, eq=False):
    """A JSON value: text, number, bool, None, a list, or a list of key and value pairs."""

    line: int
    column: int
    value: str | int | Decimal | bool | list[JsonValue] | tuple[tuple[str, JsonValue], ...] | None

    @property
    def pairs(self) -> tuple[tuple[str, JsonValue], ...]:
        """The members of an object; none of anything else."""
        return self.value if isinstance(self.value, tuple) else ()


def parse_json(text: str) -> JsonValue:
    """Raises UnreadableError with the line where `text` is not JSON."""
    return _Reader(text).document()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.line_start = 0

    def document(self) -> JsonValue:
        value = self._value(self._next(), 0)
        if self.text[self.at :].strip():
            raise UnreadableError(f"line {self.line}: something follows the end")
        return value

    def _next(self) -> str:
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            raise UnreadableError(f"line {self.line}: not JSON")
        start = match.start(match.lastindex or 0)
        breaks = self.text.count("\n", self.at, start)
        if breaks:
            self.line += breaks
            self.line_start = self.text.rfind("\n", self.at, start) + 1
        self.start, self.at = start, match.end()
        return self.text[start : self.at]

    def _value(self, word: str, depth: int) -> JsonValue:
        if depth > MAX_DEPTH:
            raise UnreadableError(f"nested more than {MAX_DEPTH} levels deep")
        line, column = self.line, self.start - self.line_start + 1
        if word == "{":
            return JsonValue(line, column, self._object(depth))
        if word == "[":
            return JsonValue(line, column, self._array(depth))
        if word[0] == '"':
            return JsonValue(line, column, self._text(word))
        if word in _WORDS:
            return JsonValue(line, column, _WORDS[word])
        if word in "}],:":
            raise UnreadableError(f"line {line}: a value is missing")
        return JsonValue(line, column, number(word))

    def _text(self, word: str) -> str:
        try:
            return str(json.loads(word))
        except ValueError as error:
            raise UnreadableError(f"line {self.line}: {error}") from error

    def _object(self, depth: int) -> tuple[tuple[str, JsonValue], ...]:
        pairs: list[tuple[str, JsonValue]] = []
        word = self._next()
        while word != "}":
            if word[0] != '"' or self._next() != ":":
                raise UnreadableError(f"line {self.line}: a name is missing")
            pairs.append((self._text(word), self._value(self._next(), depth + 1)))
            word = self._next()
            if word == ",":
                word = self._next()
            elif word != "}":
                raise UnreadableError(f"line {self.line}: a comma is missing")
        return tuple(pairs)

    def _array(self, depth: int) -> list[JsonValue]:
        items: list[JsonValue] = []
        word = self._next()
        while word != "]":
            items.append(self._value(word, depth + 1))
            word = self._next()
            if word == ",":
                word = self._next()
            elif word != "]":
                raise UnreadableError(f"line {self.line}: a comma is missing")
        return items
