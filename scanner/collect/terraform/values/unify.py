"""The type that values have in common: what lists, maps and conditionals bring theirs into.

Source: github.com/zclconf/go-cty (cty/convert/unify.go). Values read from resources have no
schema here, so where collections have nothing in common the values stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scanner.collect.terraform.values.kinds import ANY, BOOL, NUMBER, STRING, Field, Type
from scanner.collect.terraform.values.value import (
    Bool,
    Encoded,
    Kind,
    Mapping,
    Number,
    PartialText,
    Text,
    Value,
)
from scanner.collect.terraform.values.value import Sequence as Items

PRIMITIVE = frozenset({"string", "number", "bool"})
_SIMPLE: dict[type[Value], Type] = {
    Text: STRING,
    PartialText: STRING,
    Encoded: STRING,
    Number: NUMBER,
    Bool: BOOL,
}


def type_of(value: Value) -> Type:
    """The type of `value`; `any` for what is null, unknown or a resource."""
    simple = _SIMPLE.get(type(value))
    if simple is not None:
        return simple
    if isinstance(value, Items):
        kinds = tuple(map(type_of, value.items))
        if value.kind is Kind.TUPLE:
            return Type("tuple", items=kinds)
        return Type(value.kind.value, unify(kinds) or ANY)
    if isinstance(value, Mapping):
        if value.kind is Kind.MAP:
            return Type("map", unify(map(type_of, value.items.values())) or ANY)
        if not value.partial:
            fields = {name: Field(type_of(item)) for name, item in value.items.items()}
            return Type("object", attributes=fields)
    return ANY


def unify(types: Iterable[Type], *, loosely: bool = False) -> Type | None:
    """The type that all of `types` can be brought into; None where there is none.

    `loosely` also takes conversions that may fail for some values, as a conditional does.
    """
    known = [kind for kind in types if kind.name != "any"]
    names = {kind.name for kind in known}
    if len(names) < 2 and (not known or all(kind is known[0] for kind in known)):
        return known[0] if known else ANY
    if names <= PRIMITIVE:
        return known[0] if len(names) == 1 else STRING if "string" in names else None
    together = _TOGETHER.get(frozenset(names))
    return _as_collection(known, together) if together else _unlike(known, names, loosely)


_TOGETHER = {
    frozenset({"map"}): "map",
    frozenset({"map", "object"}): "map",
    frozenset({"object"}): "object",
    frozenset({"list"}): "list",
    frozenset({"list", "tuple"}): "list",
    frozenset({"set"}): "set",
    frozenset({"tuple"}): "tuple",
}


def _as_collection(types: Sequence[Type], name: str) -> Type | None:
    if name == "object":
        return _objects(types)
    if name == "tuple":
        return _tuples(types)
    element = unify(part for kind in types for part in _parts(kind))
    return None if element is None else Type(name, element)


def _parts(kind: Type) -> list[Type]:
    if kind.name == "object":
        return [field.type for field in kind.attributes.values()]
    return list(kind.items) if kind.name == "tuple" else [kind.element or ANY]


def _objects(types: Sequence[Type]) -> Type | None:
    """An object where all have the same attributes, else a map."""
    names = types[0].attributes.keys()
    if all(kind.attributes.keys() == names for kind in types):
        joint = {n: unify(kind.attributes[n].type for kind in types) for n in names}
        fields = {name: Field(kind) for name, kind in joint.items() if kind is not None}
        if len(fields) == len(joint):
            return Type("object", attributes=fields)
    return _as_collection(types, "map")


def _tuples(types: Sequence[Type]) -> Type | None:
    """A tuple where all are of one length, else a list."""
    if len({len(kind.items) for kind in types}) == 1:
        joint = [unify(column) for column in zip(*(k.items for k in types), strict=True)]
        found = tuple(kind for kind in joint if kind is not None)
        if len(found) == len(joint):
            return Type("tuple", items=found)
    return _as_collection(types, "list")


def _unlike(types: Sequence[Type], names: set[str], loosely: bool) -> Type | None:
    """Lists, sets and tuples: a list before a set, either before a tuple."""
    if not names <= {"list", "set", "tuple"}:
        return None
    leading = [kind for kind in types if kind.name == ("list" if "list" in names else "set")]
    wanted = _as_collection(leading, leading[0].name)
    if wanted is None or loosely:
        return wanted
    element = unify(part for kind in types for part in _parts(kind))
    own = wanted.element or ANY
    if element is None or (own.name in PRIMITIVE and element.name != own.name):
        return None if "tuple" in names or element is None else Type(wanted.name, element)
    return wanted
