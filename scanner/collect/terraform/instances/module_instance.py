"""A module put to use: what its expressions see, each worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from scanner.collect.terraform.functions.files import Folder
from scanner.collect.terraform.instances.bodies import RESOURCE_META, BlockValues
from scanner.collect.terraform.instances.calls import called, not_described
from scanner.collect.terraform.instances.data import follows
from scanner.collect.terraform.instances.expansion import Entry, Expansion, expand, together
from scanner.collect.terraform.instances.names import Names
from scanner.collect.terraform.instances.providers import Binding, bind, passed_providers
from scanner.collect.terraform.instances.records import (
    DataAttributes,
    ModuleOutputs,
    ResourceAttributes,
    UnreadModule,
)
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.instances.variables import CallInputs, Inputs
from scanner.collect.terraform.language import (
    Scope,
    Trace,
)
from scanner.collect.terraform.language.scope import NO_FUNCTIONS
from scanner.collect.terraform.modules import Module, ModuleCall, ResourceBlock
from scanner.collect.terraform.modules.models import Model
from scanner.collect.terraform.syntax import Attr, Step
from scanner.collect.terraform.values import (
    EvaluationError,
    Record,
    Unknown,
    Value,
)
from scanner.model import FileOrigin

_LOCAL_NAMES = {"each": "for_each", "count": "count", "self": "a provisioner"}


@dataclass(frozen=True)
class ResourceInstances:
    """The instances of one resource or data block."""

    block: ResourceBlock
    expansion: Expansion
    values: tuple[BlockValues, ...]
    addresses: tuple[str, ...]
    value: Value


@dataclass(frozen=True)
class Call:
    """A module block put to use: its instances, or why there is nothing to use."""

    call: ModuleCall
    expansion: Expansion
    instances: tuple[ModuleInstance, ...]
    addresses: tuple[str, ...]
    missing: str
    value: Value
    model: Model | None = None
    """What stands for its code, where that is not here but known of."""


class ModuleInstance:
    """One use of a module. It is the owner of the scopes that its expressions are read in."""

    functions = NO_FUNCTIONS

    def __init__(
        self,
        root: Root,
        module: Module,
        inputs: Inputs,
        *,
        own_address: str = "",
        parent: ModuleInstance | None = None,
        passed: dict[tuple[str, str], Binding] | None = None,
        uncertain: Unknown | None = None,
    ) -> None:
        self.root = root
        self.module = module
        self.inputs = inputs
        self.own_address = own_address
        self.parent = parent
        self.passed = passed or {}
        self.uncertain = uncertain
        """Why it is not known how many there are of it, where it stands for any number."""
        above = parent.path if parent else ""
        self.path: str = f"{above}.{own_address}".lstrip(".")
        self.calls_path = ""
        """Names of the calls from the root, without keys."""
        self.called_at: tuple[FileOrigin, ...] = ()
        """The calls that led here, the nearest first."""
        self.above: tuple[str, ...] = (*(parent.above if parent else ()), module.folder)
        """Directories of the modules around it and its own."""
        self.names = Names(self)
        self._open: set[tuple[str, ...]] = set()
        """Blocks whose instances are being counted."""
        self._resources: dict[tuple[str, str, str], ResourceInstances] = {}
        self._calls: dict[str, Call] = {}
        self._bindings: dict[tuple[str, str], Binding] = {}
        root.files.update(module.files)

    # --- as the owner of scopes ---------------------------------------------------------

    @property
    def address(self) -> str:
        """What its names begin with in addresses and symbols; empty for the root."""
        return f"{self.path}." if self.path else ""

    @property
    def folder(self) -> Folder:
        """Where Terraform would run: the root's directory."""
        return self.root.folder

    def scope(self, path: str, names: dict[str, Value] | None = None) -> Scope:
        """The scope of expressions in the file at `path`."""
        return Scope(self, path, self.root.budget, names or {})

    def report(self, reason: str, origin: FileOrigin) -> None:
        """Note why a value is unknown."""
        self.root.ledger.report(reason, origin)

    def lookup(self, root: str, steps: tuple[Step, ...], _scope: Scope) -> tuple[Value, int]:
        """What a name stands for; see `Owner`."""
        if root == "resource":  # resource.type.name is type.name
            root, steps = _name(steps, 0), steps[1:]
            value, taken = self.lookup(root, steps, _scope)
            return value, taken + 1
        if root in _LOCAL_NAMES:
            raise EvaluationError(f"{root} is only known beside {_LOCAL_NAMES[root]}")
        first = _name(steps, 0)
        if root in ("path", "terraform", "tofu"):
            return self.names.setting(root, first), 1
        if root in ("var", "local"):
            return self.names.value(root, first), 1
        if root == "module":
            if first not in self.module.calls:
                return self.names.undeclared(f"module.{first}"), 1
            return self.call(first).value, 1
        if root in ("data", "ephemeral"):
            second = _name(steps, 1)
            return self._declared((root, first, second), f"{root}.{first}.{second}"), 2
        return self._declared(("managed", root, first), f"{root}.{first}"), 1

    def trace(self, root: str, name: str) -> Trace | None:
        """Where a variable or local gets its value."""
        return self.names.trace(root, name)

    def _declared(self, key: tuple[str, str, str], called: str) -> Value:
        """What a block stands for in expressions."""
        if key not in self.module.resources:
            return self.names.undeclared(called)
        return self.resource(*key).value

    # --- resources ----------------------------------------------------------------------

    def resource(self, mode: str, kind: str, name: str) -> ResourceInstances:
        """The instances of a declared block."""
        key = (mode, kind, name)
        if key not in self._resources:
            block = self.module.resources[key]
            self._resources[key] = self._instances(block, self._expansion(block, key))
        return self._resources[key]

    def _expansion(self, block: ResourceBlock | ModuleCall, key: tuple[str, ...]) -> Expansion:
        address = self.address + (
            block.address if isinstance(block, ResourceBlock) else f"module.{block.name}"
        )
        if key in self._open:
            reason = f"the number of {address} depends on itself"
            self.root.ledger.report(reason, block.origin, f"How many are there of {address}?")
            unknown = Unknown(reason, "", block.origin)
            return Expansion("count", (Entry("[?]", None, {}),), unknown, block.origin)
        self._open.add(key)
        try:
            limits = self.root.options.limits
            left = max(limits.instances_per_root - self.root.instances, 0)
            most = min(limits.instances_per_block, left)
            found = expand(block, self.scope(block.path), address, most)
        finally:
            self._open.discard(key)
        if found.unknown and found.origin and found.unknown.origin == found.origin:
            question = f"How many are there of {address}?"
            self.root.ledger.report(found.unknown.reason, found.origin, question)
        return found

    def _instances(self, block: ResourceBlock, expansion: Expansion) -> ResourceInstances:
        values: list[BlockValues] = []
        records: list[Value] = []
        addresses: list[str] = []
        for entry in expansion.entries:
            address = f"{self.address}{block.address}{entry.suffix}"
            body = BlockValues(block, self.scope(block.path, entry.names), RESOURCE_META)
            values.append(body)
            addresses.append(address)
            if block.mode == "managed":
                attributes = ResourceAttributes(self.root.full_id(address), address, body)
                records.append(Record(attributes, address))
            else:
                derive = partial(follows, self, block, address, body, entry)
                records.append(Record(DataAttributes(address, body, derive), address))
        value = together(expansion, records, f"{self.address}{block.address}")
        return ResourceInstances(block, expansion, tuple(values), tuple(addresses), value)

    def binding(self, name: str, alias: str) -> Binding:
        """The provider configuration that a local name stands for here."""
        key = (name, alias)
        if key not in self._bindings:
            self._bindings[key] = bind(self, name, alias)
        return self._bindings[key]

    # --- modules ------------------------------------------------------------------------

    def call(self, name: str) -> Call:
        """A declared call of a module."""
        key, call = ("call", name), self.module.calls[name]
        if key in self._open:
            reason = f"what module.{name} is known to hold depends on its own outputs"
            self.root.ledger.report(reason, call.origin)
            return self._unread(call, reason)
        if name not in self._calls:
            self._open.add(key)
            try:
                self._calls[name] = self._call(call)
            finally:
                self._open.discard(key)
        return self._calls[name]

    def _call(self, call: ModuleCall) -> Call:
        module, missing = called(self, call)
        if module is None:
            return self._unread(call, missing)
        expansion = self._expansion(call, ("module", call.name))
        instances = tuple(self._used(call, module, expansion, e) for e in expansion.entries)
        missing = not_described(module.model, instances) if module.model else ""
        if missing:
            return self._unread(call, missing)
        self.root.instances += len(instances)
        records: list[Value] = [
            Record(ModuleOutputs(module.outputs, child.names.output), child.path)
            for child in instances
        ]
        addresses = tuple(child.path for child in instances)
        value = together(expansion, records, f"{self.address}module.{call.name}")
        return Call(call, expansion, instances, addresses, "", value, module.model)

    def _used(
        self, call: ModuleCall, module: Module, expansion: Expansion, entry: Entry
    ) -> ModuleInstance:
        scope = self.scope(call.path, entry.names)
        child = ModuleInstance(
            self.root,
            module,
            CallInputs(call, scope),
            own_address=f"module.{call.name}{entry.suffix}",
            parent=self,
            passed=passed_providers(self, call, scope),
            uncertain=expansion.unknown or self.uncertain,
        )
        child.calls_path = f"{self.calls_path}.{call.name}".lstrip(".")
        child.called_at = (call.origin, *self.called_at)
        return child

    def _unread(self, call: ModuleCall, missing: str) -> Call:
        """A call of which nobody knows what it puts to use."""
        expansion = self._expansion(call, ("module", call.name))
        own = f"{self.address}module.{call.name}"
        addresses = tuple(own + entry.suffix for entry in expansion.entries)
        self.root.instances += len(addresses)
        records: list[Value] = [
            Record(UnreadModule(self.root.full_id(address), address, missing), address)
            for address in addresses
        ]
        value = together(expansion, records, own)
        return Call(call, expansion, (), addresses, missing, value)


def _name(steps: tuple[Step, ...], position: int) -> str:
    step = steps[position] if position < len(steps) else None
    if not isinstance(step, Attr):
        raise EvaluationError("a name is missing")
    return step.name
