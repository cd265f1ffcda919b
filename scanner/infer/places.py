"""The failure domains in use, each made once, with what it is part of.

    zone -> region -> provider          account -> provider
    service in a region -> region       control plane -> the region it is homed in
    hall (a placement group)            vendor -> where it is known to run

A place that is not known is a *symbolic* domain: one for one unresolved expression, lost
like any other, with the places it may turn out to be. What domains need besides is told in
`scanner.infer.footings`.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer import footings
from scanner.knowledge import Knowledge
from scanner.model import Domain, Gap, Origin, Reach, Requirement, gap_id, port

GLOBAL = "global"
NOT_TOLD = "nothing that was read says which place it is"


class Places:
    """Hands out domain ids and remembers what was handed out."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.domains: dict[str, Domain] = {}
        self.gaps: dict[str, Gap] = {}
        self._requirements: list[Requirement] = []
        self._services: dict[str, tuple[str, str, str]] = {}
        self._actions: set[str] = set()

    # --- places that are known ----------------------------------------------------------

    def provider(self, provider: str) -> str:
        """The provider as a whole."""
        known = self.knowledge.providers.get(provider)
        return self._add(f"provider/{provider}", "provider", name=known.name if known else "")

    def region(self, provider: str, region: str) -> str:
        """A region of a provider."""
        parent = self.provider(provider)
        name = f"{self.domains[parent].name} {region}"
        return self._add(f"{provider}/region/{region}", "region", name=name, parents=(parent,))

    def zone(self, provider: str, region: str, name: str) -> str:
        """A zone whose name means one place for everybody."""
        parents = (self.region(provider, region),) if region else (self.provider(provider),)
        return self._add(f"{provider}/zone/{name}", "zone", name=name, parents=parents)

    def account(self, provider: str, account: str) -> str:
        """An account, project or subscription: what a provider can suspend."""
        return self._add(
            f"{provider}/account/{account}",
            "account",
            name=account,
            parents=(self.provider(provider),),
        )

    def hall(self, provider: str, group: str, name: str) -> str:
        """The hall that a placement group keeps its members in."""
        return self._add(f"{provider}/hall/{group}", "hall", name=f"the hall of {name}")

    def multi_region(self, provider: str, name: str) -> str:
        """A placement that spans regions under one name; where they are known, any is enough."""
        domain = f"{provider}/multi-region/{name}"
        if domain not in self.domains:
            parent = self.provider(provider)
            full_name = f"{self.domains[parent].name} {name}"
            self._add(domain, "multi-region", name=full_name, parents=(parent,))
            self._requirements.extend(footings.of_multi_region(self, domain, provider, name))
        return domain

    def vendor(self, vendor: str) -> str:
        """A third party, with where it is known to run."""
        domain = f"vendor/{vendor}"
        if domain not in self.domains:
            known = self.knowledge.vendors.get(vendor)
            self._add(domain, "vendor", name=known.name if known else vendor)
            if known:
                self._requirements.extend(footings.of_vendor(self, domain, known))
        return domain

    def service(self, provider: str, service: str, region: str) -> str:
        """A service of a provider in `region` (a domain id), or world-wide without one."""
        where = _tail(region) if region else GLOBAL
        sign = "?" if region.startswith("?") else ""
        domain = f"{sign}{provider}/service/{where}/{service}"
        if domain not in self.domains:
            known = self.knowledge.service(provider, service)
            name = known.name if known else service
            self._add(
                domain,
                "service" if region else "global-service",
                name=f"{name}, {where}" if region else name,
                parents=(region or self.provider(provider),),
            )
            self._services[domain] = (provider, service, region)
        return domain

    def control_plane(self, provider: str, service: str, home: str) -> str:
        """A provider's only control plane for a service, and the region it is homed in."""
        parent = self.provider(provider) if home == GLOBAL else self.region(provider, home)
        return self._add(
            f"{provider}/control-plane/{service}",
            "control-plane",
            name=f"{service} control plane",
            parents=(parent,),
        )

    def action(self, provider: str, service: str, region: str, side: str) -> str:
        """The port of an action of a service: up while its control plane is."""
        domain = self.service(provider, service, region)
        action = port(domain, side)
        if action not in self._actions:
            self._actions.add(action)
            needed = footings.of_action(self, action, domain, provider, service)
            self._requirements.append(needed)
        return action

    # --- places that are not known ------------------------------------------------------

    def unknown_region(self, provider: str, symbol: str) -> str:
        """The one region, whichever, that `symbol` stands for."""
        domain = f"?{provider}/region/{symbol}"
        return self._add(
            domain,
            "region",
            name=f"the region {_said(symbol)}",
            gap=self.ask(domain, f"Which region is {_said(symbol)}?"),
            parents=(self.provider(provider),),
            may_be=(f"{provider}/region/*",),
        )

    def unknown_account(self, provider: str, symbol: str) -> str:
        """The one account that `symbol` stands for."""
        domain = f"?{provider}/account/{symbol}"
        return self._add(
            domain,
            "account",
            gap=self.ask(domain, f"Which account is {_said(symbol)}?"),
            name=f"the {_said(symbol)}" if "account" in symbol else f"the account {_said(symbol)}",
            parents=(self.provider(provider),),
            may_be=(f"{provider}/account/*",),
        )

    def unknown_zone(
        self,
        provider: str,
        region: str,
        symbol: str,
        *,
        name: str = "",
        apart: str = "",
        among: tuple[str, ...] = (),
    ) -> str:
        """The one zone of `region` (a domain id) that `symbol` stands for.

        Zones with the same `apart` are known to differ. `among` are the zones it is one of,
        where that is known.
        """
        region = region or self.unknown_region(provider, symbol)
        domain = f"?{provider}/zone/{_tail(region)}/{symbol}"
        return self._add(
            domain,
            "zone",
            name=name or _said(symbol),
            gap=self.ask(domain, _which_zone(_said(symbol))),
            parents=(region,),
            may_be=among or (f"{provider}/zone/*",),
            apart_from=apart,
        )

    # --- by their ids -------------------------------------------------------------------

    def named(self, text: str) -> str:
        """The domain whose id is `text`, made if it has a known form; empty if it has none.

        Forms: `provider/aws`, `vendor/infura`, `aws/region/us-east-1`, `aws/zone/use1-az4`,
        `aws/account/123`, `aws/hall/engines`, `aws/service/us-east-1/dynamodb`.
        """
        first, *rest = text.split("/")
        if first == "vendor" and len(rest) == 1:
            return self.vendor(rest[0])
        if first == "provider" and len(rest) == 1 and rest[0] in self.knowledge.providers:
            return self.provider(rest[0])
        if first not in self.knowledge.providers or len(rest) < 2 or not all(rest):
            return ""
        kind, name = rest[0], "/".join(rest[1:])
        if kind == "region" and self.knowledge.is_region(first, name):
            return self.region(first, name)
        if kind == "zone":
            zone = self.knowledge.zone(first, name)
            return self.zone(first, zone.region, name) if zone and zone.identifies else ""
        if kind == "account":
            return self.account(first, name)
        if kind == "hall":
            return self.hall(first, name, name)
        if kind == "service" and len(rest) == 3 and self.knowledge.service(first, rest[2]):
            region = "" if rest[1] == GLOBAL else self.region(first, rest[1])
            return self.service(first, rest[2], region)
        return ""

    # --- what the domains themselves need -----------------------------------------------

    def requirements(self) -> Iterator[Requirement]:
        """What was not said by `parents`: inside the providers, and of vendors."""
        done: set[str] = set()
        while todo := [domain for domain in self._services if domain not in done]:
            for domain in todo:  # what a service needs may be a service not seen before
                needed = footings.of_service(self, domain, *self._services[domain])
                self._requirements.extend(needed)
            done.update(todo)
        yield from self._requirements
        for domain, of in self._services.items():
            yield from footings.in_zones(self, domain, *of)

    def zones_in(self, region: str) -> list[str]:
        """The zones of `region` in use so far whose names are known, in order of name. Two
        that are not known may be one."""
        return sorted(
            domain.id
            for domain in self.domains.values()
            if domain.kind == "zone" and region in domain.parents and not domain.may_be
        )

    def _add(self, identifier: str, kind: str, *, name: str = "", **fields: object) -> str:
        if identifier not in self.domains:
            self.domains[identifier] = Domain(
                id=identifier,
                kind=kind,
                name=name or identifier.rpartition("/")[2],
                **fields,  # type: ignore[arg-type]
            )
        return identifier

    def ask(
        self, domain: str, question: str, reason: str = NOT_TOLD, origin: Origin | None = None
    ) -> str:
        """The gap that a domain leaves, by its id."""
        identifier = gap_id(Reach.PLACEMENT, domain, question)
        self.gaps[identifier] = Gap(
            id=identifier,
            subject=domain,
            question=question,
            reason=reason,
            reach=Reach.PLACEMENT,
            origin=origin,
        )
        return identifier


def _tail(region: str) -> str:
    """The name in a region's id; a symbol may hold slashes of its own."""
    return region.partition("/region/")[2] or region.rpartition("/")[2]


def _which_zone(said: str) -> str:
    owner = said.removeprefix("the zone of ")
    return f"Which zone is {said}?" if owner == said else f"Which zone is {owner} in?"


def _said(symbol: str) -> str:
    """A symbol without the scope that says nothing: the top of what was scanned."""
    return symbol.removeprefix(".: ")
