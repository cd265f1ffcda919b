"""Sources that hold many accounts at once: what they add to a walk, and what they cannot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.bulk import BY_REGION, BY_TYPE, listed
from scanner.collect.aws.bulk_accounts import ITEMS, NOT_ENTERED, REGIONS
from scanner.collect.aws.bulk_facts import facts
from scanner.collect.aws.declarations import Call, access, services
from scanner.collect.aws.inventory import inventory_of, outline_of
from scanner.collect.aws.policy import policy
from scanner.collect.aws.units import Unit
from scanner.config import Config
from scanner.graph import build
from scanner.infer import infer
from scanner.knowledge import load
from scanner.measure import Judgement
from scanner.model import Gap, Instant, Inventory, Journey, Reach, Read, Resource

from tests.cells import better
from tests.collect.aws.answers import DENIED, Answering
from tests.collect.aws.held import (
    HOME,
    ITEMS_OF_OTHER,
    OPERATIONS,
    OTHER,
    QUEUE,
    SIGNED,
    STANDARD,
    Estate,
    account,
    item,
    scanned,
)
from tests.collect.aws.test_denied import _cells


def read(units: list[Unit]) -> Inventory:
    return inventory_of(units, load(), services())


def resources_of(found: Inventory, number: str) -> list[Resource]:
    return [resource for resource in found.resources if resource.account == number]


def gap_of(found: Inventory, word: str) -> Gap:
    (gap,) = [gap for gap in found.gaps if word in gap.question]
    return gap


# --- accounts that cannot be entered ----------------------------------------------------


def test_an_account_that_cannot_be_entered_is_read_from_the_aggregator() -> None:
    found = read(scanned(Answering(Estate())))
    assert {one.type for one in resources_of(found, OTHER)} >= {"aws_db_instance", "aws_sqs_queue"}
    (source,) = [source for source in found.sources if source.id == f"aws:{OTHER}"]
    assert source.read is Read.PART
    assert "not allowed" in source.reason
    assert 'the aggregator "org" in eu-west-1' in source.reason
    assert "10 resources" in source.reason
    (home,) = [source for source in found.sources if source.id == f"aws:{HOME}"]
    assert "aggregator" not in home.reason, "it was read directly"


def test_what_the_aggregator_does_not_hold_stays_unknown() -> None:
    status = [
        {"SourceId": OTHER, "AwsRegion": "us-east-1", "LastUpdateStatus": "SUCCEEDED"},
        {"SourceId": OTHER, "AwsRegion": "us-west-2", "LastUpdateStatus": "OUTDATED"},
        {"SourceId": HOME, "AwsRegion": "ap-south-1", "LastUpdateStatus": "FAILED"},
    ]
    found = read(scanned(Answering(Estate(status=status))))
    gap = gap_of(found, f"What is in account {OTHER}")
    assert gap.reach is Reach.OPAQUE
    assert "AWS::IoT::Policy 3" in gap.reason
    assert "AWS::Config::ResourceCompliance" not in gap.reason
    assert "nothing from us-east-1, us-west-2" in gap.reason
    assert "not up to date for us-west-2 (OUTDATED)" in gap.reason
    assert "ap-south-1" not in gap.reason
    assert "what its recorders do not record" in gap.reason
    assert "captured more than a day" not in gap.reason


def test_old_items_and_broken_rows_are_told() -> None:
    later = datetime(2026, 3, 9, tzinfo=UTC)
    held = [*STANDARD, item(OTHER, "eu-west-1", QUEUE, configuration="broken")]
    gap = gap_of(read(scanned(Answering(Estate(held)), now=later)), f"in account {OTHER}")
    assert (
        "12 of 12 items were captured more than a day before, the first on 2026-03-01" in gap.reason
    )
    assert "1 rows could not be read" in gap.reason


def test_many_items_come_in_pages() -> None:
    (queue,) = [one for one in ITEMS_OF_OTHER if one["resourceType"] == QUEUE]

    def numbered(number: int) -> dict[str, Any]:
        arn = f"arn:aws:sqs:eu-west-1:{OTHER}:q{number}"
        return {**queue, "configuration": {**queue["configuration"], "QueueArn": arn}}

    found = read(scanned(Answering(Estate([numbered(n) for n in range(250)]))))
    assert len(resources_of(found, OTHER)) == 250


def test_without_an_aggregator_the_account_stays_closed() -> None:
    found = read(scanned(Answering(Estate(aggregators=()))))
    assert resources_of(found, OTHER) == []
    (source,) = [source for source in found.sources if source.id == f"aws:{OTHER}"]
    assert source.read is Read.NONE
    assert "no aggregator" in source.reason


def test_an_aggregator_that_holds_nothing_of_an_account_is_none_for_it() -> None:
    held = [one for one in STANDARD if one["accountId"] != OTHER]
    found = read(scanned(Answering(Estate(held))))
    assert resources_of(found, OTHER) == []
    assert "no aggregator" in gap_of(found, f"in account {OTHER}").reason


def test_accounts_that_can_be_entered_are_read_directly() -> None:
    units = scanned(Answering(Estate()), account(HOME), account(OTHER))
    assert not [unit for unit in units if unit.way]


def test_only_the_aggregator_on_request() -> None:
    asking = Answering(Estate())
    found = read(scanned(asking, account(HOME), account(OTHER), bulk="only"))
    assert resources_of(found, OTHER)
    assert all(NOT_ENTERED in source.reason for source in found.sources)
    assert {where.account for where, _, _ in asking.asked} == {SIGNED.key}
    assert len([1 for _, call, _ in asking.asked if call == "SelectAggregateResourceConfig"]) < 20


def test_an_account_entered_later_keeps_nothing_that_was_held() -> None:
    """A resumed snapshot has both: what was held then, and what is read now."""
    before = scanned(Answering(Estate()))
    now = scanned(Answering(Estate()), account(HOME), account(OTHER))
    found = read([*before, *now])
    assert not [one for one in resources_of(found, OTHER) if one.type == "aws_db_instance"]
    assert found == read(now)


def test_an_outline_says_the_same_of_sources() -> None:
    units = scanned(Answering(Estate()))
    outline = outline_of(units, load(), services())
    whole = {source.id: (source.read, source.reason) for source in read(units).sources}
    assert {source.id: (source.read, source.reason) for source in outline.sources} == whole


def test_an_answer_that_breaks_off_keeps_what_came() -> None:
    class Breaking(Estate):
        def _selected(self, query: str, size: int) -> list[dict[str, Any]]:
            pages = super()._selected(query, 2 if size == 100 else size)
            if size == 100:
                pages[1:] = [None]  # type: ignore[list-item]
            return pages

    class Asking(Answering):
        def __call__(self, where: Where, call: Call, parameters: dict[str, Any]) -> Any:
            for page in super().__call__(where, call, parameters):
                if page is None:
                    raise AskError(Failure.THROTTLED, "ThrottlingException", "slow down")
                yield page

    found = read(scanned(Asking(Breaking())))
    assert resources_of(found, OTHER)
    reason = gap_of(found, f"in account {OTHER}").reason
    assert "not answered to its end (ThrottlingException)" in reason


# --- what exists and was not read -------------------------------------------------------


def test_a_region_that_a_probe_takes_for_empty_is_asked_where_something_runs_in_it() -> None:
    units = scanned(Answering(Estate()), account(HOME))
    assert "us-west-2" in {unit.region for unit in units if unit.service == "sqs"}
    idle = [one for one in STANDARD if one["resourceType"] == "AWS::EC2::VPC"]
    units = scanned(Answering(Estate(idle)), account(HOME))
    assert "us-west-2" not in {unit.region for unit in units if unit.service == "sqs"}


def test_an_index_of_resources_shows_that_too() -> None:
    (database,) = [
        {
            "Arn": f"arn:aws:rds:us-west-2:{HOME}:db:x",
            "OwningAccountId": HOME,
            "Region": "us-west-2",
            "CfnResourceType": "AWS::RDS::DBInstance",
        }
    ]
    foreign = {**database, "OwningAccountId": "999999999999"}
    estate = Estate((), [database, foreign], aggregators=())
    units = scanned(Answering(estate), account(HOME))
    assert "us-west-2" in {unit.region for unit in units if unit.service == "sqs"}
    gap = gap_of(read(units), f"of 1 types in {HOME}, as is held elsewhere")
    assert (
        f"the index of resources in us-east-1 of account {HOME} holds AWS::RDS::DBInstance 1"
        in gap.reason
    )
    assert gap.reach is Reach.EXISTENCE


def test_types_that_nobody_reads_are_told_with_their_number() -> None:
    found = read(scanned(Answering(Estate()), account(HOME)))
    gap = gap_of(found, f"in {HOME} that nobody is known to read")
    assert gap.reach is Reach.EXISTENCE
    assert "AWS::IoT::Policy 1" in gap.reason
    shown = gap_of(found, f"in {HOME}, as is held elsewhere")
    assert "AWS::RDS::DBInstance 1" in shown.reason
    assert QUEUE not in shown.reason, "the describe calls told of one"


def test_a_source_that_may_not_be_asked_is_told_with_the_line_that_allows_it() -> None:
    asking = Answering(Estate(), {OPERATIONS[0]: DENIED})
    units = scanned(asking, account(HOME))
    gaps = [gap for unit in units for gap in unit.gaps]
    (gap,) = [gap for gap in gaps if OPERATIONS[0] in gap.question]
    assert gap.reach is Reach.EXISTENCE
    assert f'"{OPERATIONS[0]}"' in gap.reason
    assert "in eu-west-1, us-east-1, us-west-2" in gap.reason


def test_a_source_that_is_not_offered_is_none() -> None:
    absent = AskError(Failure.ABSENT, "EndpointConnectionError", "no such host")
    asking = Answering(Estate(), dict.fromkeys(OPERATIONS, absent))
    units = scanned(asking, account(HOME))
    assert not [gap for unit in units for gap in unit.gaps if "hold more" in gap.question]


def test_a_defect_of_ours_spoils_nothing_else() -> None:
    def odd(where: Where, call: Call, given: dict[str, Any]) -> list[dict[str, Any]]:
        if call.call == "ListIndexes":
            raise ZeroDivisionError("oh")
        return Estate()(where, call, given)

    units = scanned(Answering(odd), account(HOME))
    assert [unit for unit in units if unit.service == "sqs"]
    assert "ZeroDivisionError" in gap_of(read(units), f"hold of {HOME}").reason


# --- laws -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole() -> Any:
    found = read(scanned(Answering(Estate())))
    assert resources_of(found, OTHER)
    return _cells(found)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_denying_a_source_never_improves_a_cell(operation: str, whole: Any) -> None:
    assert not better(whole, _cells(read(scanned(Answering(Estate(), {operation: DENIED})))))


def test_the_law_sees_a_gap_that_is_lost(whole: Any) -> None:
    units = scanned(Answering(Estate()))
    for position, unit in enumerate(units):
        kept = tuple(gap for gap in unit.gaps if gap.reach is not Reach.OPAQUE)
        units[position] = msgspec.structs.replace(unit, gaps=kept)
    assert better(whole, _cells(read(units)))


def test_what_is_held_is_lost_for_sure_with_its_region() -> None:
    """That is what it is good for: of a closed account everything is only possible."""
    ledger = f"{OTHER}/eu-west-1:arn:aws:rds:eu-west-1:{OTHER}:db:ledger"
    journeys = (Journey(id="pay", needs=(ledger,)),)
    inference = infer(read(scanned(Answering(Estate()))), load(), Config(journeys=journeys))
    judgement = Judgement(build(inference))
    for region, surely in (("eu-west-1", True), ("us-east-1", False)):
        judged = judgement.judged(
            "journey:pay", judgement.scenario(f"aws/region/{region}"), Instant.NOW
        )
        assert bool(judged.surely) == surely
        assert judged.possibly


def test_nor_does_being_without_an_item(whole: Any) -> None:
    for index in range(len(ITEMS_OF_OTHER)):
        fewer = [*STANDARD[:index], *STANDARD[index + 1 :]]
        assert not better(whole, _cells(read(scanned(Answering(Estate(fewer))))))


def test_the_order_of_answers_does_not_matter() -> None:
    one = read(scanned(Answering(Estate())))
    other = read(scanned(Answering(Estate(list(reversed(STANDARD))))))
    assert one == other


def test_units_go_through_a_snapshot() -> None:
    units = scanned(Answering(Estate()))
    decoder = msgspec.json.Decoder(Unit)
    again = [decoder.decode(msgspec.json.encode(unit)) for unit in units]
    assert read(again) == read(units)


# --- queries ----------------------------------------------------------------------------


def test_queries_are_as_long_as_they_may_be() -> None:
    number = "1" * 12
    running = sorted({name for _, known in load().types for name in known.aliases})
    for text, types in ((BY_REGION, running), (ITEMS, sorted(facts().configured))):
        parts = list(listed(types))
        assert ", ".join(parts) == ", ".join(f"'{name}'" for name in types)
        assert all(len(text.format(account=number, types=part)) < 4096 for part in parts)
    assert all(len(text.format(account=number)) < 4096 for text in (BY_TYPE, REGIONS))


def test_the_policy_allows_what_is_asked() -> None:
    (access_to,) = [
        one for one in policy(services(), access(), "r")["Statement"] if one["Sid"] == "Access"
    ]
    assert set(OPERATIONS) <= set(access_to["Action"])
