"""What evidence, roles and actions mean for conclusions."""

from __future__ import annotations

from scanner.knowledge.types.fact import Fact
from scanner.model import Effect, Strength


class EvidenceKind(Fact, frozen=True, kw_only=True):
    """How far one kind of evidence carries."""

    id: str
    says: str
    strength: Strength
    basis: str
    confidence: float
    """0..1: orders evidence of one strength."""


class Role(Fact, frozen=True, kw_only=True):
    """What a role of a resource type implies."""

    id: str
    means: str
    effect: Effect = Effect.STOP
    """What a dependent suffers where nothing more special is known."""
    runs: bool = True
    """False for settings, whose loss changes nothing that runs."""
    keeps_data: bool = False
    works: bool = False
    """A workload: where it is in no journey, it is at least in the background."""
    calls_out: bool = False
    """Its settings name the hosts that it calls: environment, user data, app settings."""
    names_hosts: bool = False
    """A DNS name that others, and customers, reach something by."""
    carries: bool = False
    """What is placed in it needs it, since its traffic goes through it: a subnet."""
    by_name: bool = False
    """Programs ask for it by its plain name, e.g. a secret; so do they for all that keeps data."""
    counts_as: str = ""
    """Kind of single resource in tables: `database`, `certificate`, ..."""


class Action(Fact, frozen=True, kw_only=True):
    """A named side beside serving and keeping data."""

    id: str
    means: str
    verb: str
    """How a sentence says it is not possible: `cannot launch`."""
