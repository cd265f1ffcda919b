"""What an expression can name, and how much work it may cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from scanner.collect.terraform.functions.files import Folder
from scanner.collect.terraform.syntax import Expression, Step
from scanner.collect.terraform.syntax.nodes import Node
from scanner.collect.terraform.values import EvaluationError, Value
from scanner.model import FileOrigin


class OverLimitError(Exception):
    """An evaluation takes more steps, or goes deeper, than is allowed. `try` does not catch it."""


@dataclass
class Budget:
    """Steps of evaluation left, and how deep they are nested at the moment."""

    steps: int = 20_000_000
    deepest: int = 600
    depth: int = 0
    exceeded: bool = False
    """Whether any evaluation took more than that."""

    def enter(self) -> None:
        """One step further in. Raises OverLimitError at the limits."""
        self.steps -= 1
        self.depth += 1
        if self.depth > self.deepest:
            self.exceeded = True
            raise OverLimitError(f"nested more than {self.deepest} levels deep")
        if self.steps < 0:
            self.exceeded = True
            raise OverLimitError("more steps of evaluation than are allowed")

    def leave(self) -> None:
        """Back from a step."""
        self.depth -= 1


@dataclass(frozen=True)
class Trace:
    """Where a name gets its value: its place, and the expression it is written as, if any."""

    name: str
    origin: FileOrigin | None
    expression: Expression | None = None
    scope: Scope | None = None


OwnFunction = Callable[[list[Value], FileOrigin], Value]
"""A function of an owner: from the arguments and the place of the call to the result."""
NO_FUNCTIONS: Mapping[str, OwnFunction] = MappingProxyType({})


class Owner(Protocol):
    """Whose names an expression sees: an instance of a module."""

    @property
    def address(self) -> str:
        """Its address with a dot behind, to tell its names from others'; empty at the root."""

    @property
    def folder(self) -> Folder | None:
        """Where its file functions read, if anywhere."""

    @property
    def functions(self) -> Mapping[str, OwnFunction]:
        """Functions by name that only its expressions can call."""

    def lookup(self, root: str, steps: tuple[Step, ...], scope: Scope, /) -> tuple[Value, int]:
        """What `root` and the first steps name, and how many steps that took.

        Raises EvaluationError for a name that nothing has.
        """

    def trace(self, root: str, name: str, /) -> Trace | None:
        """Where a variable or local gets its value; None for other names."""

    def report(self, reason: str, origin: FileOrigin) -> None:
        """Note why a value is unknown, as a question to ask if the value matters."""


class Nobody:
    """The owner of expressions that may name nothing: variable files, templates."""

    address = ""
    functions = NO_FUNCTIONS

    def __init__(self, asker: Owner | None = None) -> None:
        """`asker` is who has a template rendered: files are read, and reports made, for it."""
        self._asker = asker
        self.folder = asker.folder if asker else None

    def lookup(self, root: str, _steps: tuple[Step, ...], _scope: Scope) -> tuple[Value, int]:
        """There are no names."""
        raise EvaluationError(f'there is no "{root}" here')

    def trace(self, _root: str, _name: str) -> Trace | None:
        """There is nothing to trace."""
        return None

    def report(self, reason: str, origin: FileOrigin) -> None:
        """Handed on to whoever asked; else there is nothing to ask."""
        if self._asker is not None:
            self._asker.report(reason, origin)


@dataclass(frozen=True, slots=True)
class Scope:
    """An owner's names, the names of the loops around, and the file that is read."""

    owner: Owner
    path: str
    budget: Budget
    names: dict[str, Value] = field(default_factory=dict)

    def at(self, node: Node) -> FileOrigin:
        """The place of `node`."""
        return FileOrigin(self.path, node.line, node.column)

    def with_names(self, names: dict[str, Value]) -> Scope:
        """The same scope with more names; the empty name is left out."""
        added = {name: value for name, value in names.items() if name}
        return Scope(self.owner, self.path, self.budget, {**self.names, **added})
