"""Addresses of resources and the names in expressions, taken apart.

Source: developer.hashicorp.com/terraform/cli/state/resource-addressing
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.collect.terraform.instances.expansion import quoted

_STEP = re.compile(r'(?:^|\.)([^\s.\[\]"]+)|(\[(?:\d+|"(?:[^"\\]|\\.)*")\])')
MAX_CHARACTERS = 4_000
_MODES = frozenset({"data", "ephemeral"})


@dataclass(frozen=True)
class Call:
    """One use of a module: the call's name, and the key as an address writes it."""

    name: str
    key: str = ""

    def __str__(self) -> str:
        return f"module.{self.name}{self.key}"


Path = tuple[Call, ...]
"""A module instance, from the root on."""


def prefix(path: Path) -> str:
    """What addresses in a module instance begin with; empty for the root."""
    return "".join(f"{call}." for call in path)


def names(path: Path) -> tuple[str, ...]:
    """The calls' names: which module it is an instance of."""
    return tuple(call.name for call in path)


@dataclass(frozen=True)
class Address:
    """The address of a resource instance."""

    path: Path
    type: str
    name: str
    key: str = ""
    mode: str = ""
    """`data` or `ephemeral`; empty for what Terraform manages."""

    @property
    def block(self) -> str:
        """The address without the key: that of the block, in its module instance."""
        mode = f"{self.mode}." if self.mode else ""
        return f"{prefix(self.path)}{mode}{self.type}.{self.name}"

    def __str__(self) -> str:
        return self.block + self.key


def parse_address(text: str) -> Address | None:
    """A resource's address, or None where it is none."""
    steps = split(text)
    path, steps = _path(steps)
    mode = steps.pop(0) if steps[:1] and steps[0] in _MODES else ""
    key = steps.pop() if len(steps) == 3 and steps[2].startswith("[") else ""
    if len(steps) != 2 or any(step.startswith("[") for step in steps):
        return None
    return Address(path, steps[0], steps[1], key, mode)


def split(text: str) -> list[str]:
    """The names and keys in `text` in order, keys with their brackets; none where it is no
    chain of them."""
    steps: list[str] = []
    at = 0
    while at < len(text) and len(text) <= MAX_CHARACTERS:
        match = _STEP.match(text, at)
        if match is None:
            return []
        steps.append(match[1] or match[2])
        at = match.end()
    return steps


def parse_path(text: str) -> Path | None:
    """A module instance's address, or None where it is none."""
    path, rest = _path(split(text))
    return None if rest or (text and not path) else path


def _path(steps: list[str]) -> tuple[Path, list[str]]:
    path: list[Call] = []
    while len(steps) > 1 and steps[0] == "module" and not steps[1].startswith("["):
        key = steps[2] if len(steps) > 2 and steps[2].startswith("[") else ""
        path.append(Call(steps[1], key))
        steps = steps[3 if key else 2 :]
    return tuple(path), steps


def key_of(index: object) -> str:
    """The key of an instance as an address writes it; empty where it has none."""
    if isinstance(index, bool) or index is None:
        return ""
    if isinstance(index, int):
        return f"[{index}]"
    return f"[{quoted(index)}]" if isinstance(index, str) else ""
