"""What an item can tell, worked out from its published properties and the API's own model."""

from __future__ import annotations

import re
from typing import Any

import botocore.session
from scanner.collect.aws.bulk_facts import Configured, facts
from scanner.collect.aws.declarations import Mapping, services

from tests.collect.aws.shapes import OPEN, Item, Many, Reader, _inside, _is_plain

SESSION = botocore.session.Session()
_NAME = re.compile(r"[A-Za-z_]\w*")


def derived(
    configured: Configured, properties: list[str], others: dict[str, tuple[Configured, list[str]]]
) -> dict[str, set[str]]:
    """Type of resource -> attributes whose expressions read only what `properties` have; no type
    whose condition or id cannot be worked out. `others` are the steps that further items feed."""
    steps = {step: Item(_shown(one, paths)) for step, (one, paths) in others.items()}
    name, step, _ = configured.like
    steps[step] = Item(_shown(configured, properties))
    return {
        mapping.type: _told(mapping, steps, step, configured)
        for mapping in services()[name].resources
        if mapping.step == step
    }


def _told(mapping: Mapping, steps: dict[str, Item], step: str, configured: Configured) -> set[str]:
    of = steps[step]
    if mapping.items:
        reader = Reader(steps)
        part = _inside(reader.read(mapping.items, of))
        if reader.strange or part is None:
            return set()
        of = Item(part if not _is_plain(part) else {"value": part}, {"_parent": of})
    if any(text and not _reads(text, of, steps) for text in (mapping.when, mapping.id)):
        return set()
    texts = {**mapping.attributes, **mapping.optional}
    texts |= {"zones": mapping.zones} if mapping.zones else {}
    texts |= {"region": mapping.region} if mapping.region else {}
    missing = set(configured.missing)
    return {
        name
        for name, text in texts.items()
        if _reads(text, of, steps) and set(_NAME.findall(text)) - missing
    }


def _reads(text: str, of: Any, steps: dict[str, Item]) -> bool:
    reader = Reader(steps)
    try:
        reader.read(text, of)
    except KeyError:  # a step that no item feeds
        return False
    return not reader.strange


def _shown(configured: Configured, properties: list[str]) -> dict[str, Any]:
    """The members that an item has."""
    name, _, shape_name = configured.like
    shape = SESSION.get_service_model(services()[name].service).shape_for(shape_name)
    tree: dict[str, Any] = {}
    for path in properties:
        below = tree
        for part in path.split("."):
            below = below.setdefault(part, {})
    members = shape.members if shape.type_name == "structure" else {}
    found: dict[str, Any] = _folded(shape, tree) or {}
    found |= {n: OPEN for n in members if n.lower() in facts().tags and n not in found}
    for member, text in configured.also.items():
        whole = text == "configuration" and members[member].type_name == "structure"
        found[member] = _folded(members[member], tree) if whole else OPEN
    return {**found, **dict.fromkeys(configured.missing, OPEN)}


def _folded(shape: Any, tree: dict[str, Any]) -> Any:
    """The part of `shape` that `tree` has; None where it has none of it."""
    if shape.type_name == "structure":
        lower: dict[str, dict[str, Any]] = {}
        for key, below in tree.items():
            lower.setdefault(key.lower(), {}).update(below)
        pairs = ((n, m) for n, m in shape.members.items() if n.lower() in lower)
        made = {n: _folded(m, lower[n.lower()]) for n, m in pairs}
        return {n: part for n, part in made.items() if part is not None} or None
    if shape.type_name == "list":
        part = _folded(shape.member, tree)
        return None if part is None else Many(part)
    if shape.type_name == "map":
        return dict.fromkeys(tree, OPEN) or None
    return shape if not tree or set(tree) == {"value"} else None
