"""`count` and `for_each`: which instances of a block there are."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from scanner.collect.names import too_long
from scanner.collect.terraform.language import OverLimitError, Scope, evaluate
from scanner.collect.terraform.modules.blocks import Declared
from scanner.collect.terraform.values import (
    NO_MARKS,
    EvaluationError,
    Kind,
    Mapping,
    Marks,
    Null,
    Number,
    Record,
    Sequence,
    Text,
    Unknown,
    Value,
    deep_marks,
    object_of,
    with_marks,
)
from scanner.collect.terraform.values.keys import apart, key_of, partial_keys, partly_known, written
from scanner.collect.terraform.values.types import as_number, as_object
from scanner.collect.terraform.values.unknown import derived, joined_symbol
from scanner.model import FileOrigin


@dataclass(frozen=True)
class Entry:
    """One instance: its key as an address writes it, and the names it adds to the scope."""

    suffix: str
    key: int | str | None
    names: dict[str, Value]
    """`each` or `count`, for the scope."""


@dataclass(frozen=True)
class Expansion:
    """The instances of a block. With `unknown`, one entry stands for any number of them."""

    how: str
    """`single`, `count` or `for_each`."""
    entries: tuple[Entry, ...]
    unknown: Unknown | None = None
    origin: FileOrigin | None = None
    """Where `count` or `for_each` stands."""


def expand(block: Declared, scope: Scope, address: str, most: int) -> Expansion:
    """The instances of `block`, whose address without keys is `address`.

    Never raises: what cannot be worked out gives an unknown group. More than `most`
    instances are an unknown group too.
    """
    for how in ("count", "for_each"):
        attribute = block.body.attributes.get(how)
        if attribute is None:
            continue
        path = block.path_of(how)
        origin = FileOrigin(path, attribute.line, attribute.column)
        inner = Scope(scope.owner, path, scope.budget, scope.names)
        try:
            value = evaluate(attribute.value, inner)
            found = (_counted if how == "count" else _for_each)(value, most)
        except (EvaluationError, OverLimitError) as error:
            found = Unknown(f"{how} has no value: {error}", "", origin)
        if isinstance(found, Unknown) and found.origin is None:
            found = msgspec.structs.replace(found, origin=origin)
        if isinstance(found, Unknown):
            return Expansion(how, (_group(how, found, address),), found, origin)
        return Expansion(how, tuple(found), None, origin)
    return Expansion("single", (Entry("", None, {}),))


def _counted(value: Value, most: int) -> list[Entry] | Unknown:
    number = as_number(value)
    if isinstance(number, Unknown):
        return number
    count = number.value
    if not isinstance(count, int) or count < 0:
        raise EvaluationError(f"{count} is no number of instances")
    if count > most:
        return _too_many(count, most, value)
    return [_entry_counted(index) for index in range(count)]


def _entry_counted(index: int) -> Entry:
    return Entry(f"[{index}]", index, {"count": object_of({"index": Number(index)})})


def _for_each(value: Value, most: int) -> list[Entry] | Unknown:
    found = _entries(value, most)
    if isinstance(found, Unknown):
        return found
    long = next(filter(None, (too_long(str(entry.key)) for entry in found)), "")
    return Unknown(long, "", marks=deep_marks(value)) if long else found


def _entries(value: Value, most: int) -> list[Entry] | Unknown:
    if isinstance(value, Record):
        value = as_object(value)
    if isinstance(value, Unknown):
        return value
    if value.sensitive:
        return Unknown("for_each is secret", "", marks=value.marks)
    if isinstance(value, Mapping):
        if len(value.items) > most:
            return _too_many(len(value.items), most, value)
        return [
            _entry_of(key, key_of(key, value), item, value.marks) for key, item in value.entries()
        ]
    if isinstance(value, Sequence):
        return _for_each_in_set(value, most)
    if isinstance(value, Null):
        raise EvaluationError("it is null")
    raise EvaluationError("it is neither a map nor a set")


def _for_each_in_set(value: Sequence, most: int) -> list[Entry] | Unknown:
    """A list is taken as a set: Terraform refuses it, or sees a set where a type says so."""
    if len(value.items) > most:
        return _too_many(len(value.items), most, value)
    items = list(value.items)
    if not all(isinstance(item, Text) and not item.sensitive for item in items) and not apart(
        items
    ):
        element = items[0] if len(items) == 1 else None
        return derived("", items, marks=value.marks, element=element)
    entries: dict[str, Entry] = {}
    for item in items:
        key = item.value if isinstance(item, Text) else written(item)
        entries[key] = _entry_of(key, item, item, value.marks)
    return [entries[key] for key in sorted(entries)]


def _entry_of(key: str, name: Value, item: Value, marks: Marks) -> Entry:
    each = object_of({"key": with_marks(name, marks), "value": with_marks(item, marks)})
    return Entry(f"[{quoted(key)}]", key, {"each": each})


def _too_many(count: int, most: int, value: Value) -> Unknown:
    reason = f"{count:,} instances are more than the {most:,} that are evaluated"
    return Unknown(reason, "", marks=deep_marks(value) if most else NO_MARKS)


def _group(how: str, unknown: Unknown, address: str) -> Entry:
    """One entry for instances of unknown number."""

    def some(name: str) -> Unknown:
        symbol = joined_symbol(f"{address}[?]", f".{name}")
        return Unknown(unknown.reason, symbol, unknown.origin, marks=unknown.marks)

    if how == "count":
        return Entry("[?]", None, {"count": object_of({"index": some("count.index")})})
    value = unknown.element if unknown.element is not None else some("each.value")
    each = object_of({"key": some("each.key"), "value": value})
    return Entry("[?]", None, {"each": each})


def quoted(key: str) -> str:
    """A key as Terraform writes it in addresses; an unknown part of it stands as it is."""
    if partly_known(key):
        return f'"{key}"'
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def together(expansion: Expansion, records: list[Value], address: str) -> Value:
    """All instances as the value that their block's name stands for."""
    if expansion.unknown is not None:
        unknown = expansion.unknown
        return Unknown(unknown.reason, address, unknown.origin, element=records[0])
    if expansion.how == "single":
        return records[0]
    if expansion.how == "count":
        return Sequence(Kind.TUPLE, tuple(records))
    keys = [str(entry.key) for entry in expansion.entries]
    names = (entry.names["each"] for entry in expansion.entries)
    given = (each.items["key"] for each in names if isinstance(each, Mapping))
    return Mapping(Kind.OBJECT, dict(zip(keys, records, strict=True)), partial_keys(given))
