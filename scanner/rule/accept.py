"""Risks that somebody has accepted until a day: said of each finding, and never for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

import msgspec

from scanner.config import Acceptance
from scanner.config.inline import InlineAcceptance, is_date
from scanner.errors import InputError, near_matches
from scanner.model import Accepted, Finding, FindingState


def accepted(
    findings: Sequence[Finding],
    acceptances: Sequence[Acceptance],
    today: date,
    rules: Collection[str] = (),
) -> tuple[list[Finding], list[str]]:
    """`findings` with those accepted marked so; and warnings about acceptances that have
    expired, fit nothing, or name none of `rules`. Raises InputError where `until` is no date."""
    result = list(findings)
    index = _Index(findings)
    warnings = []
    for acceptance in acceptances:
        until = _until(acceptance)
        fitting = index.fitting(acceptance)
        what = f"{acceptance.origin}: the acceptance of {acceptance.rule}"
        if rules and acceptance.rule not in rules:
            hint = _meant(acceptance.rule, rules)
            warnings.append(f"{what} fits no finding: there is no such rule{hint}")
        elif until < today:
            gone = (
                "its findings count again" if fitting else "it fits no finding any more; remove it"
            )
            warnings.append(f"{what} expired on {until}; {gone}")
        elif not fitting:
            warnings.append(f"{what} fits no finding{index.why_not(acceptance)}; remove it")
        else:
            for i in fitting:
                result[i] = _with(result[i], acceptance)
    return result, warnings


def _with(finding: Finding, acceptance: Acceptance) -> Finding:
    """`finding`, accepted; of several acceptances the one that lasts longest is told."""
    if finding.acceptance and finding.acceptance.until >= acceptance.until:
        return finding
    carried = Accepted(
        until=acceptance.until,
        owner=acceptance.owner,
        reason=acceptance.reason,
        inline=isinstance(acceptance, InlineAcceptance),
        origin=acceptance.origin,
    )
    return msgspec.structs.replace(finding, state=FindingState.ACCEPTED, acceptance=carried)


def _until(acceptance: Acceptance) -> date:
    if is_date(acceptance.until):
        return date.fromisoformat(acceptance.until)
    raise InputError(
        f'"{acceptance.until}" is not a date such as 2027-03-31',
        path=acceptance.origin.path if acceptance.origin else "cutset.yaml",
        line=acceptance.origin.line if acceptance.origin else 0,
        field="until",
        means="Nobody can tell whether the risk is still accepted.",
    )


class _Index:
    """Findings by rule and by place, so that thousands of acceptances find theirs quickly."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._findings = findings
        self._by_rule: dict[str, list[int]] = defaultdict(list)
        self._by_place: dict[tuple[str, str, int], list[int]] = defaultdict(list)
        for i, finding in enumerate(findings):
            self._by_rule[finding.rule_id].append(i)
            for place in {(place.path, place.line) for place in finding.locations}:
                self._by_place[finding.rule_id, *place].append(i)

    def fitting(self, acceptance: Acceptance) -> list[int]:
        """Places in the list of the findings that are accepted."""
        if isinstance(acceptance, InlineAcceptance):
            path = acceptance.origin.path if acceptance.origin else ""
            return self._by_place.get((acceptance.rule, path, acceptance.covers), [])
        found = self._by_rule.get(acceptance.rule, [])
        return [i for i in found if _fits(acceptance, self._findings[i])]

    def why_not(self, acceptance: Acceptance) -> str:
        """Which of its conditions is met by no finding of the rule, and what may be meant."""
        found = [self._findings[i] for i in self._by_rule.get(acceptance.rule, [])]
        if isinstance(acceptance, InlineAcceptance):
            lines = sorted(
                place.line
                for finding in found
                for place in finding.locations
                if acceptance.origin and place.path == acceptance.origin.path
            )
            return f" of line {acceptance.covers}" + (
                f" (line {lines[0]} has one)" if lines else ""
            )
        for kind, name, known in (
            ("journey", acceptance.journey, {j for f in found for j in _harmed(f)}),
            ("subject", acceptance.subject, {s for f in found for s in f.subjects}),
            ("domain", acceptance.domain, {f.domain.id for f in found}),
        ):
            if name and name not in known:
                return f" about the {kind} {name}{_meant(name, known)}"
        return ""


def _meant(name: str, known: Iterable[str]) -> str:
    near = near_matches(name, known, most=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _fits(acceptance: Acceptance, finding: Finding) -> bool:
    return (
        (not acceptance.journey or set(_harmed(finding)) == {acceptance.journey})
        and (not acceptance.subject or acceptance.subject in finding.subjects)
        and (not acceptance.domain or acceptance.domain == finding.domain.id)
    )


def _harmed(finding: Finding) -> tuple[str, ...]:
    """The journeys that suffer most."""
    found = finding.journeys
    return found.stopped or found.stale or found.slowed or found.unknown
