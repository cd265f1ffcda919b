"""Which accounts `--account aws:...` means, and the credentials to read them with.

`aws:` is the default chain (environment, profile, SSO, web identity, instance), `aws:<profile>`
a profile, `aws:<12 digits>` an account whose role is assumed from the default chain, `aws:org`
all accounts of the organization and `aws:org/<unit>` those below a unit, each by its role; the
account one is in already is read with the credentials one has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from botocore.credentials import Credentials

from scanner.collect.aws.asking import PROVIDER, AskError, Failure
from scanner.collect.aws.declarations import Partition, access
from scanner.collect.aws.home import Home, Signed
from scanner.collect.aws.transport import Transport
from scanner.collect.aws.units import SIGN_IN, reason_of, some
from scanner.errors import UsageError

ORGANIZATION = "org"
ACTIVE = "ACTIVE"
GONE = frozenset({"CLOSED", "PENDING_ACTIVATION", "SUSPENDED"})
"""States in which nothing of an account can be used by anybody."""
MOST_DEPTH = 6
"""Of organizational units within each other: the provider allows five."""
_NUMBER = re.compile(r"\d{12}")


@dataclass(frozen=True)
class Account:
    """An account to read, and how to get in."""

    id: str
    name: str
    partition: Partition
    credentials: Callable[[], Credentials]
    """Gives credentials; raises AskError where there are none to be had."""
    by: Signed | None = None
    named: bool = False
    """It was asked for by itself, and not as one of many."""
    units: tuple[str, ...] = ()
    """Names of the organizational units that it was found in, the outermost first."""
    again: str = SIGN_IN
    """How to come by credentials when these have ended."""


@dataclass(frozen=True)
class Closed:
    """An account, or several, that cannot be read."""

    id: str
    name: str
    reason: str
    gone: bool = False
    """It is closed for everybody: nothing runs in it."""


def selected(
    selectors: tuple[str, ...], role: str, transport: Transport
) -> Iterator[Account | Closed]:
    """Every account that one of `selectors` means, each once. They come without the `aws:`.

    Raises UnknownNameError for a profile that is not there, UsageError for such a unit.
    """
    seen: set[str] = set()
    for selector in selectors:
        try:
            found = list(_meant(selector, role, transport))
        except AskError as error:
            found = [Closed(selector or "default", "", _why(error, "identity"))]
        for account in found:
            if account.id not in seen:
                seen.add(account.id)
                if isinstance(account, Account) and account.id in selectors:
                    account = replace(account, named=True)
                yield account


def _meant(selector: str, role: str, transport: Transport) -> Iterator[Account | Closed]:
    kind, _, unit = selector.partition("/")
    by_profile = kind != ORGANIZATION and not _NUMBER.fullmatch(selector)
    home = Home(selector if by_profile else "", role, transport)
    if by_profile:
        yield replace(_account(home, home.id), named=True)
    elif kind == ORGANIZATION:
        yield from _organization(home, unit)
    else:
        yield _account(home, selector)


def _account(home: Home, number: str, name: str = "", units: tuple[str, ...] = ()) -> Account:
    """An account by its role; or with the credentials one has, where one is in it already."""

    def credentials() -> Credentials:
        return home.credentials if number == home.id else home.assumed(number)

    return Account(
        number, name, home.partition, credentials, home.signed, units=units, again=home.again
    )


# --- organizations ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Member:
    """An account of an organization, as that tells of it."""

    id: str
    name: str
    state: str
    units: tuple[str, ...]


class _NotToldError(Exception):
    """A part of an organization that was not told; the text says why."""


def _organization(home: Home, unit: str) -> Iterator[Account | Closed]:
    """The accounts that can be read and then those that are gone; and the whole as one that
    cannot be read, where it was not told to its end or holds nothing to read."""
    title = f"{ORGANIZATION}/{unit}" if unit else ORGANIZATION
    gone: list[_Member] = []
    entered = False
    try:
        for member in _below(home, unit, ()) if unit else _members(home, "organization", {}, ()):
            if member.state in GONE:
                gone.append(member)
                continue
            entered = True
            yield _account(home, member.id, member.name, member.units)
    except _NotToldError as error:
        yield Closed(title, "", str(error))
    else:
        if not entered:
            yield Closed(title, "", _nobody(gone))
            return
    for member in gone:
        yield Closed(member.id, member.name, f"the account is {member.state.lower()}", gone=True)


def _nobody(gone: list[_Member]) -> str:
    """Why there is nothing to read; the accounts that are gone are no sources by themselves, or
    it would look as if something had been read."""
    if not gone:
        return "no account is in it, nor in any unit below it; name the unit that has them"
    states = " or ".join(sorted({member.state.lower() for member in gone}))
    ids = some(member.id for member in gone)
    return f"every account in it is {states}: {ids}; name the unit that has the others"


def _below(home: Home, unit: str, names: tuple[str, ...]) -> Iterator[_Member]:
    """The accounts of a unit, and of all units in it. Raises UsageError where there is no such."""
    if len(names) > MOST_DEPTH:
        raise _NotToldError("units are nested deeper than is followed")
    yield from _members(home, "accounts_below", {"ParentId": unit}, names)
    for inner in _told(home, "units_below", {"ParentId": unit}):
        yield from _below(home, str(inner["Id"]), (*names, str(inner.get("Name", ""))))


def _members(
    home: Home, call: str, given: dict[str, Any], names: tuple[str, ...]
) -> Iterator[_Member]:
    for found in _told(home, call, given):
        state = str(found.get("State") or found.get("Status") or ACTIVE)
        yield _Member(str(found["Id"]), str(found.get("Name", "")), state, names)


def _told(home: Home, call: str, given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    try:
        yield from home.ask(call, given)
    except AskError as error:
        if error.code in access().calls[call].none:
            raise UsageError(
                f"--account {PROVIDER}:{ORGANIZATION}/{given['ParentId']}: there is no such unit "
                f"in the organization of account {home.id}",
                means="Nothing was read.",
                next=access().see_units,
            ) from error
        whose = "; only the management account and administrators it has delegated may ask"
        raise _NotToldError(
            _why(error, call) + (whose if error.failure is Failure.DENIED else "")
        ) from error


def _why(error: AskError, call: str) -> str:
    probe = access().calls[call]
    return reason_of(error, probe.prefix or probe.service, probe)
