"""What failure domains need beside what they are part of: inside of providers, and of vendors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.knowledge import Vendor
from scanner.model import (
    Basis,
    Effect,
    Evidence,
    KnowledgeOrigin,
    Requirement,
    Strength,
    Term,
    all_of,
    any_of,
)

if TYPE_CHECKING:
    from scanner.infer.places import Places

WORLD_WIDE = frozenset({"global", "partition"})
"""Scopes of services that are in no region."""


def of_multi_region(places: Places, domain: str, provider: str, name: str) -> Iterator[Requirement]:
    """Any of the regions that a placement spans, where they are known."""
    known = places.knowledge.multi_region(provider, name)
    if known and known.regions:
        yield Requirement(
            dependent=domain,
            needs=any_of(*(places.region(provider, region) for region in known.regions)),
            basis=Basis.ASSUMED,
            evidence=(Evidence("placement", "is kept in each", places.knowledge.origin(known)),),
        )


def of_action(places: Places, action: str, domain: str, provider: str, service: str) -> Requirement:
    """The control plane that an action of a service goes through: the service `domain` itself
    where it has one in each region."""
    known = places.knowledge.service(provider, service)
    home = known.control_home if known else "region"
    origin = places.knowledge.origin(known) if known else KnowledgeOrigin("services", "none")
    return Requirement(
        dependent=action,
        needs=domain if home == "region" else places.control_plane(provider, service, home),
        basis=Basis.ASSUMED,
        evidence=(Evidence("control_plane", "changes go through it", origin),),
    )


def of_service(
    places: Places, domain: str, provider: str, service: str, region: str
) -> Iterator[Requirement]:
    """The other services that a service in `region` needs, as far as somebody has said."""
    known = places.knowledge.service(provider, service)
    if known is None:
        return
    origin = places.knowledge.origin(known)
    for need in known.needs:
        where = places.region(provider, need.region) if need.region else region
        other = places.knowledge.service(provider, need.service)
        if other and other.scope in WORLD_WIDE:
            where = ""
        member = places.service(provider, need.service, where)
        if need.needs_side != "serve":
            member = places.action(provider, need.service, where, need.needs_side)
        dependent = domain
        if need.side != "serve":
            dependent = places.action(provider, service, region, need.side)
        if dependent == member:
            continue
        yield Requirement(
            dependent=dependent,
            needs=member,
            effect=need.effect,
            strength=need.strength,
            basis=Basis.ASSUMED,
            evidence=(Evidence("provider_internal", need.why or "inside the provider", origin),),
        )


def in_zones(
    places: Places, domain: str, provider: str, service: str, region: str
) -> Iterator[Requirement]:
    """A regional service outlives one zone; nobody promises that it outlives two.

    The sources say so of single zones only, and me-central-1 lost two of three in March
    2026, so the worse reading counts on no more.
    """
    known = places.knowledge.service(provider, service)
    zones = places.zones_in(region) if region else []
    if known is None or known.scope != "regional" or len(zones) < 2:
        return
    yield Requirement(
        dependent=domain,
        needs=Term(members=tuple(zones), k=len(zones) - 1),
        strength=Strength.MEDIUM,
        basis=Basis.ASSUMED,
        evidence=(
            Evidence(
                "type_semantics",
                "keeps working while one zone is lost; no source promises it for two",
                places.knowledge.origin(known),
            ),
        ),
    )


def of_vendor(places: Places, domain: str, vendor: Vendor) -> Iterator[Requirement]:
    """Where a vendor runs, and the vendors that it uses."""
    origin = places.knowledge.origin(vendor)
    evidence = (Evidence("vendor_hosting", "runs there", origin),)
    homes, strength = _homes(places, domain, vendor)
    if homes:
        yield Requirement(
            dependent=domain,
            needs=homes[0] if len(homes) == 1 else all_of(*homes),
            strength=strength,
            basis=Basis.ASSUMED,
            evidence=evidence,
        )
    for other in vendor.needs:
        yield Requirement(
            dependent=domain,
            needs=places.vendor(other),
            effect=Effect.SLOW,
            strength=Strength.MEDIUM,
            basis=Basis.ASSUMED,
            evidence=evidence,
        )


def _homes(places: Places, domain: str, vendor: Vendor) -> tuple[list[str | Term], Strength]:
    """Where a vendor is said to run, and how surely it needs all of that. What is known from
    memory is a question to ask, not a fact."""
    homes: list[str | Term] = []
    strength = Strength.STRONG
    for host in vendor.hosting:
        where = (
            places.region(host.provider, host.region)
            if host.region
            else places.provider(host.provider)
        )
        if host.strength is Strength.WEAK:
            question = f"Does {vendor.name} run on {where}?"
            reason = "known from memory only; ask the vendor"
            places.ask(domain, question, reason, places.knowledge.origin(vendor))
            continue
        if host.strength is Strength.MEDIUM:
            strength = Strength.MEDIUM
        homes.append(where)
    if len(homes) > 1 and not vendor.hosting_all:
        strength = Strength.MEDIUM  # nobody says whether it needs them all
    return homes, strength
