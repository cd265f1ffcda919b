"""The bytes of a file under the parser's tree: texts and places of its nodes."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from tree_sitter import Node as Cst

MAX_DEPTH = 250
"""How deep expressions and blocks may nest; deeper ones are faults, not crashes."""
MAX_DIGITS = 150
"""As many as Terraform's own 512-bit numbers hold."""


_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class UnreadableError(Exception):
    """A part of a file is not Terraform, or is nested too deep to follow."""


class Source:
    """A file's bytes. Lines and columns count from 1, columns in characters."""

    def __init__(
        self,
        content: bytes,
        *,
        before: int = 0,
        at: tuple[int, int] | None = None,
        placeholders: dict[str, str] | None = None,
    ) -> None:
        """`placeholders` are names that stand for something of another template language.
        `before` is how many lines stand above in the file that this is a piece of. With
        `at`, that is the place of all: where the text that `content` is made from stands."""
        self.content = content
        self.placeholders = placeholders or {}
        self.at = at
        self._ascii = content.isascii()
        self.first_line = before + 1

    def text(self, node: Cst) -> str:
        """The source text of `node`."""
        return self.slice(node.start_byte, node.end_byte)

    def slice(self, start: int, end: int) -> str:
        """The source text between two byte offsets."""
        return self.content[start:end].decode("utf-8", "replace")

    def place(self, node: Cst) -> tuple[int, int]:
        """Line and column that `node` begins at."""
        if self.at is not None:
            return self.at
        row, column = node.start_point
        if not self._ascii:
            start = node.start_byte
            column = len(self.slice(start - column, start))
        return row + self.first_line, column + 1

    def end_line(self, node: Cst) -> int:
        """The last line of `node`."""
        if self.at is not None:
            return self.at[0]
        return node.end_point[0] + self.first_line


def number(text: str) -> int | Decimal:
    """A number as Terraform counts: exact, whole ones as `int`.

    Raises UnreadableError for what is no number, or has more digits than are kept.
    """
    if len(text) > MAX_DIGITS:
        raise UnreadableError(f"a number of {len(text)} digits")
    if text.isascii() and text.isdigit():
        return int(text)
    if not _NUMBER.fullmatch(text):
        raise UnreadableError(f"{text} is no number")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise UnreadableError(f"{text} is no number") from error
    if not value.is_finite() or abs(value.adjusted()) > MAX_DIGITS:
        raise UnreadableError(f"{text} is no number that can be kept")
    return int(value) if value == value.to_integral_value() else value
