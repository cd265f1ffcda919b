"""Where a resource is: region, account, hall, and the zones its copies may be in."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Empty for what is not tied to a region."""
    account: str = ""
    hall: str = ""
    zones: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Zone -> the resources (subnets) there that carry its traffic, where code tells."""
    zones_unknown: Unknown | None = None
    """Why not all of its zones are known; None where they are, or where none are named."""


class Locator:
    """Answers `where` for each resource once; follows subnets and groups of them."""

    def __init__(self, context: Context) -> None:
        self._context = context
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
            lambda path: self._context.read(resource, path),
            lambda _: self._count_zones(resource),
        )

    def _count_zones(self, resource: Resource) -> int | None:
        where = self.where(resource)
        return None if where.zones_unknown else len(where.zones)

    def _locate(self, resource: Resource) -> Where:
        context = self._context
        provider = context.provider_of(resource)
        if provider not in context.knowledge.providers:
            return Where(provider=provider)
        known = context.type_of(resource)
        locate = known.locate if known else Locate()
        account = self._account(resource, provider, locate)
        region = self._region(resource, provider, locate)
        zones, unknown = self._zones_at(
            resource, (*locate.zones, *locate.subnets), provider, region, account
        )
        for text in resource.zones:
            zone = self._zone(text, provider, region, account)
            if zone:
                zones.setdefault(zone, ())
        if not region and zones:
            region = next(iter(context.places.domains[next(iter(zones))].parents), "")
        return Where(provider, region, account, self._hall(resource, locate), zones, unknown)

    # --- region and account -------------------------------------------------------------

    def _region(self, resource: Resource, provider: str, locate: Locate) -> str:
        """Domain id of the region; symbolic where unknown; empty where there is none."""
        context = self._context
        known = context.type_of(resource)
        service = context.knowledge.service(provider, known.service) if known else None
        if known and known.layouts and all(lay.shape is Shape.GLOBAL for lay in known.layouts):
            return ""
        if service and service.scope in (GLOBAL, "partition") and not locate.region:
            return ""
        texts = [
            value
            for path in locate.region
            for value in context.read(resource, path).values
            if isinstance(value, str)
        ]
        for text in (*texts, resource.region):
            if text and "${" not in text and "/" not in text:
                return self._region_named(text, provider)
        home = self._region_of_owner(resource, locate)
        if home:
            return home
        for path in (*locate.region, "region"):
            for at, unknown in resource.unknown.items():
                if under(bare(at), path):
                    symbol = unknown.symbol or f"the region of {resource.id}"
                    return context.places.unknown_region(provider, symbol)
        return ""

    def _region_of_owner(self, resource: Resource, locate: Locate) -> str:
        """The region of what the resource belongs to: as its type says, else the only region
        among everything it refers to."""
        context = self._context
        owners = [t.node for path in locate.region for t in context.targets(resource, path)]
        if not owners:
            owners = [r.target for r in resource.references if r.target in context.resources]
        found = {self.where(context.resources[owner]).region for owner in owners} - {""}
        return next(iter(found)) if len(found) == 1 else ""

    def _region_named(self, text: str, provider: str) -> str:
        context = self._context
        if text.lower() == GLOBAL:
            return ""
        zone = context.knowledge.zone(provider, text)
        if zone and zone.region:
            text = zone.region
        if context.knowledge.multi_region(provider, text):
            return context.places.multi_region(provider, text)
        return context.places.region(provider, context.knowledge.region_id(provider, text))

    def _account(self, resource: Resource, provider: str, locate: Locate) -> str:
        context = self._context
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
        context = self._context
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
        context = self._context
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
                        unknown = unknown or fact
        return zones, unknown

    def _zone_paths(self, resource: Resource) -> tuple[str, ...]:
        known = self._context.type_of(resource)
        return known.locate.zones if known else ()

    def _zone(self, text: str, provider: str, region: str, account: str) -> str:
        """Domain id of the zone called `text`, or empty if that is no zone's name."""
        context = self._context
        zone = context.knowledge.zone(provider, text, region.rpartition("/")[2])
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
        listed = fact.symbol.rstrip("]").rpartition("[")
        apart = listed[0] if listed[1] and listed[2].isdigit() else ""
        return self._context.places.unknown_zone(provider, region, fact.symbol, apart=apart)
