"""Calls of modules, evaluated with what is known of the modules or with their own code.

A file in `data/models` holds calls of one module: `releases`, whose own code the calls were
evaluated with; `calls`, each with a name and code; and what the module's own code made of
each call, in `data/models/found` under the same name. See `tests/bench/models.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import yaml
from scanner.collect.terraform import Options, collect
from scanner.collect.tree import Tree
from scanner.knowledge import load
from scanner.model import Inventory, Resource

DATA = Path(__file__).parent / "data" / "models"
FOUND = DATA / "found"
Facts = dict[str, dict[str, Any]]


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Code that calls a module."""

    name: str
    code: str
    unlike: tuple[str, ...] = ()
    """Releases of the file for which the call is not meant."""


class Calls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of calls."""

    module: str
    """`namespace/name/provider`."""
    releases: tuple[str, ...]
    calls: tuple[Case, ...]
    beside: dict[str, str] = {}
    """Other modules that its code calls -> their release."""
    apart: dict[str, str] = {}
    """Part of a conclusion that is drawn from the code alone -> why the model leaves it out."""


FILES = sorted(DATA.glob("*.yaml"))


def read(file: Path) -> Calls:
    return msgspec.convert(yaml.safe_load(file.read_text()), Calls)


def evaluated(folder: Path, code: str, options: Options | None = None) -> Inventory:
    """The inventory of `code` as the main file in `folder`."""
    (folder / "main.tf").write_text(code)
    return collect(Tree(folder), load(), options)


def facts(resource: Resource, stated: Resource) -> dict[str, Any]:
    """What is told of a resource, as far as `stated`, its description, says anything of it."""
    said = _plain(stated.attributes) or {}
    leaves = [*_leaves(said), *stated.unknown, *(r.path for r in stated.references)]
    leaves = [path for path in leaves if path not in DERIVED]
    found = {
        k: v
        for k, v in _projected(_plain(resource.attributes) or {}, said).items()
        if v is not None
    }
    found["region"] = resource.region or "?"
    unknown = sorted(p for p in resource.unknown if p == "count" or _below(p, leaves))
    if unknown:
        found["unknown"] = unknown
    references = sorted(
        f"{r.path} = {r.target}.{r.attribute}"
        for r in resource.references
        if _below(r.path, leaves)
    )
    if references:
        found["references"] = references
    return found


def all_facts(found: Inventory, described: Inventory) -> Facts:
    """Of each resource in `found` that is of a type in `described`: what is told of it."""
    by_id = {resource.id: resource for resource in described.resources}
    kept = {resource.type for resource in described.resources}
    return {
        resource.id.removeprefix(".:"): facts(resource, by_id.get(resource.id, resource))
        for resource in found.resources
        if resource.type in kept and not resource.existing
    }


def recorded(file: Path) -> dict[str, Facts]:
    """What modules' own code made of the calls in a file, by the name of the call."""
    text = (FOUND / file.name).read_text()
    return msgspec.convert(yaml.load(text, yaml.CSafeLoader), dict[str, Facts])


DERIVED = frozenset({"region", "account", "count"})
"""Facts beside a resource's attributes, whose being unknown is told among those."""


def _plain(value: Any) -> Any:
    """A value without empty parts; None for one that is empty."""
    if isinstance(value, dict):
        parts = {k: _plain(v) for k, v in value.items() if k != "region" and _plain(v) is not None}
        return parts or None
    if isinstance(value, list):
        return [_plain(item) for item in value] or None
    return value


def _projected(value: Any, stated: Any) -> Any:
    """Of a value, the parts that `stated` has too."""
    if stated is None:
        return None
    if isinstance(stated, dict):
        if not isinstance(value, dict):
            return value or {}
        return {k: _projected(value.get(k), part) for k, part in stated.items()}
    if isinstance(stated, list) and isinstance(value, list) and len(value) == len(stated):
        return [_projected(one, part) for one, part in zip(value, stated, strict=True)]
    return value


def _leaves(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict):
        return [leaf for k, v in value.items() for leaf in _leaves(v, f"{path}.{k}".lstrip("."))]
    if isinstance(value, list):
        return [leaf for i, v in enumerate(value) for leaf in _leaves(v, f"{path}[{i}]")]
    return [path]


def _below(path: str, leaves: list[str]) -> bool:
    return any(path == leaf or path.startswith((f"{leaf}.", f"{leaf}[")) for leaf in leaves)
