"""A unit: one use of a module, with its inputs, backend, generated files and dependencies."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from scanner.collect.terraform.language import Budget
from scanner.collect.terraform.modules.loading import Added, module_files
from scanner.collect.terraform.modules.units import Neighbours, Offered
from scanner.collect.terraform.syntax import Block
from scanner.collect.terraform.terragrunt.config import Config
from scanner.collect.terraform.terragrunt.generated import Generated, generated_files
from scanner.collect.terraform.terragrunt.layers import Layers, text_of
from scanner.collect.terraform.terragrunt.mocks import Mocked
from scanner.collect.terraform.terragrunt.places import located
from scanner.collect.terraform.values import (
    Bool,
    EvaluationError,
    Mapping,
    Record,
    Sequence,
    Text,
    Unknown,
    Value,
    object_of,
)
from scanner.collect.terraform.values.types import as_bool
from scanner.model import FileOrigin, Gap, plain_id

if TYPE_CHECKING:
    from scanner.collect.terraform.terragrunt.find import Home

STEPS = 500_000
"""Expressions evaluated to find out what a unit uses."""


class TerragruntUnit:
    """A unit; see `Unit` for what others ask of it."""

    def __init__(self, home: Home, path: str, folder: str, values: Value | None = None) -> None:
        """`path` is its configuration file; `values` are what a stack hands over."""
        self.home = home
        self.budget = Budget(steps=STEPS)
        self.files: set[str] = set()
        self.configs = 0
        """How many configurations were read for it."""
        self.told: dict[str, Value] = {}
        """What `read_terragrunt_config` has given, by path."""
        self.unread = ""
        """Why its configuration cannot be had at all."""
        self.declared_at: FileOrigin | None = None
        """Where a stack declares it."""
        self._folder = folder
        self._values = values
        self._neighbours: Neighbours | None = None
        self._causes: list[tuple[str, FileOrigin]] = []
        self._report: Callable[[str, FileOrigin], None] | None = None
        self.config = Config(home, self, path, folder)

    # --- what it is ---------------------------------------------------------------------

    @property
    def folder(self) -> str:
        """The directory that declares it, or that a stack would make for it."""
        return self._folder

    @property
    def origin(self) -> FileOrigin:
        """Where it says which module it uses; else its file."""
        found = self.layers.attribute("terraform", "source")
        if self.declared_at is not None or found is None:
            return self.declared_at or FileOrigin(self.config.path)
        return found[0].scope.at(found[1])

    @cached_property
    def layers(self) -> Layers:
        """Its configuration with all that it includes."""
        return Layers(self.config)

    @cached_property
    def code(self) -> tuple[str | None, str]:
        """The directory of the module, or None and why it cannot be had."""
        own = self.home.places.real(self.folder)
        if self.unread or self.config.broken:
            return None, self.unread or self.config.broken
        written = self.layers.attribute("terraform", "source")
        if written is None:
            if module_files(self.home.places.tree.list(own)):
                return own, ""
            return None, self.layers.lost or "it says no source, and there is no code beside it"
        config, attribute = written
        source = config.value(attribute.value)
        if isinstance(source, Text):
            return self.home.find(source.value, self.folder)
        why = source.reason if isinstance(source, Unknown) else "it is not known"
        return None, f"its source is not known: {why}"

    @property
    def missing(self) -> str:
        """Why there is no code to use; empty where there is."""
        return self.code[1]

    @property
    def missing_id(self) -> str:
        """What stands for the code that is missing."""
        return plain_id(f"{self.folder or '.'}:unit")

    @cached_property
    def left_out(self) -> str:
        """Why Terragrunt passes it over; empty where it does not."""
        skip = self.config.file.body.attributes.get("skip")  # not taken from what it includes
        if skip is not None and _is_true(self.config.value(skip.value)):
            return f"skip is true in {self.config.path}"
        found = self.layers.attribute("exclude", "if")
        if found is None or not _is_true(found[0].value(found[1].value)):
            return ""
        actions = self.layers.attribute("exclude", "actions")
        named = actions[0].value(actions[1].value) if actions else None
        items = named.items if isinstance(named, Sequence) else ()
        known = {item.value for item in items if isinstance(item, Text)}
        return f"excluded in {found[0].path}" if known & _ALL else ""

    # --- what it hands over -------------------------------------------------------------

    def names(self) -> list[str]:
        """The variables that it is known to give values to."""
        return self.layers.names()

    def given(self, name: str) -> Offered | None:
        """The value for a variable; unknown where it is not known whether there is one."""
        generated = self._generated.unknown.get(name)
        if generated is not None:
            return Offered(generated, self.origin)
        return self.layers.input(name)

    def added(self) -> tuple[Added, ...]:
        """The unit's own code, which is put over the module's, and what is generated."""
        own, used = self.home.places.real(self.folder), self.code[0]
        tree = self.home.places.tree
        beside: list[Added] = []
        if used is not None and used != own:
            prefix = f"{own}/" if own else ""
            for name in module_files(tree.list(own)):
                content = tree.read(prefix + name)
                if not isinstance(content, Gap):
                    beside.append(Added(name, content, prefix + name))
        return (*beside, *self._generated.files)

    @cached_property
    def _generated(self) -> Generated:
        return generated_files(self.layers, self.folder)

    def backend(self) -> tuple[str, Value] | None:
        """Kind and arguments of its remote state, where it has one."""
        block = self.layers.block("remote_state")
        if not isinstance(block, Mapping):
            return None
        kind = block.items.get("backend")
        config = block.items.get("config", object_of({}))
        return (kind.value, config) if isinstance(kind, Text) else None

    def handed(self, name: str, origin: FileOrigin) -> Value:
        """One of the values of its stack. Raises EvaluationError where the stack has none."""
        if isinstance(self._values, Mapping):
            if name in self._values.items:
                return self._values.items[name]
            raise EvaluationError(f"values.{name} is not handed over")
        reason = f"values.{name} is handed over by a stack that is not in the scanned directory"
        self.report(reason, origin)
        return Unknown(reason, f"values.{name}", origin)

    # --- others -------------------------------------------------------------------------

    def settle(self, neighbours: Neighbours, report: Callable[[str, FileOrigin], None]) -> None:
        """From now on other units' outputs can be had, and causes of unknown values told."""
        self._neighbours, self._report = neighbours, report
        for reason, origin in self._causes:
            report(reason, origin)
        self._causes.clear()

    def report(self, reason: str, origin: FileOrigin) -> None:
        """Note why a value is unknown."""
        if self._report is not None:
            self._report(reason, origin)
        else:
            self._causes.append((reason, origin))

    def dependency(self, config: Config, block: Block) -> Value:
        """What `dependency.<name>` is worth: the outputs of the unit that it names."""
        name, origin = block.labels[0] if block.labels else "", config.scope.at(block)
        outputs = self._outputs_of(config, block, name, origin)
        mock = block.body.attributes.get("mock_outputs")
        unknown = isinstance(outputs, Unknown) or (
            isinstance(outputs, Record) and not list(outputs.source.names())
        )
        if mock is not None and unknown:
            mocked = config.value(mock.value)
            if isinstance(mocked, Mapping):
                called = f"dependency.{name}"
                outputs = Record(Mocked(outputs, mocked, called, self.report), called)
        return object_of({"outputs": outputs})

    def _outputs_of(self, config: Config, block: Block, name: str, origin: FileOrigin) -> Value:
        written = block.body.attributes
        symbol = f"dependency.{name}.outputs"
        for switch, off in (("enabled", False), ("skip_outputs", True)):
            value = config.value(written[switch].value) if switch in written else None
            if isinstance(value, Bool) and value.value is off:
                return Unknown(f"dependency {name} is not read", symbol, origin)
        path = text_of(config, written.get("config_path"))
        where = located(self.folder, path) if path is not None else None
        found = None
        if where is not None and self._neighbours is not None:
            found = self._neighbours.outputs_in(where, self)
        if found is not None:
            return found
        reason = f"dependency {name} is no unit in the scanned directory"
        self.report(reason, origin)
        return Unknown(reason, symbol, origin)


_ALL = frozenset({"all", "all_except_output", "apply", "plan"})


def _is_true(value: Value) -> bool:
    try:
        truth = as_bool(value)
    except EvaluationError:
        return False
    return isinstance(truth, Bool) and truth.value
