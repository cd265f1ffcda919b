"""Builds Heron's accounts on an emulator: what its Terraform describes, as it would run.

    with running() as endpoint:
        built = build(endpoint)

Idempotent: a whole estate is left as it is, and half of one is forgotten and made again. Names,
sizes, zones and tags are those of `sample_inventories/heron-terraform`.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass

from botocore.exceptions import ClientError

from tests.estate import custody, network, shared, trading
from tests.estate.clients import Clients, Credentials
from tests.estate.places import ACCOUNTS, HOME
from tests.estate.server import reset

BROKERS = ",".join(
    f"b-{number}.orders.h3r0n1.c2.kafka.{HOME}.amazonaws.com:9094" for number in (1, 2, 3)
)
"""What the cluster of brokers answers at: the emulator has no such operation."""
WHOLE = "/heron/built"
UNITS = {"network": "infrastructure", "shared": "infrastructure"}


@dataclass(frozen=True)
class Built:
    """An estate that is there."""

    endpoint: str
    clients: Clients
    management: Credentials
    """Of the management account, from which the others are entered."""


def build(endpoint: str) -> Built:
    """The estate at `endpoint`, made unless it is there."""
    clients = Clients(endpoint)
    if not _is_whole(clients):
        reset(endpoint)
        clients = Clients(endpoint)
        _organization(clients)
        zone = network.shared(clients)
        queue = trading.build(clients, zone, BROKERS)
        custody.build(clients, zone, queue)
        shared.build(clients, zone)
        clients("management", "ssm").put_parameter(Name=WHOLE, Value="yes", Type="String")
    return Built(endpoint, clients, clients.credentials("management"))


def _is_whole(clients: Clients) -> bool:
    try:
        clients("management", "ssm").get_parameter(Name=WHOLE)
    except ClientError:
        return False
    return True


def _organization(clients: Clients) -> None:
    """The organization, its units, its accounts, and what production may not do."""
    organizations = clients("management", "organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = {
        name: organizations.create_organizational_unit(ParentId=root, Name=name)[
            "OrganizationalUnit"
        ]["Id"]
        for name in ("infrastructure", "production")
    }
    for name in list(ACCOUNTS)[1:]:
        account = organizations.create_account(
            AccountName=f"heron-{name}", Email=f"aws-{name}@heron.example", RoleName="heron-admin"
        )["CreateAccountStatus"]["AccountId"]
        organizations.move_account(
            AccountId=account,
            SourceParentId=root,
            DestinationParentId=units[UNITS.get(name, "production")],
        )
    policy = organizations.create_policy(
        Name="heron-regions",
        Description="Only the regions that are in use",
        Type="SERVICE_CONTROL_POLICY",
        Content=json.dumps({"Version": "2012-10-17", "Statement": []}),
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=units["production"])


if __name__ == "__main__":
    started = time.monotonic()
    built = build(sys.argv[1])
    print(f"built in {time.monotonic() - started:.1f} s; to scan it:")
    for name, value in built.management.environment(built.endpoint).items():
        print(f"export {name}={value}")
