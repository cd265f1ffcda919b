"""What clients read of answers: the next page, and times."""

from __future__ import annotations

import time

import botocore.session
import pytest
from scanner.collect.aws.clients import moment, tokens_of

WITHOUT_PAGINATOR = [
    ("wafv2", "ListWebACLs", "NextMarker", "NextMarker"),
    ("apprunner", "ListServices", "NextToken", "NextToken"),
    ("directconnect", "DescribeConnections", "nextToken", "nextToken"),
    ("lightsail", "GetBuckets", "nextPageToken", "pageToken"),
    ("ec2", "DescribeAddresses", "_none", "_none"),
]


@pytest.mark.parametrize(("service", "call", "told", "given"), WITHOUT_PAGINATOR)
def test_pages_are_followed_where_the_sdk_has_no_paginator(
    service: str, call: str, told: str, given: str
) -> None:
    operation = botocore.session.get_session().get_service_model(service).operation_model(call)
    found = tokens_of(operation)
    assert (found["output_token"], found["input_token"]) == (told, given)


MOMENTS = [
    ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00+00:00"),
    ("2026-03-01T12:00:00.250+02:00", "2026-03-01T12:00:00.250000+02:00"),
    ("Sun, 01 Mar 2026 12:00:00 GMT", "2026-03-01T12:00:00+00:00"),
    (1772366400, "2026-03-01T12:00:00+00:00"),
    ("1772366400.5", "2026-03-01T12:00:00.500000+00:00"),
]


@pytest.mark.parametrize(("told", "means"), MOMENTS)
def test_a_time_is_the_same_wherever_it_is_asked_for(
    told: object, means: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert moment(told).isoformat() == means
    finally:
        monkeypatch.undo()
        time.tzset()
