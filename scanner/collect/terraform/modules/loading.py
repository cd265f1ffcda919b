"""Reads the files of a directory into one module, override files last.

Sources: developer.hashicorp.com/terraform/language/files,
developer.hashicorp.com/terraform/language/files/override,
opentofu.org/docs/language/files (`.tofu` files take the place of `.tf` files)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import msgspec

from scanner.collect.memo import Recall
from scanner.collect.names import short, too_long
from scanner.collect.terraform.modules.addresses import is_local
from scanner.collect.terraform.modules.blocks import (
    Backend,
    Declared,
    Local,
    Lost,
    Module,
    ModuleCall,
    Output,
    ProviderConfig,
    ResourceBlock,
    Variable,
    attribute_origin,
    origin_of,
)
from scanner.collect.terraform.modules.models import Model
from scanner.collect.terraform.syntax import (
    Block,
    Body,
    Expression,
    Files,
    Literal,
    ObjectOf,
)
from scanner.collect.terraform.syntax.blocks import parse_native_at
from scanner.collect.terraform.values.kinds import ANY
from scanner.collect.terraform.values.types import read_type
from scanner.collect.tree import Tree
from scanner.knowledge.modules import code_of
from scanner.model import FileOrigin, Gap

SUFFIXES = (".tf", ".tf.json", ".tofu", ".tofu.json")
_OVERRIDE = re.compile(r"(?:^|_)override\.(?:tf|tofu)(?:\.json)?$")
_NAME = re.compile(r"[^\W\d][\w-]*")


@dataclass(frozen=True)
class Added:
    """A file that a tool puts beside a module's own before Terraform runs there."""

    name: str
    content: bytes
    path: str
    """The file that its lines are told by."""
    yields: bool = False
    """The module's own file of that name stays, if there is one."""


class Outline(msgspec.Struct, frozen=True):
    """What of a module decides how it is used; kept, so that not every file is parsed."""

    sources: tuple[str, ...]
    """Of the local modules that it calls, where they are written out."""
    variables: frozenset[str]
    has_backend: bool


class Loader:
    """Loads modules by directory, each once."""

    def __init__(self, tree: Tree, recall: Recall | None = None) -> None:
        self.tree = tree
        self.recall = recall or Recall(None, tree, "")
        self.files = Files()
        self._modules: dict[str, tuple[Module, set[str]]] = {}
        self._models: dict[tuple[str, str, FileOrigin], Module] = {}

    def load(self, folder: str) -> Module:
        """The module in `folder`. What of it cannot be read is in its `lost`."""
        if folder not in self._modules:
            asked: set[str] = set()
            with self.tree.asking(asked):
                self._modules[folder] = self._load(folder), asked
        module, asked = self._modules[folder]
        self.tree.asked(asked)
        return module

    def outline(self, folder: str) -> Outline:
        """What of the module in `folder` decides how it is used."""
        return self.recall.of(f"outline:{folder}", Outline, lambda: _outlined(self.load(folder)))

    def load_model(self, model: Model, folder: Path) -> Module:
        """What is known of a module, from `folder`."""
        call = model.called
        key = (model.address, model.model.versions, call)
        if key not in self._models:
            module = Module(f"{folder}/{model.address}", model=model)
            for name in model.model.code:
                code = code_of(model.address, name, folder)
                for block in parse_native_at(code, (call.line, call.column)).body.blocks:
                    _Reading(module, call.path, override=False).add(block)
            self._models[key] = module
        return self._models[key]

    def load_with(self, folder: str, added: tuple[Added, ...]) -> Module:
        """The module in `folder` together with files that are put beside it."""
        return self._load(folder, added) if added else self.load(folder)

    def _load(self, folder: str, added: tuple[Added, ...] = ()) -> Module:
        module = Module(folder)
        own = self.tree.list(folder)
        put = {file.name: file for file in added if not (file.yields and file.name in own)}
        names = module_files((*(name for name in own if name not in put), *put))
        prefix = f"{folder}/" if folder else ""
        paths = [put[name].path if name in put else prefix + name for name in names]
        module.files = tuple(dict.fromkeys(paths))
        for name, gap in self.tree.unreached(folder).items():
            if name.endswith(SUFFIXES):
                module.lost.append(Lost(FileOrigin(prefix + name), gap.reason))
        for name, path in zip(names, paths, strict=True):
            content = put[name].content if name in put else self.tree.read(path)
            self._read(module, name, path, content)
        return module

    def _read(self, module: Module, name: str, path: str, content: bytes | Gap) -> None:
        override = bool(_OVERRIDE.search(name))
        if isinstance(content, Gap):
            module.lost.append(Lost(FileOrigin(path), content.reason))
            return
        file = self.files.parse(name, content)
        for fault in file.faults:
            origin = FileOrigin(path, fault.line, fault.column, fault.end_line)
            module.lost.append(Lost(origin, fault.what, fault.type, fault.labels))
        for attribute in file.body.attributes.values():
            origin = attribute_origin(attribute, path)
            module.lost.append(Lost(origin, f"{attribute.name} stands outside of every block"))
        for block in file.body.blocks:
            _Reading(module, path, override).add(block)


def _outlined(module: Module) -> Outline:
    sources = (call.expression("source") for call in module.calls.values())
    written = (str(source.value) for source in sources if isinstance(source, Literal))
    return Outline(
        tuple(filter(is_local, written)), frozenset(module.variables), module.backend is not None
    )


def module_files(names: tuple[str, ...]) -> list[str]:
    """Which files of a directory Terraform or OpenTofu reads, overrides last."""
    found = {
        name
        for name in names
        if name.endswith(SUFFIXES) and not name.startswith((".", "#")) and not name.endswith("~")
    }
    shadowed = {name.replace(".tofu", ".tf") for name in found if ".tofu" in name}
    return sorted(found - shadowed, key=lambda name: (bool(_OVERRIDE.search(name)), name))


class _Reading:
    """Adds the blocks of one file to a module."""

    def __init__(self, module: Module, path: str, override: bool) -> None:
        self.module = module
        self.path = path
        self.override = override

    def add(self, block: Block) -> None:
        """One top-level block. Types that declare nothing of interest are passed over; of
        others nobody knows what they declare."""
        add = _ADD.get(block.type)
        labels = _LABELS.get(block.type, 0)
        if add is None:
            if block.type not in _PASSED_OVER:
                self._lose(block, f"{block.type} is no type of block that is known")
            return
        if len(block.labels) != labels or not all(map(_NAME.fullmatch, block.labels)):
            written = " ".join(map(short, block.labels))
            self._lose(block, f"{written or 'nothing'} is no name for this block")
            return
        if any(reasons := [too_long(label) for label in block.labels]):
            self._lose(block, next(filter(None, reasons)))
            return
        add(self, block)

    def _lose(self, block: Block, what: str) -> None:
        origin = origin_of(block, self.path)
        labels = tuple(map(short, block.labels))
        self.module.lost.append(Lost(origin, what, block.type, labels))

    def _put(self, into: dict[K, D], key: K, declared: D, block: Block) -> None:
        """Declare, override, or refuse a second declaration."""
        if key not in into:
            into[key] = declared
        elif self.override:
            into[key] = _overridden(into[key], declared)
        else:
            self._lose(block, f"declared twice, first at {into[key].origin}")

    def _base(self, block: Block, name: str) -> tuple[str, Body, str, FileOrigin]:
        return name, block.body, self.path, origin_of(block, self.path)

    def _variable(self, block: Block) -> None:
        name = block.labels[0]
        written = block.body.attributes
        declared = Variable(
            *self._base(block, name),
            type=read_type(written["type"].value) if "type" in written else ANY,
            default=written["default"].value if "default" in written else None,
            sensitive=_is(block.body, "sensitive", True),
            nullable=not _is(block.body, "nullable", False),
        )
        before = self.module.variables.get(name)
        self._put(self.module.variables, name, declared, block)
        if before and self.override:  # what the override leaves out stays as it was
            self.module.variables[name] = replace(
                self.module.variables[name],
                type=declared.type if "type" in written else before.type,
                default=declared.default if "default" in written else before.default,
                sensitive=declared.sensitive or before.sensitive,
                nullable=declared.nullable and before.nullable,
            )

    def _locals(self, block: Block) -> None:
        for name, attribute in block.body.attributes.items():
            origin = attribute_origin(attribute, self.path)
            if long := too_long(name):
                self.module.lost.append(Lost(origin, long, "locals"))
                continue
            if name in self.module.locals and not self.override:
                first = self.module.locals[name].origin
                what = f"local.{name} is declared twice, first at {first}"
                self.module.lost.append(Lost(origin, what, "locals"))
                continue
            self.module.locals[name] = Local(name, attribute.value, self.path, origin)

    def _output(self, block: Block) -> None:
        name = block.labels[0]
        sensitive = _is(block.body, "sensitive", True)
        declared = Output(*self._base(block, name), sensitive=sensitive)
        self._put(self.module.outputs, name, declared, block)

    def _resource(self, block: Block) -> None:
        mode = "managed" if block.type == "resource" else block.type
        kind, name = block.labels
        declared = ResourceBlock(*self._base(block, name), mode=mode, type=kind)
        self._put(self.module.resources, (mode, kind, name), declared, block)

    def _module(self, block: Block) -> None:
        name = block.labels[0]
        self._put(self.module.calls, name, ModuleCall(*self._base(block, name)), block)

    def _provider(self, block: Block) -> None:
        name = block.labels[0]
        alias = block.body.attributes.get("alias")
        written = alias.value.value if alias and isinstance(alias.value, Literal) else ""
        key = (name, str(written or ""))
        declared = ProviderConfig(*self._base(block, name), alias=key[1])
        self._put(self.module.providers, key, declared, block)

    def _terraform(self, block: Block) -> None:
        for inner in block.body.blocks:
            if inner.type in ("backend", "cloud"):
                kind = inner.labels[0] if inner.labels else "remote"
                origin = origin_of(inner, self.path)
                self.module.backend = Backend(kind, inner.body, self.path, origin)
            elif inner.type == "required_providers":
                for name, attribute in inner.body.attributes.items():
                    self.module.required[name] = _of_required(attribute.value, "source")
                    constraint = _of_required(attribute.value, "version")
                    if constraint:
                        self.module.constraints[name] = constraint


K = TypeVar("K")
D = TypeVar("D", bound=Declared)

_LABELS = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
}
_PASSED_OVER = frozenset({"action", "check", "import", "list", "moved", "removed"})
_ADD: dict[str, Callable[[_Reading, Block], None]] = {
    "variable": _Reading._variable,
    "locals": _Reading._locals,
    "output": _Reading._output,
    "resource": _Reading._resource,
    "data": _Reading._resource,
    "ephemeral": _Reading._resource,
    "module": _Reading._module,
    "provider": _Reading._provider,
    "terraform": _Reading._terraform,
}


def _is(body: Body, name: str, wanted: bool) -> bool:
    attribute = body.attributes.get(name)
    value = attribute.value if attribute else None
    return isinstance(value, Literal) and value.value in (wanted, str(wanted).lower())


def _of_required(expression: Expression, wanted: str) -> str:
    """The `source` or `version` of a required provider; of old it was a version alone."""
    if isinstance(expression, ObjectOf):
        for key, value in expression.items:
            if isinstance(key, Literal) and key.value == wanted and isinstance(value, Literal):
                return str(value.value)
    if isinstance(expression, Literal) and wanted == "version":
        return str(expression.value)
    return ""


def _overridden(first: D, other: D) -> D:
    """`first` with what `other` says put in its place."""
    replaced = {block.type for block in other.body.blocks}
    kept = tuple(block for block in first.body.blocks if block.type not in replaced)
    body = Body({**first.body.attributes, **other.body.attributes}, kept + other.body.blocks)
    moved = dict.fromkeys([*other.body.attributes, *replaced], other.path)
    return replace(first, body=body, moved={**first.moved, **moved})
