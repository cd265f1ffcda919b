"""What was found in a document, before it is written out."""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.collect.terraform.documents.configuration import Configuration
from scanner.collect.terraform.documents.text import Node
from scanner.collect.terraform.documents.world import Instance, World
from scanner.collect.terraform.instances.ledger import Ledger
from scanner.collect.terraform.options import Limits
from scanner.model import FileOrigin, Reach

EXPRESSIONS = "expressions"
"""Subject, below the root, of what only the code can tell."""


@dataclass
class Contents:
    """Resource instances, and what there is to say of others."""

    world: World
    ledger: Ledger
    limits: Limits
    excluded: dict[str, tuple[str, FileOrigin]] = field(default_factory=dict)
    """Block -> why it is left out."""
    missing: dict[str, tuple[str, FileOrigin]] = field(default_factory=dict)
    """Block that is declared -> why nothing is known of it."""
    configuration: Configuration | None = None
    variables: dict[str, Node] = field(default_factory=dict)
    """The root's variables."""
    lost: dict[str, FileOrigin] = field(default_factory=dict)
    """Names that expressions are made of and that the document says nothing about."""
    beyond: int = 0
    """Instances that are more than are read."""

    def add(self, instance: Instance, node: Node) -> None:
        """Take up an instance that `node` tells of."""
        if len(self.world.instances) >= self.limits.instances_per_root:
            self.beyond += 1
        elif not self.world.add(instance):
            node.document.fault(node, "a resource with an address that another has already")

    def doubt(self, reason: str, origin: FileOrigin) -> None:
        """Note that the document may not tell of all."""
        root = self.world.root
        self.ledger.add(Reach.OPAQUE, root, f"What else is in {root}?", reason, origin)
