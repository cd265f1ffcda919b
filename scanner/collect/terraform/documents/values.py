"""Attributes as a document has them, with what masks say of them, as Terraform's values.

A mask has the form of the value it is laid over, with `true` where it applies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

import msgspec
from msgspec.structs import replace

from scanner.collect.secrecy import holds_secret
from scanner.collect.terraform.documents.text import OutOfRange
from scanner.collect.terraform.instances.records import LATER
from scanner.collect.terraform.values import (
    FALSE,
    NO_MARKS,
    NULL,
    SENSITIVE,
    TRUE,
    Marks,
    Number,
    Ref,
    Text,
    Unknown,
    Value,
    first_unknown,
    list_of,
    object_of,
    references,
    with_marks,
)
from scanner.collect.terraform.values.texts import hidden
from scanner.model import FileOrigin

MAX_DEPTH = 90
_SECRET: Marks = frozenset({SENSITIVE})


@dataclass(frozen=True)
class Given:
    """One attribute as a document has it."""

    plain: Any
    origin: FileOrigin
    unknown: Any = False
    """Mask of what is known once Terraform has run."""
    secret: tuple[Any, ...] = ()
    """Masks of what must not be shown."""
    written: Any = None
    """The expression in the configuration: `{"references": [...]}` or `{"constant_value":
    ...}`, or such ones by name for a nested block. None where the configuration is here and
    nothing is written: then it is the provider that computes what is not known."""
    configured: bool = False
    """Whether the configuration is here."""


@dataclass(frozen=True)
class Followed:
    """What an expression refers to."""

    refs: Marks = NO_MARKS
    lost: str = ""
    """A name in it that the document says nothing about."""


class Links(Protocol):
    """Says what the attributes of an instance refer to."""

    def follow(self, written: Any, origin: FileOrigin, /) -> Followed:
        """What an expression refers to."""

    def lose(self, name: str, origin: FileOrigin, /) -> None:
        """Note that a value not known yet is made of something that is not followed."""

    def identified(self, name: str, value: Value, origin: FileOrigin, /) -> Value:
        """The value of an attribute, its texts carrying what they identify."""

    def relevant(self, value: Value, refs: Marks, /) -> Marks:
        """Of what a known value's expression names, that which the value can come from."""


class Values:
    """The attributes of one resource instance, worked out when asked for."""

    def __init__(self, kind: str, address: str, given: dict[str, Given], links: Links) -> None:
        self.given = given
        self._kind = kind
        self._address = address
        self._links = links
        self._known: dict[str, Value | None] = {}

    def names(self) -> list[str]:
        """Attributes that there is something to say of."""
        return [name for name in self.given if self.has(name)]

    def has(self, name: str) -> bool:
        """Whether there is something to say of `name`."""
        return name in self.given and self._at(name) is not None

    def get(self, name: str) -> Value:
        """An attribute's value. Raises KeyError where there is none."""
        value = self._at(name)
        if value is None:
            raise KeyError(name)
        return value

    def place(self, name: str) -> FileOrigin:
        """Where it stands."""
        return self.given[name].origin

    def expression(self, _name: str) -> None:
        """None: a document has no expressions to follow names through."""

    def _at(self, name: str) -> Value | None:
        if name not in self._known:
            given = self.given[name]
            value = _Builder(self._address, given, self._links).build(name)
            if value is not None:
                value = self._links.identified(name, value, given.origin)
            if value is not None and holds_secret(self._kind, name):
                value = hidden(value)
            self._known[name] = value
        return self._known[name]


class _Part(msgspec.Struct, frozen=True):
    """A value inside of an attribute, with its part of each mask and of the expression."""

    plain: Any
    unknown: Any
    secret: tuple[Any, ...]
    written: Any
    path: str
    depth: int

    def items(self) -> Iterator[_Part]:
        """The elements of a list; some may be known to the mask alone."""
        plain = self.plain if isinstance(self.plain, list) else []
        masks = self.unknown if isinstance(self.unknown, list) else []
        length = max(len(plain), len(masks))
        each = _shared_out(self.written, masks, length)
        for at in range(length):
            value = plain[at] if at < len(plain) else None
            unknown = masks[at] if at < len(masks) else False
            yield self._inner(at, f"{self.path}[{at}]", value, unknown, each[at])

    def members(self) -> Iterator[tuple[str, _Part]]:
        """What is in an object, by name; some may be known to the mask alone."""
        plain = self.plain if isinstance(self.plain, dict) else {}
        masks = self.unknown if isinstance(self.unknown, dict) else {}
        for name in dict.fromkeys((*plain, *masks)):
            written = self.written.get(name) if isinstance(self.written, dict) else self.written
            path, unknown = f"{self.path}.{name}", masks.get(name, False)
            yield name, self._inner(name, path, plain.get(name), unknown, written)

    def _inner(self, key: int | str, path: str, plain: Any, unknown: Any, written: Any) -> _Part:
        secret = self.secret and tuple(_inner(mask, key) for mask in self.secret)
        return _Part(plain, unknown, secret, written, path, self.depth + 1)


class _Builder:
    """Lays masks and expression over one attribute."""

    def __init__(self, address: str, given: Given, links: Links) -> None:
        self._address = address
        self._given = given
        self._links = links

    def build(self, name: str) -> Value | None:
        given = self._given
        written = given.written if given.configured else _NOT_HERE
        return self._value(_Part(given.plain, given.unknown, given.secret, written, name, 0))

    def _value(self, part: _Part) -> Value | None:
        """The value; None for what the provider computes."""
        if part.depth > MAX_DEPTH:
            return self._unknown(part.path, "it is nested deeper than is read")
        if any(mask is True for mask in part.secret):
            value = self._value(replace(part, secret=(), depth=part.depth + 1))
            return value if value is None else with_marks(value, _SECRET)
        if is_leaf(part.written):
            followed = self._links.follow(part.written, self._given.origin)
            value = self._value(replace(part, written=followed, depth=part.depth + 1))
            if value is None or first_unknown(value):
                return value
            return with_marks(value, self._links.relevant(value, followed.refs))
        if part.unknown is True:
            return self._later(part.written, part.path)
        if isinstance(part.plain, list) or isinstance(part.unknown, list):
            values = (self._value(inner) for inner in part.items())
            return list_of([NULL if value is None else value for value in values])
        if isinstance(part.plain, dict) or isinstance(part.unknown, dict):
            members = ((name, self._value(inner)) for name, inner in part.members())
            return object_of({name: value for name, value in members if value is not None})
        return self._atom(part.plain, part.path)

    def _atom(self, plain: Any, path: str) -> Value:
        if plain is None or (plain == "" and not path.endswith("]")):  # "" is not set
            return NULL
        if isinstance(plain, bool):
            return TRUE if plain else FALSE
        if isinstance(plain, str):
            return Text(plain)
        if isinstance(plain, int | Decimal):
            return Number(plain)
        assert isinstance(plain, OutOfRange)
        return self._unknown(path, "a number with more digits than are kept")

    def _later(self, written: Any, path: str) -> Value | None:
        """What is known once Terraform has run: with exactly one name in its expression it is
        that; with none at all it is the provider's to say."""
        if written is None:
            return None
        if not isinstance(written, Followed):
            self._links.lose(f"{self._address}.{path}", self._given.origin)
            return self._unknown(path, LATER)
        if written.lost:
            self._links.lose(written.lost, self._given.origin)
            return self._unknown(path, f"{written.lost} is not kept in the plan", written.refs)
        refs = references(written.refs)
        if len(refs) != 1:
            return self._unknown(path, LATER, written.refs)
        return self._unknown(path, LATER, written.refs, refs[0])

    def _unknown(
        self, path: str, reason: str, marks: Marks = NO_MARKS, ref: Ref | None = None
    ) -> Unknown:
        symbol = f"{self._address}.{path}"
        return Unknown(reason, symbol, self._given.origin, ref, marks=marks)


_NOT_HERE = "no configuration"


def is_leaf(written: Any) -> bool:
    """Whether it is one expression, rather than a block of them."""
    return isinstance(written, dict) and written.keys() <= {"references", "constant_value"}


def _shared_out(written: Any, masks: list[Any], length: int) -> list[Any]:
    """The expression of each element: as many names as elements that are not known yet are
    taken to be one each."""
    if isinstance(written, list) and len(written) == length:
        return list(written)
    if isinstance(written, list):  # more than one block made by one that is not kept
        return [_NOT_HERE] * length
    if isinstance(written, Followed) and not written.lost:
        refs = references(written.refs)
        if len(refs) == length > 1 and masks == [True] * length:
            return [Followed(frozenset({ref})) for ref in refs]
    return [_NOT_HERE if written is None else written] * length


def _inner(mask: Any, key: int | str) -> Any:
    if isinstance(mask, list) and isinstance(key, int) and key < len(mask):
        return mask[key]
    if isinstance(mask, dict) and isinstance(key, str):
        return mask.get(key, False)
    return mask is True
