"""Tags that one service tells of the resources of others."""

from __future__ import annotations

from scanner.collect.aws.asking import Where
from scanner.collect.aws.declarations import services
from scanner.collect.aws.fetch import fetch
from scanner.collect.aws.inventory import inventory_of
from scanner.collect.aws.translate import tags_of
from scanner.collect.aws.units import Unit
from scanner.knowledge import load
from scanner.model import Resource

from tests.collect.aws.answers import recordings

ACCOUNT = "111122223333"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders"


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
