"""Clients of the accounts of an estate, each made once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from tests.estate.places import ACCOUNTS, HOME

ROLE = "cutset-read"
_ONCE = Config(retries={"max_attempts": 0}, connect_timeout=3, read_timeout=60)


@dataclass(frozen=True)
class Credentials:
    """What an account is entered with."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str = field(repr=False)

    def environment(self, endpoint: str) -> dict[str, str]:
        """The environment variables of somebody who works in that account."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_SESSION_TOKEN": self.token,
            "AWS_DEFAULT_REGION": HOME,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@cache
def _loader() -> Any:
    """The models of all services, read once: they are most of what a client costs."""
    return botocore.session.Session().get_component("data_loader")


def session_of(own: Credentials) -> boto3.Session:
    """A session with these credentials, that shares the models of services with all others."""
    inner = botocore.session.Session()
    inner.register_component("data_loader", _loader())
    return boto3.Session(own.access_key, own.secret_key, own.token, botocore_session=inner)


class Clients:
    """Clients by account, service and region, for one endpoint."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._sessions: dict[str, boto3.Session] = {}
        self._made: dict[tuple[str, str, str], Any] = {}

    def __call__(self, account: str, service: str, region: str = HOME) -> Any:
        """The client of a service, in an account of `ACCOUNTS`."""
        key = (account, service, region)
        if key not in self._made:
            self._made[key] = self.session(account).client(
                service, region_name=region, endpoint_url=self.endpoint, config=_ONCE
            )
        return self._made[key]

    def session(self, account: str) -> boto3.Session:
        """A session within an account."""
        if account not in self._sessions:
            self._sessions[account] = session_of(self.credentials(account))
        return self._sessions[account]

    def credentials(self, account: str) -> Credentials:
        """What the role for reading gives in an account."""
        reply = self._sts.assume_role(
            RoleArn=f"arn:aws:iam::{ACCOUNTS[account]}:role/{ROLE}", RoleSessionName="estate"
        )["Credentials"]
        return Credentials(reply["AccessKeyId"], reply["SecretAccessKey"], reply["SessionToken"])

    @cached_property
    def _sts(self) -> Any:
        outside = boto3.Session("testing", "testing")
        return outside.client("sts", region_name=HOME, endpoint_url=self.endpoint, config=_ONCE)
