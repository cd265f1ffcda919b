"""Findings of a change, shown where the change is: reviewers look at its lines only."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from scanner.model import FileOrigin, Finding, FindingState, Location, Report

Changed = Callable[[str], frozenset[int]]
"""The lines of a file that the change has written."""


def at_the_change(report: Report, changed: Changed) -> Report:
    """`report` with each new or worse finding led by the first changed line of the blocks that it
    points at, or else of a journey that it does more harm to, where there is one; the blocks
    themselves follow."""
    return msgspec.structs.replace(
        report,
        findings=tuple(_led(finding, report, changed) for finding in report.findings),
    )


def _led(finding: Finding, report: Report, changed: Changed) -> Finding:
    if finding.state not in (FindingState.NEW, FindingState.WORSE):
        return finding
    for place in (*finding.locations, *_harmed_more(finding, report)):
        block = range(place.line, max(place.line, place.end_line) + 1)
        line = min((line for line in changed(place.path) if line in block), default=0)
        if line:
            first = Location(path=place.path, line=line)
            if line == place.line:
                first = msgspec.structs.replace(place, end_line=0)
            at = (place.path, line)
            rest = tuple(one for one in finding.locations if (one.path, one.line) != at)
            return msgspec.structs.replace(finding, locations=(first, *rest))
    return finding


def _harmed_more(finding: Finding, report: Report) -> list[Location]:
    """Where the journeys stand that the change brings into the finding."""
    now = {*finding.journeys.stopped, *finding.journeys.stale, *finding.journeys.slowed}
    changed = {
        change.journey for change in report.changes if change.domain.id == finding.domain.id
    } & now
    return [
        Location(path=o.path, line=o.line, column=o.column, end_line=o.end_line)
        for journey in report.journeys
        if journey.id in changed and isinstance(o := journey.origin, FileOrigin)
    ]
