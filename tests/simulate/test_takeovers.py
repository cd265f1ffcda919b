"""Alternatives that count only later, and only if an action makes them: down now, back then."""

from __future__ import annotations

import pytest
from scanner.model import any_of

from tests.simulate.system import (
    NOBODY_KNOWS,
    RUNS,
    STOPS,
    Either,
    State,
    System,
    at_least,
    domain,
    needs,
    takeover,
    zone,
)

AB = (zone("a"), zone("b"))
CONTROL = domain("control-plane", "service")
DATABASE = (
    *AB,
    CONTROL,
    needs("primary", "a"),
    needs("standby", "b"),
    needs("ledger#promote", "control-plane"),
    needs("ledger", any_of("primary", takeover("standby", after="2m", action="ledger#promote"))),
    needs("trade", "ledger"),
)


@pytest.mark.parametrize(
    ("at", "answer"), [("0s", STOPS), ("119s", STOPS), ("2m", RUNS), ("24h", RUNS)]
)
def test_a_standby_is_down_at_once_and_back_when_its_time_has_passed(
    at: str, answer: State
) -> None:
    assert System(*DATABASE).losing("a", at=at)["trade"] is answer


@pytest.mark.parametrize("lost", ["b", "control-plane"])
def test_a_takeover_is_not_missed_while_the_primary_runs(lost: str) -> None:
    after = System(*DATABASE).losing(lost)
    assert after["trade"] is RUNS
    assert after["ledger#promote"] is (STOPS if lost == "control-plane" else RUNS)


@pytest.mark.parametrize("at", ["0s", "2m", "24h", "30d"])
def test_a_takeover_whose_control_plane_is_lost_too_never_comes(at: str) -> None:
    assert System(*DATABASE).losing("a", "control-plane", at=at)["trade"] is STOPS


def test_a_control_plane_in_the_lost_zone_makes_the_standby_useless() -> None:
    trade = System(*DATABASE, needs("control-plane", "a"))
    assert trade.losing("a", at="24h")["trade"] is STOPS


def test_the_standby_must_run_too() -> None:
    assert System(*DATABASE).losing("a", "b", at="24h")["trade"] is STOPS


def test_a_takeover_without_an_action_needs_nothing_but_time() -> None:
    trade = System(*AB, needs("trade", any_of("a", takeover("b", after="1m"))))
    assert trade.losing("a")["trade"] is STOPS
    assert trade.losing("a", at="1m")["trade"] is RUNS


@pytest.mark.parametrize("at", ["0s", "24h"])
def test_a_takeover_that_nobody_timed_comes_at_once_or_never(at: str) -> None:
    trade = System(*AB, needs("trade", any_of("a", takeover("b", after=NOBODY_KNOWS))))
    assert trade.losing("a", at=at)["trade"] == Either(RUNS, STOPS)
    assert trade.losing("b", at=at)["trade"] is RUNS


def test_a_takeover_that_nobody_timed_surely_fails_without_its_action() -> None:
    trade = System(
        *AB,
        CONTROL,
        needs("trade#route", "control-plane"),
        needs("trade", any_of("a", takeover("b", NOBODY_KNOWS, action="trade#route"))),
    )
    assert trade.losing("a", at="24h")["trade"] == Either(RUNS, STOPS)
    assert trade.losing("a", "control-plane", at="24h")["trade"] is STOPS


def test_the_first_of_several_takeovers_ends_the_outage() -> None:
    trade = System(
        *AB,
        zone("c"),
        needs("trade", any_of("a", takeover("b", after="5m"), takeover("c", after="4h"))),
    )
    assert trade.losing("a")["trade"] is STOPS
    assert trade.losing("a", at="5m")["trade"] is RUNS
    assert trade.losing("a", "b", at="5m")["trade"] is STOPS
    assert trade.losing("a", "b", at="4h")["trade"] is RUNS


def test_a_quorum_is_short_until_a_replacement_has_joined() -> None:
    """Two of three are needed, two are lost: the replacement makes it two again."""
    raft = System(
        *AB,
        zone("c"),
        zone("d"),
        needs("raft", at_least(2, "a", "b", "c", takeover("d", after="10m"))),
    )
    assert raft.losing("a")["raft"] is RUNS
    assert raft.losing("a", "b")["raft"] is STOPS
    assert raft.losing("a", "b", at="10m")["raft"] is RUNS


def test_a_single_replaceable_task_stops_at_once_and_is_back_if_launch_is() -> None:
    """20 October 2025: what had to be launched in the region needed DynamoDB in the region."""
    task = System(
        *AB,
        domain("dynamodb", "service"),
        needs("task#launch", "dynamodb"),
        needs("task", any_of("a", takeover("b", after="3m", action="task#launch"))),
    )
    assert task.losing("a")["task"] is STOPS
    assert task.losing("a", at="24h")["task"] is RUNS
    assert task.losing("dynamodb", at="24h")["task"] is RUNS
    assert task.losing("a", "dynamodb", at="24h")["task"] is STOPS


def test_an_election_that_needs_its_own_leader_never_comes() -> None:
    """The action goes through the very address that waits for it."""
    ledger = System(
        *AB,
        needs("ledger", any_of("a", takeover("b", after="30s", action="ledger#elect"))),
        needs("ledger#elect", "ledger"),
    )
    assert ledger.losing()["ledger"] is RUNS
    assert ledger.losing("a", at="24h")["ledger"] is STOPS
