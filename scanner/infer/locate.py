"""Where a resource is: region, account, hall, and the zones its copies may be in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scanner.infer.attributes import bare, under
from scanner.infer.conditions import Condition, holds
from scanner.infer.context import Context
from scanner.infer.places import GLOBAL
from scanner.knowledge import Locate, Shape
from scanner.model import Resource, Unknown


@dataclass(frozen=True)
class Where:
    """Where a resource is, as domain ids; symbolic ones stand for places not known."""

    provider: str = ""
    region: str = ""
    """Empty for what is not tied to a region, and where nothing tells which."""
    account: str = ""
    hall: str = ""
    zones: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Zone -> the resources (subnets) there that carry its traffic, where code tells."""
    zones_unknown: Unknown | None = None
    """Why not all of its zones are known; None where they are, or where none are named."""
    tied: bool = True
    """False for what is not tied to a region."""
    because: str = ""
    """How the region came about, from name to name, with the place of each."""


@dataclass(frozen=True)
class _Region:
    """The region of a resource, and how it came about; see `Where`."""

    region: str = ""
    tied: bool = True
    because: str = ""


class Locator:
    """Answers `where` for each resource once; follows subnets and groups of them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._known: dict[str, Where] = {}
        self._open: set[str] = set()

    def where(self, resource: Resource) -> Where:
        """Where `resource` is. A resource placed by way of itself is nowhere yet."""
        if resource.id not in self._known:
            if resource.id in self._open:
                return Where()
            self._open.add(resource.id)
            self._known[resource.id] = self._locate(resource)
            self._open.discard(resource.id)
        return self._known[resource.id]

    def holds(self, condition: Condition, resource: Resource) -> bool | None:
        """Whether a condition holds for `resource`; None where an unknown value decides."""
        return holds(
            condition,
            lambda path: self.context.read(resource, path),
            lambda _: self._count_zones(resource),
        )

    def _count_zones(self, resource: Resource) -> int | None:
        where = self.where(resource)
        return None if where.zones_unknown else len(where.zones)

    def _locate(self, resource: Resource) -> Where:
        context = self.context
        provider = context.provider_of(resource)
        if provider not in context.knowledge.providers:
            return Where(provider=provider)
        known = context.type_of(resource)
        locate = known.locate if known else Locate()
        account = self._account(resource, provider, locate)
        found = self._region(resource, provider, locate)
        region = found.region
        zones, unknown = self._zones_at(
            resource, (*locate.zones, *locate.subnets), provider, region, account
        )
        if unknown and self._says_itself(resource, provider, region, account):
            unknown = None
        for text in resource.zones:
            zone = self._zone(text, provider, region, account)
            if zone:
                zones.setdefault(zone, ())
        if not region and zones:
            region = next(iter(context.places.domains[next(iter(zones))].parents), "")
        hall = self._hall(resource, locate)
        return Where(provider, region, account, hall, zones, unknown, found.tied, found.because)

    # --- region and account -------------------------------------------------------------

    def _region(self, resource: Resource, provider: str, locate: Locate) -> _Region:
        """Where nothing tells the region of what runs, it is a symbolic one of its own."""
        context = self.context
        known = context.type_of(resource)
        service = context.knowledge.service(provider, known.service) if known else None
        worldwide = service is not None and service.scope in (GLOBAL, "partition")
        if known and known.layouts and all(lay.shape is Shape.GLOBAL for lay in known.layouts):
            return _Region(tied=False, because=f"{resource.type} is tied to no region")
        if service and worldwide and not locate.region:
            return _Region(tied=False, because=f"{service.name} is tied to no region")
        said = self._region_said(resource, provider, locate)
        if said:
            return said
        owner = self._region_of_owner(resource, provider, locate)
        if owner:
            return owner
        written = self._region_written(resource, locate)
        if written and written.symbol:
            region = context.places.unknown_region(provider, written.symbol)
            return _Region(region, because=resource.because.get("region", written.reason))
        if worldwide:
            return _Region(tied=False, because="it names no region")
        fact = self._owner_open(resource, provider)
        if fact is None and not (context.runs(resource) or resource.existing):
            return _Region(tied=False, because="a setting that belongs to nothing with a region")
        fact = fact or written
        if fact:
            the = "" if resource.existing else "the "  # what is looked up has a name for it
            symbol = fact.symbol or f"{the}region of {resource.id}"
            return _Region(context.places.unknown_region(provider, symbol), because=fact.reason)
        return _Region()

    def _region_said(self, resource: Resource, provider: str, locate: Locate) -> _Region | None:
        """What the resource's own attributes say, else what its provider's configuration does."""
        texts = [
            (path, value)
            for path in locate.region
            for value in self.context.read(resource, path).values
            if isinstance(value, str)
        ]
        derived = resource.because.get("region", "")
        given = ("region", resource.region)
        for path, written in (given, *texts) if derived else (*texts, given):
            text = self.context.knowledge.place_within(provider, written)
            if not text or "${" in text or "/" in text:
                continue
            because = derived or f"{path} = {text}"
            if text.lower() == GLOBAL:
                return _Region(tied=False, because=because)
            return _Region(self._region_named(text, provider), because=because)
        return None

    def _region_written(self, resource: Resource, locate: Locate) -> Unknown | None:
        """Why the region is not known, where it is written or follows from what is."""
        found = [
            unknown
            for path in ("region", *locate.region)  # what was derived goes first
            for at, unknown in resource.unknown.items()
            if under(bare(at), path)
        ]
        return min(found, key=lambda unknown: not unknown.symbol, default=None)

    def _owner_open(self, resource: Resource, provider: str) -> Unknown | None:
        """The region of what it is a part of, where only the name of that is known; of what is
        looked up, else its own name."""
        known = self.context.type_of(resource)
        paths = list(self._owner_paths(resource, provider))
        if known and resource.existing and f"{resource.type}_name".endswith(tuple(paths)):
            paths += known.name  # others name it in the same way
        for path in paths:
            for at, unknown in resource.unknown.items():
                if bare(at) == path and unknown.symbol:
                    home, colon, name = unknown.symbol.rpartition(": ")
                    return Unknown(unknown.reason, f"{home}{colon}region of {name}")
            for value in self.context.read(resource, path).values:
                if isinstance(value, str) and value and "${" not in value:
                    return Unknown(f"{value} was not read", f'region of "{value}"')
        return None

    def _owner_paths(self, resource: Resource, provider: str) -> Iterator[str]:
        """Attributes that name what it is a part of."""
        known = self.context.type_of(resource)
        if known:
            yield from filter(None, (known.within, *(lay.follows for lay in known.layouts)))
        yield from self.context.knowledge.providers[provider].owner_attributes

    def _region_of_owner(self, resource: Resource, provider: str, locate: Locate) -> _Region | None:
        """The region of what the resource belongs to: as its type says, else of what it is a part
        of, else the only region among everything it refers to."""
        for path in (*locate.region, *self._owner_paths(resource, provider)):
            owners = [(t.path or path, t.node) for t in self.context.targets(resource, path)]
            if owners and (found := self._only_region(owners)):
                return found
        return self._only_region((r.path, r.target) for r in resource.references)

    def _only_region(self, owners: Iterable[tuple[str, str]]) -> _Region | None:
        """The region of all `(path, id)`, if they have but one."""
        found: dict[str, _Region] = {}
        for path, name in owners:
            owner = self.context.resources.get(name)
            where = self.where(owner) if owner else None
            if where and where.region:
                because = f"{path} -> {name}" + (f": {where.because}" if where.because else "")
                found.setdefault(where.region, _Region(where.region, because=because))
        return next(iter(found.values())) if len(found) == 1 else None

    def _region_named(self, text: str, provider: str) -> str:
        context = self.context
        zone = context.knowledge.zone(provider, text)
        if zone and zone.region:
            text = zone.region
        if context.knowledge.multi_region(provider, text):
            return context.places.multi_region(provider, text)
        name = context.knowledge.region_id(provider, text)
        if not context.knowledge.is_region(provider, name):  # a name that something replaces
            return context.places.unknown_region(provider, text)
        return context.places.region(provider, name)

    def _account(self, resource: Resource, provider: str, locate: Locate) -> str:
        context = self.context
        texts = [
            value
            for path in locate.account
            for value in context.read(resource, path).values
            if isinstance(value, str) and "${" not in value
        ]
        for text in (*texts, resource.account):
            if text:
                return context.places.account(provider, text)
        unknown = resource.unknown.get("account")
        if unknown and unknown.symbol:
            return context.places.unknown_account(provider, unknown.symbol)
        return ""

    def _hall(self, resource: Resource, locate: Locate) -> str:
        """The hall of a placement group that keeps its members together."""
        context = self.context
        for path in locate.hall:
            for target in context.targets(resource, path):
                group = context.resources[target.node]
                known = context.type_of(group)
                layouts = known.layouts if known else ()
                first = next(
                    (lay for lay in layouts if self.holds(lay.when, group) is not False), None
                )
                if first and first.shape is Shape.ZONAL:
                    return context.places.hall(context.provider_of(group), group.id, group.title)
        return ""

    # --- zones --------------------------------------------------------------------------

    def _zones_at(
        self, resource: Resource, paths: Iterable[str], provider: str, region: str, account: str
    ) -> tuple[dict[str, tuple[str, ...]], Unknown | None]:
        """Zones named at `paths`, directly or by way of subnets, and why some are not known."""
        context = self.context
        zones: dict[str, tuple[str, ...]] = {}
        unknown: Unknown | None = None
        for path in paths:
            for value in context.read(resource, path).values:
                zone = self._zone(str(value), provider, region, account)
                if zone:
                    zones.setdefault(zone, ())
            for target in context.targets(resource, path):
                found = self.where(context.resources[target.node])
                for zone, carriers in found.zones.items():
                    through = carriers or (target.node,)
                    zones[zone] = tuple(dict.fromkeys((*zones.get(zone, ()), *through)))
                unknown = unknown or found.zones_unknown
            for at, fact in resource.unknown.items():
                if under(bare(at), path):
                    zone = self._symbolic_zone(fact, provider, region)
                    if zone and path in self._zone_paths(resource):
                        zones.setdefault(zone, ())
                    else:
                        unknown = unknown or self._of_several(resource, path, fact)
        return zones, unknown

    def _of_several(self, resource: Resource, path: str, fact: Unknown) -> Unknown:
        """Why its zones are not known. What names several subnets, or may, is no name for the one
        zone of a copy: two copies within one group may be in two zones."""
        known = self.context.type_of(resource)
        locate = known.locate if known else Locate()
        one = path in locate.zones or locate.one_subnet
        return fact if one else Unknown(fact.reason, "", fact.origin)

    def _says_itself(self, resource: Resource, provider: str, region: str, account: str) -> bool:
        """Whether the resource's own arguments name its zone; then it need not be known which
        zone the network it is in has."""
        own, unknown = self._zones_at(
            resource, self._zone_paths(resource), provider, region, account
        )
        return len(own) == 1 and unknown is None

    def _zone_paths(self, resource: Resource) -> tuple[str, ...]:
        known = self.context.type_of(resource)
        return known.locate.zones if known else ()

    def _zone(self, text: str, provider: str, region: str, account: str) -> str:
        """Domain id of the zone called `text`, or empty if that is no zone's name."""
        context = self.context
        named = "" if region.startswith("?") else region.rpartition("/")[2]
        zone = context.knowledge.zone(provider, text, named)
        if zone is None:
            return ""
        if zone.identifies:
            return context.places.zone(provider, zone.region, zone.name)
        home = context.places.region(provider, zone.region) if zone.region else region
        scope = account.rpartition("/")[2] or "an account"
        return context.places.unknown_zone(
            provider,
            home,
            f"{zone.name} of {scope}",
            name=zone.name,
            apart=f"{home} as {scope} names it",
        )

    def _symbolic_zone(self, fact: Unknown, provider: str, region: str) -> str:
        """One symbolic zone for one unresolved expression; `names[0]` and `names[1]` differ."""
        if not fact.symbol:
            return ""
        symbol = self._as_listed(provider, fact.symbol)
        if found := _LISTED.fullmatch(symbol) or _LETTERED.fullmatch(symbol):
            return self.context.places.unknown_zone(provider, region, symbol, apart=found["all"])
        return self.context.places.unknown_zone(provider, region, symbol)

    def _as_listed(self, provider: str, symbol: str) -> str:
        """`element(names, 0)` is `names[0]`; and so for each number of which it is sure that the
        list is longer: those of all zones of a region are."""
        found = _ELEMENT.fullmatch(symbol)
        if found is None:
            return symbol
        sure = 1
        looked_up = _LOOKED_UP.search(found["list"])
        if looked_up:
            known = self.context.knowledge.data_sources.get(looked_up["type"])
            if known and known.gives.get(looked_up["name"], "").startswith("zone"):
                sure = self.context.knowledge.fewest_zones(provider)
        if int(found["index"]) >= sure:
            return symbol
        return f"{found['home']}{found['list']}[{found['index']}]"


_LISTED = re.compile(r"(?P<all>.+)\[\d{1,3}\]")
_LETTERED = re.compile(r'(?P<all>(?:.*: )?"\$\{[^{}]+\}-?)[a-z0-9]"')
"""A text that is another but for its last sign is another zone."""
_ELEMENT = re.compile(r"(?P<home>(?:.*: )?)element\((?P<list>.+), (?P<index>\d{1,3})\)")
_LOOKED_UP = re.compile(r"(?:^|\.)data\.(?P<type>\w+)\.[\w-]+(?:\[[^\]]*\])?\.(?P<name>\w+)$")
