"""What inference concludes from an inventory: everything the graph is built from."""

from __future__ import annotations

from scanner.model.inventory import Domain, Gap, Inventory, Journey
from scanner.model.record import Record
from scanner.model.requirement import Requirement

JOURNEY_PREFIX = "journey:"


def journey_node(journey: str) -> str:
    """The graph's node of the journey with that id."""
    return JOURNEY_PREFIX + journey


class Inference(Record, frozen=True, kw_only=True):
    """Requirements and domains, for the journeys they are judged by."""

    inventory: Inventory
    requirements: tuple[Requirement, ...]
    domains: tuple[Domain, ...]
    journeys: tuple[Journey, ...]
    opaques: dict[str, str] = {}
    """Node that may hold anything -> id of the gap that says why."""
    counts_as: dict[str, str] = {}
    """Resource -> what kind of single thing it is to lose: `data store`, `certificate`, ..."""
    actions: dict[str, str] = {}
    """Named action -> how a sentence says it: `promote` -> `fail over`."""
    gaps: tuple[Gap, ...] = ()
    warnings: tuple[str, ...] = ()
    """What the user should know about their own input: facts that changed nothing."""
