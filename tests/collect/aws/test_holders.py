"""In which accounts sources of many accounts are looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from scanner.collect.aws.accounts import Account
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Call, access
from scanner.collect.aws.holders import holders
from scanner.collect.aws.home import Signed
from scanner.model import Inventory

from tests.collect.aws.answers import DENIED, Answering, Page
from tests.collect.aws.held import HOME, OTHER, REFUSED, Estate, account, scanned
from tests.collect.aws.test_bulk import gap_of, read, resources_of

MANAGEMENT, AUDIT = "900000000001", "900000000002"


class Organization(Estate):
    """An estate whose aggregator stands in one account only."""

    def __init__(self, stands_in: str, management: str = MANAGEMENT, audit: str = AUDIT) -> None:
        super().__init__()
        self._stands_in = stands_in
        self._management = management
        self._audit = audit

    def __call__(self, where: Where, call: Call, given: Page) -> list[Page]:
        match call.call:
            case "DescribeOrganization":
                return [{"Organization": {"Id": "o-1", "MasterAccountId": self._management}}]
            case "ListDelegatedAdministrators":
                there = given["ServicePrincipal"].startswith("config.")
                return [{"DelegatedAdministrators": [{"Id": self._audit}] if there else []}]
        stands = where.account in (self._stands_in, f"look:{self._stands_in}")
        if call.call == "DescribeConfigurationAggregators" and not stands:
            return [{"ConfigurationAggregators": []}]
        return super().__call__(where, call, given)


def signed(refuses: str = "") -> Signed:
    def assumed(number: str) -> Any:
        if number == refuses:
            raise REFUSED

    return Signed("home:", HOME, access().partitions[0], assumed)


def by(home: Signed, number: str, error: AskError | None = None, **more: Any) -> Account:
    return replace(account(number, error), by=home, **more)


def found(asking: Answering, home: Signed, *accounts: Account) -> Inventory:
    chosen = accounts or (by(home, HOME), by(home, OTHER, REFUSED))
    return read(scanned(asking, *chosen))


@pytest.mark.parametrize("stands_in", [MANAGEMENT, AUDIT])
def test_an_aggregator_of_the_organization_is_found_where_it_stands(stands_in: str) -> None:
    inventory = found(Answering(Organization(stands_in)), signed())
    assert resources_of(inventory, OTHER)
    reason = gap_of(inventory, f"What is in account {OTHER}").reason
    assert f'the aggregator "org" in eu-west-1 of account {stands_in} stands in for it' in reason


def test_and_one_in_an_account_that_was_asked_for_by_itself() -> None:
    home, named = signed(), "900000000003"
    accounts = by(home, HOME), by(home, OTHER, REFUSED), by(home, named, named=True)
    assert resources_of(found(Answering(Organization(named)), home, *accounts), OTHER)
    unnamed = by(home, HOME), by(home, OTHER, REFUSED), by(home, named)
    assert not resources_of(found(Answering(Organization(named)), home, *unnamed), OTHER)


def test_what_one_profile_holds_serves_the_accounts_of_another() -> None:
    first, second = signed(), replace(signed(), key="home:audit", account=AUDIT)
    accounts = by(first, HOME), by(first, OTHER, REFUSED), by(second, AUDIT, named=True)
    asking = Answering(Organization("home:audit"))
    assert resources_of(found(asking, first, *accounts), OTHER)


def test_an_account_that_holds_and_cannot_be_entered_is_told() -> None:
    inventory = found(Answering(Organization(AUDIT)), signed(refuses=AUDIT))
    assert not resources_of(inventory, OTHER)
    gap = gap_of(inventory, "hold more (sts:AssumeRole)")
    assert gap.reason.endswith(f"in account {AUDIT}")


def test_where_the_organization_does_not_tell_that_is_told() -> None:
    faults = {"organizations:ListDelegatedAdministrators": DENIED}
    inventory = found(Answering(Organization(AUDIT), faults), signed())
    gap = gap_of(inventory, "hold more (organizations:ListDelegatedAdministrators)")
    assert '"organizations:ListDelegatedAdministrators"' in gap.reason


def test_no_organization_is_no_gap() -> None:
    alone = AskError(Failure.REFUSED, "AWSOrganizationsNotInUseException", "none")
    calls = ("DescribeOrganization", "ListDelegatedAdministrators")
    faults = {f"organizations:{call}": alone for call in calls}
    inventory = found(Answering(Organization(HOME), faults), signed())
    assert not [gap for gap in inventory.gaps if "organizations" in gap.question]


def test_an_account_that_is_scanned_alone_asks_no_organization() -> None:
    asking = Answering(Organization(AUDIT))
    found(asking, signed(), by(signed(), HOME, named=True))
    assert not [call for _, call, _ in asking.asked if call == "DescribeOrganization"]


def test_each_account_is_looked_in_once() -> None:
    def asked(call: str, *_: Any) -> Iterator[dict[str, Any]]:
        yield {"id": AUDIT}

    def failed(*_: Any) -> None:
        raise AssertionError

    home = signed()
    accounts = [by(home, HOME, named=True), by(home, AUDIT, named=True), by(home, OTHER)]
    places = list(holders(accounts, Answering(Estate()), asked, failed))  # type: ignore[arg-type]
    assert [place.account for place in places] == [HOME, AUDIT]
    assert len({place.key for place in places}) == 2


def test_what_was_said_once_is_forgotten_when_it_holds_no_longer() -> None:
    """A snapshot that is gone on with has both."""
    home = by(signed(), HOME)
    before = scanned(Answering(Estate(), {"config:DescribeConfigurationAggregators": DENIED}), home)
    now = scanned(Answering(Estate()), home)
    assert read([*before, *now]) == read(now)
