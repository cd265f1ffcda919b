"""Host names and full resource names in the settings of what runs: what a program will call.

`DATABASE_URL=postgres://orders.cluster-x.eu-west-1.rds.amazonaws.com/app` names a store as
surely as a reference does; `https://mainnet.infura.io/v3` names a vendor.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from scanner.infer.answers import answering
from scanner.infer.attributes import bare, strings, under
from scanner.infer.context import Context
from scanner.infer.kinds.references import effect_at, effect_of, effect_of_service, started
from scanner.infer.locate import Locator
from scanner.infer.words import read_as_names
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
_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://(?:[^\s/@]{0,200}@)?([a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.[a-z]{2,24})"
    r"(?![\w.-]*\$)",
    re.IGNORECASE,
)
MOST_CHARACTERS = 200_000
"""Of one setting; what is beyond is not searched."""
MOST_OUTSIDE = 20
"""Hosts of strangers that are told of one resource."""
IMAGES = ("image", "image_uri", "container_image")


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """One requirement for each host or name in settings that stands for something known."""
    for resource in context.inventory.resources:
        known = context.type_of(resource)
        if context.has_role(resource, "calls_out") or (known and known.uses):
            yield from _either(context, list(_called(context, resource)))


def _called(context: Context, resource: Resource) -> Iterator[Requirement]:
    known = context.type_of(resource)
    skipped = [
        *context.knowledge.ignored_attributes(context.provider_of(resource)),
        *(known.ignore if known else ()),
        *started(known),
    ]
    calls = context.has_role(resource, "calls_out")
    outside: dict[str, str] = {}
    seen: set[tuple[str, Effect, bool]] = set()
    for path, text in strings(resource.attributes):
        plain = bare(path)
        if any(under(plain, prefix) for prefix in skipped):
            continue
        if not calls and not effect_at(known, plain):
            continue  # of what runs no program only the paths that its type tells of
        at_start = known is not None and any(under(plain, script) for script in known.boot)
        for node, kind, says in named_in(context, resource, text[:MOST_CHARACTERS]):
            effect = effect_of_node(context, known, plain, node)
            if node == resource.id or (node, effect, at_start) in seen:
                continue
            seen.add((node, effect, at_start))
            requirement = Requirement(
                dependent=resource.id,
                needs=node,
                effect=effect,
                basis=Basis.INFERRED,
                evidence=(Evidence(kind, f"{path} = {says}", context.place_of(resource, path)),),
            )
            yield _perhaps(context, resource, requirement, says) if at_start else requirement
        for host in _strangers(context, text[:MOST_CHARACTERS]) if calls else ():
            outside.setdefault(host, path)
    for host, path in list(outside.items())[:MOST_OUTSIDE]:
        yield _stranger(context, resource, host, path)


def _strangers(context: Context, text: str) -> Iterator[str]:
    """Hosts in addresses that stand for nothing known: somebody's, and nobody here knows whose."""
    for found in dict.fromkeys(_URL.findall(text)):
        host = found.lower()
        if not (
            context.knowledge.is_no_service(host)
            or context.knowledge.match_host(host)
            or answering(context, host, "")
            or context.identified(host)
        ):
            yield host


def _stranger(context: Context, resource: Resource, host: str, path: str) -> Requirement:
    place = context.place_of(resource, path)
    return Requirement(
        dependent=resource.id,
        needs=context.places.vendor(host),
        strength=Strength.MEDIUM,
        basis=Basis.INFERRED,
        evidence=(Evidence("host_name", f"{path} = {host}", place),),
        gap=context.gap(
            Reach.EFFECT,
            resource.id,
            f"Does {resource.title} stop when {host} does not answer?",
            "its settings hold that address, and nothing is known of who answers there",
            place,
        ),
    )


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


def effect_of_node(context: Context, known: ResourceType | None, path: str, node: str) -> Effect:
    """What losing `node` does to a setting at `path` that names it: as the type says of the
    path, else as what the node is says."""
    written = effect_at(known, path)
    if written:
        return written
    if path.rpartition(".")[2] in IMAGES:
        return Effect.SLOW
    vendor = _vendor(context, node)
    if vendor:
        return vendor.effect
    resource = context.resources.get(node.partition("@")[0])
    if resource:
        return effect_of(context, known, path, resource)
    domain = context.places.domains.get(node)
    if domain and domain.kind == "service":
        provider, service = node.partition("/")[0], node.rpartition("/")[2]
        return effect_of_service(context, provider, service)
    return Effect.STOP


def named_in(context: Context, by: Resource, text: str) -> Iterator[tuple[str, str, str]]:
    """`(node, kind of evidence, words)` of everything that `text` names, read as a setting of
    `by`."""
    if ":" in text or "=" in text:
        words = (name for word in _NAME.findall(text) for name in read_as_names(word))
        for word in dict.fromkeys(words):
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
    own = answering(context, host, by.environment) or context.identified(host, near=by)
    if own:
        return own
    found = context.knowledge.match_host(host)
    return _of_match(context, by, found, host) if found else ""


def _of_match(context: Context, by: Resource, found: HostMatch, host: str = "") -> str:
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
    if context.knowledge.is_region(found.provider, text):
        region = context.places.region(
            found.provider, context.knowledge.region_id(found.provider, text)
        )
    elif host and endpoint.type:
        # surely one resource somewhere, and the host does not say in which region
        region = context.places.unknown_region(found.provider, f"the region of {host}")
    else:
        return ""
    return context.places.service(found.provider, service, region)
