"""What the attributes of one resource instance refer to, by whatever the document has."""

from __future__ import annotations

from typing import Any

from scanner.collect.terraform.documents.configuration import Configuration
from scanner.collect.terraform.documents.dependencies import MIN_CHARACTERS, Dependencies
from scanner.collect.terraform.documents.plan import PlanInstance
from scanner.collect.terraform.documents.values import Followed, Given
from scanner.collect.terraform.documents.world import Instance, World
from scanner.collect.terraform.values import Marks, Ref, Text, Value, inside
from scanner.model import FileOrigin

MAX_COMPARED = 20_000
"""References times texts that are compared; beyond, all references are taken to be relevant."""


class Links:
    """Of an instance in a plan, by the names in its expressions; of one in a state, by the
    identifiers in its values."""

    def __init__(
        self,
        world: World,
        configuration: Configuration | None,
        dependencies: Dependencies,
        instance: Instance,
    ) -> None:
        self._world = world
        self._configuration = configuration
        self._dependencies = dependencies
        self._instance = instance
        self._identifiers = dependencies.identifiers(instance)
        self._own = self._names()
        self.lost: dict[str, FileOrigin] = {}
        """Names that a value not known yet is made of, and that are followed no further."""

    def follow(self, written: Any, origin: FileOrigin) -> Followed:
        """What an expression refers to."""
        if self._configuration is None or not isinstance(self._instance, PlanInstance):
            return Followed()
        address = self._instance.address
        return self._configuration.followed(
            written, origin, address.path, self._instance.block, address.key
        )

    def lose(self, name: str, origin: FileOrigin) -> None:
        """Note that a value not known yet is made of something that is not followed."""
        self.lost.setdefault(name, origin)

    def identified(self, name: str, value: Value, origin: FileOrigin) -> Value:
        """The value of an attribute, its texts carrying what they identify. Its own name may be
        others' too, without meaning them."""
        if name in self._own:
            return value
        return self._dependencies.marked(value, self._identifiers, origin)

    def relevant(self, value: Value, refs: Marks) -> Marks:
        """Of what a known value's expression names, that which the value can come from. What
        is not known yet is no part of it; of several, one that is known shows in it."""
        texts = [some.value for some in inside(value) if isinstance(some, Text)]
        if len(refs) * len(texts) > MAX_COMPARED:
            return refs
        return frozenset(
            ref
            for ref in refs
            if not isinstance(ref, Ref) or self._may_show(ref, texts, only=len(refs) == 1)
        )

    def _may_show(self, ref: Ref, texts: list[str], *, only: bool) -> bool:
        if not ref.attribute:
            return only or any(
                part in text and (len(part) >= MIN_CHARACTERS or part == text)
                for part in self._world.texts(ref.target)
                for text in texts
            )
        given = self._world.attribute(ref.target, ref.attribute)
        if given is None:
            return True
        if _any(given.unknown):
            return False
        return only or any(part in text for part in _texts(given) for text in texts)

    def _names(self) -> frozenset[str]:
        """Attributes that hold its own name, or that carry no dependency."""
        facts, kind = self._world.facts, self._instance.address.type
        provider = facts.provider(facts.provider_id("", self._instance.provider))
        return frozenset((*facts.name_attributes(kind), *(provider.ignore if provider else ())))


def _any(mask: Any) -> bool:
    if isinstance(mask, dict):
        return any(map(_any, mask.values()))
    return any(map(_any, mask)) if isinstance(mask, list) else mask is True


def _texts(given: Given) -> list[str]:
    """The texts in an attribute, from the lists and maps at its top."""
    plain = given.plain
    if isinstance(plain, dict):
        plain = list(plain.values())
    items = plain if isinstance(plain, list) else [plain]
    return [item for item in items if isinstance(item, str) and item]
