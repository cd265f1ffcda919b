"""Two losses at once: what neither does alone."""

from __future__ import annotations

import pytest
from scanner.model import any_of
from scanner.simulate import Plane, Reading, View, domain_losses, pairs

from tests.simulate.system import RUNS, STOPS, System, at_least, domain, needs, takeover, zone


def pairs_that_stop(system: System, node: str, at_s: float = 0.0) -> set[frozenset[str]]:
    """Every two domains that stop `node` together but not alone."""
    view = View(Plane.STOP, at_s, Reading.WORSE)
    alone = domain_losses(system.graph)
    fatal = {loss.id for loss in alone if node in system.compiled.down(loss, view)}
    both = {
        frozenset(loss.id.split(" + "))
        for loss in pairs(alone)
        if node in system.compiled.down(loss, view)
    }
    return {pair for pair in both if not pair & fatal}


def test_two_replicas_fall_with_their_two_zones_and_no_other_two() -> None:
    shop = System(zone("a"), zone("b"), zone("c"), needs("shop", any_of("a", "b")))
    assert pairs_that_stop(shop, "shop") == {frozenset("ab")}


def test_a_quorum_of_two_of_three_falls_with_any_two() -> None:
    raft = System(zone("a"), zone("b"), zone("c"), needs("raft", at_least(2, "a", "b", "c")))
    assert pairs_that_stop(raft, "raft") == {frozenset("ab"), frozenset("ac"), frozenset("bc")}


def test_two_layers_of_redundancy_fall_each_on_its_own() -> None:
    """Losing one of each is survived; losing both of one layer is not."""
    shop = System(
        *(zone(name) for name in "abcd"),
        needs("shop", any_of("a", "b")),
        needs("shop", any_of("c", "d")),
    )
    assert pairs_that_stop(shop, "shop") == {frozenset("ab"), frozenset("cd")}


def test_a_standby_in_another_zone_needs_the_control_plane_to_be_of_use() -> None:
    trade = System(
        zone("a"),
        zone("b"),
        domain("control", "service"),
        needs("ledger#promote", "control"),
        needs("ledger", any_of("a", takeover("b", after="2m", action="ledger#promote"))),
    )
    assert pairs_that_stop(trade, "ledger", at_s=3600.0) == {
        frozenset(["a", "b"]),
        frozenset(["a", "control"]),
    }


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_the_order_of_two_losses_is_of_no_matter(order: tuple[str, str]) -> None:
    shop = System(zone("a"), zone("b"), needs("shop", any_of("a", "b")))
    assert shop.losing(*order)["shop"] is STOPS


def test_losing_one_thing_twice_is_losing_it_once() -> None:
    shop = System(zone("a"), zone("b"), needs("shop", any_of("a", "b")))
    assert shop.losing("a", "a")["shop"] is RUNS


def test_a_domain_and_a_resource_in_another_can_be_lost_together() -> None:
    shop = System(
        zone("a"),
        zone("b"),
        needs("web-1", "a"),
        needs("web-2", "b"),
        needs("shop", any_of("web-1", "web-2")),
    )
    assert shop.losing("a", "web-2")["shop"] is STOPS
    assert shop.losing("a", "web-1")["shop"] is RUNS


def test_more_scenarios_than_a_word_holds_each_get_their_own_answer() -> None:
    """12 zones make 66 pairs: the last ones lie in a second word."""
    zones = [f"z{number:02}" for number in range(12)]
    shop = System(*(zone(z) for z in zones), needs("shop", at_least(11, *zones)))
    assert pairs_that_stop(shop, "shop") == {
        frozenset([one, other]) for one in zones for other in zones if one < other
    }


def test_nothing_at_all_can_be_judged() -> None:
    system = System()
    assert domain_losses(system.graph) == []
    assert system.compiled.cannot_start_cold(Reading.BETTER) == []
