"""What a change makes worse: the findings of two reports told apart.

Lines, files and the order of things never count; see `scanner.rule.likeness` for what is the
same. What is gone is called fixed only where its journeys are known to go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from scanner.measure.judgement import ANY, any_other
from scanner.model import (
    Finding,
    FindingState,
    Read,
    Report,
    RuleText,
    State,
    Verdict,
)
from scanner.rule.changes import changes_of, doubts_added
from scanner.rule.headline import headline
from scanner.rule.likeness import (
    Known,
    all_known,
    known,
    known_journeys,
    same_findings,
    same_journeys,
)


def compared(base: Report, head: Report) -> Report:
    """`head`, with each finding marked as new, worse or existing, those of `base` that are
    gone as fixed, and a headline about the change.

    A finding of `base` whose journeys are no longer known to go on is not called fixed: a
    warning says so.
    """
    journeys = same_journeys(known_journeys(base), known_journeys(head))
    marked, pairing = marked_against(known(base), head, journeys)
    kept = {finding.id for finding in pairing.values()}
    gone = [
        finding
        for finding, old in zip(base.findings, all_known(base), strict=True)
        if old.id not in kept and finding.state not in (FindingState.ACCEPTED, FindingState.FIXED)
    ]
    fixed = [
        msgspec.structs.replace(finding, state=FindingState.FIXED)
        for finding in gone
        if not _is_open(finding, base, head, journeys)
    ]
    changes = tuple(changes_of(base, head, journeys))
    sentence = headline(head, marked, fixed, changes, doubts_added(base, head, journeys))
    return msgspec.structs.replace(
        head,
        findings=(*marked, *fixed),
        verdict=Verdict(sentence=sentence, known=head.verdict.known),
        rules=_rules(base, head, fixed),
        compared=True,
        changes=changes,
        warnings=(*head.warnings, *_unsure(len(gone) - len(fixed))),
    )


def _rules(base: Report, head: Report, fixed: Iterable[Finding]) -> tuple[RuleText, ...]:
    """The rules of `head`, and those of `base` that only something fixed still names."""
    named = {finding.rule_id for finding in fixed} - {rule.id for rule in head.rules}
    only_fixed = [rule for rule in base.rules if rule.id in named]
    return tuple(sorted((*head.rules, *only_fixed), key=lambda rule: rule.id))


def marked_against(
    before: list[Known], head: Report, journeys: Mapping[str, str]
) -> tuple[list[Finding], dict[str, Known]]:
    """The findings of `head` marked as new, worse or existing, and which of `before` each is.

    `journeys` leads from the id of a journey in `head` to its id before.
    """
    now = [_as_before(seen, journeys) for seen in all_known(head)]
    pairing = same_findings(before, now)
    marked = []
    for finding, seen in zip(head.findings, now, strict=True):
        if finding.state is FindingState.ACCEPTED:
            marked.append(finding)
            continue
        state = FindingState.NEW
        if old := pairing.get(finding.id):
            state = FindingState.WORSE if _is_worse(old, seen) else FindingState.EXISTING
        marked.append(msgspec.structs.replace(finding, state=state))
    return marked, pairing


def _as_before(seen: Known, journeys: Mapping[str, str]) -> Known:
    """With its journeys called as they were before."""
    harm = {journeys.get(journey, journey): state for journey, state in seen.harm.items()}
    return msgspec.structs.replace(seen, harm=harm)


def _is_worse(old: Known, new: Known) -> bool:
    """More severe, or harder on a journey. Of a bare id nothing is known but that it was there."""
    if not old.domain:
        return False
    if new.severity.rank < old.severity.rank:
        return True
    return any(
        _state(state) > _state(old.harm.get(journey, "ok")) for journey, state in new.harm.items()
    )


def _state(name: str) -> State:
    return State[name.upper()]


# --- what is gone -----------------------------------------------------------------------


def _is_open(finding: Finding, base: Report, head: Report, journeys: Mapping[str, str]) -> bool:
    """Whether it may only be out of sight: a journey possibly still suffers as much, by the same
    loss or, where that is gone, by one of which this was known before; or, where it is about no
    journey, a source is no longer read as well."""
    suffer = finding.journeys
    harmed = suffer.stopped or suffer.stale or suffer.slowed
    if not harmed:
        return bool(_read_less(base, head))
    least = State.SLOWED
    if suffer.stopped or suffer.stale:
        least = State.STOPPED if suffer.stopped else State.STALE
    there = {domain.id for domain in head.domains}
    before = _doubts(base, least)
    now = {(journeys.get(which, which), lost) for which, lost in _doubts(head, least)}
    for journey in harmed:
        if finding.domain.id in there:
            if any(
                (journey, lost) in now
                for lost in (finding.domain.id, any_other(finding.domain.kind).id, ANY)
            ):
                return True
        elif any(which == journey for which, _ in now - before):
            return True
    return False


def _doubts(report: Report, least: State) -> set[tuple[str, str]]:
    """`(journey, domain)` where it is not known whether it gets as bad as `least`."""
    return {
        (cell.journey, cell.domain.id)
        for cell in report.table
        if _state(cell.surely) < least <= _state(cell.possibly)
    }


def _read_less(base: Report, head: Report) -> set[str]:
    order = list(Read)
    before = {source.id: order.index(source.read) for source in base.coverage.sources}
    return {
        source.id
        for source in head.coverage.sources
        if order.index(source.read) > before.get(source.id, 0)
    }


def _unsure(count: int) -> list[str]:
    if not count:
        return []
    what = "1 finding is" if count == 1 else f"{count} findings are"
    return [f"{what} gone, but not known to be fixed: what would show it was not read"]
