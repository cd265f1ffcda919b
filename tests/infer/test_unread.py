"""What was not read of an account, and which journeys it may concern."""

from __future__ import annotations

import pytest
from scanner.config import Config
from scanner.infer import infer
from scanner.knowledge import load
from scanner.model import ApiOrigin, Gap, Inventory, Journey, Reach, Resource, journey_node

OURS, THEIRS = "111122223333", "444455556666"
HERE, THERE = "us-east-1", "eu-west-1"


def balancer(account: str, region: str) -> Resource:
    return Resource(
        id=f"{account}/{region}:lb-{account}-{region}",
        type="aws_lb",
        name=f"lb-{account}-{region}",
        provider="aws",
        region=region,
        account=account,
        origin=ApiOrigin("elasticloadbalancing:DescribeLoadBalancers", "", region, account),
    )


BALANCERS = [balancer(account, region) for account in (OURS, THEIRS) for region in (HERE, THERE)]


@pytest.mark.parametrize(
    ("subject", "concerned"),
    [
        (f"{OURS}/{HERE}:dynamodb", [(OURS, HERE)]),
        (f"{OURS}:iam", [(OURS, HERE), (OURS, THERE)]),
        (OURS, [(OURS, HERE), (OURS, THERE), (THEIRS, HERE), (THEIRS, THERE)]),
        (f"aws/{OURS}/s3", [(OURS, HERE), (OURS, THERE), (THEIRS, HERE), (THEIRS, THERE)]),
    ],
)
def test_what_was_not_read_concerns_who_touches_it(
    subject: str, concerned: list[tuple[str, str]]
) -> None:
    gap = Gap(
        id="gap",
        subject=subject,
        question="What is there?",
        reason="not allowed",
        reach=Reach.OPAQUE,
        origin=ApiOrigin("any"),
    )
    journeys = tuple(Journey(id=one.name, needs=(one.name,)) for one in BALANCERS)
    inventory = Inventory(resources=tuple(BALANCERS), gaps=(gap,), journeys=journeys)
    found = infer(inventory, load(), Config()).requirements
    opens = {need.dependent for need in found if need.gap == gap.id}
    assert opens == {journey_node(f"lb-{account}-{region}") for account, region in concerned}
