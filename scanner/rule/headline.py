"""The headline of a change: what becomes of whom, in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from scanner.model import Change, Finding, FindingState, Report, State
from scanner.rule.wording import listed

MOST_NAMED = 3
"""Journeys that the headline names; more are counted."""
NOT_KNOWN = "not known"


def headline(
    head: Report,
    told: Sequence[Finding],
    fixed: Sequence[Finding],
    changes: Iterable[Change],
    doubts: int,
) -> str:
    """The worst that the change does, as the worst of its findings has it; else the worst of its
    cells; else how many findings it brings or mends."""
    names = {journey.id: journey.name or journey.id for journey in head.journeys}
    worse = defaultdict(list)
    for change in changes:
        if State[change.surely.upper()] > State[change.was_surely.upper()]:
            worse[change.domain.id].append(change)
    news = [f for f in told if f.state in (FindingState.NEW, FindingState.WORSE)]
    told_of = [
        [change for change in worse[finding.domain.id] if change.journey in _harmed(finding)]
        for finding in news
    ]
    ranked = [
        (-finding.severity.rank, sum(not c.is_new for c in found), len(found), finding.id)
        for finding, found in zip(news, told_of, strict=True)
    ]
    for _, found in sorted(zip(ranked, told_of, strict=True), reverse=True):
        if found:
            return _sentence(found, names)
    known = [[c for c in found if not c.is_new] for found in worse.values()]
    if any(known):
        return _sentence(max(known, key=lambda found: (_worst(found), len(found))), names)
    return _counted(news, fixed, doubts)


def _harmed(finding: Finding) -> set[str]:
    found = finding.journeys
    return {*found.stopped, *found.stale, *found.slowed}


def _worst(found: list[Change]) -> int:
    return max((int(State[change.surely.upper()]) for change in found), default=-1)


def _sentence(found: list[Change], names: dict[str, str]) -> str:
    """Of journeys that were there before; of new ones only where they are all."""
    found = [change for change in found if not change.is_new] or found
    groups = defaultdict(list)
    for change in found:
        groups[change.surely, change.was_surely, change.was_possibly].append(change)
    state, was, perhaps = max(
        groups, key=lambda group: (State[group[0].upper()], len(groups[group]), group)
    )
    harmed = groups[state, was, perhaps]
    one = len(harmed) == 1
    who = _listed(sorted(names[change.journey] for change in harmed))
    domain = harmed[0].domain
    lost = f"if {domain.name or domain.id} fails"
    if harmed[0].is_new:
        return f"{who} {'is' if one else 'are'} new, and {_verb(state, one)} {lost}."
    before = _verb(was, one) if was == perhaps else NOT_KNOWN
    return f"{who} now {_verb(state, one)} {lost}; was: {before}."


def _verb(state: str, one: bool) -> str:
    found = State[state.upper()]
    return found.word if one else ("keep working", "slow", "answer stale", "stop")[found]


def _listed(names: list[str]) -> str:
    if len(names) > MOST_NAMED:
        return f"{len(names)} journeys"
    return listed(names, MOST_NAMED)


def _counted(news: Sequence[Finding], fixed: Sequence[Finding], doubts: int) -> str:
    what = "1 answer is" if doubts == 1 else f"{doubts:,} answers are"
    doubt = f" {what} no longer known." if doubts else ""
    if news:
        new = sum(finding.state is FindingState.NEW for finding in news)
        return (
            f"This change brings {new:,} new and {len(news) - new:,} worse findings, and surely "
            f"stops no journey anew.{doubt}"
        )
    gone = f" {len(fixed):,} fixed." if fixed else ""
    return f"This change makes nothing worse that is known.{gone}{doubt}"
