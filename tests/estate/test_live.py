"""Heron's accounts say what its Terraform says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.parsers import ResponseParserError
from scanner.collect.aws.declarations import services
from scanner.collect.aws.fetch import ACCOUNT
from scanner.model import Reach, Report, State
from scanner.pipeline import Request, Scan, report, scan

from tests.estate.build import Built
from tests.estate.compared import COMPARED, SAMPLE, differences, expected, row_expected
from tests.estate.denied import SHARED
from tests.estate.overlay import absent
from tests.estate.places import ACCOUNTS, ZONES

Reading = dict[tuple[str, str, str], tuple[State, State]]
"""Journey, domain and instant -> how it surely and how it possibly is."""


@pytest.fixture(scope="module")
def of_live(live: Scan) -> Report:
    return report(live)


@pytest.fixture(scope="module")
def of_code(judged: Scan) -> Report:
    return report(judged)


def test_accounts_say_what_is_expected(live: Scan, of_live: Report) -> None:
    assert differences(live, of_live, live=True) == []


def test_what_only_accounts_tell_is_surer_and_within_what_code_says() -> None:
    for domain, row in expected()["only-live"].items():
        for journey, told in row.items():
            assert told["why"]
            left_open = row_expected(domain)[journey]
            assert told["is"] != left_open
            assert within(told["is"], left_open), f"{domain}: {journey}"


def within(surer: str, wider: str) -> bool:
    """Whether each instant of one state lies between the readings of the other."""
    pairs = zip(instants(surer), instants(wider), strict=True)
    return all(low <= best <= worst <= high for (best, worst), (low, high) in pairs)


def instants(written: str) -> list[tuple[State, State]]:
    words = written.split(" > ")
    readings = [word.split("..") for word in (words[0], words[-1])]
    return [(State[r[0].upper()], State[r[-1].upper()]) for r in readings]


def test_every_other_cell_is_within_what_code_says(of_live: Report, of_code: Report) -> None:
    """Of all domains, also those that `expected.yaml` does not name."""
    code, live = reading(of_code), reading(of_live)
    assert len(code.keys() & live.keys()) > 200
    sure = (State.OK, State.OK)
    outside = {}
    for key in sorted(code.keys() | live.keys()):
        (low, high), (best, worst) = code.get(key, sure), live.get(key, sure)
        if not low <= best <= worst <= high:
            outside[key] = (best, worst)
    assert outside == {}


def reading(found: Report) -> Reading:
    return {
        (cell.journey, cell.domain.id, str(cell.at)): (
            State[cell.surely.upper()],
            State[cell.possibly.upper()],
        )
        for cell in found.table
        if cell.domain.kind in SHARED
    }


def test_the_same_domains_are_lost(of_live: Report, of_code: Report) -> None:
    code, live = (
        {domain.id for domain in found.domains if domain.kind in SHARED}
        for found in (of_code, of_live)
    )
    assert code - live == set()


def test_findings_have_the_same_ids(of_live: Report, of_code: Report) -> None:
    """So that what was accepted of code is accepted of accounts."""
    code, live = (
        {f.id: f.rule_id for f in found.findings if f.severity in COMPARED}
        for found in (of_code, of_live)
    )
    assert live == code


def test_code_and_accounts_together_say_the_same(snapshot: Path) -> None:
    """Each thing is there twice then, and no finding is."""
    both = scan(Request(paths=(SAMPLE,), inventories=(snapshot,)))
    assert differences(both, report(both)) == []


def test_the_same_journeys_are_guessed(snapshot: Path) -> None:
    code = scan(Request(paths=(SAMPLE,), unconfigured=True)).inference.journeys
    live = scan(Request(inventories=(snapshot,), unconfigured=True)).inference.journeys
    assert {(j.id, j.tier) for j in code} == {(j.id, j.tier) for j in live}
    assert all(journey.guessed for journey in live)


def test_nothing_is_left_unread(of_live: Report) -> None:
    """What an emulator lacks is laid over, so all that remains is what nobody could tell."""
    reaches = Counter(gap.reach for gap in of_live.coverage.unknown)
    assert set(reaches) <= {Reach.EXISTENCE}
    assert of_live.warnings == ()


@pytest.mark.parametrize("service", absent())
def test_what_is_laid_over_is_still_absent(service: str, built: Built) -> None:
    """Where the emulator learns an operation in all regions, its answer is to be read."""
    clients = [built.clients("trading", service, region) for region in ZONES]
    for operation in absent()[service]:
        asked = {
            name: ACCOUNTS["trading"] if value == ACCOUNT else value
            for one in services().values()
            for step in one.steps.values()
            if (one.service, step.call) == (service, operation)
            for name, value in {**dict.fromkeys(step.given, "any"), **step.parameters}.items()
        }
        assert any(fails(client, operation, asked) for client in clients), operation


def fails(client: Any, operation: str, asked: dict[str, Any]) -> bool:
    try:
        getattr(client, xform_name(operation))(**asked)
    except (ClientError, EndpointConnectionError, ResponseParserError):
        return True
    return False
