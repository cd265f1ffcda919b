"""Findings of a change are shown where the change is."""

from __future__ import annotations

import msgspec
import pytest
from scanner.model import Change, DomainRef, FileOrigin, FindingState, Journey, Location
from scanner.rule.anchor import at_the_change

from tests.report.made import finding, made

BLOCK = Location(path="modules/db/main.tf", line=10, column=3, end_line=20)
CALL = Location(path="prod/main.tf", line=5, end_line=9)


def led(state: FindingState, changed: dict[str, set[int]]) -> tuple[Location, ...]:
    one = msgspec.structs.replace(finding(state=state), locations=(BLOCK, CALL))
    found = at_the_change(made(one), lambda path: frozenset(changed.get(path, ())))
    return found.findings[0].locations


@pytest.mark.parametrize(
    ("changed", "first"),
    [
        ({}, BLOCK),
        ({"modules/db/main.tf": {3, 21}}, BLOCK),
        ({"modules/db/main.tf": {3, 14, 15}}, Location(path="modules/db/main.tf", line=14)),
        ({"prod/main.tf": {8}}, Location(path="prod/main.tf", line=8)),
        ({"prod/main.tf": {8}, "modules/db/main.tf": {20}}, Location(path=BLOCK.path, line=20)),
    ],
)
def test_the_first_changed_line_of_a_block_leads(
    changed: dict[str, set[int]], first: Location
) -> None:
    found = led(FindingState.NEW, changed)
    assert found[0] == first
    assert {BLOCK, CALL} <= set(found)


def test_a_changed_head_of_a_block_is_one_line() -> None:
    head = Location(path=BLOCK.path, line=10, column=3)
    assert led(FindingState.WORSE, {BLOCK.path: {10, 11}}) == (head, CALL)


def test_what_was_there_before_stays_where_it_was() -> None:
    assert led(FindingState.EXISTING, {BLOCK.path: {14}}) == (BLOCK, CALL)


def test_what_only_a_new_journey_makes_worse_is_shown_at_that_journey() -> None:
    one = msgspec.structs.replace(finding(state=FindingState.WORSE), locations=(BLOCK,))
    change = Change(
        journey="j",
        domain=DomainRef(kind="region", id="r"),
        was_surely="ok",
        was_possibly="ok",
        surely="stopped",
        possibly="stopped",
        is_new=True,
    )
    journey = Journey(id="j", origin=FileOrigin("emailer.tf", 3, end_line=20))
    report = msgspec.structs.replace(made(one), changes=(change,), journeys=(journey,))
    lines = {"emailer.tf": frozenset(range(1, 21))}
    found = at_the_change(report, lambda path: lines.get(path, frozenset()))
    assert found.findings[0].locations == (Location(path="emailer.tf", line=3), BLOCK)
