"""Units into one inventory: the same from a scan that has just been made and from a snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from scanner.collect.aws.asking import PROVIDER
from scanner.collect.aws.declarations import Service, mappings
from scanner.collect.aws.environments import Called, placed
from scanner.collect.aws.units import Unit, plain_gap, some
from scanner.collect.join import Unread, joined
from scanner.knowledge import Knowledge
from scanner.model import ApiOrigin, Gap, Inventory, Reach, Read, Resource, Source, Unknown

TAGS = "tags"


def inventory_of(
    units: Iterable[Unit], knowledge: Knowledge, services: dict[str, Service]
) -> Inventory:
    """All resources, joined; a source for each account; and every gap."""
    by_account: dict[str, list[Unit]] = defaultdict(list)
    latest = _latest(units)
    for unit in sorted(latest.values(), key=lambda unit: unit.key):
        by_account[unit.account].append(unit)
    known = mappings(services)
    everything = [unit for units in by_account.values() for unit in units]
    found = joined(
        _tagged(_once(one for unit in everything for one in unit.resources), everything, services),
        knowledge,
        lambda kind: known[kind].full_names if kind in known else (),
        _unread(everything),
        lambda kind: known[kind].refers if kind in known else {},
    )
    resources = list(placed(found.resources, {a: _called(us) for a, us in by_account.items()}))
    untold = _untold(knowledge, services)
    sources, gaps = [], list(untold)
    for account, parts in by_account.items():
        mine = [*(gap for unit in parts for gap in unit.gaps), *_skipped(account, parts)]
        sources.append(_source(account, parts, mine, untold))
        gaps += mine
    gaps += [_foreign(account, ids) for account, ids in sorted(found.foreign.items())]
    return Inventory(
        resources=tuple(sorted(resources, key=lambda resource: resource.id)),
        sources=_declared(sources, resources),
        gaps=tuple({gap.id: gap for gap in sorted(gaps, key=lambda gap: gap.id)}.values()),
    )


def outline_of(
    units: Iterable[Unit], knowledge: Knowledge, services: dict[str, Service]
) -> Inventory:
    """Sources and gaps, with how many resources there are and without these: one unit at a time
    is in memory. What resources name, and nobody reads, is told only by `inventory_of`."""
    ids: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(dict)
    bare: list[Unit] = []
    for unit in units:
        ids[unit.account][unit.key] = {resource.id for resource in unit.resources}
        bare.append(msgspec.structs.replace(unit, resources=(), tags={}))
    found = inventory_of(bare, knowledge, services)
    count = {f"{PROVIDER}:{a}": len(set().union(*each.values())) for a, each in ids.items()}
    sources = (
        msgspec.structs.replace(source, declared=source.declared + count[source.id])
        for source in found.sources
    )
    return msgspec.structs.replace(found, sources=tuple(sources))


def _latest(units: Iterable[Unit]) -> dict[tuple[str, str, str], Unit]:
    """Each once; and of accounts that were entered, nothing that another source told before."""
    latest = {unit.key: unit for unit in units}
    closed = {unit.account for unit in latest.values() if unit.closed and not unit.region}
    return {key: unit for key, unit in latest.items() if not unit.way or unit.account in closed}


def _once(resources: Iterable[Resource]) -> list[Resource]:
    """Each once: of what several regions tell of, the answer in which most is known."""
    best: dict[str, Resource] = {}
    for resource in resources:
        other = best.get(resource.id)
        if other is None or len(resource.unknown) < len(other.unknown):
            best[resource.id] = resource
    return list(best.values())


def _tagged(
    resources: list[Resource], units: list[Unit], services: dict[str, Service]
) -> Iterator[Resource]:
    """Each with the tags that another service tells of it; those it tells itself hold. Where
    neither does, and that service was not read, they are not known."""
    known = mappings(services)
    told = {(unit.account, name): tags for unit in units for name, tags in unit.tags.items()}
    unread = {
        (unit.account, unit.region): Unknown(unit.gaps[0].reason)
        for unit in units
        if unit.gaps and unit.service in services and services[unit.service].tagging
    }
    for resource in resources:
        mapping = known.get(resource.type)
        names = [resource.attributes.get(name) for name in mapping.full_names] if mapping else []
        texts = [name for name in names if isinstance(name, str)]
        more = next(filter(None, (told.get((resource.account, text)) for text in texts)), {})
        why = unread.get((resource.account, resource.region))
        if more:
            known_now = {name: why for name, why in resource.unknown.items() if name != TAGS}
            tags = {**more, **resource.tags}
            yield msgspec.structs.replace(resource, tags=tags, unknown=known_now)
        elif why and mapping and not mapping.tags:
            yield msgspec.structs.replace(resource, unknown={**resource.unknown, TAGS: why})
        else:
            yield resource


def _called(units: list[Unit]) -> Called:
    """How the account is called that all the `units` are of."""
    name = next((unit.name for unit in units if unit.name), "")
    within = next((unit.units for unit in units if unit.units), ())
    opaque = any(gap.reach is Reach.OPAQUE for unit in units for gap in unit.gaps)
    return Called(name, within, whole=not opaque)


def _unread(units: Iterable[Unit]) -> Unread:
    unread = Unread()
    for unit in units:
        for gap in unit.gaps:
            if gap.reach is not Reach.OPAQUE or not isinstance(gap.origin, ApiOrigin):
                continue
            if gap.origin.region:
                unread.regions.setdefault(gap.origin.region, []).append(gap.subject)
            else:
                unread.accounts.setdefault(unit.account, []).append(gap.subject)
    return unread


# --- sources ----------------------------------------------------------------------------


def _source(account: str, units: list[Unit], gaps: list[Gap], untold: list[Gap]) -> Source:
    own = [unit for unit in units if not unit.region and not unit.service]
    closed = next((unit.closed for unit in own if unit.closed), "")
    silent = sorted({unit.region for unit in units if unit.region and unit.closed})
    elsewhere = any(unit.way for unit in units)
    reasons = [closed] if closed else []
    if not closed:
        reasons += [gap.reason for gap in gaps if _is_about_all_of(account, gap)]
        reasons += _failures(gap for gap in gaps if not _is_about_all_of(account, gap))
    if silent:
        reasons.append(f"no answer from {some(silent)}")
    if untold and not closed:
        reasons.append("some types of resources are not looked at")
    return Source(
        id=f"{PROVIDER}:{account}",
        kind=PROVIDER,
        read=Read.NONE if closed and not elsewhere else Read.PART if reasons else Read.ALL,
        reason="; ".join(reasons),
        excluded=tuple(excluded for unit in units for excluded in unit.excluded),
        unevaluated=tuple({gap.id: gap for gap in gaps}.values()),
    )


def _is_about_all_of(account: str, gap: Gap) -> bool:
    """Whether it is one for whatever was left of the account, and says so itself."""
    return gap.reach is Reach.OPAQUE and gap.subject == account


def _failures(gaps: Iterable[Gap]) -> list[str]:
    """What failed, in short: of each kind of failure the operations; the gaps have the whole."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for gap in gaps:
        if gap.reach is not Reach.EXISTENCE and not gap.subject.startswith(f"{PROVIDER}/region/"):
            origin = gap.origin if isinstance(gap.origin, ApiOrigin) else ApiOrigin("")
            called = origin.operation if ":" in origin.operation else origin.region
            by_kind[gap.reason.partition(" (")[0]].add(called or gap.subject)
    told = [f"{kind}: {some(asked)}" for kind, asked in sorted(by_kind.items())]
    return [
        f"{one} (see scan policy {PROVIDER})" if one.startswith("not allowed") else one
        for one in told
    ]


def _declared(sources: list[Source], resources: list[Resource]) -> tuple[Source, ...]:
    """The sources with the number of what they declared: read, left out, or not known."""
    count: dict[str, int] = defaultdict(int)
    for resource in resources:
        count[f"{PROVIDER}:{resource.account}"] += 1
    return tuple(
        Source(
            id=source.id,
            kind=source.kind,
            read=source.read,
            reason=source.reason,
            declared=count[source.id] + len(source.excluded) + len(source.unevaluated),
            excluded=source.excluded,
            unevaluated=source.unevaluated,
        )
        for source in sources
    )


# --- what was not looked at -------------------------------------------------------------


def _untold(knowledge: Knowledge, services: dict[str, Service]) -> list[Gap]:
    """The types of resources that something runs in, and that no service's file reads yet."""
    read = {kind for one in mappings(services).values() for kind in (one.type, *one.covers)}
    missing = sorted(
        known.type
        for provider, known in knowledge.types
        if provider == PROVIDER
        and known.type not in read
        and any(knowledge.roles[role].runs for role in known.roles)
    )
    if not missing:
        return []
    question = f"Are there resources of the {len(missing)} types that are not looked at?"
    reason = f"no live reading of {', '.join(missing)}"
    return [plain_gap(PROVIDER, question, reason, Reach.EXISTENCE, ApiOrigin("none"))]


def _skipped(account: str, units: list[Unit]) -> list[Gap]:
    """What was not asked since a probe found nothing, or since nobody may be there."""
    by_note: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        if unit.note:
            by_note[unit.note].append(unit.region)
    found = []
    for note, regions in sorted(by_note.items()):
        where = f"{some(sorted(filter(None, regions)))} of " if any(regions) else ""
        question = f"Is anything in {where}account {account} that was not asked for?"
        advice = "; --every-region asks there too" if any(regions) else ""
        origin = ApiOrigin("probe", "", "", account)
        found.append(plain_gap(account, question, note + advice, Reach.EXISTENCE, origin))
    return found


def _foreign(account: str, ids: list[str]) -> Gap:
    question = f"What is in account {account}, which {len(set(ids))} resources name?"
    reason = f"it was not scanned: add --account {PROVIDER}:{account}; named by {some(ids)}"
    origin = ApiOrigin("none", "", "", account)
    return plain_gap(f"{PROVIDER}/account/{account}", question, reason, Reach.EXISTENCE, origin)
