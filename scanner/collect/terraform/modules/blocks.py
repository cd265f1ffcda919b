"""What a module declares: variables, locals, resources, calls, outputs, providers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.collect.terraform.syntax import Attribute, Body, Expression
from scanner.collect.terraform.syntax.nodes import Node
from scanner.collect.terraform.values.kinds import ANY, Type
from scanner.model import FileOrigin

if TYPE_CHECKING:
    from scanner.collect.terraform.modules.models import Model


@dataclass(frozen=True, slots=True)
class Declared:
    """Anything declared: its name, its body, and the file and lines it is in."""

    name: str
    body: Body
    path: str
    origin: FileOrigin
    moved: dict[str, str] = field(default_factory=dict)
    """Attribute or block type -> file, for what an override file has replaced."""

    def path_of(self, name: str) -> str:
        """The file that an attribute or nested block stands in."""
        return self.moved.get(name, self.path)

    def expression(self, name: str) -> Expression | None:
        """An attribute's expression, if it is written."""
        attribute = self.body.attributes.get(name)
        return attribute.value if attribute else None


@dataclass(frozen=True, slots=True)
class Variable(Declared):
    """An input of a module."""

    type: Type = ANY
    default: Expression | None = None
    sensitive: bool = False
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Local:
    """A named expression."""

    name: str
    value: Expression
    path: str
    origin: FileOrigin


@dataclass(frozen=True, slots=True)
class Output(Declared):
    """A result of a module."""

    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class ResourceBlock(Declared):
    """A resource, a data source or an ephemeral resource; `mode` says which."""

    mode: str = "managed"
    type: str = ""

    @property
    def address(self) -> str:
        """Its address within its module."""
        prefix = "" if self.mode == "managed" else f"{self.mode}."
        return f"{prefix}{self.type}.{self.name}"


@dataclass(frozen=True, slots=True)
class ModuleCall(Declared):
    """A module put to use."""


@dataclass(frozen=True, slots=True)
class ProviderConfig(Declared):
    """A provider's configuration; `alias` is empty for the default one."""

    alias: str = ""


@dataclass(frozen=True, slots=True)
class Backend:
    """Where state is kept: a backend block, or a cloud block, whose kind is `remote`."""

    kind: str
    body: Body
    path: str
    origin: FileOrigin


@dataclass(frozen=True, slots=True)
class Lost:
    """Lines, or a whole file, that could not be read as Terraform."""

    origin: FileOrigin
    what: str
    type: str = ""
    """Type of the block that is lost, where its header could still be read."""
    labels: tuple[str, ...] = ()


@dataclass
class Module:
    """All that the files of one directory declare together."""

    folder: str
    files: tuple[str, ...] = ()
    variables: dict[str, Variable] = field(default_factory=dict)
    locals: dict[str, Local] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)
    resources: dict[tuple[str, str, str], ResourceBlock] = field(default_factory=dict)
    """By mode, type and name."""
    calls: dict[str, ModuleCall] = field(default_factory=dict)
    providers: dict[tuple[str, str], ProviderConfig] = field(default_factory=dict)
    """By local name and alias."""
    required: dict[str, str] = field(default_factory=dict)
    """Local provider name -> source address."""
    constraints: dict[str, str] = field(default_factory=dict)
    """Local provider name -> the releases it may be, as they are written."""
    backend: Backend | None = None
    """Where its state is kept; a module that has one stands alone."""
    lost: list[Lost] = field(default_factory=list)
    model: Model | None = None
    """Set where it is not the module itself, but what is known of it."""


def origin_of(node: Node, path: str) -> FileOrigin:
    """The place of a node."""
    end = getattr(node, "end_line", node.line)
    return FileOrigin(path, node.line, node.column, end if end != node.line else 0)


def attribute_origin(attribute: Attribute, path: str) -> FileOrigin:
    """The place of an attribute."""
    return origin_of(attribute, path)
