"""Findings of a change, shown where the change is: reviewers look at its lines only."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from scanner.model import Finding, FindingState, Location, Report

Changed = Callable[[str], frozenset[int]]
"""The lines of a file that the change has written."""


def at_the_change(report: Report, changed: Changed) -> Report:
    """`report` with each new or worse finding led by the first changed line of the blocks that it
    points at, where there is one; the blocks themselves follow."""
    return msgspec.structs.replace(
        report, findings=tuple(_led(finding, changed) for finding in report.findings)
    )


def _led(finding: Finding, changed: Changed) -> Finding:
    if finding.state not in (FindingState.NEW, FindingState.WORSE):
        return finding
    for place in finding.locations:
        block = range(place.line, max(place.line, place.end_line) + 1)
        line = min((line for line in changed(place.path) if line in block), default=0)
        if line:
            first = Location(path=place.path, line=line)
            if line == place.line:
                first = msgspec.structs.replace(place, end_line=0)
            rest = tuple(
                one for one in finding.locations if (one.path, one.line) != (place.path, line)
            )
            return msgspec.structs.replace(finding, locations=(first, *rest))
    return finding
