"""Where a resource is: region, account, hall, and the zones its copies may be in."""

from __future__ import annotations

from scanner.infer.conditions import Condition, holds
from scanner.infer.context import Context
from scanner.infer.regions import Regions
from scanner.infer.where import Where
from scanner.infer.zones import ZoneFinder
from scanner.knowledge import Locate, Shape
from scanner.model import Resource

__all__ = ["Locator", "Where"]


class Locator:
    """Answers `where` for each resource once; follows subnets and groups of them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._known: dict[str, Where] = {}
        self._open: set[str] = set()
        self._regions = Regions(context, self.where)
        self._zones = ZoneFinder(context, self.where)

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
        home = self._regions.of(resource, provider, locate)
        region = home.region
        found = self._zones.of(resource, provider, region, account)
        if not region and found.zones:
            region = next(iter(context.places.domains[next(iter(found.zones))].parents), "")
        return Where(
            provider=provider,
            region=region,
            account=account,
            hall=self._hall(resource, locate),
            zones=found.zones,
            zones_unknown=found.unknown,
            own_zones=found.own,
            tied=home.tied,
            because=home.because,
        )

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
