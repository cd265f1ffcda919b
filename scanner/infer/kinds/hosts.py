"""Host names and full resource names in the settings of what runs: what a program will call.

`DATABASE_URL=postgres://orders.cluster-x.eu-west-1.rds.amazonaws.com/app` names a store as
surely as a reference does; `https://mainnet.infura.io/v3` names a vendor.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from scanner.infer.attributes import bare, strings, under
from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.knowledge import HostMatch, ResourceType, Vendor
from scanner.model import (
    Basis,
    Effect,
    Evidence,
    Reach,
    Requirement,
    Resource,
    Strength,
    address,
    any_of,
)

_HOST = re.compile(
    r"(?<![\w.@$}-])((?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]{2,24})(?![\w-]|\.[a-z])",
    re.IGNORECASE,
)
_USER = re.compile(r"://[^\s/@]{0,200}@")
_NAME = re.compile(r"[A-Za-z0-9][\w:/.@+=,-]{8,}")
MOST_CHARACTERS = 200_000
"""Of one setting; what is beyond is not searched."""
IMAGES = ("image", "image_uri", "container_image")


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """One requirement for each host or name in settings that stands for something known."""
    for resource in context.inventory.resources:
        if context.has_role(resource, "calls_out"):
            yield from _either(context, list(_called(context, resource)))


def _called(context: Context, resource: Resource) -> Iterator[Requirement]:
    known = context.type_of(resource)
    skipped = context.knowledge.ignored_attributes(context.provider_of(resource))
    seen = {resource.id}
    for path, text in strings(resource.attributes):
        plain = bare(path)
        if any(under(plain, prefix) for prefix in (*skipped, *(known.ignore if known else ()))):
            continue
        for node, kind, says in _named(context, resource, text[:MOST_CHARACTERS]):
            if node in seen:
                continue
            seen.add(node)
            vendor = _vendor(context, node)
            requirement = Requirement(
                dependent=resource.id,
                needs=node,
                effect=_effect(known, plain, vendor.effect if vendor else Effect.STOP),
                basis=Basis.INFERRED,
                evidence=(Evidence(kind, f"{path} = {says}", context.place_of(resource, path)),),
            )
            at_start = known is not None and any(under(plain, script) for script in known.boot)
            yield _perhaps(context, resource, requirement, says) if at_start else requirement


def _perhaps(
    context: Context, resource: Resource, requirement: Requirement, host: str
) -> Requirement:
    """A host that a start-up script names: fetched from once, or called all the time."""
    gap = context.gap(
        Reach.EFFECT,
        resource.id,
        f"Does {resource.title} need {host} after it has started?",
        "only a script that runs at its start names it",
        requirement.evidence[0].origin,
    )
    return msgspec.structs.replace(requirement, strength=Strength.MEDIUM, gap=gap)


def _either(context: Context, found: list[Requirement]) -> Iterator[Requirement]:
    """Several vendors for one job, in the settings of one program, stand in for each other in
    the better reading; in the worse it needs each, since no setting says that they do."""
    jobs: dict[tuple[str, Effect], list[Requirement]] = defaultdict(list)
    for requirement in found:
        vendor = _vendor(context, str(requirement.needs))
        if vendor and requirement.strength is Strength.STRONG:
            jobs[vendor.category, requirement.effect].append(requirement)
        else:
            yield requirement
    for (_, effect), group in jobs.items():
        if len(group) == 1:
            yield group[0]
            continue
        yield Requirement(
            dependent=group[0].dependent,
            needs=any_of(*(requirement.needs for requirement in group)),
            effect=effect,
            basis=Basis.INFERRED,
            evidence=tuple(evidence for r in group for evidence in r.evidence),
        )
        for requirement in group:
            gap = context.gap(
                Reach.REDUNDANCY,
                requirement.dependent,
                f"Do {' and '.join(str(r.needs) for r in group)} stand in for each other?",
                "its settings name several for one job, and no setting says so",
                requirement.evidence[0].origin,
            )
            yield msgspec.structs.replace(requirement, strength=Strength.MEDIUM, gap=gap)


def _vendor(context: Context, node: str) -> Vendor | None:
    kind, _, name = node.partition("/")
    return context.knowledge.vendors.get(name) if kind == "vendor" else None


def _effect(known: ResourceType | None, path: str, usual: Effect) -> Effect:
    for prefix, effect in known.uses.items() if known else ():
        if under(path, prefix):
            return effect
    return Effect.SLOW if path.rpartition(".")[2] in IMAGES else usual


def _named(context: Context, by: Resource, text: str) -> Iterator[tuple[str, str, str]]:
    """`(node, kind of evidence, words)` of everything that `text` names."""
    if ":" in text:
        for word in _NAME.findall(text):
            found = context.knowledge.match_name(word)
            node = _of_name(context, by, word, found) if found else ""
            if node:
                yield node, "arn", word
    for host in dict.fromkeys(_HOST.findall(_USER.sub("://", text))):
        node = _of_host(context, by, host.lower())
        if node:
            yield node, "host_name", host


def _of_name(context: Context, by: Resource, word: str, found: HostMatch) -> str:
    whole = context.identified(word, near=by)
    return whole or _of_match(context, by, found)


def _of_host(context: Context, by: Resource, host: str) -> str:
    if any(record.id == by.id for record in context.records.get(host, ())):
        return ""
    own = context.hosts.get(host) or context.identified(host, near=by)
    if own:
        return own
    found = context.knowledge.match_host(host)
    return _of_match(context, by, found) if found else ""


def _of_match(context: Context, by: Resource, found: HostMatch) -> str:
    """The node behind a match: a resource of that name, else the service of that region."""
    if found.vendor:
        return context.places.vendor(found.vendor.id)
    endpoint = found.endpoint
    if endpoint is None or endpoint.control:
        return ""
    if endpoint.type and "name" in found.groups:
        named = context.named(endpoint.type, found.groups["name"], found.groups.get("region", ""))
        if named:
            return address(named, endpoint.address) if endpoint.address else named
    service = endpoint.service if endpoint.service != "*" else found.groups.get("service", "")
    known = context.knowledge.service(found.provider, service)
    if known is None or known.stable:
        return ""
    text = endpoint.region or found.groups.get("region", "")
    if known.scope in ("global", "partition"):
        return context.places.service(found.provider, service, "")
    if not context.knowledge.is_region(found.provider, text):
        return ""
    region = context.places.region(
        found.provider, context.knowledge.region_id(found.provider, text)
    )
    return context.places.service(found.provider, service, region)
