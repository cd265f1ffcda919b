"""Tags that one service tells of the resources of others."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace
from scanner.collect.aws.asking import AskError, Failure, Unread, Where
from scanner.collect.aws.declarations import Service, services
from scanner.collect.aws.fetch import fetch
from scanner.collect.aws.inventory import inventory_of
from scanner.collect.aws.translate import tags_of, translate
from scanner.collect.aws.units import Unit, gaps_of
from scanner.config import Config
from scanner.graph import build
from scanner.infer import infer
from scanner.knowledge import load
from scanner.measure import Judgement, data_of
from scanner.model import Data, Journey, Resource, Unknown

from tests.collect.aws.answers import DENIED, Answering, recordings

ACCOUNT = "111122223333"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders"
(DENIED_TAGS,) = gaps_of(
    services()["tags"],
    "tags",
    Where(ACCOUNT, "us-east-1", "resourcegroupstaggingapi"),
    [Unread("all", AskError(Failure.DENIED, "AccessDenied", "not allowed"))],
)


def test_tags_are_read_by_full_name_and_secrets_among_them_are_not_kept() -> None:
    (one,) = [recording for recording in recordings() if recording.name == "tags"]
    service = services()["tags"]
    answers = fetch(service, Where(ACCOUNT, "us-east-1", service.service), one.asking)
    found = tags_of(service, answers)
    assert found[QUEUE] == {"api_token": "(sensitive)", "env": "prod"}
    assert len(found) == 2


def _queue(account: str, **tags: str) -> Resource:
    return Resource(
        id=f"{account}/us-east-1:{QUEUE}",
        type="aws_sqs_queue",
        account=account,
        region="us-east-1",
        tags=tags,
        attributes={"arn": QUEUE},
    )


def test_a_resource_has_its_own_tags_and_those_that_are_told_of_it() -> None:
    told = {QUEUE: {"env": "prod", "team": "trading"}}
    units = [
        Unit(account=ACCOUNT, region="us-east-1", service="tags", tags=told),
        Unit(
            account=ACCOUNT,
            region="us-east-1",
            service="sqs",
            resources=(_queue(ACCOUNT, env="live"),),
        ),
        Unit(account="4", region="us-east-1", service="sqs", resources=(_queue("4"),)),
    ]
    found = {r.account: r.tags for r in inventory_of(units, load(), services()).resources}
    assert found == {ACCOUNT: {"env": "live", "team": "trading"}, "4": {}}


def test_tags_that_are_told_elsewhere_are_known() -> None:
    queue = msgspec.structs.replace(_queue(ACCOUNT), unknown={"tags": Unknown("denied")})
    units = [
        Unit(account=ACCOUNT, region="us-east-1", service="tags", tags={QUEUE: {"env": "prod"}}),
        Unit(account=ACCOUNT, region="us-east-1", service="sqs", resources=(queue,)),
    ]
    (found,) = inventory_of(units, load(), services()).resources
    assert (found.tags, found.unknown) == ({"env": "prod"}, {})


def test_tags_that_were_not_read_are_not_known() -> None:
    """Not none: production may be written on it."""
    service = msgspec.convert(
        {
            "service": "sqs",
            "steps": {
                "queues": {"call": "ListQueues", "items": "Queues"},
                "tags": {
                    "call": "ListQueueTags",
                    "each": "queues",
                    "given": {"QueueUrl": "url"},
                    "into": "Tagged",
                    "single": True,
                },
            },
            "resources": [{"type": "t", "step": "queues", "id": "url", "tags": "Tagged.Tags"}],
            "source": ["test"],
        },
        Service,
    )
    where = Where(ACCOUNT, "us-east-1", "sqs")
    for faults, tags, unknown in (
        ({}, {"env": "x"}, set()),
        ({"sqs:ListQueueTags": DENIED}, {}, {"tags"}),
    ):
        asking = Answering(lambda *_: [{"Queues": [{"url": "a"}], "Tags": {"env": "x"}}], faults)
        (found,) = translate(service, where, fetch(service, where, asking), {})
        assert (found.tags, found.unknown.keys()) == (tags, unknown)


def test_tags_that_nobody_told_are_not_known_and_those_that_were_told_hold() -> None:
    units = [
        Unit(account=ACCOUNT, region="us-east-1", service="tags", gaps=(DENIED_TAGS,)),
        Unit(account=ACCOUNT, region="us-east-1", service="sqs", resources=(_queue(ACCOUNT),)),
        Unit(account="4", region="us-east-1", service="sqs", resources=(_queue("4"),)),
    ]
    found = {r.account: r for r in inventory_of(units, load(), services()).resources}
    assert "tag:GetResources" in found[ACCOUNT].unknown["tags"].reason
    assert found["4"].unknown == {}
    told = [replace(units[0], tags={QUEUE: {"backup": "daily"}}), *units[1:]]
    found = {r.account: r for r in inventory_of(told, load(), services()).resources}
    assert (found[ACCOUNT].tags, found[ACCOUNT].unknown) == ({"backup": "daily"}, {})


TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/ledger"
VAULT = f"arn:aws:backup:eu-west-1:{ACCOUNT}:backup-vault:copies"


def _backed_up(**opted: object) -> tuple[Unit, ...]:
    """A table, and a plan that copies to another region whatever has a tag."""
    here = f"{ACCOUNT}/us-east-1"
    table = Resource(
        id=f"{here}:{TABLE}",
        type="aws_dynamodb_table",
        name="ledger",
        region="us-east-1",
        account=ACCOUNT,
        attributes={"arn": TABLE, "name": "ledger"},
    )
    plan = Resource(
        id=f"{here}:plan",
        type="aws_backup_plan",
        region="us-east-1",
        account=ACCOUNT,
        attributes={"id": "0a-plan", "rule": [{"copy_action": [{"destination_vault_arn": VAULT}]}]},
    )
    selection = Resource(
        id=f"{here}:plan/tagged",
        type="aws_backup_selection",
        region="us-east-1",
        account=ACCOUNT,
        attributes={
            "plan_id": "0a-plan",
            "selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "daily"}],
            **{name: value for name, value in opted.items() if isinstance(value, dict)},
        },
        unknown={name: value for name, value in opted.items() if isinstance(value, Unknown)},
    )
    vault = Resource(
        id=f"{ACCOUNT}/eu-west-1:{VAULT}",
        type="aws_backup_vault",
        region="eu-west-1",
        account=ACCOUNT,
        attributes={"arn": VAULT},
    )
    return (
        Unit(account=ACCOUNT, region="us-east-1", service="dynamodb", resources=(table,)),
        Unit(account=ACCOUNT, region="us-east-1", service="backup", resources=(plan, selection)),
        Unit(account=ACCOUNT, region="eu-west-1", service="backup", resources=(vault,)),
    )


@pytest.mark.parametrize(
    ("tags", "data"),
    [
        (Unit(account=ACCOUNT, tags={TABLE: {"backup": "daily"}}), Data.KEPT),
        (Unit(account=ACCOUNT, tags={TABLE: {"backup": "never"}}), Data.LOST),
        (Unit(account=ACCOUNT), Data.LOST),
        (Unit(account=ACCOUNT, gaps=(DENIED_TAGS,)), Data.UNKNOWN),
    ],
    ids=["chosen", "of another value", "without tags", "tags not told"],
)
def test_what_a_plan_chooses_by_tags_has_copies(tags: Unit, data: Data) -> None:
    assert _data_of([*_backed_up(), replace(tags, region="us-east-1", service="tags")]) is data


@pytest.mark.parametrize(
    ("opted", "data"),
    [
        ({"DynamoDB": True}, Data.KEPT),
        ({"DynamoDB": False}, Data.LOST),
        (Unknown("not allowed"), Data.UNKNOWN),
    ],
    ids=["opted in", "not opted in", "not told"],
)
def test_nothing_is_chosen_by_tags_of_a_service_without_backups(opted: object, data: Data) -> None:
    tags = Unit(
        account=ACCOUNT, region="us-east-1", service="tags", tags={TABLE: {"backup": "daily"}}
    )
    assert _data_of([*_backed_up(opted_in=opted), tags]) is data


def _data_of(units: list[Unit]) -> Data:
    found = inventory_of(units, load(), services())
    journey = Journey(id="ledger", needs=("ledger",))
    judgement = Judgement(build(infer(found, load(), Config(journeys=(journey,)))))
    region = judgement.scenario("aws/region/us-east-1")
    return data_of(judgement, "journey:ledger", region)
