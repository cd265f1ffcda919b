"""What was not read of an account, and which journeys it may concern."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from scanner.config import Config
from scanner.infer import infer
from scanner.infer.unread import MOST_NEEDS
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


def test_of_many_unread_parts_not_all_are_told_of_each_journey() -> None:
    """Journeys times unread parts would be millions; a gap says what is left out, and no journey
    is left without any."""
    number = 400
    many = tuple(
        msgspec.structs.replace(BALANCERS[0], id=f"here:{at}", name=f"lb-{at}")
        for at in range(number)
    )
    gaps = tuple(
        Gap(
            id=f"gap-{at}",
            subject="here",
            question=f"What is {at}?",
            reason="x",
            reach=Reach.OPAQUE,
        )
        for at in range(number)
    )
    journeys = tuple(Journey(id=one.name, needs=(one.name,)) for one in many)
    found = infer(Inventory(resources=many, gaps=gaps, journeys=journeys), load(), Config())
    told = Counter(need.dependent for need in found.requirements if need.gap.startswith("gap-"))
    assert told.keys() == {journey_node(one.id) for one in journeys}
    assert sum(told.values()) <= MOST_NEEDS + number
    assert [gap.question for gap in found.gaps if "unread parts" in gap.question] == [
        f"Which of up to {number} unread parts does each journey need?"
    ]
