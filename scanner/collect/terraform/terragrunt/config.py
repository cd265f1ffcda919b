"""One configuration file, read in the place that it is used from.

It is the owner of the scopes that its expressions are read in. Everything is worked out when
it is asked for: what Terragrunt reads in a fixed order may here name anything but itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname
from typing import TYPE_CHECKING

from scanner.collect.terraform.functions.files import Folder
from scanner.collect.terraform.language import (
    OverLimitError,
    Scope,
    Trace,
    evaluate_named,
)
from scanner.collect.terraform.language.once import Once
from scanner.collect.terraform.language.scope import OwnFunction
from scanner.collect.terraform.syntax import Attr, Block, Body, Expression, File, Step
from scanner.collect.terraform.terragrunt.functions import functions_of
from scanner.collect.terraform.terragrunt.merge import Strategy
from scanner.collect.terraform.terragrunt.places import PlacedFolder, Places, located
from scanner.collect.terraform.values import (
    EvaluationError,
    Marks,
    Null,
    Record,
    Text,
    Unknown,
    Value,
    object_of,
)
from scanner.collect.terraform.values.texts import hidden_by_name
from scanner.model import FileOrigin, Gap

if TYPE_CHECKING:
    from scanner.collect.terraform.terragrunt.find import Home
    from scanner.collect.terraform.terragrunt.unit import TerragruntUnit

MOST_NESTED = 12
"""Configurations that include one another."""
MOST_CONFIGS = 300
"""Configurations that are read for one unit."""


@dataclass(frozen=True)
class Include:
    """A configuration that is merged into this one; `config` is None where it cannot be had."""

    name: str
    config: Config | None
    strategy: Strategy
    exposed: bool
    why: str
    origin: FileOrigin


class Config:
    """A configuration file as a unit reads it."""

    address = ""

    def __init__(
        self,
        home: Home,
        unit: TerragruntUnit,
        path: str,
        place: str,
        *,
        child: Config | None = None,
        level: int = 0,
    ) -> None:
        """`path` is where the file is, or would be; `place` the directory that Terragrunt takes
        as its own, which for an included file is that of `child`."""
        self.home, self.unit = home, unit
        self.path_here, self.place = path, place
        self.child = child
        self.level = level
        self.path = self.places.real(path)
        """Where its content is."""
        self.broken = ""
        """Why it could not be read wholly."""
        self.file = self._parsed()
        self.functions: Mapping[str, OwnFunction] = functions_of(self)
        self._once = Once(self.address, lambda reason, origin, _: self.report(reason, origin))
        unit.files.add(self.path)
        unit.configs += 1

    def _parsed(self) -> File:
        content = self.places.tree.read(self.path)
        if isinstance(content, Gap):
            self.broken = content.reason
            return File(Body())
        file = self.home.files.parse(self.path, content)
        if file.faults:
            fault = file.faults[0]
            self.broken = f"{self.path}:{fault.line} is {fault.what}"
        return file

    # --- as the owner of scopes ---------------------------------------------------------

    @property
    def places(self) -> Places:
        """The tree, with the directories that stacks would make."""
        return self.home.places

    @property
    def folder(self) -> Folder:
        """File functions read beside the file that calls them."""
        return PlacedFolder(self.places, dirname(self.path_here))

    @cached_property
    def scope(self) -> Scope:
        """The scope of its expressions."""
        return Scope(self, self.path, self.unit.budget)

    def report(self, reason: str, origin: FileOrigin) -> None:
        """Note why a value is unknown."""
        self.unit.report(reason, origin)

    def trace(self, _root: str, _name: str) -> Trace | None:
        """Values from here are told by the place of the input that hands them over."""
        return None

    def lookup(self, root: str, steps: tuple[Step, ...], _scope: Scope) -> tuple[Value, int]:
        """What a name stands for; see `Owner`."""
        step = steps[0] if steps else None
        first = step.name if isinstance(step, Attr) else ""
        if root == "local":
            return self.local(first), 1
        if root == "include":
            return self._exposed(first)
        if root == "dependency":
            return self._dependency(first), 1
        if root == "feature":
            return self._feature(first), 1
        if root == "values":
            return self.unit.handed(first, FileOrigin(self.path)), 1
        raise EvaluationError(f'there is no "{root}" here')

    # --- values by name -----------------------------------------------------------------

    def once(self, kind: str, name: str, origin: FileOrigin, work: Callable[[], Value]) -> Value:
        """The value that `work` gives, worked out once. Raises EvaluationError as it does."""
        return self._once.value((kind, name), work, origin)

    def value(self, expression: Expression, name: str = "") -> Value:
        """An expression's value; unknown, with the reason, where it has none."""
        origin = self.scope.at(expression)
        try:
            return hidden_by_name(name, evaluate_named(expression, self.scope))
        except (EvaluationError, OverLimitError) as error:
            self.report(str(error), origin)
            return Unknown(str(error), "", origin)

    def local(self, name: str) -> Value:
        """A local. Raises EvaluationError where there is none of the name."""
        written = next(
            (found for b in self.blocks("locals") if (found := b.body.attributes.get(name))), None
        )
        if written is None:
            if self.broken:
                return Unknown(self.broken, f"local.{name}", FileOrigin(self.path))
            raise EvaluationError(f"local.{name} is not declared in {self.path}")
        value = written.value

        def work() -> Value:
            return hidden_by_name(name, evaluate_named(value, self.scope))

        return self.once("local", name, self.scope.at(written), work)

    def locals(self) -> Value:
        """All locals as an object."""
        items: dict[str, Value] = {}
        for block in self.blocks("locals"):
            for name, written in block.body.attributes.items():
                try:
                    items[name] = self.local(name)
                except EvaluationError as error:
                    items[name] = Unknown(str(error), "", self.scope.at(written))
        return object_of(items)

    def blocks(self, kind: str, label: str | None = None) -> list[Block]:
        """Its blocks of a type, in order."""
        found = (block for block in self.file.body.blocks if block.type == kind)
        return [b for b in found if label is None or (b.labels or ("",))[0] == label]

    def _feature(self, name: str) -> Value:
        for config in self.around():
            for block in config.blocks("feature", name):
                default = block.body.attributes.get("default")
                if default is not None:
                    return object_of({"value": config.value(default.value, name)})
        raise EvaluationError(f"feature.{name} is not declared")

    def _dependency(self, name: str) -> Value:
        for config in self.around():
            for block in config.blocks("dependency", name):
                return self.once(
                    "dependency",
                    name,
                    self.scope.at(block),
                    lambda: self.unit.dependency(config, block),  # noqa: B023 - called at once
                )
        raise EvaluationError(f"dependency.{name} is not declared")

    # --- other configurations -----------------------------------------------------------

    @cached_property
    def _includes(self) -> tuple[Include, ...]:
        return tuple(self._include(block) for block in self.blocks("include"))

    def includes(self) -> tuple[Include, ...]:
        """What is merged into it, in rising rank."""
        return self._includes

    def around(self) -> list[Config]:
        """Itself, what it includes, and what includes it: whose blocks are read as one."""
        included = [i.config for i in reversed(self._includes) if i.config is not None]
        above = self.child.around() if self.child is not None else []
        return [self, *included, *(config for config in above if config is not self)]

    def _include(self, block: Block) -> Include:
        name = block.labels[0] if block.labels else ""
        written = block.body.attributes
        strategy, origin = Strategy.SHALLOW, self.scope.at(block)
        if "merge_strategy" in written:
            how = self.value(written["merge_strategy"].value)
            names = [one for one in Strategy if isinstance(how, Text) and one.value == how.value]
            strategy = names[0] if names else strategy
        exposed = "expose" in written
        path = self.value(written["path"].value) if "path" in written else Null()
        found, why = None, f"include {name} has no path that is known"
        if isinstance(path, Text):
            found = located(self.place, path.value)
            why = f"what it includes as {name} is not in the scanned directory"
        elif isinstance(path, Unknown):
            why = f"the path of include {name} is not known: {path.reason}"
        if found is None or not self.places.tree.exists(self.places.real(found)):
            return Include(name, None, strategy, exposed, why, origin)
        full = self.level >= MOST_NESTED or self.unit.configs >= MOST_CONFIGS
        if full or any(c.path_here == found for c in self._below()):
            return Include(name, None, strategy, exposed, "includes are nested too deep", origin)
        level = self.level + 1
        config = Config(self.home, self.unit, found, self.place, child=self, level=level)
        return Include(name, config, strategy, exposed, config.broken, origin)

    def _below(self) -> Iterable[Config]:
        config: Config | None = self
        while config is not None:
            yield config
            config = config.child

    def _exposed(self, name: str) -> tuple[Value, int]:
        """An included configuration: by name, or the only one that has none."""
        for include in self._includes:
            if include.name in (name, ""):
                taken = 1 if include.name else 0
                if include.config is None:
                    return Unknown(include.why, f"include.{name}", include.origin), taken
                return Record(Told(include.config), f"include.{name}"), taken
        raise EvaluationError(f'there is no include "{name}"')

    def read(self, path: str, at: FileOrigin) -> Value:
        """Another configuration, as `read_terragrunt_config` gives it."""
        told = self.unit.told.get(path)
        if told is not None:
            return told
        if self.unit.configs >= MOST_CONFIGS:
            reason = f"more than {MOST_CONFIGS} configurations read one another"
            self.report(reason, at)
            return Unknown(reason, "", at)
        config = Config(self.home, self.unit, path, dirname(path))
        if config.broken:
            self.report(config.broken, at)
            told = Unknown(config.broken, "", at)
        else:
            told = Record(Told(config), f'read_terragrunt_config("{path}")')
        self.unit.told[path] = told
        return told


class Told:
    """What a configuration tells others: its locals, inputs and blocks."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def get(self, name: str, _origin: FileOrigin | None) -> Value:
        """One part of it. Raises EvaluationError where there is none of the name."""
        from scanner.collect.terraform.terragrunt.layers import Layers

        config, layers = self._config, Layers(self._config)
        if name == "locals":
            return config.locals()
        if name == "inputs":
            return layers.inputs()
        if name == "dependency":
            names = (b.labels[0] for c in config.around() for b in c.blocks(name) if b.labels)
            return object_of({one: config._dependency(one) for one in dict.fromkeys(names)})
        if name in ("terraform", "remote_state"):
            return layers.block(name)
        raise EvaluationError(f"{config.path} has no {name}")

    def names(self) -> Iterable[str]:
        """The parts that are there."""
        return ["locals", "inputs"]

    def whole(self) -> Marks:
        """Nothing of its own."""
        return frozenset()
