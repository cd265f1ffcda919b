"""Asks for accounts as long as their credentials hold, and tells of those whose have ended.

An answer that the credentials are not valid is not always about them: a region that is not
enabled says the same of any. So the account is asked who it is, which nothing but credentials is
needed for. If that fails as well the account is asked no further, whatever was still to be asked.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scanner.collect.aws.accounts import Account
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Call, access
from scanner.collect.aws.fetch import found_by
from scanner.collect.aws.transport import Transport
from scanner.collect.aws.units import MOST_SAID, Unit, closed_account
from scanner.collect.secrecy import redacted

MOST_NAMED = 12
"""Regions, or parts of one, in one sentence."""


class CredentialsEndedError(Exception):
    """The account is asked no further. No AskError: it is not about what was asked."""


@dataclass
class _Entry:
    account: Account
    lock: threading.Lock = field(default_factory=threading.Lock)
    barred: set[str] = field(default_factory=set)
    """Regions that refuse credentials which are valid."""
    ended: AskError | None = None


class Entries:
    """Answers `Ask` for accounts that were entered."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._entries: dict[str, _Entry] = {}

    def enter(self, account: Account) -> None:
        """Get in. Raises AskError."""
        self._transport.enter(account.id, account.credentials())
        self._entries[account.id] = _Entry(account)

    def ended(self) -> Iterator[tuple[Account, AskError]]:
        """The accounts whose credentials have ended, and what was answered."""
        for entry in list(self._entries.values()):
            if entry.ended is not None:
                yield entry.account, entry.ended

    def has_ended(self, account: str) -> bool:
        """Whether an account is asked no further."""
        entry = self._entries.get(account)
        return entry is not None and entry.ended is not None

    def __call__(
        self, where: Where, call: Call, parameters: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """The pages of the answer. Raises AskError, and CredentialsEndedError."""
        if self.has_ended(where.account):
            raise CredentialsEndedError
        try:
            yield from self._transport(where, call, parameters)
        except AskError as error:
            if error.failure is not Failure.EXPIRED:
                raise
            if self._are_valid(self._entries[where.account], where.region, error):
                raise AskError(Failure.BARRED, error.code, error.says) from error
            raise CredentialsEndedError from error

    def _are_valid(self, entry: _Entry, region: str, error: AskError) -> bool:
        """Whether the credentials that `region` refused are valid all the same."""
        with entry.lock:
            if entry.ended is None and region not in entry.barred:
                identity = access().calls["identity"]
                home = Where(entry.account.id, entry.account.partition.home, identity.service)
                try:
                    list(found_by(identity, home, self._transport, identity.parameters))
                except AskError as again:
                    if again.failure is Failure.STOPPED:
                        raise
                    entry.ended = error
                else:
                    entry.barred.add(region)
            return entry.ended is None


def ended_account(
    account: Account,
    error: AskError,
    left: Iterable[tuple[str, str]],
    read: int,
    again: str,
    note: str,
) -> Unit:
    """The unit of an account whose credentials have ended after `read` parts: one gap for all
    that is `left`, each a region and a service, and empty what was not even begun. `again` says
    how to go on when one has signed in, `note` what there is to say of the account besides."""
    said = " ".join(redacted(f"{error.code}: {error.says}".strip(": ")).split())[:MOST_SAID]
    reason = (
        f"the credentials are not valid, or no longer ({said}), and it was asked no further: "
        f"{read:,} parts of it were read, and not, or not to its end, {_listing(left)}; "
        f"{account.again}, then {again}"
    )
    unit = closed_account(account.id, account.name, reason, gone=False)
    return Unit(
        account=account.id,
        name=account.name,
        units=account.units,
        gaps=unit.gaps,
        closed="" if read else reason,
        note=note,
    )


def _listing(left: Iterable[tuple[str, str]]) -> str:
    """What is left, a region at a time: all of it, or some services in it."""
    by_region: dict[str, list[str]] = defaultdict(list)
    for region, service in sorted(left):
        by_region[region].append(service)
    told = []
    for region, services in by_region.items():
        whole = f"all of {region}" if region else "all of its regions"
        where = f"in {region}" if region else "in no region"
        named = [service for service in services if service]
        told += [whole] if "" in services else []
        told += [f"{_some(named)} {where}"] if named and (whole not in told or not region) else []
    return _some(told, "; ")


def _some(names: list[str], sign: str = ", ") -> str:
    more = len(names) - MOST_NAMED
    return sign.join(names[:MOST_NAMED]) + (f"{sign}{more:,} more" if more > 0 else "")
