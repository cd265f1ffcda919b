"""Type constraints: what a variable, an output or a conversion asks for."""

from __future__ import annotations

import msgspec

from scanner.collect.terraform.syntax import Expression


class Type(msgspec.Struct, frozen=True):
    """A type constraint. `any` fits everything."""

    name: str
    """`any string number bool list set map object tuple`."""
    element: Type | None = None
    attributes: dict[str, Field] = {}
    items: tuple[Type, ...] = ()


class Field(msgspec.Struct, frozen=True):
    """An attribute of an object type."""

    type: Type
    optional: bool = False
    default: Expression | None = None


ANY, STRING, NUMBER, BOOL = Type("any"), Type("string"), Type("number"), Type("bool")
