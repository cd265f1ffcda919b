"""Which accounts `--account aws:...` means, and the credentials to read them with.

`aws:` is the default chain (environment, profile, SSO, web identity, instance), `aws:<profile>`
a profile, `aws:<12 digits>` an account whose role is assumed from the default chain, `aws:org`
all accounts of the organization and `aws:org/<ou>` those below a unit, each by its role; the
account one is in already is read with the credentials one has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.credentials import Credentials, RefreshableCredentials
from botocore.exceptions import BotoCoreError, ProfileNotFound

from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Partition, Probe, access
from scanner.collect.aws.fetch import found_by
from scanner.collect.aws.transport import Transport
from scanner.collect.aws.units import reason_of
from scanner.errors import UnknownNameError

ORGANIZATION = "org"
ACTIVE = "ACTIVE"
SESSION_NAME = "cutset"
MOST_DEPTH = 6
"""Of organizational units within each other: the provider allows five."""
_NUMBER = re.compile(r"\d{12}")


@dataclass(frozen=True)
class Signed:
    """By whose credentials accounts were found."""

    key: str
    """What the transport knows them by."""
    account: str
    partition: Partition


@dataclass(frozen=True)
class Account:
    """An account to read, and how to get in."""

    id: str
    name: str
    partition: Partition
    credentials: Callable[[], Credentials]
    """Gives credentials; raises AskError where there are none to be had."""
    by: Signed | None = None


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

    Raises UnknownNameError for a profile that is not there.
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
                yield account


def _meant(selector: str, role: str, transport: Transport) -> Iterator[Account | Closed]:
    kind, _, unit = selector.partition("/")
    by_profile = kind != ORGANIZATION and not _NUMBER.fullmatch(selector)
    home = _Home(selector if by_profile else "", role, transport)
    if by_profile:
        yield home.own()
    elif kind == ORGANIZATION:
        yield from _organization(home, unit)
    else:
        yield home.account(selector, "")


class _Home:
    """Where one is: the credentials one has, and the account they are of."""

    def __init__(self, profile: str, role: str, transport: Transport) -> None:
        self.transport = transport
        self._role = role
        session = botocore.session.Session(profile=profile or None)
        try:
            credentials = session.get_credentials()
        except ProfileNotFound as error:
            raise UnknownNameError(
                "profile", profile, session.available_profiles, at=f"--account aws:{profile}"
            ) from error
        except BotoCoreError as error:
            raise AskError(Failure.EXPIRED, type(error).__name__, str(error)) from error
        if credentials is None:
            raise AskError(Failure.EXPIRED, "NoCredentials", "no credentials were found")
        self._credentials: Credentials = credentials
        self._key = f"home:{profile}"
        transport.enter(self._key, credentials)
        region = session.get_config_variable("region") or access().partitions[0].home
        identity = next(iter(self.ask("identity", {}, region)))
        self.id = str(identity["Account"])
        name = str(identity["Arn"]).split(":")[1]
        self.partition = next(
            (p for p in access().partitions if p.id == name), Partition(id=name, home=region)
        )
        self._signed = Signed(self._key, self.id, self.partition)

    def own(self) -> Account:
        """The account one is in."""
        return Account(self.id, "", self.partition, lambda: self._credentials, self._signed)

    def account(self, number: str, name: str) -> Account:
        """Another account, by its role; or this one."""
        if number == self.id:
            return Account(number, name, self.partition, lambda: self._credentials, self._signed)
        return Account(number, name, self.partition, lambda: self._assumed(number), self._signed)

    def ask(self, call: str, parameters: dict[str, Any], region: str = "") -> Iterator[Any]:
        """The items of one of the calls that `access.yaml` names. Raises AskError."""
        probe: Probe = access().calls[call]
        where = Where(self._key, region or self.partition.home, probe.service)
        return found_by(probe, where, self.transport, {**probe.parameters, **parameters})

    def _assumed(self, number: str) -> Credentials:
        arn = access().role.format(partition=self.partition.id, account=number, role=self._role)

        def assume() -> dict[str, str]:
            given = {"RoleArn": arn, "RoleSessionName": SESSION_NAME}
            found = next(iter(self.ask("assume", given)))["Credentials"]
            return {
                "access_key": found["AccessKeyId"],
                "secret_key": found["SecretAccessKey"],
                "token": found["SessionToken"],
                "expiry_time": found["Expiration"].isoformat(),
            }

        credentials: Credentials = RefreshableCredentials.create_from_metadata(
            metadata=assume(), refresh_using=assume, method="assume-role"
        )
        return credentials


def _organization(home: _Home, unit: str) -> Iterator[Account | Closed]:
    try:
        for found in _below(home, unit, 0) if unit else home.ask("organization", {}):
            number, name = str(found["Id"]), str(found.get("Name", ""))
            state = found.get("State") or found.get("Status") or ACTIVE
            if state != ACTIVE:
                yield Closed(number, name, f"the account is {str(state).lower()}", gone=True)
            else:
                yield home.account(number, name)
    except AskError as error:
        call = "accounts_below" if unit else "organization"
        yield Closed(f"{ORGANIZATION}/{unit}" if unit else ORGANIZATION, "", _why(error, call))


def _below(home: _Home, unit: str, depth: int) -> Iterator[dict[str, Any]]:
    if depth > MOST_DEPTH:
        raise AskError(Failure.REFUSED, "TooDeep", "units are nested deeper than is followed")
    yield from home.ask("accounts_below", {"ParentId": unit})
    for inner in home.ask("units_below", {"ParentId": unit}):
        yield from _below(home, str(inner["Id"]), depth + 1)


def _why(error: AskError, call: str) -> str:
    probe = access().calls[call]
    return reason_of(error, probe.prefix or probe.service, probe)
