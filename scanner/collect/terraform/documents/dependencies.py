"""References between the resources of a state, which keeps no expressions.

A state has, for each instance, the blocks that it depends on, directly or by way of others.
Where an identifier of such a one stands in an attribute, that refers to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from scanner.collect.terraform.documents.addresses import parse_address
from scanner.collect.terraform.documents.world import Instance, World
from scanner.collect.terraform.values import (
    Encoded,
    EvaluationError,
    Mapping,
    Ref,
    Sequence,
    Text,
    Value,
    list_of,
    object_of,
    with_marks,
)
from scanner.collect.terraform.values.coding import decode
from scanner.model import FileOrigin

MIN_CHARACTERS = 8
"""Shorter identifiers count only where they are all of a text."""
MAX_SEARCHED = 500
"""Where a resource depends on more identifiers, only whole texts are looked up."""
MAX_DEPTH = 90
MAX_DEPENDENCIES = 500
"""Of one resource that are looked for."""
_WORD = re.compile(r"[\w-]")
_GENERAL = ("id",)
"""What Terraform itself has resources identified by."""

Identifiers = dict[str, list[tuple[str, str]]]
"""Text -> address and attribute of those whose identifier it is."""


class Dependencies:
    """The identifiers of what each instance depends on."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._blocks: dict[str, list[Instance]] = defaultdict(list)
        self._own: dict[str, dict[str, str]] = {}
        self._found: dict[tuple[str, ...], Identifiers] = {}
        for instance in world.instances.values():
            self._blocks[_configured(str(instance.address))].append(instance)

    def identifiers(self, instance: Instance) -> Identifiers:
        """Those of the instances that `instance` depends on."""
        blocks = instance.dependencies[:MAX_DEPENDENCIES]
        if blocks not in self._found:
            found: Identifiers = defaultdict(list)
            for block in blocks:
                for other in self._blocks.get(_configured(block), ()):
                    for text, attribute in self._identifiers_of(other).items():
                        found[text].append((str(other.address), attribute))
            self._found[blocks] = dict(found)
        return self._found[blocks]

    def marked(self, value: Value, identifiers: Identifiers, origin: FileOrigin) -> Value:
        """`value`, its texts carrying what they refer to."""
        return self._marked(value, identifiers, origin, 0) if identifiers else value

    def unseen(self, instance: Instance, targets: Iterable[str]) -> list[str]:
        """Blocks that it depends on, not by way of others, and that no attribute refers to;
        `targets` are the ids of those that one does."""
        seen = {_configured(target.partition(":")[2]) for target in targets}
        behind = {
            _configured(further)
            for block in instance.dependencies
            for other in self._blocks.get(_configured(block), ())
            for further in other.dependencies
        }
        return [
            block
            for block in instance.dependencies
            if _configured(block) not in seen | behind and _configured(block) in self._blocks
        ]

    def _identifiers_of(self, instance: Instance) -> dict[str, str]:
        """The texts by which others refer to an instance, and the attributes that are them."""
        address = str(instance.address)
        if address not in self._own:
            names = self._world.facts.identities(instance.address.type)
            given = instance.given()
            texts: dict[str, str] = {}
            for name in (*names, *_GENERAL):
                plain = given[name].plain if name in given else None
                hidden = any(mask is True for mask in given[name].secret) if plain else True
                if isinstance(plain, str) and plain and not hidden:
                    texts.setdefault(plain, name)
            self._own[address] = texts
        return self._own[address]

    def _nearest(self, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Of those that share an identifier, those that no other of them depends on."""
        if len(found) == 1:
            return found
        behind = {
            _configured(block)
            for address, _ in found
            for block in self._world.instances[address].dependencies
        }
        return [one for one in found if _configured(one[0]) not in behind] or found

    def _marked(self, value: Value, known: Identifiers, origin: FileOrigin, depth: int) -> Value:
        if depth > MAX_DEPTH:
            return value
        if isinstance(value, Text):
            document = _document(value)
            if document is not None:
                return Encoded("json", self._marked(document, known, origin, depth + 1))
            refs = [
                Ref(self._world.full_id(address), attribute, origin)
                for found in _standing_in(value.value, known)
                for address, attribute in self._nearest(found)
            ]
            return with_marks(value, frozenset(refs))
        if isinstance(value, Sequence):
            items = [self._marked(item, known, origin, depth + 1) for item in value.items]
            return list_of(items, marks=value.marks)
        if isinstance(value, Mapping):
            inside = {
                name: self._marked(item, known, origin, depth + 1)
                for name, item in value.items.items()
            }
            return object_of(inside, marks=value.marks)
        return value


def _standing_in(text: str, known: Identifiers) -> list[list[tuple[str, str]]]:
    """Whose identifiers a text is, or has in it."""
    if text in known:
        return [known[text]]
    if len(known) > MAX_SEARCHED:
        return []
    return [found for identifier, found in known.items() if stands_in(identifier, text)]


def stands_in(identifier: str, text: str) -> bool:
    """Whether `text` is the identifier, or has it as a word of its own."""
    if identifier == text:
        return True
    if len(identifier) < MIN_CHARACTERS:
        return False
    at = text.find(identifier)
    while at >= 0:
        end = at + len(identifier)
        around = text[at - 1 : at] + text[end : end + 1]
        if not _WORD.search(around):
            return True
        at = text.find(identifier, at + 1)
    return False


def _document(text: Text) -> Value | None:
    """The JSON document that a text is, so that each of its parts refers for itself."""
    if not text.value.lstrip().startswith(("{", "[")):
        return None
    try:
        found = decode("json", text)
    except EvaluationError:
        return None
    return found if isinstance(found, Mapping | Sequence) else None


def _configured(address: str) -> str:
    """The address of the block in code: without any keys."""
    parsed = parse_address(address)
    if parsed is None:
        return address
    mode = f"{parsed.mode}." if parsed.mode else ""
    calls = "".join(f"module.{call.name}." for call in parsed.path)
    return f"{calls}{mode}{parsed.type}.{parsed.name}"
