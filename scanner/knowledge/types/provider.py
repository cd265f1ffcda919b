"""Providers: their names in code, and their places."""

from __future__ import annotations

from scanner.knowledge.types.fact import Fact


class Region(Fact, frozen=True, kw_only=True):
    """A region of a provider."""

    id: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    """Other ids of the same region, e.g. those that one service has kept."""
    country: str = ""
    """ISO 3166 code."""
    zones: tuple[str, ...] = ()
    """Ids that mean the same place in every account; empty where they are not known."""
    zone_count: int = 0
    """How many zones there are, where only the number is known."""
    zone_letters: str = "uniform"
    """`uniform` where a zone's letter means one place in all accounts, else `per_account`."""
    pair: str = ""
    """Region that the provider pairs it with for storage copies."""
    weak_zones: bool = False
    """Zones are documented to share buildings."""


class ZoneForm(Fact, frozen=True, kw_only=True):
    """How a zone is written: `pattern` with the group `region`, or `code`, a region's short code.

    With neither, the text is a zone only within a region known otherwise (`1`, `2`, `3`).
    """

    pattern: str
    identifies: bool = True
    """True where the text means one place in every account."""
    examples: tuple[str, ...] = ()
    """Zones in that form, of different regions: what code makes of a zone is tried on them."""


class MultiRegion(Fact, frozen=True, kw_only=True):
    """A placement that spans regions under one name, e.g. a storage location."""

    id: str
    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class Provider(Fact, frozen=True, kw_only=True):
    """A cloud provider, its names in code, and its regions."""

    id: str
    name: str
    terraform: tuple[str, ...] = ()
    """Local provider names in Terraform."""
    type_prefixes: tuple[str, ...] = ()
    type_domains: tuple[str, ...] = ()
    """How the part before the `/` ends in types such as `service.example.com/Instance`."""
    region_attributes: tuple[str, ...] = ("region",)
    """Attributes that hold a resource's region where its type says nothing else."""
    zone_attributes: tuple[str, ...] = ()
    """Attributes of its configuration in code that say the zone of resources that say none."""
    owner_attributes: tuple[str, ...] = ()
    """Attributes of any type that name what it is a part of, and so where it is; best first."""
    configures_region: bool = True
    """Whether its configuration in code can say the region of resources that say none."""
    account_attributes: tuple[str, ...] = ()
    account_pattern: str = ""
    """What an account's id looks like inside a longer text, e.g. a role's name."""
    ignore: tuple[str, ...] = ()
    """Attributes of every type that carry no dependency: tags, labels."""
    default_tags: str = ""
    """Argument of its configuration in code with tags for all that it makes."""
    regions: tuple[Region, ...] = ()
    region_pattern: str = ""
    """What a region's name looks like, for regions newer than this file."""
    region_forms: tuple[str, ...] = ()
    """Patterns of longer names that have a region or zone in them, as the group `place`."""
    zone_forms: tuple[ZoneForm, ...] = ()
    multi_regions: tuple[MultiRegion, ...] = ()
    region_short_codes: dict[str, str] = {}
    """Short code in host names and zone ids -> region."""


class Home(Fact, frozen=True, kw_only=True):
    """Where what a Terraform provider manages lives: in what its configuration names."""

    names: tuple[str, ...]
    """Of the providers."""
    at: tuple[str, ...]
    """Paths of the configuration's arguments that say where."""
