"""Which zones the copies of a resource may be in, as it says itself or its network does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from scanner.infer.attributes import bare, references_at, strings, under
from scanner.infer.context import Context
from scanner.infer.where import Where
from scanner.knowledge import Locate
from scanner.model import Resource, Unknown

BESIDE = "beside"
Carriers = dict[str, tuple[str, ...]]
"""Zone -> the subnets there that carry traffic."""


@dataclass(frozen=True)
class Found:
    """The zones that were found in one way, and why some are not known."""

    zones: Carriers = field(default_factory=dict)
    unknown: Unknown | None = None


@dataclass(frozen=True)
class Zones:
    """See the fields of the same names of `Where`."""

    zones: Carriers
    unknown: Unknown | None
    own: tuple[str, ...]


class ZoneFinder:
    """Finds zones by name, by way of subnets and groups of them, and of what must be beside."""

    def __init__(self, context: Context, where: Callable[[Resource], Where]) -> None:
        self.context = context
        self.where = where

    def of(self, resource: Resource, provider: str, region: str, account: str) -> Zones:
        """All zones of `resource` at once.

        A machine is in the zone of its one subnet. Else what its own arguments say, or what
        was seen, goes before the zones of the subnets that it may be in.
        """
        known = self.context.type_of(resource)
        locate = known.locate if known else Locate()
        place = (provider, region, account)
        said = self._at(resource, locate.zones, *place)
        seen = {zone: () for text in resource.zones if (zone := self.named(text, *place))}
        network = self._at(resource, locate.subnets, *place)
        if locate.one_subnet and network.zones and network.unknown is None:
            return Zones(network.zones, None, tuple(network.zones))
        if not said.zones and not seen:
            said = self._beside(resource) or said
        zones = {**seen, **_merged(said.zones, network.zones)}
        own = () if said.unknown else tuple(dict.fromkeys((*said.zones, *seen)))
        unknown = said.unknown or network.unknown
        if locate.one_subnet and len(own) == 1:
            unknown = None  # it need not be known in which zone the subnet is
        return Zones(zones, unknown, own)

    def _beside(self, resource: Resource) -> Found | None:
        """The zone of what it can only be in one zone with, e.g. a volume of its own."""
        for name in self.context.linked(BESIDE, resource.id):
            where = self.where(self.context.resources[name])
            if len(where.zones) == 1 and where.zones_unknown is None:
                return Found(dict.fromkeys(where.zones, ()))
        return None

    def _at(
        self, resource: Resource, paths: Iterable[str], provider: str, region: str, account: str
    ) -> Found:
        """Zones named at `paths`, directly or by way of subnets, and why some are not known."""
        context = self.context
        zones: Carriers = {}
        unknown: Unknown | None = None
        for path in paths:
            for value in context.read(resource, path).values:
                zone = self.named(str(value), provider, region, account)
                if zone:
                    zones.setdefault(zone, ())
            for target in context.targets(resource, path, self._is_place):
                found = self.where(context.resources[target.node])
                zones = _merged(zones, self._through(target.node, found))
                unknown = unknown or found.zones_unknown
            for at, fact in resource.unknown.items():
                if under(bare(at), path):
                    zone = self._symbolic(fact, provider, region)
                    if zone and path in self._zone_paths(resource):
                        zones.setdefault(zone, ())
                    else:
                        unknown = unknown or self._of_several(resource, path, fact)
            unknown = unknown or self._loose(resource, path)
        return Found(zones, unknown)

    def _loose(self, resource: Resource, path: str) -> Unknown | None:
        """The subnet or group that is named at `path` and was not read, if there is one: copies
        may be in its zone as well."""
        if path in self._zone_paths(resource):
            return None
        head = path.partition(".")[0]
        led = {r.path for r in references_at(resource, path) if r.target in self.context.resources}
        for at, text in strings(resource.attributes.get(head), head):
            if not under(bare(at), path) or at in led or "${" in text or not text:
                continue
            if not self.context.identified(text, near=resource, accept=self._is_place):
                fact = Unknown(f"{text} was not read", f"the zone of {text}")
                return self._of_several(resource, path, fact)
        return None

    def _is_place(self, resource: Resource) -> bool:
        """Whether others can be in its zones."""
        known = self.context.type_of(resource)
        return known is None or bool(known.locate.zones or known.locate.subnets)

    def _through(self, node: str, found: Where) -> Carriers:
        """The zones of what is in `node`, which is in those `found`. What only answers within
        its network needs the zones of its subnets, and not their way out."""
        known = self.context.type_of(self.context.resources[node])
        if known and known.locate.inward:
            return dict.fromkeys(found.zones, ())
        carries = self.context.has_role(self.context.resources[node], "carries")
        return {zone: on or ((node,) if carries else ()) for zone, on in found.zones.items()}

    def _of_several(self, resource: Resource, path: str, fact: Unknown) -> Unknown:
        """Why its zones are not known. What names several subnets, or may, is no name for the one
        zone of a copy: two copies within one group may be in two zones."""
        known = self.context.type_of(resource)
        locate = known.locate if known else Locate()
        one = path in locate.zones or locate.one_subnet
        return fact if one else Unknown(fact.reason, "", fact.origin)

    def _zone_paths(self, resource: Resource) -> tuple[str, ...]:
        known = self.context.type_of(resource)
        return known.locate.zones if known else ()

    def named(self, text: str, provider: str, region: str, account: str) -> str:
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

    def _symbolic(self, fact: Unknown, provider: str, region: str) -> str:
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


def _merged(one: Carriers, other: Carriers) -> Carriers:
    return {
        zone: tuple(dict.fromkeys((*one.get(zone, ()), *other.get(zone, ()))))
        for zone in (*one, *other)
    }


_LISTED = re.compile(r"(?P<all>.+)\[\d{1,3}\]")
_LETTERED = re.compile(r'(?P<all>(?:.*: )?"\$\{[^{}]+\}-?)[a-z0-9]"')
"""A text that is another but for its last sign is another zone."""
_ELEMENT = re.compile(r"(?P<home>(?:.*: )?)element\((?P<list>.+), (?P<index>\d{1,3})\)")
_LOOKED_UP = re.compile(r"(?:^|\.)data\.(?P<type>\w+)\.[\w-]+(?:\[[^\]]*\])?\.(?P<name>\w+)$")
