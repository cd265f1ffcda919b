"""Services that the SDK does not list by region, and whose host has no name there."""

from __future__ import annotations

import botocore.session
import pytest
from scanner.collect.aws.asking import UNKNOWN_HOST, AskError, Failure, Unread, Where
from scanner.collect.aws.declarations import services
from scanner.collect.aws.units import gaps_of
from scanner.model import Reach

UNLISTED = sorted(name for name, service in services().items() if service.unlisted)
NO_HOST = AskError(Failure.UNREACHABLE, UNKNOWN_HOST, "no such name")
SILENT = AskError(Failure.UNREACHABLE, "ConnectTimeoutError", "no answer")


@pytest.mark.parametrize(
    ("name", "error", "reach"),
    [
        *((name, NO_HOST, Reach.EXISTENCE) for name in UNLISTED),
        *((name, SILENT, Reach.OPAQUE) for name in UNLISTED),
        ("sqs", NO_HOST, Reach.OPAQUE),
    ],
)
def test_what_a_host_without_a_name_leaves_open(name: str, error: AskError, reach: Reach) -> None:
    service = services()[name]
    step = next(iter(service.steps))
    where = Where("111122223333", "us-east-1", service.service)
    (gap,) = gaps_of(service, name, where, [Unread(step, error)])
    assert gap.reach is reach


def test_services_that_the_sdk_knows_no_region_of_are_marked() -> None:
    session = botocore.session.get_session()
    unknown = {
        name
        for name, service in services().items()
        if service.scope == "regional" and not session.get_available_regions(service.service)
    }
    assert unknown <= set(UNLISTED)
