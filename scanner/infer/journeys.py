"""What customers would miss: named in `cutset.yaml`, else guessed from the ways in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from fnmatch import fnmatchcase

import msgspec

from scanner.infer.answers import answers
from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.infer.off import is_off
from scanner.model import Journey, Requirement, Resource, address, ports_of, split_port

_UNDERSCORED = re.compile(r"(^|[.}])_[A-Za-z]")
FRONT = "front"
"""The address of a load balancer that customers use: it needs what answers by default."""
GUESSED_TIER = 2
BACKGROUND_TIER = 3


class Cones:
    """What each node needs, directly or not."""

    def __init__(self, requirements: Iterable[Requirement]) -> None:
        self._needs: dict[str, set[str]] = defaultdict(set)
        for requirement in requirements:
            self._needs[requirement.dependent].update(ports_of(requirement.needs))

    def cone(self, starts: Iterable[str]) -> set[str]:
        """`starts` and every port they need."""
        seen = set(starts)
        todo = list(seen)
        while todo:
            fresh = self._needs.get(todo.pop(), set()) - seen
            seen |= fresh
            todo.extend(fresh)
        return seen


def guess_journeys(
    context: Context, locator: Locator, requirements: Iterable[Requirement]
) -> list[Journey]:
    """One journey for each environment and public host name; then one for each other way in
    that none of those passes; then `background` for what runs in none of them."""
    cones = Cones(requirements)
    entries = [r for r in context.inventory.resources if _is_entry(context, locator, r)]
    named: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for resource in entries:
        if context.has_role(resource, "names_hosts"):
            named[resource.environment, _host(context, resource)].append(resource)
    journeys = [
        _journey(host, environment, found, needs=_answering(context, host, found))
        for (environment, host), found in named.items()
    ]
    journeys, behind = _with_ways_behind(context, cones, journeys)
    entries += behind
    covered = cones.cone(need for journey in journeys for need in _ids(journey))
    for resource in entries:
        if resource.id not in covered and not context.has_role(resource, "names_hosts"):
            name = resource.title
            node = resource.id
            if _has_front(context, resource):
                node = address(node, FRONT)
            journeys.append(_journey(name, resource.environment, [resource], needs=(node,)))
    covered = cones.cone(need for journey in journeys for need in _ids(journey))
    journeys += _background(context, locator, covered)
    return _distinct(journeys)


def _with_ways_behind(
    context: Context, cones: Cones, journeys: list[Journey]
) -> tuple[list[Journey], list[Resource]]:
    """Journeys with what their host leads on to: the rules of a load balancer that answer for
    it. Beside them the rules that answer for no host that is known, each a way in itself."""
    rules = [
        (resource, known.answers)
        for resource in context.inventory.resources
        if (known := context.type_of(resource)) and known.answers
    ]
    found = {journey.id: list(journey.needs) for journey in journeys}
    reached = {journey.id: cones.cone(_ids(journey)) for journey in journeys}
    alone = []
    for rule, path in rules:
        hosts = [str(value).lower() for value in context.read(rule, path).values]
        fronts = {
            name
            for name in cones.cone([rule.id])
            if name in context.resources and _has_front(context, context.resources[name])
        }
        fitting = [
            journey
            for journey in journeys
            if fronts & {name.partition("@")[0] for name in reached[journey.id]}
            and (not hosts or any(fnmatchcase(journey.name.lower(), host) for host in hosts))
        ]
        for journey in fitting:
            found[journey.id].append(rule.id)
        if not fitting:
            alone.append(rule)
    changed = [msgspec.structs.replace(j, needs=tuple(found[j.id])) for j in journeys]
    return changed, alone


def _has_front(context: Context, resource: Resource) -> bool:
    known = context.type_of(resource)
    return known is not None and FRONT in known.addresses.values()


def _is_entry(context: Context, locator: Locator, resource: Resource) -> bool:
    """Whether customers may come in here; where nobody can tell, they may."""
    known = context.type_of(resource)
    if known is None or known.entry is None or resource.existing or is_off(locator, resource):
        return False
    if known.within:
        for owner in context.targets(resource, known.within):
            around = context.resources.get(owner.node)
            outer = context.type_of(around) if around else None
            if around and outer and locator.holds(outer.public, around) is False:
                return False
    if any(_is_proof(context, resource, path) for path in known.name):
        return False
    return locator.holds(known.entry, resource) is not False


def _is_inside(context: Context, locator: Locator, resource: Resource) -> bool:
    """Whether it is a name that answers, though not for customers."""
    known = context.type_of(resource)
    if known is None or known.entry is None or not context.has_role(resource, "names_hosts"):
        return False
    proof = any(_is_proof(context, resource, path) for path in known.name)
    return bool(locator.holds(known.entry, resource)) and not proof


def _is_proof(context: Context, resource: Resource, path: str) -> bool:
    """Whether it proves something about a domain and no customer asks for it: its very name is
    taken from a certificate, or has a part that begins as no host's does (RFC 8552)."""
    if context.has_role(resource, "names_hosts"):
        texts = context.read(resource, path).values
        if any(_UNDERSCORED.search(text) for text in texts if isinstance(text, str)):
            return True
    names = [context.resources[t.node] for t in context.targets(resource, path)]
    return any(context.counts_as(named) == "certificate" for named in names)


def _host(context: Context, resource: Resource) -> str:
    known = context.type_of(resource)
    for path in known.name if known else ():
        for value in context.read(resource, path).values:
            if isinstance(value, str) and "${" not in value:
                return value.rstrip(".")
    return resource.title


def _background(context: Context, locator: Locator, covered: set[str]) -> list[Journey]:
    """Workloads that no way in leads to, and names that only insiders use: what asks for them
    was not read. One journey for each environment."""
    nodes = {split_port(name)[0].partition("@")[0] for name in covered}
    idle: dict[str, list[Resource]] = defaultdict(list)
    for resource in context.inventory.resources:
        if resource.existing or resource.id in nodes or is_off(locator, resource):
            continue
        if context.has_role(resource, "works") or _is_inside(context, locator, resource):
            idle[resource.environment].append(resource)
    return [
        _journey("background", environment, found, tier=BACKGROUND_TIER)
        for environment, found in idle.items()
    ]


def _answering(context: Context, host: str, found: list[Resource]) -> tuple[str, ...]:
    """What stands behind a host: the name itself where several records answer it together."""
    node = answers(context).at(host.rstrip(".").lower(), found[0].environment)
    if node.partition("@")[0] in {resource.id for resource in found}:
        return (node,)
    return tuple(resource.id for resource in found)


def _journey(
    name: str,
    environment: str,
    found: list[Resource],
    *,
    tier: int = GUESSED_TIER,
    needs: tuple[str, ...] = (),
) -> Journey:
    slug = re.sub(r"[^a-z0-9.]+", "-", f"{environment} {name}".lower()).strip("-")
    return Journey(
        id=slug or "journey",
        name=name,
        tier=tier,
        environment=environment,
        needs=needs or tuple(resource.id for resource in found),
        guessed=True,
        origin=found[0].origin,
    )


def _ids(journey: Journey) -> list[str]:
    return [need for need in journey.needs if isinstance(need, str)]


def _distinct(journeys: list[Journey]) -> list[Journey]:
    """Journeys by id; two with one name get a number each, in order."""
    taken: dict[str, int] = {}
    result = []
    for journey in journeys:
        count = taken[journey.id] = taken.get(journey.id, 0) + 1
        unique = journey.id if count == 1 else f"{journey.id}-{count}"
        result.append(msgspec.structs.replace(journey, id=unique))
    return result
