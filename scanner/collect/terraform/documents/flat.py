"""Attributes as states before Terraform 0.12 keep them: texts by path.

`listener.#` is the length of a list or set, `tags.%` that of a map; sets have numbers made of
their elements' content instead of positions.

Source: github.com/hashicorp/terraform, internal/configs/hcl2shim/flatmap.go
"""

from __future__ import annotations

from typing import Any

MAX_DEPTH = 50


class _Group(dict[str, Any]):
    """What stands below one name."""


def expanded(flat: dict[str, Any]) -> dict[str, Any]:
    """The attributes as lists and maps; numbers and truth values stay texts, since nothing
    says which they are."""
    tree = _Group()
    for path, value in flat.items():
        _put(tree, path, value)
    return {name: _value(below) for name, below in tree.items()}


def _put(tree: _Group, path: str, value: Any) -> None:
    """Keys of maps may have dots in them: what lies below a map is one key."""
    group = tree
    name, dot, rest = path.partition(".")
    for depth in range(MAX_DEPTH + 1):
        if not dot:
            if not isinstance(group.get(name), _Group):
                group[name] = value
            return
        below = group.get(name)
        if not isinstance(below, _Group):
            below = group[name] = _Group()
        if "%" in below or rest == "%" or depth == MAX_DEPTH:
            below[rest] = value
            return
        group = below
        name, dot, rest = rest.partition(".")


def _value(below: Any) -> Any:
    if not isinstance(below, _Group):
        return below
    if "#" in below:
        return [_value(below[name]) for name in sorted(below, key=_position) if name != "#"]
    return {name: _value(inner) for name, inner in below.items() if name != "%"}


def _position(name: str) -> tuple[int, str]:
    """Numbers in their order: none of them begins with a 0."""
    return len(name), name
