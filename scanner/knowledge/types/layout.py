"""Where the copies of a resource are, and so what it takes to lose it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from scanner.model import NO_TIME, Duration
from scanner.model.record import Record


class Shape(StrEnum):
    """How a resource's copies are laid out, and so what it takes to lose it."""

    NONE = "none"
    """A setting: nothing runs and nothing is kept."""
    ZONAL = "zonal"
    """One copy in one zone."""
    SPREAD = "spread"
    """`instances` equal copies over its zones; any one serves."""
    STANDBY = "standby"
    """A primary and a standby in another of its zones that takes over."""
    QUORUM = "quorum"
    """`instances` voting members dealt out over its zones; a majority serves."""
    REGIONAL = "regional"
    """Kept up by the provider while no more than one zone of its region is lost."""
    MULTI_REGION = "multi_region"
    """A copy in each of `regions`, each with an address of its own."""
    GLOBAL = "global"
    """Not tied to a region."""
    MEMBERS = "members"
    """As many copies as other resources that are its members."""
    FOLLOWS = "follows"
    """Laid out as the resource at `follows` is."""
    UNKNOWN = "unknown"
    """Configuration does not tell."""


class Layout(Record, frozen=True, kw_only=True):
    """A shape and its figures, if `when` holds. The first layout whose `when` holds counts."""

    shape: Shape
    when: dict[str, dict[str, Any]] = {}
    """`{attribute path: {operator: value}}`; operators: `eq ne in not_in exists absent ge lt
    count_ge distinct_zones_ge regex`. An empty one always holds. A condition on an unknown
    attribute may hold or not, and both readings are kept."""
    instances: tuple[str, ...] = ()
    """Attribute paths of the number of copies, the first that is there counts; a plain
    number is that number."""
    k: str = "any"
    """Of members: `any`, `majority` or `all`."""
    regions: str = ""
    """Attribute path of the regions of a multi-region layout."""
    writers: str = "all"
    """Of a multi-region layout or of members: `all` copies take writes, or `one` does."""
    after: Duration | None = NO_TIME
    """How long a takeover inside this layout lasts; null where no source tells."""
    action: str = ""
    """The action a takeover needs, e.g. `promote`."""
    by: str = "automatic"
    follows: str = ""
    """Attribute path of the resource whose layout this one has."""


class Locate(Record, frozen=True, kw_only=True):
    """Attribute paths that say where a resource is, each in order of preference."""

    region: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()
    """References to resources that have zones themselves, e.g. subnets or subnet groups."""
    one_subnet: bool = False
    """`subnets` names a single one: what names the same one is in the same zone."""
    inward: bool = False
    """What is in its subnets only answers within the network, and needs no way out of it."""
    hall: tuple[str, ...] = ()
    """References to placement groups: what shares one is lost with one hall."""
    account: tuple[str, ...] = ()
    anywhere: bool = False
    """The provider picks the place within the region and does not tell."""
