"""The walk through accounts, regions and services: what is asked, skipped, given up and told."""

from __future__ import annotations

import _thread
import threading
import time
from collections import Counter
from typing import Any

import msgspec
import pytest
from scanner.collect.aws.accounts import Account, Closed
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Call, Service, access
from scanner.collect.aws.inventory import inventory_of
from scanner.collect.aws.pool import Pool
from scanner.collect.aws.units import Unit
from scanner.collect.aws.walk import Walk
from scanner.collect.live import Live
from scanner.knowledge import load
from scanner.model import Inventory, Reach, Read

from tests.collect.aws.answers import DENIED, Answering

SILENT = AskError(Failure.UNREACHABLE, "ConnectTimeoutError", "no answer")
REGIONS = ("eu-west-1", "us-east-1", "us-west-2")
PROBES = tuple(probe.call for probe in access().probes)
QUEUES = msgspec.convert(
    {
        "service": "sqs",
        "steps": {"queues": {"call": "ListQueues", "items": "Queues"}},
        "resources": [
            {
                "type": "aws_sqs_queue",
                "step": "queues",
                "id": "arn",
                "attributes": {"arn": "arn", "url": "url"},
                "optional": {"redrive_policy": "redrive"},
            }
        ],
        "source": ["test"],
    },
    Service,
)
TABLES = msgspec.convert(
    {
        "service": "dynamodb",
        "steps": {"tables": {"call": "ListTables", "items": "Tables"}},
        "source": ["test"],
    },
    Service,
)
NAMES = msgspec.convert(
    {
        "service": "route53",
        "scope": "global",
        "steps": {"zones": {"call": "ListHostedZones", "items": "HostedZones"}},
        "source": ["test"],
    },
    Service,
)
SERVICES = {"sqs": QUEUES, "dynamodb": TABLES, "route53": NAMES}


def answer(where: Where, call: Call, given: dict[str, Any]) -> list[dict[str, Any]]:
    match call.call:
        case "DescribeRegions":
            told = [{"RegionName": name, "OptInStatus": "opted-in"} for name in REGIONS]
            return [
                {"Regions": [*told, {"RegionName": "me-south-1", "OptInStatus": "not-opted-in"}]}
            ]
        case "DescribeAvailabilityZones":
            return [{"AvailabilityZones": [{"ZoneName": f"{where.region}a", "ZoneId": "x-az1"}]}]
        case "GetResources":
            return [{"ResourceTagMappingList": [{}] if where.region != "us-west-2" else []}]
        case "ListMetrics":
            return [{"Metrics": [{"Namespace": "AWS/Usage"}]}]
        case "DescribeVpcs":
            return [{"Vpcs": []}]
        case "ListQueues":
            arn = f"arn:aws:sqs:{where.region}:{where.account}:orders"
            return [{"Queues": [{"arn": arn, "url": f"https://{arn}"}]}]
    return [{}]


def walked(
    asking: Answering, *accounts: Account | Closed, done: Any = (), **options: Any
) -> tuple[list[Unit], bool]:
    units: list[Unit] = []
    walk = Walk(
        asking, SERVICES, Live(**options), units.append, lambda _: None, done  # type: ignore[arg-type]
    )  # fmt: skip
    whole = walk.run(accounts or (account("111122223333"),))
    return units, whole


def account(number: str, error: AskError | None = None) -> Account:
    def credentials() -> Any:
        if error:
            raise error

    return Account(number, f"name of {number}", access().partitions[0], credentials)


def read(units: list[Unit]) -> Inventory:
    return inventory_of(units, load(), SERVICES)


def test_every_region_in_use_is_asked_for_every_service_once() -> None:
    asking = Answering(answer)
    units, whole = walked(asking)
    assert whole
    calls = Counter((where.region, call) for where, call, _ in asking.asked)
    assert set(calls.values()) == {1}
    assert {region for region, call in calls if call == "ListQueues"} == {"eu-west-1", "us-east-1"}
    assert [region for region, call in calls if call == "ListHostedZones"] == ["us-east-1"]
    assert sum(len(unit.resources) for unit in units) == 2


def test_what_a_probe_did_not_see_is_told() -> None:
    gaps = {gap.question: gap for gap in read(walked(Answering(answer))[0]).gaps}
    (skipped,) = [gap for question, gap in gaps.items() if "us-west-2" in question]
    assert skipped.reach is Reach.EXISTENCE
    assert "it cannot see" in skipped.reason
    assert "--every-region" in skipped.reason
    (disabled,) = [gap for gap in gaps.values() if "me-south-1" in gap.reason]
    assert disabled.reach is Reach.EXISTENCE


def test_a_region_that_seems_empty_and_is_named_elsewhere_is_asked_after_all() -> None:
    def naming(where: Where, call: Call, given: dict[str, Any]) -> list[dict[str, Any]]:
        found = answer(where, call, given)
        if call.call == "ListQueues" and where.region == "us-east-1":
            found[0]["Queues"][0]["redrive"] = "arn:aws:sqs:us-west-2:111122223333:dead"
        return found

    units, _ = walked(Answering(naming))
    assert [unit.region for unit in units if unit.service == "sqs"].count("us-west-2") == 1
    assert not [gap for gap in read(units).gaps if "us-west-2" in gap.question]


def test_what_is_named_where_nobody_would_have_asked_is_followed_further() -> None:
    """us-east-1 names us-west-2, which names eu-west-1: both seem empty."""
    names = {"us-east-1": "us-west-2", "us-west-2": "eu-west-1", "eu-west-1": "nowhere"}

    def naming(where: Where, call: Call, given: dict[str, Any]) -> list[dict[str, Any]]:
        if call.call in PROBES:
            return [answer(where, call, given)[0] if where.region == "us-east-1" else {}]
        if call.call != "ListQueues":
            return answer(where, call, given)
        arn = f"arn:aws:sqs:{names[where.region]}:111122223333:dead"
        return [{"Queues": [{"arn": f"{where.region}:q", "url": "u", "redrive": arn}]}]

    units, _ = walked(Answering(naming))
    asked = Counter(unit.region for unit in units if unit.service == "sqs")
    assert asked == dict.fromkeys(REGIONS, 1)


def test_what_is_named_is_asked_while_others_are_still_being_read() -> None:
    asked = threading.Event()

    def naming(where: Where, call: Call, given: dict[str, Any]) -> list[dict[str, Any]]:
        found = answer(where, call, given)
        if call.call == "ListQueues" and where.region == "us-east-1":
            found[0]["Queues"][0]["redrive"] = "arn:aws:sqs:us-west-2:111122223333:dead"
        if call.call == "ListQueues" and where.region == "us-west-2":
            asked.set()
        if call.call == "ListHostedZones":
            assert asked.wait(10)
        return found

    units, _ = walked(Answering(naming))
    assert not [gap for gap in read(units).gaps if "failed inside" in gap.reason]


@pytest.mark.parametrize("probe", PROBES)
def test_a_probe_that_is_denied_skips_nothing(probe: str) -> None:
    (called,) = [one for one in access().probes if one.call == probe]
    asking = Answering(answer, {f"{called.service}:{probe}": DENIED})
    units, _ = walked(asking)
    assert {unit.region for unit in units if unit.service == "sqs"} == set(REGIONS)


def test_every_region_on_request() -> None:
    asking = Answering(answer)
    units, _ = walked(asking, every_region=True)
    assert {unit.region for unit in units if unit.service == "sqs"} == set(REGIONS)
    assert not [call for _, call, _ in asking.asked if call in PROBES]


def test_a_dead_region_is_tried_once_for_all_accounts_and_is_one_gap() -> None:
    asking = Answering(answer, {"eu-west-1": SILENT})
    numbers = [f"{number:012}" for number in range(20)]
    units, _ = walked(asking, *(account(number) for number in numbers))
    assert len([1 for where, _, _ in asking.asked if where.region == "eu-west-1"]) == 1
    found = read(units)
    assert [gap.subject for gap in found.gaps if gap.reach is Reach.OPAQUE] == [
        "aws/region/eu-west-1"
    ]
    assert {source.read for source in found.sources} == {Read.PART}
    assert all("no answer from eu-west-1" in source.reason for source in found.sources)
    assert {r.account for r in found.resources} == set(numbers)
    assert not [unit for unit in units if unit.region == "eu-west-1" and unit.whole]


def test_accounts_wait_for_the_trial_without_holding_up_other_regions() -> None:
    done = threading.Event()

    def slow(where: Where, call: Call, given: dict[str, Any]) -> list[dict[str, Any]]:
        if where.region == "eu-west-1":
            assert done.wait(10), "all other regions were read meanwhile"
            raise SILENT
        return answer(where, call, given)

    asking = Answering(slow)
    left = set(range(6))

    def record(unit: Unit) -> None:
        if (unit.region, unit.service) == ("us-east-1", "sqs"):
            left.discard(int(unit.account))
            if not left:
                done.set()

    walk = Walk(asking, SERVICES, Live(threads=2), record, lambda _: None)  # type: ignore[arg-type]
    assert walk.run([account(f"{number:012}") for number in range(6)])
    assert done.is_set()


def test_a_region_that_stops_to_answer_is_given_up() -> None:
    silent = ("sqs:ListQueues", "dynamodb:ListTables")
    asking = Answering(answer, {("us-east-1", operation): SILENT for operation in silent})
    units, _ = walked(asking, *(account(f"{number:012}") for number in range(40)), threads=1)
    asked = [
        call
        for where, call, _ in asking.asked
        if where.region == "us-east-1" and call in ("ListQueues", "ListTables")
    ]
    assert len(asked) < 10
    assert [gap for gap in read(units).gaps if gap.subject == "aws/region/us-east-1"]


def test_an_account_that_cannot_be_entered_is_a_source_that_was_not_read() -> None:
    units, _ = walked(
        Answering(answer), account("111122223333"), account("444455556666", DENIED),
        Closed("777788889999", "old", "the account is suspended", gone=True),
    )  # fmt: skip
    found = read(units)
    sources = {source.id: source for source in found.sources}
    assert sources["aws:444455556666"].read is Read.NONE
    assert '"sts:AssumeRole"' in sources["aws:444455556666"].reason
    assert [gap.reach for gap in sources["aws:444455556666"].unevaluated] == [Reach.OPAQUE]
    assert sources["aws:111122223333"].read is Read.PART
    assert [one.reason for one in sources["aws:777788889999"].excluded] == [
        "the account is suspended"
    ]
    assert {one.account for one in found.resources} == {"111122223333"}


def test_regions_that_are_not_told_are_a_gap_and_global_services_are_read() -> None:
    asking = Answering(answer, {"ec2:DescribeRegions": DENIED})
    units, _ = walked(asking)
    assert [unit.service for unit in units if unit.service] == ["route53"]
    assert [gap.reach for unit in units for gap in unit.gaps] == [Reach.OPAQUE]


def test_whole_units_are_not_asked_again() -> None:
    asking = Answering(answer)
    walked(asking, done=[("111122223333", "us-east-1", "sqs"), ("111122223333", "", "route53")])
    calls = {(where.region, call) for where, call, _ in asking.asked}
    assert ("us-east-1", "ListQueues") not in calls
    assert ("us-east-1", "ListHostedZones") not in calls
    assert ("eu-west-1", "ListQueues") in calls


def test_a_defect_of_ours_is_a_gap_of_that_part_only() -> None:
    def odd(where: Where, call: Call, given: dict[str, Any]) -> list[dict[str, Any]]:
        if call.call == "ListTables" and where.region == "us-east-1":
            raise ZeroDivisionError("oh")
        return answer(where, call, given)

    units, whole = walked(Answering(odd))
    assert whole
    (gap,) = [gap for unit in units for gap in unit.gaps]
    assert "ZeroDivisionError: oh" in gap.reason
    assert gap.subject == "111122223333/us-east-1:dynamodb"
    assert len([unit for unit in units if unit.service == "sqs"]) == 2


def test_an_interruption_keeps_what_was_read_and_the_rest_is_gaps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scanner.collect.aws.walk.DRAIN_S", 0.2)
    read_one = threading.Event()

    def hanging(where: Where, call: Call, given: dict[str, Any]) -> list[dict[str, Any]]:
        if call.call == "ListTables":
            read_one.wait(10)
            _thread.interrupt_main()
            time.sleep(1)
        return answer(where, call, given)

    units: list[Unit] = []

    def record(unit: Unit) -> None:
        units.append(unit)
        if unit.service == "sqs":
            read_one.set()

    walk = Walk(Answering(hanging), SERVICES, Live(threads=4), record, lambda _: None)  # type: ignore[arg-type]
    assert not walk.run([account("111122223333")])
    found = read(units)
    assert found.resources
    assert {gap.reason for gap in found.gaps if gap.reach is Reach.OPAQUE} == {
        "the scan was interrupted"
    }
    before = len(units)
    time.sleep(1.2)
    assert len(units) == before, "what comes too late is not recorded"


def test_a_pool_bounds_each_key_and_takes_turns() -> None:
    pool = Pool(8, 2)
    running: Counter[str] = Counter()
    most: Counter[str] = Counter()
    order: list[str] = []
    lock = threading.Lock()

    def task(key: str) -> None:
        with lock:
            running[key] += 1
            most[key] = max(most[key], running[key])
            order.append(key)
        time.sleep(0.005)
        with lock:
            running[key] -= 1

    for key in "aaaaaaaaaaaaaaaaaaaabbbbb":
        pool.add(key, lambda k=key: task(k))  # type: ignore[misc]
    pool.run(lambda: None)
    assert pool.done == pool.added == 25
    assert max(most.values()) <= 2
    assert "b" in order[:6], "no key waits for another to be done"
