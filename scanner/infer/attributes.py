"""Reading a resource's attributes by path, with "not known" as an answer of its own.

A path is written without indices (`environment.variables`) and reads through lists, so
one path may find many values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scanner.model import Reference, Resource, Unknown

_INDEX = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True)
class Reading:
    """What stands at a path: `values` (lists written out), or why it is `unknown`.

    Both may be there: a list of which one element is not known.
    """

    values: tuple[Any, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    @property
    def absent(self) -> bool:
        """Nothing is written there at all."""
        return not self.values and not self.unknown


def bare(path: str) -> str:
    """`path` without its indices: `env[0].value` and `env["A"].value` both read `env.value`."""
    return _INDEX.sub("", path)


def under(path: str, prefix: str) -> bool:
    """Whether bare `path` is `prefix` or lies below it."""
    return path == prefix or path.startswith(prefix + ".")


def read(resource: Resource, path: str) -> Reading:
    """Everything at `path`. An attribute written as null counts as absent."""
    values = tuple(_walk(resource.attributes, path.split(".")))
    unknown = tuple(
        fact
        for at, fact in resource.unknown.items()
        if under(bare(at), path) or under(path, bare(at))
    )
    return Reading(values, unknown)


def references_at(resource: Resource, path: str) -> list[Reference]:
    """The references written at `path` or below it."""
    return [ref for ref in resource.references if under(bare(ref.path), path)]


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """`(path, text)` of every string in `value`, keys of maps in the path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from strings(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from strings(part, f"{path}[{index}]")


def _walk(value: Any, steps: list[str]) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for part in value:
            yield from _walk(part, steps)
    elif not steps:
        if value is not None:
            yield value
    elif isinstance(value, dict):
        # A key may hold dots of its own (`kubernetes.io/role`): try the longest first.
        for cut in range(len(steps), 0, -1):
            key = ".".join(steps[:cut])
            if key in value:
                yield from _walk(value[key], steps[cut:])
                return
