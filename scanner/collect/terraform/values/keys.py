"""Keys of which a part is not known, but which certainly differ from each other.

`{ "${var.name}-a" = 1, "${var.name}-b" = 2 }` has two entries, whatever `var.name` is. Such
a key stands in a mapping as it is written, with `${...}` in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from scanner.collect.terraform.values.value import Mapping, PartialText, Text, Unknown, Value

MAX_KEYS = 300
"""Keys that are compared each with each."""

MARK = "${"


def partly_known(name: str) -> bool:
    """Whether a mapping's key has an unknown part."""
    return MARK in name


def key_of(name: str, mapping: Mapping) -> Value:
    """A mapping's key as a value."""
    if not partly_known(name):
        return Text(name)
    text = mapping.partial.get(name)
    return Unknown("a part of the key is not known", f'"{name}"') if text is None else text


def partial_keys(keys: Iterable[Value]) -> dict[str, PartialText]:
    """Those of `keys` that have unknown parts, by how they are written."""
    return {written(key): key for key in keys if isinstance(key, PartialText)}


def written(key: Value) -> str:
    """A text key as a mapping has it; empty where it cannot be told from others."""
    if isinstance(key, Text):
        return "" if key.sensitive or partly_known(key.value) else key.value
    if not isinstance(key, PartialText) or key.sensitive:
        return ""
    parts: list[str] = []
    for part in key.parts:
        if part.sensitive or (isinstance(part, Unknown) and not part.symbol):
            return ""
        parts.append(part.value if isinstance(part, Text) else f"{MARK}{part.symbol}}}")
    return "".join(parts) if any(isinstance(part, Text) for part in key.parts) else ""


def apart(keys: list[Value]) -> bool:
    """Whether all of `keys` are certainly different from each other, and can be written."""
    if len(keys) > MAX_KEYS or not all(map(written, keys)):
        return False
    return all(_differ(a, b) for a, b in combinations(keys, 2))


def has_partly_known(mapping: Mapping) -> bool:
    """Whether a mapping may have a key that it does not seem to have."""
    return any(map(partly_known, mapping.items))


def _differ(a: Value, b: Value) -> bool:
    first, second = _parts(a), _parts(b)
    if len(first) == len(second) == 1:
        return first != second
    if not _fit(first[0], second[0]) or not _fit(first[-1][::-1], second[-1][::-1]):
        return True
    if first[1::2] != second[1::2] or not first[1::2]:
        return False
    # The same unknown parts in the same order: with one text between them different, or
    # with texts of another length in all, the whole cannot be the same.
    different = sum(x != y for x, y in zip(first[::2], second[::2], strict=True))
    return different == 1 or sum(map(len, first[::2])) != sum(map(len, second[::2]))


def _fit(a: str, b: str) -> bool:
    """Whether one begins with the other."""
    return a.startswith(b) or b.startswith(a)


def _parts(key: Value) -> list[str]:
    """Texts at even places, symbols of unknown parts at odd ones."""
    parts: list[str] = [""]
    for part in key.parts if isinstance(key, PartialText) else (key,):
        if isinstance(part, Text):
            parts[-1] += part.value
        elif isinstance(part, Unknown):
            parts += [part.symbol, ""]
    return parts
