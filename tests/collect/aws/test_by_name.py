"""Names lead from one account to another: what is not read of them concerns every journey."""

from __future__ import annotations

import pytest
from scanner.collect.aws.asking import AskError, Failure, Unread, Where
from scanner.collect.aws.declarations import services
from scanner.collect.aws.inventory import inventory_of
from scanner.collect.aws.units import Unit, gaps_of
from scanner.config import Config
from scanner.graph import build
from scanner.infer import infer
from scanner.knowledge import load
from scanner.measure import Judgement
from scanner.model import Instant, Journey, Resource

NAMES, SHOP = "111122223333", "222233334444"
DENIED = AskError(Failure.DENIED, "AccessDenied", "no policy allows it")
ZONE = Resource(id=f"{NAMES}:Z0PUBLIC00000", type="aws_route53_zone", provider="aws", account=NAMES)
QUEUE = Resource(
    id=f"{SHOP}/us-east-1:orders",
    type="aws_sqs_queue",
    provider="aws",
    account=SHOP,
    region="us-east-1",
)
SHOP_NEEDS_QUEUE = Config(journeys=(Journey(id="shop", needs=(QUEUE.id,)),))


@pytest.mark.parametrize(
    ("name", "step", "is_known"),
    [
        ("route53", "records", False),
        ("cloudfront", "distributions", False),
        ("wafv2_edge", "lists", True),
    ],
)
def test_a_gap_in_names_concerns_a_journey_of_another_account(
    name: str, step: str, is_known: bool
) -> None:
    service = services()[name]
    unread = Unread(step, DENIED)
    gaps = gaps_of(service, name, Where(NAMES, "us-east-1", service.service), [unread])
    units = [
        Unit(account=NAMES, service=name, resources=(ZONE,), gaps=tuple(gaps)),
        Unit(account=SHOP, region="us-east-1", service="sqs", resources=(QUEUE,)),
    ]
    inventory = inventory_of(units, load(), services())
    judgement = Judgement(build(infer(inventory, load(), SHOP_NEEDS_QUEUE)))
    unread_journey = judgement.unread.judged(
        "journey:shop", judgement.unread.scenarios[0], Instant.NOW
    )
    assert (int(unread_journey.possibly) == 0) is is_known
