"""The services of a provider, and what they need of each other."""

from __future__ import annotations

from scanner.knowledge.types.fact import Fact
from scanner.model import Effect, Strength


class ServiceNeed(Fact, frozen=True, kw_only=True):
    """One service needs another of the same provider."""

    service: str
    side: str = "serve"
    """Which side of the dependent: `serve`, or an action such as `launch`."""
    needs_side: str = "serve"
    region: str = ""
    """Region of the other; empty for the dependent's own."""
    effect: Effect = Effect.SLOW
    strength: Strength = Strength.MEDIUM
    """Strong only where the effect is documented."""
    why: str = ""


class Service(Fact, frozen=True, kw_only=True):
    """A service of a provider: a domain of its own in each region where it is used."""

    id: str
    name: str
    scope: str
    """`zonal`, `regional`, `partition` or `global`: what its data plane is tied to."""
    control_home: str = "region"
    """`region` (one control plane a region), `global`, or the region all changes go to."""
    actions: tuple[str, ...] = ()
    """Sides that its control plane provides, e.g. `launch`, `route`."""
    stable: bool = False
    """What runs goes on running without it: losing it takes away its actions only."""
    needs: tuple[ServiceNeed, ...] = ()
