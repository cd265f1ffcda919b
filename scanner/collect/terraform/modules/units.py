"""Uses of modules that a tool around Terraform declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scanner.collect.terraform.language import Budget
from scanner.collect.terraform.values import Value
from scanner.model import FileOrigin

if TYPE_CHECKING:
    from scanner.collect.terraform.modules.loading import Added


@dataclass(frozen=True)
class Offered:
    """A value that a unit gives to a variable, and where it does."""

    value: Value
    origin: FileOrigin


class Unit(Protocol):
    """One use of a module, with the values that it is used with."""

    budget: Budget
    """Shared with the root that it makes."""

    @property
    def folder(self) -> str:
        """The directory that declares it."""

    @property
    def origin(self) -> FileOrigin:
        """The file that declares it."""

    @property
    def missing(self) -> str:
        """Why there is no code to use; empty where there is."""

    @property
    def missing_id(self) -> str:
        """What stands for the code that is missing."""

    def names(self) -> list[str]:
        """The variables that it is known to give values to."""

    def given(self, name: str, /) -> Offered | None:
        """The value for a variable; unknown where it is not known whether there is one."""

    def added(self) -> tuple[Added, ...]:
        """Files that are put beside the module's own."""

    def backend(self) -> tuple[str, Value] | None:
        """Kind and arguments of the backend that it has its state in, where it says so."""

    def settle(self, neighbours: Neighbours, report: Callable[[str, FileOrigin], None], /) -> None:
        """From now on other units' outputs can be had, and `report` told why a value is unknown."""


class Neighbours(Protocol):
    """All units of a tree, put to use."""

    def outputs_in(self, folder: str, asker: Unit, /) -> Value | None:
        """The outputs of the unit in `folder`; None where there is none."""
