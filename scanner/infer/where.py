"""A place as far as it is known: the answer to "where is it?"."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from scanner.knowledge import Layout, Shape
from scanner.model import Unknown


@dataclass(frozen=True)
class Where:
    """Where a resource is, as domain ids; symbolic ones stand for places not known."""

    provider: str = ""
    region: str = ""
    """Empty for what is not tied to a region, and where nothing tells which."""
    account: str = ""
    hall: str = ""
    zones: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Zone its copies may be in -> the subnets there that carry its traffic, where code tells."""
    zones_unknown: Unknown | None = None
    """Why not all of its zones are known; None where they are, or where none are named."""
    own_zones: tuple[str, ...] = ()
    """Those of its zones that it says itself its copies are in, where it says all of them."""
    tied: bool = True
    """False for what is not tied to a region."""
    because: str = ""
    """How the region came about, from name to name, with the place of each."""

    def of(self, layout: Layout) -> Where:
        """The place of copies so laid out. Copies that stay are where they say; those that are
        started again may be so in any zone of their network, and a standby of which only the
        primary's zone is said is in another of them."""
        moves = layout.shape is Shape.SPREAD and layout.action
        other = layout.shape is Shape.STANDBY and len(self.own_zones) == 1
        more = len(self.zones) > 1 or self.zones_unknown
        if not self.own_zones or moves or (other and more):
            return self
        zones = {zone: self.zones[zone] for zone in self.own_zones}
        return replace(self, zones=zones, zones_unknown=None)
