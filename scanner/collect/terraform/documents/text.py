"""JSON with the place of what matters in it, for documents of many megabytes.

Positions are kept down to a depth that a `Shape` says; what lies deeper is checked once by the
standard library's parser, dropped, and read again when somebody asks. So a document takes
little more memory than its text.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from decimal import Decimal
from json.scanner import make_scanner
from typing import Any, cast

from scanner.collect.terraform.syntax.source import UnreadableError, number
from scanner.model import FileOrigin

MAX_BYTES = 256 * 2**20
MAX_NESTED = 200
"""Levels of what positions are kept for, e.g. modules within modules."""
MAX_FAULTS = 200
"""Places of unexpected form that are told one by one."""

_SPACE = re.compile(r"[ \t\r\n]*")
_LINE = re.compile(r"\n")
_WRAPPED = re.compile(r"\A(?:\[command\][^\n]*\n)?[ \t\r\n\ufeff]*")
"""What the wrapper of a CI runner writes before."""
_TRAILER = re.compile(r"(?:[ \t\r\n]|(?<=[\n}])::[^\n]*|%0A)*\Z")
"""And behind."""


class OutOfRange:
    """A number with more digits than are kept."""


Plain = dict[str, Any] | list[Any] | str | int | Decimal | bool | None
"""JSON as Python has it; a number may be an `OutOfRange`."""


class Shape:
    """How far positions are kept: of the members of an object by `names` (others are left
    out), of `each` member or element; with neither it is a leaf."""

    def __init__(self, names: Mapping[str, Shape] | None = None, each: Shape | None = None) -> None:
        self.names = dict(names or {})
        self.each = each


LEAF = Shape()
MEMBERS = Shape(each=LEAF)
"""An object or list whose members have positions, and nothing below them."""


class Node:
    """A value in a document, at a position."""

    __slots__ = ("_inside", "document", "end", "start")

    def __init__(self, document: Document, start: int) -> None:
        self.document = document
        self.start = start
        self.end = start
        self._inside: dict[str, Node] | list[Node] | None = None

    @property
    def origin(self) -> FileOrigin:
        """Where it begins and which line it ends on."""
        return self.document.origin(self.start, self.end)

    def plain(self) -> Any:
        """The value itself."""
        return self.document.value(self.start)

    def opened(self, shape: Shape) -> Node:
        """The same value, with positions further down."""
        return self.document.node(self.start, shape)

    def get(self, name: str) -> Node | None:
        """A member of an object; None where it is not there or null."""
        inside = self._inside
        found = inside.get(name) if isinstance(inside, dict) else None
        return None if found is None or found.is_null else found

    @property
    def is_null(self) -> bool:
        """Whether it is JSON's null."""
        return self.document.text.startswith("null", self.start)

    # --- what stands there, if it has the form that it should -----------------------------

    def members_of(self, name: str) -> dict[str, Node]:
        """The members of the object at `name`; none where it is absent, or is no object: that
        is a fault."""
        return self._child(name).members()

    def elements_of(self, name: str) -> list[Node]:
        """The elements of the list at `name`; none where it is absent, or is no list: that is
        a fault."""
        return self._child(name).elements()

    def string(self, name: str) -> str:
        """The text at `name`; empty where it is absent, or is no text: that is a fault."""
        found = self.get(name)
        value = found.plain() if found else ""
        if isinstance(value, str):
            return value
        assert found is not None
        self.document.fault(found, f"{name} is no text")
        return ""

    def members(self) -> dict[str, Node]:
        """The members, if it is an object; else that is a fault."""
        if isinstance(self._inside, dict):
            return self._inside
        if self is not self.document.absent:
            self.document.fault(self, "an object is needed here")
        return {}

    def elements(self) -> list[Node]:
        """The elements, if it is a list; else that is a fault."""
        if isinstance(self._inside, list):
            return self._inside
        if self is not self.document.absent:
            self.document.fault(self, "a list is needed here")
        return []

    def _child(self, name: str) -> Node:
        return self.get(name) or self.document.absent

    def hold(self, inside: dict[str, Node] | list[Node], end: int) -> None:
        """Used while reading."""
        self._inside, self.end = inside, end


def texts(node: Node | None) -> list[str]:
    """The texts in a list; none where there is no list."""
    plain = node.plain() if node else None
    return [one for one in plain if isinstance(one, str)] if isinstance(plain, list) else []


class Document:
    """A text that is JSON. Raises UnreadableError where it is not."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.text = _decoded(content)
        self.faults: dict[int, str] = {}
        """Position -> what is wrong with the form of what stands there."""
        self.absent = Node(self, 0)
        self._breaks: list[int] | None = None
        decoder = json.JSONDecoder(
            object_pairs_hook=_without_twins,
            parse_int=_number,
            parse_float=_number,
            parse_constant=_no_number,
        )
        self._scan: Callable[[str, int], tuple[Any, int]] = make_scanner(cast(Any, decoder))

    def root(self, shape: Shape) -> Node:
        """The whole."""
        begin = _WRAPPED.match(self.text)
        found = self.node(begin.end() if begin else 0, shape)
        if not _TRAILER.match(self.text, found.end):
            raise UnreadableError(f"{self._place(found.end)}: something follows the end")
        return found

    def value(self, at: int) -> Any:
        """The plain value that begins at `at`."""
        return self._leaf(at)[0]

    def node(self, at: int, shape: Shape, depth: int = 0) -> Node:
        """The value that begins at `at`, with positions as far as `shape` says."""
        found = Node(self, at)
        opener = self.text[at : at + 1]
        if depth > MAX_NESTED:
            raise UnreadableError(f"{self._place(at)}: nested more than {MAX_NESTED} levels deep")
        if opener == "{" and (shape.names or shape.each):
            found.hold(*self._object(at + 1, shape, depth))
        elif opener == "[" and shape.each:
            found.hold(*self._list(at + 1, shape.each, depth))
        else:
            found.end = self._leaf(at)[1]
        return found

    def fault(self, node: Node, what: str) -> None:
        """Note that a value has not the form that it should."""
        if len(self.faults) <= MAX_FAULTS:
            self.faults.setdefault(node.start, what)

    def origin(self, start: int, end: int = 0) -> FileOrigin:
        """The place of a position, lines and columns in characters from 1."""
        line, column = self._line(start)
        last = self._line(end - 1)[0] if end > start else line
        return FileOrigin(self.path, line, column, last if last != line else 0)

    # --- inside ---------------------------------------------------------------------------

    def _object(self, at: int, shape: Shape, depth: int) -> tuple[dict[str, Node], int]:
        members: dict[str, Node] = {}
        seen: set[str] = set()
        at = self._skip(at)
        while not self.text.startswith("}", at):
            if seen:
                at = self._sign(",", at)
            name, at = self._leaf(at)
            if not isinstance(name, str):
                raise UnreadableError(f"{self._place(at)}: a name is missing")
            if name in seen:
                raise UnreadableError(f"{self._place(at)}: one name stands twice in one object")
            seen.add(name)
            at = self._sign(":", at)
            inner = shape.names.get(name, shape.each)
            if inner is None:
                at = self._skip(self._leaf(at)[1])
                continue
            members[name] = self.node(at, inner, depth + 1)
            at = self._skip(members[name].end)
        return members, at + 1

    def _list(self, at: int, shape: Shape, depth: int) -> tuple[list[Node], int]:
        elements: list[Node] = []
        at = self._skip(at)
        while not self.text.startswith("]", at):
            if elements:
                at = self._sign(",", at)
            elements.append(self.node(at, shape, depth + 1))
            at = self._skip(elements[-1].end)
        return elements, at + 1

    def _leaf(self, at: int) -> tuple[Any, int]:
        try:
            return self._scan(self.text, at)
        except StopIteration:
            ending = at >= len(self.text.rstrip())
            what = "it ends too early" if ending else "a value is missing"
            raise UnreadableError(f"{self._place(at)}: {what}") from None
        except RecursionError:
            raise UnreadableError(f"{self._place(at)}: nested too deep to follow") from None
        except json.JSONDecodeError as error:
            early = error.pos >= len(self.text.rstrip()) or error.msg.startswith("Unterminated")
            what = "it ends too early" if early else "not JSON"
            raise UnreadableError(f"{self._place(error.pos)}: {what}") from None
        except ValueError as error:
            raise UnreadableError(f"{self._place(at)}: {error}") from None

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _sign(self, sign: str, at: int) -> int:
        at = self._skip(at)
        if not self.text.startswith(sign, at):
            early = at >= len(self.text.rstrip())
            what = "it ends too early" if early else f"a {sign} is missing"
            raise UnreadableError(f"{self._place(at)}: {what}")
        return self._skip(at + 1)

    def _line(self, at: int) -> tuple[int, int]:
        if self._breaks is None:
            self._breaks = [-1, *(match.start() for match in _LINE.finditer(self.text))]
        line = bisect_right(self._breaks, at - 1)
        return line, at - self._breaks[line - 1]

    def _place(self, at: int) -> str:
        return "line {}, column {}".format(*self._line(at))


def _decoded(content: bytes) -> str:
    """The text, in whichever of JSON's encodings: shells on Windows write UTF-16."""
    if len(content) > MAX_BYTES:
        raise UnreadableError(f"it is larger than {MAX_BYTES / 2**20:.0f} MB")
    try:
        return content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise UnreadableError("it is no text") from None


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("one name stands twice in one object")
    return found


def _number(text: str) -> int | Decimal | OutOfRange:
    try:
        return number(text)
    except UnreadableError:
        return OutOfRange()


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")
