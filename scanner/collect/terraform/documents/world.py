"""The resource instances of a document, found by address, block and module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Protocol

from scanner.collect.terraform.documents.addresses import Address, Call, Path, names, prefix
from scanner.collect.terraform.documents.text import Node
from scanner.collect.terraform.documents.values import Given
from scanner.collect.terraform.facts import Facts
from scanner.model import FileOrigin, plain_id


class Instance(Protocol):
    """A resource instance as a document has it."""

    @property
    def address(self) -> Address:
        """Where it stands."""

    @property
    def provider(self) -> str:
        """Source address of its provider, or the provider's name."""

    @property
    def configured_by(self) -> str:
        """The provider configuration as the document calls it; empty where it does not."""

    @property
    def origin(self) -> FileOrigin:
        """Where the document tells of it."""

    @property
    def dependencies(self) -> tuple[str, ...]:
        """Addresses of the blocks that it depends on, directly or not, as states tell them."""

    def given(self) -> dict[str, Given]:
        """Its attributes."""


class World:
    """What is in a document. `root` is what ids begin with."""

    def __init__(self, root: str, facts: Facts) -> None:
        self.root = root
        self.facts = facts
        self.instances: dict[str, Instance] = {}
        """By address."""
        self.data: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        """Block of a data source -> key -> the texts it gave; secrets left out."""
        self._by_id: dict[str, Instance] = {}
        self._given: dict[str, dict[str, Given]] = {}
        self._blocks: dict[str, list[str]] = defaultdict(list)
        self._calls: dict[tuple[str, str], dict[Path, None]] = defaultdict(dict)
        self.paths: dict[tuple[str, ...], dict[Path, None]] = defaultdict(dict)
        """Names of a module's calls -> its instances."""
        self.paths[()][()] = None

    def full_id(self, address: str) -> str:
        """The id of what has `address`."""
        return plain_id(f"{self.root}:{address}")

    def add(self, instance: Instance) -> bool:
        """Take up an instance; False where there is one of that address already."""
        text = str(instance.address)
        if text in self.instances:
            return False
        self.instances[text] = instance
        self._by_id[self.full_id(text)] = instance
        self._blocks[instance.address.block].append(text)
        path = instance.address.path
        for length in range(1, len(path) + 1):
            part = path[:length]
            self._calls[prefix(part[:-1]), part[-1].name][part] = None
            self.paths[names(part)][part] = None
        return True

    def attribute(self, identifier: str, path: str) -> Given | None:
        """The attribute of a resource, by its id, that a path begins with; None where the
        document does not have it, or the path is empty."""
        if identifier not in self._given:
            instance = self._by_id.get(identifier)
            self._given[identifier] = instance.given() if instance else {}
        name = path.partition(".")[0].partition("[")[0]
        return self._given[identifier].get(name)

    def texts(self, identifier: str) -> list[str]:
        """The texts that are attributes of a resource, by its id."""
        self.attribute(identifier, "")
        given = self._given[identifier].values()
        return [one.plain for one in given if isinstance(one.plain, str) and one.plain]

    def of_block(self, block: str, key: str = "", hint: str = "") -> list[str]:
        """Addresses of the instances of a block: the one with `key`; else, where there are
        several, the one with the key `hint`; else all."""
        found = self._blocks.get(block, [])
        if key:
            return [block + key] if block + key in self.instances else []
        if len(found) > 1 and hint and block + hint in self.instances:
            return [block + hint]
        return list(found)

    def blocks(self) -> Iterable[str]:
        """Blocks that have an instance."""
        return list(self._blocks)

    def calls(self, path: Path, name: str, key: str = "", hint: str = "") -> list[Path]:
        """The instances of a module that a module instance calls; chosen as in `of_block`."""
        found = list(self._calls.get((prefix(path), name), ()))
        if key:
            return [one for one in found if one[-1].key == key]
        if len(found) > 1 and hint and (*path, Call(name, hint)) in found:
            return [(*path, Call(name, hint))]
        return found

    def looked_up(
        self, kind: str, block: str, key: str, hint: str, attribute: str
    ) -> list[tuple[str, str, str]]:
        """Type and name of the resources that a data source finds by their names, and what
        those call its attribute."""
        finds, argument, own = self.facts.finds(kind, attribute)
        given = self.data.get(block, {}) if finds else {}
        chosen = [key] if key else [hint] if len(given) > 1 and hint in given else list(given)
        values = [given.get(one, {}).get(argument) for one in chosen]
        return [(finds, value, own) for value in values if isinstance(value, str) and value]


def shown(values: Node, masks: Iterable[Any]) -> dict[str, str]:
    """The top-level texts of a data source that no mask hides."""
    plain = values.plain()
    hidden = list(masks)
    if not isinstance(plain, dict) or any(mask is True for mask in hidden):
        return {}
    return {
        name: value
        for name, value in plain.items()
        if isinstance(value, str) and not any(isinstance(m, dict) and m.get(name) for m in hidden)
    }
