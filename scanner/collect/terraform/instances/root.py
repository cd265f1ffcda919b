"""What all module instances of one root share."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from scanner.collect.terraform.facts import Facts
from scanner.collect.terraform.functions.files import Folder
from scanner.collect.terraform.instances.ledger import Ledger
from scanner.collect.terraform.language import Budget
from scanner.collect.terraform.modules import Loader, RootPlan
from scanner.collect.terraform.modules.sources import Sources
from scanner.collect.terraform.options import Options
from scanner.collect.terraform.values import Value
from scanner.model import FileOrigin, plain_id

if TYPE_CHECKING:
    from scanner.collect.terraform.instances.states import Kept


class States(Protocol):
    """The states of all roots of a tree."""

    @property
    def names(self) -> Container[str]:
        """The names of all roots."""

    def outputs(self, wanted: Wanted, asker: Root, /) -> Value:
        """The outputs in a state; an unknown value with the reason where no root keeps it, or
        several may."""


@dataclass(frozen=True)
class Wanted:
    """A state that a root reads."""

    kept: Kept
    """Where it is kept, as far as that is known."""
    workspace: Value | None
    """Which of several states there; None where it does not say."""
    address: str
    """Of the data source that reads it."""
    origin: FileOrigin


@dataclass
class Root:
    """One root with one set of values, while it is evaluated."""

    plan: RootPlan
    loader: Loader
    facts: Facts
    options: Options
    ledger: Ledger
    budget: Budget
    instances: int = 0
    """How many instances of resources and modules there are so far."""
    files: set[str] = field(default_factory=set)
    """Files read for it."""
    say_regions: set[str] = field(default_factory=set)
    """Providers of which a resource says its region itself."""
    without_region: set[str] = field(default_factory=set)
    """Resources of which neither they nor their provider says a region."""
    derived: dict[tuple[object, ...], object] = field(default_factory=dict)
    """What was derived from provider configurations, each once."""

    states: States | None = None
    """The other roots' states; None where there are none to be asked."""

    def __post_init__(self) -> None:
        """Prepare to look for the modules it calls."""
        self.sources = Sources(self.loader.tree, self.plan.folder, self.options)

    @property
    def workspace(self) -> str:
        """`terraform.workspace`; empty where it is not known."""
        return self.plan.environment.workspace or self.options.workspace

    @property
    def most_instances(self) -> int:
        """How many of them are evaluated."""
        return self.options.limits.instances_per_root

    @property
    def neighbours(self) -> Container[str]:
        """What the symbols of other roots begin with."""
        return self.states.names if self.states else frozenset()

    @property
    def name(self) -> str:
        """How ids and symbols call it; the top of the tree is `.`."""
        return self.plan.id or "."

    @property
    def folder(self) -> Folder:
        """Where Terraform would run."""
        return Folder(self.loader.tree, self.plan.folder)

    def full_id(self, address: str) -> str:
        """The id of what has `address` in this root."""
        return plain_id(f"{self.plan.id}:{address}" if self.plan.id else address)

    def symbol(self, expression: str) -> str:
        """An expression with the root it is read in; empty stays empty."""
        return f"{self.name}: {expression}" if expression else ""
