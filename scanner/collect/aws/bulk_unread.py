"""What sources of many accounts hold and no describe call showed: each a gap with its number."""

from __future__ import annotations

from collections import Counter

from scanner.collect.aws.asking import PROVIDER
from scanner.collect.aws.bulk import Held, operation_of, why_not
from scanner.collect.aws.bulk_facts import facts
from scanner.collect.aws.declarations import Mapping, Service, mappings
from scanner.collect.aws.units import plain_gap
from scanner.knowledge import Knowledge
from scanner.model import ApiOrigin, Gap, Reach

MOST_NAMED = 12
"""Types in one sentence."""


def unread_of(
    account: str, shown: set[str], held: Held, knowledge: Knowledge, services: dict[str, Service]
) -> list[Gap]:
    """Resources that are held, and of whose types nothing is among the types `shown`."""
    known = mappings(services)
    strange: dict[str, int] = {}
    unshown: dict[str, int] = {}
    for kind, number in held.counts.get(account, Counter()).items():
        types = _types(kind, knowledge, known)
        if kind in facts().about_others or types is None:
            continue
        if not types:
            strange[kind] = number
        elif not types & shown:
            unshown[kind] = number
    ways = " and ".join(held.ways.get(account, ()))
    origin = ApiOrigin(operation_of("aggregated"), "", "", account)
    found = []
    if strange:
        question = (
            f"What are resources of {len(strange)} types in {account} that nobody is known to read?"
        )
        reason = f"{ways} holds {sum(strange.values()):,} of them: {most_of(strange)}"
        found.append(plain_gap(account, question, reason, Reach.EXISTENCE, origin))
    if unshown:
        question = (
            f"Are there resources of {len(unshown)} types in {account}, as is held elsewhere?"
        )
        reason = (
            f"{ways} holds {most_of(unshown)}; the services' own calls told of none that stands by "
            "itself: parts of others, gone meanwhile, or not shown to this role"
        )
        found.append(plain_gap(account, question, reason, Reach.EXISTENCE, origin))
    return found


def _types(kind: str, knowledge: Knowledge, known: dict[str, Mapping]) -> set[str] | None:
    """The types that are read of what a source calls `kind`; none where nobody reads it, and None
    where it is known to run nothing."""
    configured = facts().configured.get(kind)
    if configured:
        return set(configured.tells)
    found = knowledge.type_of(kind)
    if found is None:
        return set()
    covering = {m.type for m in known.values() if found.type in (m.type, *m.covers)}
    runs = any(knowledge.roles[role].runs for role in found.roles)
    return covering if covering or runs else None


def unanswered_by(held: Held) -> dict[str, list[Gap]]:
    """Account -> a gap for each call that was not answered in it."""
    found: dict[str, list[Gap]] = {}
    for account, operation, why in why_not(held):
        question = f"Do other sources, in account {account}, hold more ({operation})?"
        gap = plain_gap(
            f"{PROVIDER}:{operation}", question, why, Reach.EXISTENCE,
            ApiOrigin(operation, "", "", account),
        )  # fmt: skip
        found.setdefault(account, []).append(gap)
    return found


def most_of(counts: dict[str, int]) -> str:
    """The most frequent ones, each with its number."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    more = len(ordered) - MOST_NAMED
    listing = ", ".join(f"{kind} {number:,}" for kind, number in ordered[:MOST_NAMED])
    return listing + (f" and {more:,} more types" if more > 0 else "")
