"""What is lost while serving goes on, and kept while it stops: named actions and data."""

from __future__ import annotations

import pytest
from scanner.model import any_of

from tests.simulate.system import (
    RUNS,
    STOPS,
    Either,
    Opaque,
    State,
    System,
    domain,
    journey,
    needs,
    takeover,
    zone,
)

AB = (zone("a"), zone("b"))

# --- actions ----------------------------------------------------------------------------

SHOP = System(
    zone("a"),
    domain("compute-control", "service"),
    domain("dns-control", "service"),
    journey("order"),
    journey("browse"),
    needs("web", "a"),
    needs("web#launch", "compute-control"),
    needs("name#route", "dns-control"),
    needs("name", "a"),
    needs("pages", "a"),
    needs("journey:order", "web"),
    needs("journey:order", "name"),
    needs("journey:browse", "pages"),
)


@pytest.mark.parametrize(
    ("lost", "blocked"), [("compute-control", "launch"), ("dns-control", "route")]
)
def test_a_lost_control_plane_blocks_its_action_while_serving_goes_on(
    lost: str, blocked: str
) -> None:
    after = SHOP.losing(lost)
    assert after["journey:order"] is after["web"] is after["name"] is RUNS
    others = {"launch", "route"} - {blocked}
    assert after[f"journey:order#{blocked}"] is STOPS
    assert all(after[f"journey:order#{other}"] is RUNS for other in others)


def test_actions_are_told_only_of_journeys_that_have_them() -> None:
    assert "journey:order#launch" in SHOP.graph
    assert "journey:browse#launch" not in SHOP.graph


def test_serving_may_stop_while_the_action_that_helps_is_up() -> None:
    after = SHOP.losing("a")
    assert after["journey:order"] is STOPS
    assert after["journey:order#launch"] is RUNS


def test_losing_a_resource_loses_its_actions() -> None:
    after = SHOP.losing("web")
    assert after["web#launch"] is after["journey:order#launch"] is STOPS
    assert after["journey:order#route"] is RUNS


def test_an_action_may_need_something_that_serves() -> None:
    """The runner that deploys stands on the cluster that it deploys to."""
    cluster = System(zone("a"), needs("cluster", "a"), needs("cluster#deploy", "cluster"))
    assert cluster.losing("a")["cluster#deploy"] is STOPS


# --- data -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("copies", "lost", "kept"),
    [
        ("a", ["a"], STOPS),
        ("a", ["b"], RUNS),
        (any_of("a", "b"), ["a"], RUNS),
        (any_of("a", "b"), ["b"], RUNS),
        (any_of("a", "b"), ["a", "b"], STOPS),
    ],
)
def test_data_is_gone_when_its_last_copy_is(copies, lost: list[str], kept: State) -> None:
    trade = System(
        *AB,
        journey("trade"),
        needs("ledger", "a"),
        needs("ledger#data", copies),
        needs("journey:trade", "ledger"),
    )
    assert trade.losing(*lost)["journey:trade#data"] is kept


def test_service_may_stop_while_its_data_is_kept() -> None:
    trade = System(
        *AB,
        journey("trade"),
        needs("ledger", "a"),
        needs("ledger#data", any_of("a", "b")),
        needs("journey:trade", "ledger"),
    )
    after = trade.losing("a")
    assert after["journey:trade"] is STOPS
    assert after["journey:trade#data"] is RUNS


def test_service_may_run_while_data_is_lost() -> None:
    """The archive is gone; nobody notices today."""
    trade = System(
        *AB,
        journey("trade"),
        needs("ledger", "a"),
        needs("archive#data", "b"),
        needs("ledger", "archive", effect="slow"),
        needs("journey:trade", "ledger"),
    )
    after = trade.losing("b")
    assert after["journey:trade"] is RUNS
    assert after["journey:trade#data"] is STOPS


def test_data_outlives_what_a_takeover_waits_for() -> None:
    """Data kept in two places is kept at every instant; only serving has to wait."""
    trade = System(
        *AB,
        journey("trade"),
        domain("control-plane", "service"),
        needs("ledger#data", any_of("a", "b")),
        needs("ledger#promote", "control-plane"),
        needs("ledger", any_of("a", takeover("b", after="2m", action="ledger#promote"))),
        needs("journey:trade", "ledger"),
    )
    assert trade.losing("a")["journey:trade"] is STOPS
    assert trade.losing("a", at="2m")["journey:trade"] is RUNS
    for lost, at in [(["a"], "0s"), (["a"], "2m"), (["a", "control-plane"], "24h")]:
        assert trade.losing(*lost, at=at)["journey:trade#data"] is RUNS
    after = trade.losing("a", "control-plane", at="24h")
    assert after["journey:trade"] is after["journey:trade#promote"] is STOPS


def test_data_is_reached_through_an_address_too() -> None:
    trade = System(
        *AB,
        journey("trade"),
        needs("ledger#data", "a"),
        needs("ledger", "b"),
        needs("ledger@writer", "b"),
        needs("journey:trade", "ledger@writer"),
    )
    after = trade.losing("a")
    assert after["journey:trade"] is RUNS
    assert after["journey:trade#data"] is STOPS


def test_what_was_not_read_may_keep_data() -> None:
    """A table may be among what the account did not list: nothing says that its data is kept."""
    trade = System(
        zone("a"),
        journey("trade"),
        Opaque("?tables"),
        needs("web", "a"),
        needs("journey:trade", "web"),
        needs("journey:trade", "?tables", strength="medium"),
    )
    assert trade.losing("a")["journey:trade#data"] == Either(RUNS, STOPS)


def test_data_of_what_is_perhaps_needed_is_perhaps_lost() -> None:
    trade = System(
        *AB,
        journey("trade"),
        needs("web", "b"),
        needs("ledger#data", "a"),
        needs("web", "ledger", strength="medium"),
        needs("journey:trade", "web"),
    )
    assert trade.losing("a")["journey:trade#data"] == Either(RUNS, STOPS)


def test_data_of_what_is_only_listed_is_not_the_journeys() -> None:
    """A firewall lets the web server at a database that others use."""
    trade = System(
        *AB,
        journey("trade"),
        needs("web", "b"),
        needs("ledger#data", "a"),
        needs("ledger", "a"),
        needs("web", "ledger", strength="weak"),
        needs("journey:trade", "web"),
    )
    assert "journey:trade#data" not in trade.losing("a")


TWO_WAYS = (
    *AB,
    journey("trade"),
    needs("files@own", "a"),
    needs("mirror@own", "b"),
    needs("files#data", any_of("files@own", "mirror#data")),
    needs("mirror#data", any_of("mirror@own", "files#data")),
)


@pytest.mark.parametrize(("lost", "kept"), [(["a"], RUNS), (["b"], RUNS), (["a", "b"], STOPS)])
def test_stores_that_copy_each_other_lose_data_together(lost: list[str], kept: State) -> None:
    trade = System(*TWO_WAYS, needs("journey:trade", any_of("files", "mirror")))
    assert trade.losing(*lost)["journey:trade#data"] is kept


def test_a_copy_that_is_surely_needed_counts_beside_a_doubtful_original() -> None:
    """Reports are read from the copy; whether anything is written to the original nobody knows."""
    trade = System(
        *AB,
        journey("trade"),
        needs("copy#data", "b"),
        needs("ledger#data", any_of("a", "copy#data")),
        needs("journey:trade", "copy"),
        needs("journey:trade", "ledger", strength="medium"),
    )
    assert trade.losing("b")["journey:trade#data"] is STOPS
