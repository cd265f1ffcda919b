"""Which accounts are meant, and what is said where there are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3
import pytest
from scanner.collect.aws.accounts import Account, Closed, selected
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Call
from scanner.errors import UsageError

from tests.cli.inside import run
from tests.collect.aws.answers import DENIED, Answering
from tests.collect.aws.conftest import KEYS
from tests.collect.aws.estate import MAIN

HOME = "111122223333"
NO_UNIT = AskError(Failure.REFUSED, "ParentNotFoundException", "you specified a parent that ...")


class Organization:
    """Units within units, and accounts in them: `name -> (state, unit)`."""

    def __init__(self, units: dict[str, str], accounts: dict[str, tuple[str, str]]) -> None:
        self.units = units
        self.accounts = accounts

    def __call__(self, where: Where, call: Call, given: dict[str, Any]) -> list[dict[str, Any]]:
        found = [
            {"Id": number, "Name": f"name of {number}", "State": state}
            for number, (state, unit) in self.accounts.items()
            if given.get("ParentId", unit) == unit
        ]
        match call.call:
            case "GetCallerIdentity":
                return [{"Account": HOME, "Arn": f"arn:aws:iam::{HOME}:user/ci"}]
            case "ListAccounts":
                return [{"Accounts": found}]
            case "ListAccountsForParent":
                if given["ParentId"] not in {"r-1", *self.units}:
                    raise NO_UNIT
                return [{"Accounts": found[:1]}, {"Accounts": found[1:]}]
            case "ListOrganizationalUnitsForParent":
                below = [u for u, parent in self.units.items() if parent == given["ParentId"]]
                return [{"OrganizationalUnits": [{"Id": u, "Name": u.title()} for u in below]}]
        raise AssertionError(call.call)


STANDARD = Organization(
    {"ou-work": "r-1", "ou-prod": "ou-work", "ou-eu": "ou-prod", "ou-none": "r-1", "ou-old": "r-1"},
    {
        "200000000001": ("ACTIVE", "ou-work"),
        "200000000002": ("ACTIVE", "ou-eu"),
        "200000000003": ("SUSPENDED", "ou-old"),
        "200000000004": ("CLOSED", "ou-old"),
        "200000000005": ("PENDING_CLOSURE", "r-1"),
        HOME: ("ACTIVE", "r-1"),
    },
)


@pytest.fixture(autouse=True)
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


def found(
    *selectors: str, organization: Organization = STANDARD, faults: Any = ()
) -> dict[str, Account | Closed]:
    asking = Answering(organization, dict(faults))
    return {one.id: one for one in selected(selectors, "r", asking)}  # type: ignore[arg-type]


def test_an_organization_is_all_of_its_accounts() -> None:
    accounts = found("org")
    assert accounts.keys() == STANDARD.accounts.keys()
    gone = {one.id for one in accounts.values() if isinstance(one, Closed)}
    assert gone == {"200000000003", "200000000004"}
    assert all(one.gone for one in accounts.values() if isinstance(one, Closed))


def test_what_is_about_to_be_closed_may_still_run() -> None:
    assert isinstance(found("org")["200000000005"], Account)


def test_a_unit_is_walked_down() -> None:
    accounts = found("org/ou-work")
    assert accounts.keys() == {"200000000001", "200000000002"}
    units = {one.id: one.units for one in accounts.values() if isinstance(one, Account)}
    assert units == {"200000000001": (), "200000000002": ("Ou-Prod", "Ou-Eu")}


def test_a_unit_with_no_account_is_a_source_that_cannot_be_read() -> None:
    (closed,) = found("org/ou-none").values()
    assert isinstance(closed, Closed)
    assert not closed.gone
    assert closed.id == "org/ou-none"
    assert "no account is in it" in closed.reason


def test_so_is_an_organization_that_lists_none() -> None:
    (closed,) = found("org", organization=Organization({}, {})).values()
    assert (closed.id, isinstance(closed, Closed)) == ("org", True)


def test_and_a_unit_of_which_every_account_is_gone() -> None:
    (closed,) = found("org/ou-old").values()
    assert isinstance(closed, Closed)
    assert not closed.gone
    assert "closed or suspended: 200000000003, 200000000004" in closed.reason


def test_a_unit_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="there is no such unit in the organization") as error:
        found("org/ou-wrok")
    assert "list-roots" in error.value.next


@pytest.mark.parametrize("call", ["ListAccountsForParent", "ListOrganizationalUnitsForParent"])
def test_what_may_not_be_asked_is_named(call: str) -> None:
    accounts = found("org/ou-work", faults={f"organizations:{call}": DENIED})
    closed = accounts["org/ou-work"]
    assert isinstance(closed, Closed)
    assert f'"organizations:{call}"' in closed.reason
    assert "only the management account" in closed.reason
    assert ("200000000001" in accounts) == (call != "ListAccountsForParent"), "what was told stays"


def test_what_was_asked_for_by_itself_is_marked() -> None:
    accounts = found("org", "200000000001")
    named = {one.id for one in accounts.values() if isinstance(one, Account) and one.named}
    assert named == {"200000000001"}
    (own,) = found("").values()
    assert isinstance(own, Account)
    assert own.named


# --- as a user types it -----------------------------------------------------------------


@pytest.fixture
def unit(live: str) -> Any:
    """A unit of the server's organization, in which there is nothing."""
    client = boto3.client("organizations", endpoint_url=live)
    root = client.list_roots()["Roots"][0]["Id"]
    made = client.create_organizational_unit(ParentId=root, Name="empty")["OrganizationalUnit"]
    yield made["Id"]
    client.delete_organizational_unit(OrganizationalUnitId=made["Id"])


def test_nothing_to_read_is_no_verdict(unit: str, tmp_path: Path) -> None:
    done = run("--account", f"aws:org/{unit}", cwd=tmp_path)
    assert done.code == 2
    assert f"nothing could be read: aws:org/{unit}: no account is in it" in done.err


def test_and_no_snapshot(unit: str, tmp_path: Path) -> None:
    snapshot = f"snapshot={tmp_path / 's'}"
    done = run("collect", "--account", f"aws:org/{unit}", "--output", snapshot, cwd=tmp_path)
    assert done.code == 2
    assert "nothing could be read" in done.err


def test_beside_others_it_is_a_source_that_was_not_read(unit: str, tmp_path: Path) -> None:
    asked = ["--account", "aws:", "--account", f"aws:org/{unit}", "--min-coverage", "100"]
    done = run(*asked, "--fail-on", "never", cwd=tmp_path)
    assert done.code == 3
    assert f"aws:org/{unit}" in done.out


def test_a_misspelt_unit_is_an_error(live: str, tmp_path: Path) -> None:
    done = run("--account", "aws:", "--account", "aws:org/ou-ab12-misspelt", cwd=tmp_path)
    assert done.code == 2
    assert "aws:org/ou-ab12-misspelt: there is no such unit" in done.err
    assert MAIN in done.err
