"""Stacks: the units that a stack file declares, in the directories that it would make."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import join, normpath

from scanner.collect.terraform.syntax import Attribute, Block
from scanner.collect.terraform.terragrunt.config import Config
from scanner.collect.terraform.terragrunt.find import Home
from scanner.collect.terraform.terragrunt.layers import text_of
from scanner.collect.terraform.terragrunt.places import CONFIG_NAMES
from scanner.collect.terraform.terragrunt.unit import TerragruntUnit
from scanner.collect.terraform.values import Bool, Value, object_of
from scanner.model import FileOrigin

STACK_NAME = "terragrunt.stack.hcl"
MADE = ".terragrunt-stack"
"""The directory in which a stack's units are made."""
MOST_DEEP = 8
"""Stacks within each other."""
MOST_UNITS = 5_000


@dataclass
class Stacks:
    """What the stack files of a tree come to."""

    units: list[TerragruntUnit] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    """Directories that stacks copy: they are used there and not by themselves."""


def stack_units(home: Home) -> Stacks:
    """The units of every stack of the tree that no other stack is made of."""
    found = Stacks()
    tree = home.places.tree
    folders = [folder for folder, names in tree.directories.items() if STACK_NAME in names]
    made = {folder: _Making(home, Stacks()) for folder in folders}
    for folder, making in made.items():
        making.stack(folder, None, 0)
    copied = {source for making in made.values() for source in making.found.sources}
    home.places.clear()
    for folder in sorted(folders, key=lambda one: one in copied):
        if folder not in copied or folder not in found.sources:  # none that is reached twice
            _Making(home, found).stack(folder, None, 0)
    return found


class _Making:
    """Goes through a stack file and those of the stacks in it."""

    def __init__(self, home: Home, found: Stacks) -> None:
        self.home = home
        self.found = found

    def stack(self, folder: str, values: Value | None, level: int) -> None:
        """The stack whose file is in `folder`, or would be once it is made."""
        path = f"{folder}/{STACK_NAME}" if folder else STACK_NAME
        reader = TerragruntUnit(self.home, path, folder, values)
        if reader.config.broken:
            self.found.units.append(_unread(reader, reader.config.broken))
            return
        for block in reader.config.file.body.blocks:
            if len(self.found.units) >= MOST_UNITS or level > MOST_DEEP:
                why = "there are more units in stacks than are evaluated"
                self.found.units.append(_unread(reader, why))
                return
            if block.type in ("unit", "stack"):
                self._member(reader.config, block, level)

    def _member(self, config: Config, block: Block, level: int) -> None:
        written = block.body.attributes
        name = block.labels[0] if block.labels else ""
        own = text_of(config, written.get("path")) or name
        beside = _is_true(config, written.get("no_dot_terragrunt_stack"))
        folder = normpath(join(config.place, "" if beside else MADE, own))
        handed = config.value(written["values"].value) if "values" in written else object_of({})
        source = text_of(config, written.get("source"))
        real, why = None, f"the source of {block.type} {name} is not known"
        if source is not None:
            real, why = self.home.locate(source, config.place)
        names = CONFIG_NAMES if block.type == "unit" else (STACK_NAME,)
        there = self.home.places.tree.list(real) if real is not None else ()
        file = next((one for one in names if one in there), None)
        if real is None or file is None:
            why = why or f"{real or '.'} has no {names[0]}"
            unit = TerragruntUnit(self.home, f"{folder}/{CONFIG_NAMES[0]}", folder, handed)
            self.found.units.append(_unread(unit, why, config.scope.at(block)))
            return
        self.found.sources.add(real)
        self.home.places.copy(real, folder)
        if block.type == "stack":
            self.stack(folder, handed, level + 1)
        else:
            self.found.units.append(TerragruntUnit(self.home, f"{folder}/{file}", folder, handed))


def _is_true(config: Config, attribute: Attribute | None) -> bool:
    value = config.value(attribute.value) if attribute is not None else None
    return isinstance(value, Bool) and value.value


def _unread(unit: TerragruntUnit, why: str, origin: FileOrigin | None = None) -> TerragruntUnit:
    unit.unread, unit.declared_at = why, origin
    return unit
