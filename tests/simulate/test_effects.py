"""How bad a loss is: stopped, stale or slow; and how long a dependent lives without."""

from __future__ import annotations

import pytest
from scanner.model import any_of

from tests.simulate.system import (
    NOBODY_KNOWS,
    RUNS,
    SLOWS,
    STALE,
    STOPS,
    Either,
    State,
    System,
    needs,
    takeover,
    zone,
)

EFFECTS = [("slow", SLOWS), ("stale", STALE), ("stop", STOPS)]


@pytest.mark.parametrize(("effect", "answer"), EFFECTS)
def test_a_loss_has_the_effect_of_the_requirement(effect: str, answer: State) -> None:
    shop = System(zone("a"), needs("cache", "a"), needs("shop", "cache", effect=effect))
    after = shop.losing("a")
    assert after["cache"] is STOPS
    assert after["shop"] is answer


@pytest.mark.parametrize(("effect", "answer"), EFFECTS)
def test_what_needs_something_slow_or_stale_is_so_too(effect: str, answer: State) -> None:
    shop = System(
        zone("a"),
        needs("prices", "a", effect=effect),
        needs("quotes", "prices"),
        needs("shop", "quotes"),
    )
    assert shop.losing("a")["shop"] is answer


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ("slow", "stale", SLOWS),
        ("stale", "slow", SLOWS),
        ("slow", "slow", SLOWS),
        ("stale", "stale", STALE),
        ("stop", "slow", SLOWS),
        ("stale", "stop", STALE),
    ],
)
def test_along_a_way_the_mildest_effect_remains(first: str, second: str, answer: State) -> None:
    shop = System(zone("a"), needs("prices", "a", effect=first), needs("shop", "prices", second))
    assert shop.losing("a")["shop"] is answer


@pytest.mark.parametrize(("effect", "answer"), EFFECTS)
def test_of_two_ways_the_worst_effect_counts(effect: str, answer: State) -> None:
    shop = System(
        zone("a"),
        needs("metrics", "a"),
        needs("prices", "a"),
        needs("shop", "metrics", effect="slow"),
        needs("shop", "prices", effect=effect),
    )
    assert shop.losing("a")["shop"] is answer


def test_one_thing_may_be_needed_in_two_ways() -> None:
    """Without its writer a reader answers stale at once, and stops when its copy expires."""
    shop = System(
        zone("a"),
        needs("writer", "a"),
        needs("reader", "writer", effect="stale"),
        needs("reader", "writer", effect="stop", holds="1d"),
    )
    assert shop.losing("a")["reader"] is STALE
    assert shop.losing("a", at="2d")["reader"] is STOPS


def test_a_fresh_alternative_keeps_stale_answers_away() -> None:
    shop = System(
        zone("a"),
        zone("b"),
        needs("old", "a", effect="stale"),
        needs("fresh", "b"),
        needs("shop", any_of("old", "fresh")),
    )
    assert shop.losing("a")["shop"] is RUNS
    assert shop.losing("b")["shop"] is RUNS
    assert shop.losing("a", "b")["shop"] is STALE


# --- holds ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "answer"),
    [("0s", SLOWS), ("14m59s", SLOWS), ("15m", STOPS), ("1h", STOPS)],
)
def test_a_buffer_bridges_its_time_and_then_its_owner_stops(at: str, answer: State) -> None:
    shop = System(zone("a"), needs("broker", "a"), needs("billing", "broker", holds="15m"))
    assert shop.losing("a", at=at)["billing"] is answer


def test_sessions_outlive_the_identity_provider_but_nobody_new_gets_in() -> None:
    shop = System(
        zone("idp"),
        needs("sign-in", "idp"),
        needs("trade", "sign-in", holds="8h"),
        needs("register", "sign-in"),
    )
    at_once, next_day = shop.losing("idp"), shop.losing("idp", at="24h")
    assert at_once["trade"] is SLOWS
    assert at_once["register"] is STOPS
    assert next_day["trade"] is STOPS


def test_a_stale_effect_can_be_held_too() -> None:
    shop = System(zone("a"), needs("prices", "a", effect="stale", holds="5m"))
    assert shop.losing("a")["prices"] is SLOWS
    assert shop.losing("a", at="5m")["prices"] is STALE


def test_buffers_one_behind_the_other_do_not_add_up() -> None:
    """Durations are compared one requirement at a time: two of ten minutes make ten."""
    shop = System(
        zone("a"),
        needs("intake", "a", holds="10m"),
        needs("billing", "intake", holds="10m"),
    )
    assert shop.losing("a", at="9m")["billing"] is SLOWS
    assert shop.losing("a", at="11m")["billing"] is STOPS


@pytest.mark.parametrize("at", ["0s", "24h"])
def test_a_buffer_that_nobody_timed_holds_for_ever_or_not_at_all(at: str) -> None:
    shop = System(zone("a"), needs("billing", "a", holds=NOBODY_KNOWS))
    assert shop.losing("a", at=at)["billing"] == Either(SLOWS, STOPS)


@pytest.mark.parametrize(("holds", "answer"), [("10m", SLOWS), ("2m", STOPS)])
def test_a_buffer_bridges_a_takeover_that_is_faster(holds: str, answer: State) -> None:
    """Three minutes after the loss the database is not back; five minutes after, it is."""
    shop = System(
        zone("a"),
        zone("b"),
        needs("ledger", any_of("a", takeover("b", after="5m"))),
        needs("trade", "ledger", holds=holds),
    )
    assert shop.losing("a", at="3m")["ledger"] is STOPS
    assert shop.losing("a", at="3m")["trade"] is answer
    assert shop.losing("a", at="5m")["trade"] is RUNS
