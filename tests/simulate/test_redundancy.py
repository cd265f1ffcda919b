"""Who survives which loss: one of one, one of some, K of N, trees, and domains inside domains."""

from __future__ import annotations

import pytest
from scanner.model import Term, all_of, any_of

from tests.simulate.system import RUNS, STOPS, State, System, at_least, needs, region, zone

ABC = (zone("a"), zone("b"), zone("c"))


def test_losing_nothing_stops_nothing() -> None:
    shop = System(zone("a"), needs("web", "a"), needs("shop", "web"))
    assert set(shop.losing().values()) == {RUNS}


def test_what_stands_in_one_zone_stops_with_it_and_so_does_all_that_needs_it() -> None:
    shop = System(*ABC, needs("database", "a"), needs("web", "database"), needs("other", "b"))
    after = shop.losing("a")
    assert after["database"] is after["web"] is STOPS
    assert after["other"] is after["b"] is RUNS


def test_losing_a_resource_stops_its_dependents_but_not_its_zone() -> None:
    shop = System(*ABC, needs("database", "a"), needs("web", "database"))
    after = shop.losing("database")
    assert after["web"] is STOPS
    assert after["a"] is RUNS


@pytest.mark.parametrize(
    ("lost", "answer"),
    [(["a"], RUNS), (["b"], RUNS), (["a", "b"], STOPS), (["a", "c"], RUNS), (["c"], RUNS)],
)
def test_either_of_two_is_enough(lost: list[str], answer: State) -> None:
    shop = System(
        *ABC, needs("web-1", "a"), needs("web-2", "b"), needs("shop", any_of("web-1", "web-2"))
    )
    assert shop.losing(*lost)["shop"] is answer


@pytest.mark.parametrize(("lost", "answer"), [("a", STOPS), ("b", STOPS), ("c", RUNS)])
def test_all_of_two_are_needed(lost: str, answer: State) -> None:
    shop = System(*ABC, needs("shop", all_of("a", "b")))
    assert shop.losing(lost)["shop"] is answer


@pytest.mark.parametrize(
    ("k", "most_losses"), [(1, 4), (2, 3), (3, 2), (4, 1), (5, 0)], ids="{}-of-5".format
)
def test_a_quorum_of_five_survives_as_many_losses_as_it_can_spare(k: int, most_losses: int) -> None:
    members = [f"member-{number}" for number in range(5)]
    raft = System(
        *(zone(f"zone-{m}") for m in members),
        *(needs(m, f"zone-{m}") for m in members),
        needs("raft", at_least(k, *members)),
    )
    for count in range(6):
        lost = [f"zone-{m}" for m in members[:count]]
        assert raft.losing(*lost)["raft"] is (RUNS if count <= most_losses else STOPS)


def test_a_quorum_with_two_of_three_members_in_one_zone_has_that_zone_as_its_weak_point() -> None:
    raft = System(
        *ABC,
        needs("m1", "a"),
        needs("m2", "a"),
        needs("m3", "b"),
        needs("raft", at_least(2, "m1", "m2", "m3")),
    )
    assert raft.losing("a")["raft"] is STOPS
    assert raft.losing("b")["raft"] is RUNS


@pytest.mark.parametrize(
    ("lost", "answer"),
    [
        (["a"], RUNS),
        (["c"], RUNS),
        (["a", "c"], STOPS),
        (["b"], RUNS),
        (["a", "b"], RUNS),
        (["b", "c"], STOPS),
    ],
)
def test_choices_may_be_nested(lost: list[str], answer: State) -> None:
    """Both `a` and `b`, or else `c`: and `c` alone is enough."""
    shop = System(*ABC, needs("shop", Term(members=(all_of("a", "b"), "c"), k=1)))
    assert shop.losing(*lost)["shop"] is answer


def test_one_more_requirement_is_one_more_way_to_stop() -> None:
    shop = System(*ABC, needs("shop", any_of("a", "b")), needs("shop", "c"))
    assert shop.losing("a")["shop"] is RUNS
    assert shop.losing("c")["shop"] is STOPS


def test_replicas_that_share_something_are_not_redundant() -> None:
    shop = System(
        *ABC,
        needs("web-1", "a"),
        needs("web-2", "b"),
        needs("web-1", "config"),
        needs("web-2", "config"),
        needs("config", "c"),
        needs("shop", any_of("web-1", "web-2")),
    )
    assert shop.losing("a")["shop"] is RUNS
    assert shop.losing("c")["shop"] is STOPS


def test_a_region_takes_its_zones_along_but_not_the_other_way_round() -> None:
    shop = System(
        region("r1"),
        region("r2"),
        zone("r1-a", parents=("r1",)),
        zone("r1-b", parents=("r1",)),
        zone("r2-a", parents=("r2",)),
        needs("shop", any_of("r1-a", "r1-b")),
        needs("exchange", any_of("r1-a", "r2-a")),
    )
    assert shop.losing("r1-a")["shop"] is RUNS
    assert shop.losing("r1-a")["r1"] is RUNS
    assert shop.losing("r1")["shop"] is STOPS
    assert shop.losing("r1")["exchange"] is RUNS


def test_an_address_leads_to_its_resource() -> None:
    shop = System(*ABC, needs("ledger", "a"), needs("shop", "ledger@writer"))
    assert shop.losing("a")["shop"] is STOPS
    assert shop.losing("ledger")["shop"] is STOPS


def test_an_address_can_be_lost_while_what_is_behind_it_runs() -> None:
    """A DNS name is gone; the database behind it runs, and answers those who have its writer."""
    shop = System(
        *ABC,
        needs("ledger", "a"),
        needs("ledger@name", "ledger"),
        needs("ledger@name", "dns"),
        needs("shop", "ledger@name"),
        needs("batch", "ledger@writer"),
    )
    after = shop.losing("dns")
    assert after["shop"] is STOPS
    assert after["ledger"] is after["batch"] is RUNS
