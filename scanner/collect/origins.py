"""File names as the user sees them: from where one stands, not from the scanned directory."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from scanner.collect.tree import Tree
from scanner.model import FileOrigin, Inventory

T = TypeVar("T")

_IN_TEXT = re.compile(r"\((?P<path>[^()\s]+)(?=:\d+(?::\d+)?\))")
"""A place at the end of a reason: `provider alias (providers.tf:4)`."""


def seen_from_here(inventory: Inventory, tree: Tree, folder: str) -> Inventory:
    """`inventory` with every file of `tree`, which lies in `folder` from here, named so.

    Ids stay as they are: they do not depend on where one stands.
    """
    if not folder:
        return inventory
    known = {*tree.files, *(q.partition(":")[2] for q in tree.answers if q.startswith("read:"))}

    def moved(path: str) -> str:
        return f"{folder}/{path}" if path in known else path

    def in_text(found: re.Match[str]) -> str:
        return f"({moved(found['path'])}"

    def origin(one: FileOrigin) -> FileOrigin:
        path = folder if one.path == "." else moved(one.path)
        return msgspec.structs.replace(one, path=path)

    return _moved(inventory, origin, lambda text: _IN_TEXT.sub(in_text, text))


def _moved(
    value: T, origin: Callable[[FileOrigin], FileOrigin], because: Callable[[str], str]
) -> T:
    """`value` with `origin` done to every file origin in it, and `because` to derivations."""

    def done(one: Any) -> Any:
        if isinstance(one, FileOrigin):
            return origin(one)
        if isinstance(one, tuple | list):
            return type(one)(map(done, one))
        if isinstance(one, dict):
            return {key: done(item) for key, item in one.items()}
        if not isinstance(one, msgspec.Struct):
            return one
        changed = {}
        for name in one.__struct_fields__:
            if name == "attributes":  # of a resource: plain values, which have no origins
                continue
            old = getattr(one, name)
            if name == "because":
                new: Any = {key: because(text) for key, text in old.items()}
            elif isinstance(old, str | int | float | None):
                continue
            else:
                new = done(old)
            changed[name] = new
        return msgspec.structs.replace(one, **changed) if changed else one

    moved: T = done(value)
    return moved
