"""What is not known for sure: the better and the worse reading, and where they differ."""

from __future__ import annotations

import pytest
from scanner.model import any_of

from tests.simulate.system import (
    RUNS,
    SLOWS,
    STOPS,
    Either,
    Opaque,
    State,
    System,
    domain,
    hardly,
    needs,
    perhaps,
    region,
    zone,
)

AB = (zone("a"), zone("b"))

# --- strength ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strength", "answer"),
    [("strong", STOPS), ("medium", Either(RUNS, STOPS)), ("weak", RUNS)],
)
def test_a_requirement_counts_by_its_strength(strength: str, answer: State | Either) -> None:
    shop = System(*AB, needs("shop", "a", strength=strength))
    assert shop.losing("a")["shop"] == answer


@pytest.mark.parametrize(
    ("alternative", "answer"),
    [("b", RUNS), (perhaps("b"), Either(RUNS, STOPS)), (hardly("b"), STOPS)],
)
def test_an_alternative_counts_by_its_strength(alternative, answer: State | Either) -> None:
    shop = System(*AB, needs("shop", any_of("a", alternative)))
    assert shop.losing("a")["shop"] == answer


@pytest.mark.parametrize("alternative", ["b", perhaps("b"), hardly("b")])
def test_a_doubtful_alternative_does_no_harm(alternative) -> None:
    shop = System(*AB, needs("shop", any_of("a", alternative)))
    assert shop.losing()["shop"] is shop.losing("b")["shop"] is RUNS
    assert shop.losing("a", "b")["shop"] is STOPS


def test_a_doubtful_requirement_has_no_more_than_its_effect() -> None:
    """Provider-internal edges without a documented effect are medium `slow`."""
    shop = System(
        *AB, needs("queue", "a", effect="slow", strength="medium"), needs("shop", "queue")
    )
    assert shop.losing("a")["shop"] == Either(RUNS, SLOWS)


def test_a_sure_way_to_stop_is_not_made_doubtful_by_a_doubtful_one() -> None:
    shop = System(*AB, needs("shop", "a"), needs("shop", "a", strength="medium"))
    assert shop.losing("a")["shop"] is STOPS


def test_doubts_along_a_way_remain_doubts() -> None:
    shop = System(
        *AB, needs("log", "a", strength="medium"), needs("web", "log"), needs("shop", "web")
    )
    assert shop.losing("a")["shop"] == Either(RUNS, STOPS)


# --- symbolic domains -------------------------------------------------------------------

US, EU = region("aws/region/us-east-1"), region("aws/region/eu-west-1")
SOME_REGION = region("?var.region", may_be=("aws/region/us-east-1", "aws/region/eu-west-1"))
ANY_REGION = region("?var.region", may_be=("aws/region/*",))


@pytest.mark.parametrize("unknown", [SOME_REGION, ANY_REGION], ids=["listed", "pattern"])
def test_losing_a_region_possibly_stops_what_may_be_in_it(unknown) -> None:
    shop = System(US, EU, unknown, needs("shop", unknown.id))
    assert shop.losing(US.id)["shop"] == Either(RUNS, STOPS)
    assert shop.losing(EU.id)["shop"] == Either(RUNS, STOPS)


def test_losing_a_region_leaves_what_cannot_be_in_it() -> None:
    only_us = region("?var.region", may_be=(US.id,))
    shop = System(US, EU, only_us, needs("shop", only_us.id))
    assert shop.losing(EU.id)["shop"] is RUNS


def test_a_region_is_not_a_zone_even_if_a_pattern_fits_both() -> None:
    anything = region("?var.region", may_be=("aws/*",))
    shop = System(US, zone("aws/zone/use1-az1"), anything, needs("shop", anything.id))
    assert shop.losing("aws/zone/use1-az1")["shop"] is RUNS


def test_losing_the_unknown_region_itself_surely_stops_what_is_in_it() -> None:
    shop = System(US, EU, SOME_REGION, needs("shop", SOME_REGION.id))
    assert shop.losing(SOME_REGION.id)["shop"] is STOPS


def test_a_replica_in_an_unknown_region_may_stand_beside_the_other() -> None:
    shop = System(US, EU, SOME_REGION, needs("shop", any_of(US.id, SOME_REGION.id)))
    assert shop.losing(US.id)["shop"] == Either(RUNS, STOPS)
    assert shop.losing(EU.id)["shop"] is RUNS


def test_losing_the_unknown_region_may_be_losing_the_other_replica_too() -> None:
    """If `var.region` is us-east-1, losing it loses both: an answer for every way to close
    the gap lies between the readings."""
    shop = System(US, EU, SOME_REGION, needs("shop", any_of(US.id, SOME_REGION.id)))
    assert shop.losing(SOME_REGION.id)["shop"] == Either(RUNS, STOPS)


def test_two_unknown_regions_may_be_one() -> None:
    one, other = region("?var.one", may_be=(US.id,)), region("?var.other", may_be=(US.id, EU.id))
    shop = System(US, EU, one, other, needs("shop", any_of(one.id, other.id)))
    assert shop.losing(one.id)["shop"] == Either(RUNS, STOPS)
    assert shop.losing(US.id)["shop"] == Either(RUNS, STOPS)
    assert shop.losing(EU.id)["shop"] is RUNS


def test_an_unknown_region_of_a_list_may_be_one_that_fits_a_pattern() -> None:
    one, other = region("?var.one", may_be=(US.id,)), region("?var.other", may_be=("aws/*/us-*",))
    shop = System(US, EU, one, other, needs("shop", any_of(one.id, other.id)))
    assert shop.losing(one.id)["shop"] == Either(RUNS, STOPS)
    assert shop.losing(other.id)["shop"] == Either(RUNS, STOPS)


def test_two_unknown_regions_with_nothing_in_common_are_two() -> None:
    one, other = region("?var.one", may_be=(US.id,)), region("?var.other", may_be=(EU.id,))
    shop = System(US, EU, one, other, needs("shop", any_of(one.id, other.id)))
    assert shop.losing(one.id)["shop"] is RUNS
    assert shop.losing(US.id)["shop"] is RUNS


def test_one_expression_is_one_unknown_region() -> None:
    """Whatever `var.region` is, two replicas in it are in one."""
    shop = System(
        US,
        EU,
        SOME_REGION,
        needs("web-1", SOME_REGION.id),
        needs("web-2", SOME_REGION.id),
        needs("shop", any_of("web-1", "web-2")),
    )
    assert shop.losing(SOME_REGION.id)["shop"] is STOPS


AZ1, AZ2 = zone("use1-az1"), zone("use1-az2")
LETTER_A = zone("?account/a", may_be=("use1-az*",), apart_from="account")
LETTER_B = zone("?account/b", may_be=("use1-az*",), apart_from="account")


def test_two_letters_of_one_account_are_two_zones_whichever_they_are() -> None:
    shop = System(AZ1, AZ2, LETTER_A, LETTER_B, needs("shop", any_of(LETTER_A.id, LETTER_B.id)))
    for lost in (AZ1, AZ2, LETTER_A, LETTER_B):
        assert shop.losing(lost.id)["shop"] is RUNS
    assert shop.losing(AZ1.id, AZ2.id)["shop"] == Either(RUNS, STOPS)
    assert shop.losing(LETTER_A.id, LETTER_B.id)["shop"] is STOPS


def test_a_letter_of_one_account_may_be_another_letter_of_another_account() -> None:
    elsewhere = zone("?other/b", may_be=("use1-az*",), apart_from="other")
    shop = System(AZ1, AZ2, LETTER_A, elsewhere, needs("shop", any_of(LETTER_A.id, elsewhere.id)))
    assert shop.losing(LETTER_A.id)["shop"] == Either(RUNS, STOPS)
    assert shop.losing(AZ1.id)["shop"] == Either(RUNS, STOPS)


def test_each_of_two_letters_that_are_both_needed_may_be_the_lost_zone() -> None:
    shop = System(
        AZ1, AZ2, LETTER_A, LETTER_B, needs("shop", LETTER_A.id), needs("bank", LETTER_B.id)
    )
    after = shop.losing(AZ1.id)
    assert after["shop"] == after["bank"] == Either(RUNS, STOPS)


def test_an_unknown_zone_goes_with_its_region() -> None:
    unknown = zone("?letter", may_be=("use1-az*",), parents=(US.id,))
    shop = System(US, EU, unknown, needs("shop", unknown.id))
    assert shop.losing(US.id)["shop"] is STOPS
    assert shop.losing(EU.id)["shop"] is RUNS


# --- part of a zone ---------------------------------------------------------------------


def test_part_of_a_zone_possibly_takes_each_of_its_members() -> None:
    shop = System(*AB, needs("web", "a"), needs("other", "b"), needs("shop", "web"))
    after = shop.losing_part_of("a")
    assert after["web"] == after["shop"] == Either(RUNS, STOPS)
    assert after["other"] is RUNS


def test_part_of_a_zone_possibly_takes_two_replicas_in_it_together() -> None:
    web = (needs("web-1", "a"), needs("web-2", "a"), needs("shop", any_of("web-1", "web-2")))
    assert System(*AB, *web).losing_part_of("a")["shop"] == Either(RUNS, STOPS)


def test_part_of_a_zone_never_takes_a_replica_in_another_zone() -> None:
    web = (needs("web-1", "a"), needs("web-2", "b"), needs("shop", any_of("web-1", "web-2")))
    assert System(*AB, *web).losing_part_of("a")["shop"] is RUNS


def test_part_of_a_known_zone_possibly_takes_what_may_be_in_that_zone() -> None:
    shop = System(AZ1, AZ2, LETTER_A, needs("shop", LETTER_A.id))
    assert shop.losing_part_of(AZ1.id)["shop"] == Either(RUNS, STOPS)


def test_a_hall_is_lost_with_its_zone_and_not_the_other_way_round() -> None:
    halls = (zone("hall-1", parents=("a",)), zone("hall-2", parents=("a",)))
    shop = System(*AB, *halls, needs("shop", any_of("hall-1", "hall-2")))
    assert shop.losing("hall-1")["shop"] is RUNS
    assert shop.losing("a")["shop"] is STOPS


# --- opaque nodes -----------------------------------------------------------------------

UNREAD = Opaque("module.unread")


@pytest.mark.parametrize("lost", ["a", "b"])
def test_what_was_not_read_may_break_with_what_those_around_it_need(lost: str) -> None:
    shop = System(*AB, UNREAD, needs("shop", any_of("a", "b")), needs("shop", UNREAD.node))
    assert shop.losing(lost)["shop"] == Either(RUNS, STOPS)


def test_what_was_not_read_may_stand_in_any_zone_of_its_region() -> None:
    shop = System(
        region("r"),
        zone("r-a", parents=("r",)),
        UNREAD,
        needs("web", "r"),
        needs("shop", any_of("web", "phone")),
        needs("shop", UNREAD.node),
    )
    assert shop.losing("r-a")["web"] is RUNS
    assert shop.losing("r-a")["shop"] == Either(RUNS, STOPS)


def test_what_was_not_read_may_use_any_vendor() -> None:
    shop = System(*AB, domain("infura", "vendor"), UNREAD, needs("shop", UNREAD.node))
    assert shop.losing("infura")["shop"] == Either(RUNS, STOPS)


def test_what_was_not_read_may_stand_where_nothing_around_it_does() -> None:
    """Had the module been read, `r2` might have stopped the shop: not reading it must not
    make the shop safe."""
    shop = System(
        region("r1"),
        region("r2"),
        UNREAD,
        needs("web", "r1"),
        needs("batch", "r2"),
        needs("shop", "web"),
        needs("shop", UNREAD.node),
    )
    assert shop.losing("r2")["shop"] == Either(RUNS, STOPS)


@pytest.mark.parametrize("lost", ["a", "b", "web"])
def test_what_was_not_read_may_break_with_anything(lost: str) -> None:
    shop = System(*AB, UNREAD, needs("web", "b"), needs("shop", UNREAD.node))
    assert shop.losing(lost)["shop"] == Either(RUNS, STOPS)


def test_what_was_not_read_runs_while_nothing_is_lost() -> None:
    shop = System(*AB, UNREAD, needs("shop", UNREAD.node))
    assert shop.losing()["shop"] is RUNS


def test_losing_what_was_not_read_surely_stops_what_needs_it() -> None:
    shop = System(*AB, UNREAD, needs("shop", UNREAD.node))
    assert shop.losing(UNREAD.node)["shop"] is STOPS


def test_what_was_not_read_does_not_concern_those_who_do_without_it() -> None:
    shop = System(*AB, UNREAD, needs("shop", any_of("a", UNREAD.node)))
    assert shop.losing("b")["shop"] is RUNS
    assert shop.losing("a")["shop"] == Either(RUNS, STOPS)


def test_what_was_not_read_makes_no_sure_loss_doubtful() -> None:
    shop = System(*AB, UNREAD, needs("shop", "a"), needs("shop", UNREAD.node))
    assert shop.losing("a")["shop"] is STOPS
