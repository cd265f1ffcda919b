"""What the evaluation asks of the knowledge: nothing a provider decides stands in code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from scanner.knowledge.types import Home, Provider, ResourceType, Vendor

MAX_CHARACTERS = 1_000
"""Of a name that may have a region in it."""


class DataSource(Protocol):
    """A data source whose attributes follow from configuration."""

    @property
    def gives(self) -> Mapping[str, str]:
        """Attribute -> what it is: `region`, `zones`, `zone_ids`, `account`, `partition`, or
        `document`, the block's own arguments written as JSON.

        Beside it there may be `keys` (argument -> its key in that JSON), `by_region`
        (beginning of a region's name -> partition) and `harmless` (arguments that do not
        leave out zones).
        """


class Knowledge(Protocol):
    """The part of `scanner.knowledge.Knowledge` that is used here."""

    @property
    def providers(self) -> Mapping[str, Provider]:
        """By id."""

    @property
    def vendors(self) -> Mapping[str, Vendor]:
        """By id."""

    @property
    def data_sources(self) -> Mapping[str, DataSource]:
        """By type."""

    @property
    def homes(self) -> Mapping[str, Home]:
        """By the name of a Terraform provider."""

    def type_of(self, name: str) -> ResourceType | None:
        """A resource type, or None where it is not listed."""


@dataclass
class Facts:
    """Answers by Terraform's names."""

    knowledge: Knowledge
    _by_name: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index providers and vendors by their names in Terraform."""
        for vendor in self.knowledge.vendors.values():
            self._by_name.update(dict.fromkeys(vendor.terraform, vendor.id))
        for provider in self.knowledge.providers.values():
            self._by_name.update(dict.fromkeys(provider.terraform, provider.id))

    def provider_id(self, local_name: str, source: str) -> str:
        """Id of the provider or vendor that a Terraform provider is for; empty if none is known.

        `source` is the provider's source address, which says it better than the local name.
        """
        return self._by_name.get(source.rpartition("/")[2] or local_name, "")

    def home_attributes(self, local_name: str, source: str) -> tuple[str, ...]:
        """Arguments of a provider's configuration that say where what it manages lives."""
        home = self.knowledge.homes.get(source.rpartition("/")[2] or local_name)
        return home.at if home else ()

    def provider(self, identifier: str) -> Provider | None:
        """A cloud provider; None for vendors and unknown ones."""
        return self.knowledge.providers.get(identifier)

    def region_attributes(self, provider: Provider, kind: str) -> tuple[str, ...]:
        """Attributes of a resource that say its region, best first."""
        known = self.knowledge.type_of(kind)
        own = known.locate.region if known else ()
        return tuple(dict.fromkeys((*own, *provider.region_attributes)))

    def default_region(self, kind: str) -> str:
        """Where a resource that says no region is, whatever its provider says; else empty."""
        known = self.knowledge.type_of(kind)
        paths = known.locate.region if known else ()
        return next((str(known.defaults[p]) for p in paths if known and p in known.defaults), "")

    def defaults_until(self, kind: str) -> Mapping[str, Mapping[str, object]]:
        """Release of the Terraform provider -> what it used before where nothing is written."""
        known = self.knowledge.type_of(kind)
        return known.defaults_until if known else {}

    def zone_attributes(self, kind: str) -> tuple[str, ...]:
        """Attributes of a resource that say its zone."""
        known = self.knowledge.type_of(kind)
        return known.locate.zones if known else ()

    def account_attributes(self, provider: Provider, kind: str) -> tuple[str, ...]:
        """Attributes of a resource that say its account, best first."""
        known = self.knowledge.type_of(kind)
        own = known.locate.account if known else ()
        return tuple(dict.fromkeys((*own, *provider.account_attributes)))

    def name_attributes(self, kind: str) -> tuple[str, ...]:
        """Attributes that hold the name a resource has in the cloud."""
        known = self.knowledge.type_of(kind)
        return known.name if known else ()

    def identities(self, kind: str) -> tuple[str, ...]:
        """Attributes whose value others use to refer to a resource."""
        known = self.knowledge.type_of(kind)
        return known.identities if known else ()

    def finds(self, data_type: str, attribute: str) -> tuple[str, str, str]:
        """The type of resource that a data source looks up, the argument with its name, and
        what that resource calls `attribute`; empty where it looks up none."""
        known = self.knowledge.data_sources.get(data_type)
        if known is None:
            return "", "", ""
        called: Mapping[str, str] = getattr(known, "called", {})
        own = called.get(attribute, attribute)
        return getattr(known, "finds", ""), getattr(known, "by", ""), own

    def gives(self, data_type: str, attribute: str) -> str:
        """What an attribute of a data source is, if that follows from configuration."""
        known = self.knowledge.data_sources.get(data_type)
        return known.gives.get(attribute, "") if known else ""

    def document_keys(self, data_type: str) -> Mapping[str, str]:
        """Argument of a data source -> the key it has in the document that it gives."""
        known = self.knowledge.data_sources.get(data_type)
        keys: Mapping[str, str] = getattr(known, "keys", {})
        return keys

    def harmless(self, data_type: str) -> tuple[str, ...]:
        """Arguments of a data source of zones that do not leave any out."""
        known = self.knowledge.data_sources.get(data_type)
        names: tuple[str, ...] = getattr(known, "harmless", ())
        return names

    def partition(self, data_type: str, region: str) -> str:
        """The partition that a region belongs to; empty where that is not known."""
        known = self.knowledge.data_sources.get(data_type)
        table: Mapping[str, str] = getattr(known, "by_region", {})
        fitting = [start for start in table if region.startswith(start)]
        return table[max(fitting, key=len)] if fitting else ""

    def region_in(self, provider: Provider, text: str) -> str:
        """The region that `text` names: itself, or the one whose zone it is, or that a longer
        name has in it."""
        for form in provider.zone_forms:
            found = re.fullmatch(form.pattern, text)
            if found and (region := found.groupdict().get("region")):
                return region
        for pattern in provider.region_forms:
            if found := re.search(pattern, text[:MAX_CHARACTERS]):
                return self.region_in(provider, found["place"])
        return text

    def account_in(self, provider: Provider, text: str) -> str:
        """The account that `text` names: itself, or what the provider's pattern finds in it."""
        pattern = str(getattr(provider, "account_pattern", ""))
        if not pattern:
            return text
        found = re.search(pattern, text)
        return found.group(found.lastindex or 0) if found else ""

    def zone_count(self, provider: Provider, region: str) -> int:
        """How many zones a region has; 0 where that is not known."""
        for known in provider.regions:
            if known.id == region:
                return len(known.zones) or known.zone_count
        return 0
