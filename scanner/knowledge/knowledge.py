"""The facts, indexed: what a name means, and where a fact is from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from scanner.errors import KnowledgeError
from scanner.knowledge.types import (
    Action,
    Citation,
    DataSource,
    Endpoint,
    EvidenceKind,
    Fact,
    Home,
    KnowledgeFile,
    MultiRegion,
    Provider,
    ResourceType,
    Role,
    Service,
    SourceBasis,
    Vendor,
)
from scanner.model import KnowledgeOrigin

T = TypeVar("T", Provider, Vendor, EvidenceKind, Role, Action)
K = TypeVar("K", str, tuple[str, str])
V = TypeVar("V")

MAX_HOST_CHARACTERS = 253
MAX_NAME_CHARACTERS = 2048


@dataclass(frozen=True)
class ZoneName:
    """What a zone's name says: its `region` (may be empty), its `name`, and whether that name
    `identifies` one place for everybody, or only within one account."""

    region: str
    name: str
    identifies: bool


@dataclass(frozen=True)
class HostMatch:
    """What answers at a host: an endpoint of a provider, or a vendor."""

    endpoint: Endpoint | None = None
    provider: str = ""
    vendor: Vendor | None = None
    groups: dict[str, str] = field(default_factory=dict)
    """Named parts of the host: `region`, `zone`, `name`, `account`, `service`."""


MOST_REMEMBERED = 10_000
"""Hosts whose match is remembered: code names the same ones over and over."""


class Knowledge:
    """All facts of `data/`. Lookups by name; patterns are compiled when first needed."""

    def __init__(self, files: Mapping[str, KnowledgeFile]) -> None:
        """`files` by their path. Raises KnowledgeError where two entries have one name."""
        self._files = tuple(files.values())
        self.sources: dict[str, Citation] = _once(
            (path, key, source) for path, f in files.items() for key, source in f.sources.items()
        )
        self.providers: dict[str, Provider] = _by_id((p, f.providers) for p, f in files.items())
        self.vendors: dict[str, Vendor] = _by_id((p, f.vendors) for p, f in files.items())
        self.evidence: dict[str, EvidenceKind] = _by_id((p, f.evidence) for p, f in files.items())
        self.roles: dict[str, Role] = _by_id((p, f.roles) for p, f in files.items())
        self.actions: dict[str, Action] = _by_id((p, f.actions) for p, f in files.items())
        self.data_sources: dict[str, DataSource] = _once(
            (path, source.type, source) for path, f in files.items() for source in f.data_sources
        )
        self.homes: dict[str, Home] = _once(
            (path, name, home)
            for path, f in files.items()
            for home in f.homes
            for name in home.names
        )
        self._matched: dict[str, HostMatch | None] = {}
        named = [host for f in files.values() for host in f.no_services]
        self._no_services = frozenset(named)
        self._no_service_endings = tuple(f".{host.lstrip('.')}" for host in named)
        self._services: dict[tuple[str, str], Service] = _once(
            (path, (f.provider, service.id), service)
            for path, f in files.items()
            for service in f.services
        )
        self._types: dict[str, tuple[str, ResourceType]] = _once(
            (path, name, (f.provider, known))
            for path, f in files.items()
            for known in self._types_in(f)
            for name in (known.type, *known.aliases)
        )

    # --- by name ------------------------------------------------------------------------

    def type_of(self, name: str) -> ResourceType | None:
        """A resource type by its name in any language, or None where it is not listed."""
        found = self._types.get(name)
        return found[1] if found else None

    @property
    def types(self) -> Iterator[tuple[str, ResourceType]]:
        """`(provider, type)` of every resource type, each once."""
        for name, (provider, known) in self._types.items():
            if name == known.type:
                yield provider, known

    def provider_of_type(self, name: str) -> str | None:
        """Id of the provider, or vendor, that resources of that type live at."""
        found = self._types.get(name)
        if found and found[0]:
            return found[0]
        domain = name.partition("/")[0]
        for provider in self.providers.values():
            if name.startswith(provider.type_prefixes) or domain.endswith(provider.type_domains):
                return provider.id
        local = name.partition("_")[0]
        return self._vendor_by_terraform.get(local)

    def service(self, provider: str, identifier: str) -> Service | None:
        """A service of a provider, or None."""
        return self._services.get((provider, identifier))

    @property
    def services(self) -> Iterator[tuple[str, Service]]:
        """`(provider, service)` of every service."""
        for (provider, _), service in self._services.items():
            yield provider, service

    @property
    def endpoints(self) -> Iterator[tuple[str, Endpoint]]:
        """`(provider, endpoint)` of every pattern, in order of preference."""
        for file in self._files:
            for endpoint in file.endpoints:
                yield file.provider, endpoint

    def ignored_attributes(self, provider: str) -> tuple[str, ...]:
        """Attributes of every type of the provider that carry no dependency."""
        known = self.providers.get(provider)
        return known.ignore if known else _NO_DEPENDENCY

    # --- places -------------------------------------------------------------------------

    def region_id(self, provider: str, text: str) -> str:
        """The region's canonical name (`West Europe` -> `westeurope`); `text` if unknown."""
        return self._regions.get((provider, _plain(text)), text)

    def place_within(self, provider: str, text: str) -> str:
        """The region or zone that a longer name has in it, e.g. a link; else `text`."""
        known = self.providers.get(provider)
        for pattern in known.region_forms if known else ():
            if found := re.search(pattern, text[:MAX_NAME_CHARACTERS]):
                return found["place"]
        return text

    def is_region(self, provider: str, text: str) -> bool:
        """Whether `text` is a region of the provider, listed or in the form of one."""
        known = self.providers.get(provider)
        if known is None:
            return False
        if (provider, _plain(text)) in self._regions:
            return True
        return bool(known.region_pattern and re.fullmatch(known.region_pattern, text))

    def pair(self, provider: str, region: str) -> str:
        """The region in which the provider keeps copies of what is in `region`; empty where none
        is known."""
        known = self.providers.get(provider)
        return next((r.pair for r in known.regions if r.id == region), "") if known else ""

    def multi_region(self, provider: str, text: str) -> MultiRegion | None:
        """A placement that spans regions, however its name is capitalised."""
        known = self.providers.get(provider)
        for place in known.multi_regions if known else ():
            if place.id == text.lower():
                return place
        return None

    def zone(self, provider: str, text: str, region: str = "") -> ZoneName | None:
        """What `text` says as a zone's name, or None if it is not one.

        `region` is where it stands, for forms that do not tell (`1`, `2`, `3`).
        """
        known = self.providers.get(provider)
        for form in known.zone_forms if known else ():
            match = re.fullmatch(form.pattern, text)
            if known is None or match is None:
                continue
            groups = match.groupdict()
            if "code" in groups:
                found = known.region_short_codes.get(groups["code"], "")
            else:
                found = groups.get("region") or region
            identifies = form.identifies and found not in self._letters_per_account[provider]
            if "letter" not in groups:
                identifies = form.identifies
            return ZoneName(found, text, identifies)
        return None

    def fewest_zones(self, provider: str) -> int:
        """How many zones every region of the provider has at least, of those that have some."""
        known = self.providers.get(provider)
        counts = [len(r.zones) or r.zone_count for r in known.regions] if known else []
        return min(filter(None, counts), default=1)

    # --- hosts --------------------------------------------------------------------------

    def match_host(self, host: str) -> HostMatch | None:
        """What answers at `host`: endpoints of providers first, then vendors."""
        host = host.lower().rstrip(".")
        if len(host) > MAX_HOST_CHARACTERS:
            return None
        if host not in self._matched:
            if len(self._matched) >= MOST_REMEMBERED:
                self._matched.clear()
            self._matched[host] = self._match(host, self._host_patterns)
        return self._matched[host]

    def is_no_service(self, host: str) -> bool:
        """Whether a host in an address is only part of a name, or of this machine or network."""
        return host in self._no_services or host.endswith(self._no_service_endings)

    def match_name(self, text: str) -> HostMatch | None:
        """What a name that is no host, e.g. an ARN or a connection name, stands for."""
        if len(text) > MAX_NAME_CHARACTERS:
            return None
        return self._match(text, self._name_patterns)

    def _match(
        self, text: str, patterns: list[tuple[re.Pattern[str], HostMatch]]
    ) -> HostMatch | None:
        for pattern, found in patterns:
            match = pattern.search(text)
            if match:
                groups = {name: part for name, part in match.groupdict().items() if part}
                region = self._region_behind(found.provider, groups)
                if region:
                    groups["region"] = region
                return HostMatch(found.endpoint, found.provider, found.vendor, groups)
        return None

    def _region_behind(self, provider: str, groups: dict[str, str]) -> str:
        """The region that a host names by its short code, or by a zone of it, if it does."""
        known = self.providers.get(provider)
        if known is None or "region" in groups:
            return ""
        if "code" in groups:
            return known.region_short_codes.get(groups["code"], "")
        zone = self.zone(provider, groups.get("zone", ""))
        return zone.region if zone else ""

    @cached_property
    def _host_patterns(self) -> list[tuple[re.Pattern[str], HostMatch]]:
        found = [
            (re.compile(endpoint.pattern), HostMatch(endpoint, provider))
            for provider, endpoint in self.endpoints
            if not endpoint.alike
        ]
        found += [
            (re.compile(pattern), HostMatch(vendor=vendor))
            for vendor in self.vendors.values()
            for pattern in vendor.hosts
        ]
        return found

    @cached_property
    def _name_patterns(self) -> list[tuple[re.Pattern[str], HostMatch]]:
        return [
            (re.compile(endpoint.pattern), HostMatch(endpoint, provider))
            for provider, endpoint in self.endpoints
            if endpoint.alike
        ]

    # --- where a fact is from -----------------------------------------------------------

    def citations(self, fact: Fact) -> list[Citation]:
        """The texts a fact rests on, best first."""
        return [self.sources[key] for key in fact.source]

    def from_memory(self, fact: Fact) -> bool:
        """Whether nobody has looked it up: one of its sources is memory and none speaks of
        its meaning. Names checked against a schema say nothing about what they mean."""
        bases = {citation.basis for citation in self.citations(fact)}
        return SourceBasis.MEMORY in bases and not bases & _LOOKED_UP

    def origin(self, fact: Fact) -> KnowledgeOrigin:
        """The fact as the origin of a piece of evidence."""
        best = next(iter(self.citations(fact)), None)
        name = str(getattr(fact, "id", "") or getattr(fact, "type", "") or "endpoint")
        return KnowledgeOrigin(name, best.url if best else "", self.from_memory(fact))

    # --- inside -------------------------------------------------------------------------

    @staticmethod
    def _types_in(file: KnowledgeFile) -> Iterator[ResourceType]:
        yield from file.types
        for settings in file.settings:
            for name in settings.types:
                yield ResourceType(
                    type=name, service="", roles=(settings.role,), source=settings.source
                )

    @cached_property
    def _regions(self) -> dict[tuple[str, str], str]:
        return {
            (provider.id, _plain(name)): region.id
            for provider in self.providers.values()
            for region in provider.regions
            for name in (region.id, region.name, *region.aliases)
            if name
        }

    @cached_property
    def _letters_per_account(self) -> dict[str, frozenset[str]]:
        return {
            provider.id: frozenset(
                region.id for region in provider.regions if region.zone_letters == "per_account"
            )
            for provider in self.providers.values()
        }

    @cached_property
    def _vendor_by_terraform(self) -> dict[str, str]:
        return {name: vendor.id for vendor in self.vendors.values() for name in vendor.terraform}


_NO_DEPENDENCY = ("depends_on", "lifecycle", "timeouts", "tags", "labels")
_LOOKED_UP = frozenset({SourceBasis.DOCUMENTED, SourceBasis.INCIDENT, SourceBasis.PRESS})


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _by_id(groups: Iterable[tuple[str, tuple[T, ...]]]) -> dict[str, T]:
    return _once((path, entry.id, entry) for path, group in groups for entry in group)


def _once(entries: Iterable[tuple[str, K, V]]) -> dict[K, V]:
    """`(file, key, entry)` by key. Raises KnowledgeError, naming both files, for one twice."""
    found: dict[K, V] = {}
    places: dict[K, str] = {}
    for path, key, entry in entries:
        if key in found:
            name = key if isinstance(key, str) else key[-1]
            raise KnowledgeError(f"{path}: {name} is described twice, first in {places[key]}")
        found[key] = entry
        places[key] = path
    return found
