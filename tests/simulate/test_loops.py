"""Things that need each other: running warm, falling with their support, starting from cold."""

from __future__ import annotations

import pytest
from scanner.model import any_of
from scanner.simulate import Reading, named_loss

from tests.simulate.system import (
    RUNS,
    SLOWS,
    STOPS,
    Either,
    System,
    hardly,
    needs,
    perhaps,
    takeover,
    zone,
)

A_AND_B = (zone("a"), zone("b"))


def cannot_start(system: System, reading: Reading = Reading.BETTER, at_s: float = 0.0) -> set[str]:
    """Resources and actions that run but could not start again from cold."""
    stuck = system.compiled.cannot_start_cold(reading, at_s)
    return {name for name in stuck if system.graph.nodes[name]["kind"] != "gate"}


def held_by_a_loop(system: System, node: str, lost: str) -> bool:
    """Whether only a loop among themselves holds `node` up."""
    return bool(system.compiled.held_by_loops([named_loss(system.graph, lost)], [node])[0, 0])


# --- mutual need ------------------------------------------------------------------------

DEADLOCK = System(
    *A_AND_B,
    needs("vault", "a"),
    needs("cluster", "b"),
    needs("vault", "cluster"),
    needs("cluster", "vault"),
    needs("shop", "cluster"),
)
"""The cluster keeps its keys in the vault, and the vault runs on the cluster."""


def test_mutual_dependence_keeps_running_warm() -> None:
    assert set(DEADLOCK.losing().values()) == {RUNS}


def test_mutual_dependence_cannot_start_cold_and_neither_can_those_above() -> None:
    assert cannot_start(DEADLOCK) == {"vault", "cluster", "shop"}


@pytest.mark.parametrize("lost", ["a", "b", "vault", "cluster"])
def test_of_those_who_need_each_other_all_fall_with_any(lost: str) -> None:
    after = DEADLOCK.losing(lost)
    assert after["vault"] is after["cluster"] is after["shop"] is STOPS


def test_mutual_dependence_is_left_alone_by_what_it_does_not_need() -> None:
    other = System(*A_AND_B, needs("x", "y"), needs("y", "x"), needs("y", "a"))
    assert other.losing("b")["x"] is RUNS


def test_what_needs_itself_runs_but_cannot_start_cold() -> None:
    dns = System(zone("a"), needs("dns", "dns"), needs("dns", "a"))
    assert dns.losing()["dns"] is RUNS
    assert dns.losing("a")["dns"] is STOPS
    assert cannot_start(dns) == {"dns"}


def test_a_chain_without_a_loop_can_start_cold() -> None:
    assert cannot_start(System(zone("a"), needs("web", "a"), needs("shop", "web"))) == set()


def test_a_way_to_start_without_the_other_ends_the_deadlock() -> None:
    system = System(
        *A_AND_B, needs("vault", any_of("cluster", "recovery-key")), needs("cluster", "vault")
    )
    assert cannot_start(system) == set()


def test_a_loop_of_slow_or_held_needs_is_no_deadlock() -> None:
    """Each of two lives without the other: it is only slower, at least for a while."""
    system = System(
        *A_AND_B,
        needs("vault", "metrics", effect="slow"),
        needs("metrics", "vault", holds="1h"),
        needs("vault", "a"),
        needs("metrics", "b"),
    )
    assert cannot_start(system) == set()
    assert system.losing("b")["vault"] is SLOWS


def test_a_doubtful_link_makes_a_doubtful_deadlock() -> None:
    system = System(needs("vault", "cluster", strength="medium"), needs("cluster", "vault"))
    assert set(system.losing().values()) == {RUNS}
    assert cannot_start(system, Reading.BETTER) == set()
    assert cannot_start(system, Reading.WORSE) == {"vault", "cluster"}


def test_what_does_not_even_run_is_no_question_of_starting() -> None:
    system = System(zone("a"), needs("shop", any_of(hardly("a"))))
    assert system.losing()["shop"] is STOPS
    assert cannot_start(system) == set()


# --- loops that hold themselves up ------------------------------------------------------

FALLBACKS = System(
    zone("c"),
    zone("other"),
    needs("x", any_of("c", "y")),
    needs("y", any_of("c", "x")),
    needs("shop", "x"),
)
"""x falls back to y, y to x, c feeds both."""


def test_two_who_fall_back_to_each_other_stop_without_what_feeds_both() -> None:
    after = FALLBACKS.losing("c")
    assert after["x"] is after["y"] is after["shop"] is STOPS


def test_only_a_loop_would_have_held_them_up() -> None:
    assert held_by_a_loop(FALLBACKS, "x", lost="c")
    assert held_by_a_loop(FALLBACKS, "shop", lost="c")
    assert not held_by_a_loop(FALLBACKS, "x", lost="other")


def test_what_stops_without_any_loop_is_not_held_by_one() -> None:
    assert not held_by_a_loop(DEADLOCK, "vault", lost="a")


def test_two_who_fall_back_to_each_other_can_start_cold() -> None:
    assert FALLBACKS.losing()["shop"] is RUNS
    assert cannot_start(FALLBACKS) == set()


def test_a_loop_with_support_for_one_of_two_carries_both() -> None:
    mesh = System(
        *A_AND_B,
        needs("x", any_of("a", "y")),
        needs("y", any_of("b", "x")),
    )
    assert mesh.losing("a")["x"] is RUNS
    assert mesh.losing("b")["y"] is RUNS
    after = mesh.losing("a", "b")
    assert after["x"] is after["y"] is STOPS


def test_a_ring_of_caches_does_not_serve_for_ever_what_nobody_feeds() -> None:
    names = [f"cache-{number}" for number in range(5)]
    ring = System(
        zone("origin"),
        *(
            needs(name, any_of("origin", names[number - 1], names[(number + 1) % 5]))
            for number, name in enumerate(names)
        ),
    )
    assert all(ring.losing(name)["cache-2"] is RUNS for name in names if name != "cache-2")
    assert all(ring.losing("origin")[name] is STOPS for name in names)


def test_an_effect_goes_round_a_loop_and_stays_what_it_is() -> None:
    loop = System(
        zone("c"),
        needs("x", any_of("c", "y"), effect="slow"),
        needs("y", "x", effect="slow"),
    )
    assert loop.losing("c")["x"] is SLOWS
    assert loop.losing("c")["y"] is SLOWS


def test_whether_a_doubtful_feed_reaches_a_loop_is_the_doubt_of_the_loop() -> None:
    mesh = System(
        *A_AND_B,
        needs("x", any_of("a", "y")),
        needs("y", any_of(perhaps("b"), "x")),
    )
    after = mesh.losing("a")
    assert after["x"] == after["y"] == Either(RUNS, STOPS)


def test_a_doubtful_feed_may_be_all_that_a_loop_stands_on() -> None:
    """If `c` feeds the loop, the loop falls with it; if not, two who need each other run on.
    So each reading is judged by the ground that the other one sees."""
    loop = System(zone("c"), needs("x", any_of(perhaps("c"), "y")), needs("y", "x"))
    after = loop.losing("c")
    assert after["x"] == after["y"] == Either(RUNS, STOPS)


def test_two_standbys_of_each_other_do_not_take_over_from_nothing() -> None:
    pair = System(
        *A_AND_B,
        needs("x", any_of("a", takeover("y", after="1m"))),
        needs("y", any_of("b", takeover("x", after="1m"))),
    )
    assert pair.losing("a")["x"] is STOPS
    assert pair.losing("a", at="1m")["x"] is RUNS
    after = pair.losing("a", "b", at="24h")
    assert after["x"] is after["y"] is STOPS
