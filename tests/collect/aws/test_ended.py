"""Credentials that end: at once, half-way, or only as a region has it that is not enabled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scanner.collect.aws.asking import AskError, Failure, Where, failure_of
from scanner.collect.aws.declarations import Call, access
from scanner.collect.aws.inventory import inventory_of
from scanner.collect.aws.units import Unit
from scanner.knowledge import load
from scanner.model import Gap, Inventory, Reach, Read

from tests.collect.aws.answers import DENIED, Answering, Page
from tests.collect.aws.test_walk import SERVICES, account, answer, walked

ONE, OTHER = "111122223333", "444455556666"
EXPIRED = AskError(Failure.EXPIRED, "ExpiredToken", "the security token is expired")
REFUSED = AskError(Failure.EXPIRED, "InvalidClientTokenId", "the token is invalid")
WHO = access().calls["identity"].call


class Ending(Answering):
    """Answers until `operation` is asked of `number` in `region`; from then on its credentials
    are not valid."""

    def __init__(self, operation: str, region: str, number: str = ONE) -> None:
        super().__init__(answer)
        self._last = number, region, operation
        self._ended = False

    def __call__(self, where: Where, call: Call, parameters: Page) -> Iterator[Page]:
        self._ended |= self._last == (where.account, where.region, call.call)
        if self._ended and where.account == self._last[0]:
            self.asked.append((where, call.call, parameters))
            raise EXPIRED
        yield from super().__call__(where, call, parameters)


def gaps_of(units: list[Unit], number: str = ONE) -> list[Gap]:
    return [gap for unit in units if unit.account == number for gap in unit.gaps]


def read(units: list[Unit]) -> Inventory:
    return inventory_of(units, load(), SERVICES)


def read_of(units: list[Unit], number: str = ONE) -> Read:
    (source,) = [one for one in read(units).sources if one.id == f"aws:{number}"]
    return source.read


def test_an_account_is_asked_no_further_and_is_one_gap() -> None:
    asking = Ending("ListTables", "eu-west-1")
    units, whole = walked(asking, threads=1)
    assert whole
    (gap,) = gaps_of(units)
    assert (gap.subject, gap.reach) == (ONE, Reach.OPAQUE)
    assert "ExpiredToken: the security token is expired" in gap.reason
    assert [call for _, call, _ in asking.asked[-2:]] == ["ListTables", WHO], "and no more"
    assert read_of(units) is Read.PART


def test_the_gap_says_what_was_read_and_what_was_not_and_what_to_do() -> None:
    units, _ = walked(Ending("ListTables", "us-east-1"), threads=1)
    (gap,) = gaps_of(units)
    assert "4 parts of it were read" in gap.reason
    assert "and not, or not to its end, dynamodb in us-east-1; " in gap.reason
    assert gap.reason.endswith("sign in again, then scan again")
    units, _ = walked(Ending("DescribeAvailabilityZones", "us-east-1"), threads=1)
    assert "all of us-east-1; " in gaps_of(units)[0].reason
    assert "sqs in us-east-1" not in gaps_of(units)[0].reason, "it was not begun"


@pytest.mark.parametrize("snapshot", [Path("s"), None])
def test_a_snapshot_is_gone_on_with(snapshot: Path | None) -> None:
    units, _ = walked(Ending("ListTables", "us-east-1"), threads=1, snapshot=snapshot)
    assert ("--resume" in gaps_of(units)[0].reason) == bool(snapshot)
    done = [unit.key for unit in units if unit.whole]
    again, _ = walked(Answering(answer), done=done)
    kept = [unit for unit in units if unit.whole]
    assert read([*kept, *again]) == read(walked(Answering(answer))[0])


@pytest.mark.parametrize(
    "code",
    ["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException",
     "AuthFailure", "InvalidSignatureException", "MissingAuthenticationTokenException"],
)  # fmt: skip
def test_however_it_is_said(code: str) -> None:
    assert failure_of(code, 403) is Failure.EXPIRED
    assert failure_of(code, 400) is Failure.EXPIRED


def test_how_to_sign_in_again_is_said_where_it_is_known() -> None:
    by_profile = replace(account(ONE), again="cloud login --profile prod")
    units, _ = walked(Ending("ListTables", "us-east-1"), by_profile)
    assert "; cloud login --profile prod, then scan again" in gaps_of(units)[0].reason


def test_other_accounts_go_on() -> None:
    asking = Ending("ListTables", "eu-west-1")
    units, _ = walked(asking, account(ONE), account(OTHER))
    assert gaps_of(units, OTHER) == []
    assert {unit.region for unit in units if unit.account == OTHER and unit.service == "sqs"} == {
        "eu-west-1",
        "us-east-1",
    }


def test_the_source_says_it_too() -> None:
    units, _ = walked(Ending("ListTables", "us-east-1"), threads=1)
    (source,) = read(units).sources
    assert gaps_of(units)[0].reason in source.reason


def test_a_part_that_failed_was_not_read() -> None:
    """An account of which nothing but failures came is a source that was not read."""
    for faults, how in (({}, Read.PART), ({"route53:ListHostedZones": DENIED}, Read.NONE)):
        asking = Ending("DescribeAvailabilityZones", "eu-west-1")
        asking.faults.update(faults)
        assert read_of(walked(asking, threads=1)[0]) is how


def test_credentials_that_were_never_valid_leave_a_source_that_was_not_read() -> None:
    class Invalid(Answering):
        def __call__(self, where: Where, call: Call, parameters: Page) -> Iterator[Page]:
            self.asked.append((where, call.call, parameters))
            raise EXPIRED
            yield {}

    asking = Invalid(answer)
    units, _ = walked(asking)
    assert read_of(units) is Read.NONE
    (gap,) = gaps_of(units)
    assert "0 parts of it were read" in gap.reason
    assert "all of its regions; route53 in no region" in gap.reason
    assert len(asking.asked) <= 4


def test_a_region_that_refuses_valid_credentials_is_a_gap_of_that_region() -> None:
    """As a region does that is not enabled, and one that takes no tokens of the old kind."""
    units, _ = walked(Answering(answer, {"us-east-1": REFUSED, (ONE, f"sts:{WHO}"): EXPIRED}))
    (gap,) = gaps_of(units)
    assert gap.subject == ONE, "not told from credentials that have ended"
    asking = Answering(answer, {"eu-west-1": REFUSED})
    units, _ = walked(asking)
    (gap,) = gaps_of(units)
    assert (gap.subject, gap.reach) == (f"{ONE}/eu-west-1:ec2", Reach.OPAQUE)
    assert "valid elsewhere (InvalidClientTokenId: the token is invalid)" in gap.reason
    assert len([1 for where, _, _ in asking.asked if where.region == "eu-west-1"]) == 1
    assert [unit.region for unit in units if unit.service == "sqs"] == ["us-east-1"]
    (source,) = read(units).sources
    assert "no answer" not in source.reason


def test_a_service_that_refuses_valid_credentials_is_a_gap_of_that_service() -> None:
    asking = Answering(answer, {"sqs:ListQueues": REFUSED})
    units, _ = walked(asking)
    assert sorted(gap.subject for gap in gaps_of(units)) == [
        f"{ONE}/eu-west-1:sqs",
        f"{ONE}/us-east-1:sqs",
    ]
    assert len([1 for _, call, _ in asking.asked if call == WHO]) == 2


def test_a_role_that_cannot_be_assumed_with_credentials_that_ended_is_no_missing_permission() -> (
    None
):
    ended = AskError(Failure.EXPIRED, "ExpiredToken", "expired", "cloud login")
    units, _ = walked(Answering(answer), account(ONE), account(OTHER, ended))
    (gap,) = gaps_of(units, OTHER)
    assert "cloud login, then scan again" in gap.reason
    assert "not allowed" not in gap.reason
    assert gaps_of(units) == []
