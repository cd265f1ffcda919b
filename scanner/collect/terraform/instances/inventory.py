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

from scanner.collect.terraform.instances.calls import module_of
from scanner.collect.terraform.instances.expansion import Expansion
from scanner.collect.terraform.instances.module_instance import (
    Call,
    ModuleInstance,
    ResourceInstances,
)
from scanner.collect.terraform.instances.resources import resource_of, unread_module
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.language import OverLimitError, evaluate
from scanner.collect.terraform.modules import Lost, Module, ModuleCall, Unit
from scanner.collect.terraform.modules.models import Model
from scanner.collect.terraform.syntax import Literal
from scanner.collect.terraform.values import (
    EvaluationError,
    Text,
    deep_marks,
    references,
    union,
)
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
    modelled: int = 0
    """Modules without code that are judged by what is known of them."""

    def source(self, root: Root) -> Source:
        """The root as a source, with how well it was read."""
        total = self.evaluated + len(self.excluded) + len(self.unevaluated)
        broken = len(self.unevaluated) - self.missing_modules + self.lost_settings
        parts = [
            f"{count} {what}{'s' if count > 1 else ''} {why}"
            for count, what, why in (
                (self.missing_modules, "module", "not in the scanned directory"),
                (self.modelled, "module", "judged by what is known of such modules"),
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


def evaluate_root(top: ModuleInstance) -> RootInventory:
    """Every instance of every resource of the root whose own module is `top`."""
    root = top.root
    found = RootInventory()
    for values in root.plan.values:
        root.files.add(values.path)
        if values.broken:
            question = f"What does {values.path} set?"
            root.ledger.report(values.broken, FileOrigin(values.path), question)
    walk = _Walk(root, top, found)
    if root.plan.unit is not None and root.plan.unit.missing:
        walk.unread(root.plan.unit)
    walk.module(top)
    walk.versions()
    found.resources = [_placed(root, resource) for resource in found.resources]
    return found


def _placed(root: Root, resource: Resource) -> Resource:
    left_alone = resource.id in root.without_region and resource.provider in root.say_regions
    return beside(resource) if left_alone else resource


def beside(resource: Resource) -> Resource:
    """Where resources of a provider say their region themselves, one that says none does not
    share the provider's: it is where what it belongs to is, each for itself."""
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
            elif self.root.facts.finds(kind, "")[0]:
                self._lookup(instance, instance.resource(mode, kind, name))
        for name in instance.module.calls:
            call = instance.call(name)
            if call.missing:
                self._missing(instance, call)
            elif not call.addresses:
                self._unused(instance, call)
            elif call.model and not instance.module.model:
                self._modelled(instance, call, call.model)
            for child in call.instances:
                self.module(child)

    def versions(self) -> None:
        """Sources that name a version of the repository that is scanned: what is read for them
        is the code at hand."""
        for source, folder in self.root.sources.assumed.items():
            self.root.ledger.add(
                Reach.EFFECT,
                self.root.name,
                f"Is {source} what is in {folder}?",
                "it names a version, and what is in the scanned directory may be another",
                FileOrigin(self.root.plan.place or "."),
            )

    def unread(self, unit: Unit) -> None:
        """A unit without code: it may hold anything."""
        self.root.files.add(unit.origin.path)
        handed = (unit.given(name) for name in unit.names())
        marks = union(deep_marks(offered.value) for offered in handed if offered)
        gap = self.root.ledger.add(
            Reach.OPAQUE,
            unit.missing_id,
            f"What does {unit.folder or '.'} hold?",
            unit.missing,
            unit.origin,
            tuple(sorted({ref.target for ref in references(marks)})),
        )
        self.found.unevaluated[gap.id] = gap
        self.found.missing_modules += 1

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
            resource = resource_of(self.top, instance, found, address, values, entry)
            self.found.resources.append(_as_known(resource, instance.module.model))

    def _lookup(self, instance: ModuleInstance, found: ResourceInstances) -> None:
        """A data source that looks up a resource: the resource exists, whoever declares it."""
        kind, by, _ = self.root.facts.finds(found.block.type, "")
        for address, values, entry in zip(
            found.addresses, found.values, found.expansion.entries, strict=True
        ):
            resource = resource_of(self.top, instance, found, address, values, entry)
            name = resource.attributes.get(by)
            self.found.resources.append(
                msgspec.structs.replace(
                    resource,
                    type=kind,
                    name=name if isinstance(name, str) and "${" not in name else "",
                    existing=True,
                )
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
            *_handed(instance, call),
        )
        self.found.unevaluated[gap.id] = gap
        self.found.missing_modules += 1
        for own, entry in zip(call.addresses, call.expansion.entries, strict=True):
            module = unread_module(self.top, instance, call.call, own, entry)
            self.found.resources.append(module)

    def _modelled(self, instance: ModuleInstance, call: Call, model: Model) -> None:
        """A module without code of which something is known: that stands for it."""
        address = self.root.full_id(f"{instance.address}module.{call.call.name}")
        left_out = f"; left out is {model.model.leaves_out}" if model.model.leaves_out else ""
        self.root.ledger.add(
            Reach.EXISTENCE,
            address,
            f"Does {address} hold what is known of {model.module}?",
            f"judged by what is known of {model.name}, not by its code{left_out}; "
            "run `terraform init` or give --module-path to have it read",
            call.call.origin,
        )
        self.found.modelled += 1

    def _unused(self, instance: ModuleInstance, call: Call) -> None:
        """A module whose count is 0: each resource block in it is left out."""
        why = f"its module's {_none(call.expansion)}"
        prefix = f"{instance.address}module.{call.call.name}."
        for address in self._blocks(instance.module, call.call, prefix, ()):
            identifier = self.root.full_id(address)
            self.found.excluded.append(Excluded(identifier, why, call.call.origin))

    def _blocks(
        self, caller: Module, call: ModuleCall, prefix: str, above: tuple[str, ...]
    ) -> Iterator[str]:
        """Addresses of the resource blocks in a called module, without evaluating it."""
        source = call.expression("source")
        if not isinstance(source, Literal) or len(above) > self.root.options.limits.module_depth:
            return
        module, _ = module_of(self.root, caller, call, str(source.value), "")
        if module is None or module.folder in above:
            return
        for mode, kind, block in module.resources:
            if mode == "managed":
                yield f"{prefix}{kind}.{block}"
        for name, inner in module.calls.items():
            within = f"{prefix}module.{name}."
            yield from self._blocks(module, inner, within, (*above, module.folder))

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


def _as_known(resource: Resource, model: Model | None) -> Resource:
    """A resource that a model says is there tells so."""
    if model is None:
        return resource
    because = {**resource.because, "existence": f"knowledge of {model.name}"}
    return msgspec.structs.replace(resource, because=because)


def _none(expansion: Expansion) -> str:
    """Why there are no instances."""
    return "count is 0" if expansion.how == "count" else "for_each is empty"


def _handed(instance: ModuleInstance, call: Call) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the resources that a call's arguments refer to, and the names that they give."""
    found: set[str] = set()
    called: set[str] = set()
    names = call.expansion.entries[0].names
    for name, attribute in call.call.body.attributes.items():
        try:
            value = evaluate(attribute.value, instance.scope(call.call.path_of(name), names))
        except (EvaluationError, OverLimitError):
            continue
        found.update(ref.target for ref in references(deep_marks(value)))
        if name.endswith(NAMING) and isinstance(value, Text) and not value.sensitive:
            called.add(value.value)
    return tuple(sorted(found)), tuple(sorted(called))


NAMING = ("name", "identifier")
"""What arguments that name something end with."""


def _subject(instance: ModuleInstance, lost: Lost) -> str:
    if lost.type == "resource":
        return instance.address + (".".join(lost.labels) or lost.type)
    if lost.type:
        return instance.address + ".".join([lost.type, *lost.labels])
    return lost.origin.path
