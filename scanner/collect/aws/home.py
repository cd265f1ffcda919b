"""Where one is: the credentials one has, the account they are of, and the roles they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import botocore.session
from botocore.credentials import Credentials, ReadOnlyCredentials, RefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, ProfileNotFound
from botocore.exceptions import ConnectionError as NoConnectionError

from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Partition, Probe, access
from scanner.collect.aws.fetch import found_by
from scanner.collect.aws.transport import Transport
from scanner.collect.aws.units import SIGN_IN
from scanner.errors import UnknownNameError

SESSION_NAME = "cutset"


@dataclass(frozen=True)
class Signed:
    """By whose credentials accounts were found."""

    key: str
    """What the transport knows them by."""
    account: str
    partition: Partition
    assumed: Callable[[str], Credentials] = field(compare=False, repr=False)
    """Credentials for another account, by its role. Raises AskError."""


class Home:
    """Where one is, by the default chain or by a profile.

    Raises UnknownNameError for a profile that is not there, and AskError where there are no
    credentials, or none that are valid.
    """

    def __init__(self, profile: str, role: str, transport: Transport) -> None:
        self._transport = transport
        self._role = role
        session = botocore.session.Session(profile=profile or None)
        self.credentials, self.again = _credentials(session, profile)
        """How to come by credentials when these have ended."""
        self._key = f"home:{profile}"
        transport.enter(self._key, self.credentials)
        region = session.get_config_variable("region") or access().partitions[0].home
        identity = next(iter(self.ask("identity", {}, region)))
        self.id = str(identity["Account"])
        name = str(identity["Arn"]).split(":")[1]
        self.partition = next(
            (p for p in access().partitions if p.id == name), Partition(id=name, home=region)
        )
        self.signed = Signed(self._key, self.id, self.partition, self.assumed)

    def ask(self, call: str, parameters: dict[str, Any], region: str = "") -> Iterator[Any]:
        """The items of one of the calls that `access.yaml` names. Raises AskError."""
        probe: Probe = access().calls[call]
        where = Where(self._key, region or self.partition.home, probe.service)
        given = {**probe.parameters, **parameters}
        try:
            yield from found_by(probe, where, self._transport, given)
        except AskError as error:
            if error.failure is Failure.EXPIRED and not error.advice:
                raise AskError(error.failure, error.code, error.says, self.again) from error
            raise

    def assumed(self, number: str) -> Credentials:
        """Credentials for another account, by its role. Raises AskError."""
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

        def renewed() -> dict[str, str]:
            try:
                return assume()
            except AskError as error:
                if error.failure is Failure.DENIED:  # the account was open, and is not any more
                    raise AskError(Failure.EXPIRED, error.code, error.says, self.again) from error
                raise

        credentials: Credentials = RefreshableCredentials.create_from_metadata(
            metadata=assume(), refresh_using=renewed, method="assume-role"
        )
        return credentials


class _Own(Credentials):  # type: ignore[misc]
    """Credentials as the SDK has them. What goes wrong where they are asked for anew is about
    signing in, and never about what they are to sign."""

    def __init__(self, found: Credentials, again: str) -> None:
        self._found = found
        self._again = again
        self.method = found.method
        self.account_id = None

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Those that are valid now. Raises AskError."""
        with _told_as_signing_in(self._again):
            return self._found.get_frozen_credentials()


def _credentials(session: botocore.session.Session, profile: str) -> tuple[Credentials, str]:
    """What the session finds, and how to come by new ones."""
    try:
        with _told_as_signing_in(SIGN_IN):
            found = session.get_credentials()
    except ProfileNotFound as error:
        raise UnknownNameError(
            "profile", profile, session.available_profiles, at=f"--account aws:{profile}"
        ) from error
    if found is None:
        advice = "sign in, or name a profile: --account aws:PROFILE"
        raise AskError(Failure.EXPIRED, "NoCredentials", "no credentials were found", advice)
    again = access().sign_in.get(found.method, SIGN_IN)
    again = again.format(profile=f" --profile {session.profile}" if session.profile else "")
    credentials = _Own(found, again)
    credentials.get_frozen_credentials()
    return credentials, again


@contextmanager
def _told_as_signing_in(again: str) -> Iterator[None]:
    """What the SDK raises within is raised as AskError, but where a profile is not there."""
    try:
        yield
    except ProfileNotFound:
        raise
    except ClientError as error:
        told = error.response.get("Error", {})
        code, says = str(told.get("Code", "")), str(told.get("Message", ""))
        raise AskError(Failure.EXPIRED, code, says, again) from error
    except (HTTPClientError, NoConnectionError) as error:
        raise AskError(Failure.UNREACHABLE, type(error).__name__, str(error)) from error
    except (BotoCoreError, OSError) as error:
        raise AskError(Failure.EXPIRED, type(error).__name__, str(error), again) from error
