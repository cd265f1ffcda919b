"""All resources of one root, with what was left out and what could not be read.

How blocks are counted: each resource block once for each instance of the module it stands
in. It is *evaluated* if it gives at least one resource, *excluded* if its count is 0, its
for_each empty, or its module not used. Where code is missing, what it declares cannot be
counted: a module without code, a file and a broken block count as one each, unevaluated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from scanner.collect.terraform.instances.expansion import Expansion
from scanner.collect.terraform.instances.module_instance import (
    Call,
    ModuleInstance,
    ResourceInstances,
)
from scanner.collect.terraform.instances.resources import resource_of
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.instances.variables import RootInputs
from scanner.collect.terraform.language import OverLimitError, evaluate
from scanner.collect.terraform.modules import Lost, Module
from scanner.collect.terraform.syntax import Literal
from scanner.collect.terraform.values import EvaluationError, deep_marks, references
from scanner.model import Excluded, FileOrigin, Gap, Reach, Read, Resource, Source, Unknown

_COUNTED = frozenset({"resource", "module", ""})
"""Types of lost blocks that stand for resources; a whole lost file has none."""


@dataclass
class RootInventory:
    """What one root comes to."""

    resources: list[Resource] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)
    unevaluated: dict[str, Gap] = field(default_factory=dict)
    """By id: a file that is lost in several places is one gap."""
    lost_settings: int = 0
    """Lost blocks that declare no resources: locals, variables, outputs."""
    evaluated: int = 0
    missing_modules: int = 0

    def source(self, root: Root) -> Source:
        """The root as a source, with how well it was read."""
        total = self.evaluated + len(self.excluded) + len(self.unevaluated)
        broken = len(self.unevaluated) - self.missing_modules + self.lost_settings
        parts = [
            f"{count} {what}{'s' if count > 1 else ''} {why}"
            for count, what, why in (
                (self.missing_modules, "module", "not in the scanned directory"),
                (broken, "block or file", "not readable"),
            )
            if count
        ]
        read = Read.PART if parts else Read.ALL
        if parts and not self.evaluated and not self.excluded:
            read = Read.NONE
        return Source(
            id=f"terraform:{root.name}",
            kind="terraform",
            read=read,
            reason="; ".join(parts),
            files=len(root.files),
            declared=total,
            excluded=tuple(sorted(self.excluded, key=lambda excluded: excluded.id)),
            unevaluated=tuple(
                self.unevaluated[identifier] for identifier in sorted(self.unevaluated)
            ),
        )


def evaluate_root(root: Root) -> RootInventory:
    """Every instance of every resource of a root."""
    module = root.loader.load(root.plan.folder)
    inputs = RootInputs(root.plan, root.options.variables, root.budget)
    top = ModuleInstance(root, module, inputs)
    found = RootInventory()
    for values in root.plan.values:
        root.files.add(values.path)
        if values.broken:
            question = f"What does {values.path} set?"
            root.ledger.report(values.broken, FileOrigin(values.path), question)
    _Walk(root, top, found).module(top)
    found.resources = [_placed(root, resource) for resource in found.resources]
    return found


def _placed(root: Root, resource: Resource) -> Resource:
    """Where resources of a provider say their region themselves, one that says none does not
    share the provider's: it is where what it belongs to is, each for itself."""
    if resource.id not in root.without_region or resource.provider not in root.say_regions:
        return resource
    reason = "it says no region: it is where what it belongs to is"
    unknown = {**resource.unknown, "region": Unknown(reason, "", resource.origin)}
    return msgspec.structs.replace(resource, unknown=unknown)


@dataclass
class _Walk:
    root: Root
    top: ModuleInstance
    found: RootInventory

    def module(self, instance: ModuleInstance) -> None:
        """A module instance and all that it calls."""
        for lost in instance.module.lost:
            self._lost(instance, lost)
        for mode, kind, name in instance.module.resources:
            if mode == "managed":
                self._resource(instance, instance.resource(mode, kind, name))
        for name in instance.module.calls:
            call = instance.call(name)
            if call.missing:
                self._missing(instance, call)
            elif not call.addresses:
                self._unused(instance, call)
            for child in call.instances:
                self.module(child)

    def _resource(self, instance: ModuleInstance, found: ResourceInstances) -> None:
        block, expansion = found.block, found.expansion
        if not found.addresses:
            why = _none(expansion)
            address = self.root.full_id(instance.address + block.address)
            self.found.excluded.append(Excluded(address, why, expansion.origin or block.origin))
            return
        self.found.evaluated += 1
        self.root.instances += len(found.addresses)
        for address, values, entry in zip(
            found.addresses, found.values, expansion.entries, strict=True
        ):
            self.found.resources.append(
                resource_of(self.top, instance, found, address, values, entry)
            )

    def _missing(self, instance: ModuleInstance, call: Call) -> None:
        """A module without code: it may hold anything, but not if it is not used."""
        address = self.root.full_id(f"{instance.address}module.{call.call.name}")
        if not call.addresses:
            why = f"its {_none(call.expansion)}"
            self.found.excluded.append(Excluded(address, why, call.call.origin))
            return
        gap = self.root.ledger.add(
            Reach.OPAQUE,
            address,
            f"What does {address} hold?",
            call.missing,
            call.call.origin,
            _handed(instance, call),
        )
        self.found.unevaluated[gap.id] = gap
        self.found.missing_modules += 1

    def _unused(self, instance: ModuleInstance, call: Call) -> None:
        """A module whose count is 0: each resource block in it is left out."""
        why = f"its module's {_none(call.expansion)}"
        prefix = f"{instance.address}module.{call.call.name}."
        for address in self._blocks(instance.module, call.call.name, prefix, ()):
            identifier = self.root.full_id(address)
            self.found.excluded.append(Excluded(identifier, why, call.call.origin))

    def _blocks(
        self, caller: Module, name: str, prefix: str, above: tuple[str, ...]
    ) -> Iterator[str]:
        """Addresses of the resource blocks in a called module, without evaluating it."""
        source = caller.calls[name].expression("source")
        if not isinstance(source, Literal) or len(above) > self.root.options.limits.module_depth:
            return
        where, _ = self.root.sources.find(str(source.value), caller.folder, "")
        if where is None or where in above:
            return
        module = self.root.loader.load(where)
        for mode, kind, block in module.resources:
            if mode == "managed":
                yield f"{prefix}{kind}.{block}"
        for inner in module.calls:
            yield from self._blocks(module, inner, f"{prefix}module.{inner}.", (*above, where))

    def _lost(self, instance: ModuleInstance, lost: Lost) -> None:
        subject = _subject(instance, lost)
        identifier = self.root.full_id(subject)
        what = f"{subject} at {lost.origin}" if lost.type else lost.origin.path
        gap = self.root.ledger.add(
            Reach.OPAQUE,
            identifier,
            f"What is in {what}?",
            lost.what,
            lost.origin,
        )
        if lost.type in _COUNTED:
            self.found.unevaluated[gap.id] = gap
        else:
            self.found.lost_settings += 1


def _none(expansion: Expansion) -> str:
    """Why there are no instances."""
    return "count is 0" if expansion.how == "count" else "for_each is empty"


def _handed(instance: ModuleInstance, call: Call) -> tuple[str, ...]:
    """Ids of the resources that a call's arguments refer to."""
    found: set[str] = set()
    names = call.expansion.entries[0].names
    for name, attribute in call.call.body.attributes.items():
        try:
            value = evaluate(attribute.value, instance.scope(call.call.path_of(name), names))
        except (EvaluationError, OverLimitError):
            continue
        found.update(ref.target for ref in references(deep_marks(value)))
    return tuple(sorted(found))


def _subject(instance: ModuleInstance, lost: Lost) -> str:
    if lost.type == "resource":
        return instance.address + (".".join(lost.labels) or lost.type)
    if lost.type:
        return instance.address + ".".join([lost.type, *lost.labels])
    return lost.origin.path
