"""Which finding of before is which finding of now: by id, else by what a rename leaves alone.

A finding's id outlives moved files and lines. It does not outlive a new name of a thing that has
no name in the cloud, nor a new folder where a place is named after its root. So what no id matches
is compared again, from the strictest likeness to the loosest:

1. the same address and place, but for the root folder;
2. the same type, place and end of the proof, and the same journeys harmed;
3. the same type, place and end of the proof.

Each finding is matched once: of two new ones that are like one old one, one stays new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Protocol, TypeVar

from scanner.model import (
    Finding,
    FindingState,
    Gap,
    Need,
    Proof,
    Report,
    Severity,
    State,
    journey_node,
)
from scanner.model.codec import encode
from scanner.model.record import Record

_ADDRESS = re.compile(
    r"(?<![\w.\]-])(?:module\.[\w-]+(?:\[[^\]]*\])?\.)*"
    r"(?:data\.)?(?P<type>[a-z][a-z0-9]*_[a-z0-9_]+)\.[\w-]+(?:\[[^\]]*\])?"
)
"""A resource's address in code: modules, type, name and key."""
_MODULE = re.compile(r"\bmodule\.[\w-]+")


class Known(Record, frozen=True, kw_only=True):
    """What is remembered of a finding to know it again. No lines, no files, no texts to compare."""

    id: str
    rule_id: str
    severity: Severity
    domain: str
    """Kind and id of the lost domain, without the root folder."""
    subject: str = ""
    """What it is about, without the root folder; empty where it is about journeys."""
    leaf: str = ""
    """The last thing of the proof before what is lost, without the root folder."""
    harm: dict[str, str] = {}
    """Journey -> what surely happens to it: `stopped`, `stale` or `slowed`; `ok` where only that
    is known."""
    open: bool = False
    """Whether it says that something is not known."""
    says: str = ""
    """For people who read the file."""


class KnownJourney(Record, frozen=True, kw_only=True):
    """What is remembered of a journey to know it again under another id: a guessed one is called
    after a thing that may get another name."""

    id: str
    name: str = ""
    environment: str = ""
    needs: str = ""
    """Without the root folders."""


class KnownDomain(Record, frozen=True, kw_only=True):
    """What tells a domain that is called after a thing with another name today."""

    id: str
    address: str
    """Kind and id, without the root folder."""
    name: str


def known(report: Report) -> list[Known]:
    """The findings of `report` that stand: not those accepted, nor those already fixed.

    An accepted risk is carried until a day; it never becomes one that was always there.
    """
    gone = (FindingState.ACCEPTED, FindingState.FIXED)
    return [
        seen
        for seen, finding in zip(all_known(report), report.findings, strict=True)
        if finding.state not in gone
    ]


def all_known(report: Report) -> list[Known]:
    """Every finding of `report`, in its order."""
    roots = _roots(report)
    ids = [journey.id for journey in report.journeys]
    journeys = {*ids, *map(journey_node, ids)}
    gaps = {gap.id: gap for gap in report.coverage.gaps}
    return [
        _open_question(finding, gaps[finding.gap_ids[0]], roots)
        if finding.proof is None and finding.gap_ids and finding.gap_ids[0] in gaps
        else _known(finding, roots, journeys)
        for finding in report.findings
    ]


def known_journeys(report: Report) -> list[KnownJourney]:
    """Every journey of `report`, in order of id."""
    roots = _roots(report)
    return [
        KnownJourney(
            id=journey.id,
            name=journey.name,
            environment=journey.environment,
            needs="; ".join(sorted(_need(need, roots) for need in journey.needs)),
        )
        for journey in sorted(report.journeys, key=lambda journey: journey.id)
    ]


def known_domains(report: Report) -> list[KnownDomain]:
    """Every domain that was lost in turn, in the report's order."""
    roots = _roots(report)
    return [
        KnownDomain(id=d.id, address=_rootless(f"{d.kind} {d.id}", roots), name=d.name)
        for d in report.domains
    ]


# --- which is which ---------------------------------------------------------------------


def same_findings(old: Iterable[Known], new: Iterable[Known]) -> dict[str, Known]:
    """Id of a finding now -> the finding of before that it is."""
    before = {finding.id: finding for finding in old}
    found = _same(before.values(), new, (_address, _kind_and_harm, _kind, _question))
    return {now: before[then] for now, then in found.items()}


def same_journeys(old: Iterable[KnownJourney], new: Iterable[KnownJourney]) -> dict[str, str]:
    """Id of a journey now -> its id before: by id, else by name, else by what it needs, else by
    the types of what it needs."""
    return _same(
        old,
        new,
        (
            lambda journey: journey.name and (journey.environment, journey.name),
            lambda journey: journey.needs,
            lambda journey: journey.needs and (journey.environment, _typed(journey.needs)),
        ),
    )


def same_domains(old: Iterable[KnownDomain], new: Iterable[KnownDomain]) -> dict[str, str]:
    """Id of a domain now -> its id before: by id, else by address, else by type and name, else by
    type."""
    return _same(
        old,
        new,
        (
            lambda domain: domain.address,
            lambda domain: (_typed(domain.address), domain.name),
            lambda domain: _typed(domain.address),
        ),
    )


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Identified)


def _same(
    old: Iterable[T], new: Iterable[T], marks: Iterable[Callable[[T], Hashable]]
) -> dict[str, str]:
    """Id now -> id before, each at most once: the same id, else the first mark that is the same.
    An empty mark is like no other."""
    before = {one.id: one for one in old}
    now = {one.id: one for one in new}
    found = {name: name for name in now if name in before}
    for name in found:
        del before[name], now[name]
    for mark in marks:
        alike: dict[Hashable, list[str]] = defaultdict(list)
        for one in before.values():
            alike[mark(one)].append(one.id)
        for one in list(now.values()):
            key = mark(one)
            if key and alike.get(key):
                found[one.id] = alike[key].pop(0)
                del now[one.id], before[found[one.id]]
    return found


def _address(finding: Known) -> Hashable:
    if not finding.domain:  # of a list of bare ids
        return ()
    return finding.rule_id, finding.domain, finding.subject, finding.leaf


def _kind_and_harm(finding: Known) -> Hashable:
    kind = _kind(finding)
    return kind and (kind, tuple(sorted(finding.harm.items())))


def _kind(finding: Known) -> Hashable:
    if not finding.domain:
        return ()
    return finding.rule_id, *map(_typed, (finding.domain, finding.subject, finding.leaf))


def _question(finding: Known) -> Hashable:
    """Another question about the same journeys is no change for the worse."""
    return finding.open and (finding.rule_id, finding.domain, tuple(sorted(finding.harm)))


def _typed(text: str) -> str:
    """`text` with the type of each resource in the place of its address, and without the names
    of modules."""
    return _MODULE.sub("module", _ADDRESS.sub(lambda found: found["type"], text))


# --- what to remember -------------------------------------------------------------------


def _known(finding: Finding, roots: Sequence[str], journeys: set[str]) -> Known:
    def rootless(text: str) -> str:
        return _rootless(text, roots)

    first = finding.subjects[0] if finding.subjects else ""
    leaf = _leaf(finding.proof)
    return Known(
        id=finding.id,
        rule_id=finding.rule_id,
        severity=finding.severity,
        domain=rootless(f"{finding.domain.kind} {finding.domain.id}"),
        subject="" if first in journeys else rootless(first),
        leaf="" if leaf == first else rootless(leaf),
        harm=_harm(finding),
        says=finding.says,
    )


def _open_question(finding: Finding, gap: Gap, roots: Sequence[str]) -> Known:
    """A finding that says what is not known: about no loss of its own, but any of a kind."""
    return Known(
        id=finding.id,
        rule_id=finding.rule_id,
        severity=finding.severity,
        domain=finding.domain.kind,
        subject=_rootless(gap.subject, roots),
        harm=dict.fromkeys(finding.journeys.unknown, "ok"),
        open=True,
        says=finding.says,
    )


def _need(need: str | Need, roots: Sequence[str]) -> str:
    return _rootless(need, roots) if isinstance(need, str) else encode(need).decode()


def _harm(finding: Finding) -> dict[str, str]:
    groups = (
        (State.SLOWED, finding.journeys.slowed),
        (State.STALE, finding.journeys.stale),
        (State.STOPPED, finding.journeys.stopped),
    )
    return {journey: state.name.lower() for state, group in groups for journey in group}


def _leaf(proof: Proof | None) -> str:
    """The last step of the chain before what is lost itself."""
    leaf = ""
    while proof and proof.members:
        leaf = proof.node
        proof = proof.members[0]
    return leaf


def _roots(report: Report) -> list[str]:
    """Root folders of the code that was read, the longest first."""
    roots = {source.id.partition(":")[2] for source in report.coverage.sources}
    return sorted(roots - {"", "."}, key=lambda root: (-len(root), root))


def _rootless(text: str, roots: Sequence[str]) -> str:
    """`text` without the folders of roots: neither before an address nor after a name."""
    for root in (*roots, "."):
        if f"{root}:" in text:
            text = re.sub(rf"(^|[\s/]){re.escape(root)}:\s?", r"\1", text)
        text = text.removesuffix(f" in {root}")
    return text
