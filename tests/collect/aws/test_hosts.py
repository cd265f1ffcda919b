"""One client a service, whatever the region: it asks the host, and signs for the region, that a
client made for that region would."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from scanner.collect.aws.asking import AskError, Where
from scanner.collect.aws.declarations import Service, access, home_of, services
from scanner.collect.aws.transport import Transport

from tests.collect.aws.conftest import KEYS

REGIONS = ("eu-west-1", "us-east-1", "cn-north-1")
CONFIG = Config(retries={"total_max_attempts": 1}, account_id_endpoint_mode="disabled")
ACCOUNT = "111122223333"
SIGNED = re.compile(r"Credential=\w+/\d+/([^,]*),")


class Wire:
    """Takes what is about to be sent, and answers that there is nothing."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    def __call__(self, request: Any, **_: Any) -> AWSResponse:
        scope = SIGNED.search(_text(request.headers["Authorization"]))
        assert scope
        self.sent.append((request.method, request.url, scope[1]))
        return AWSResponse(request.url, 404, {}, None)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


@pytest.fixture(autouse=True)
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(AWSResponse, "content", b"{}", raising=False)


@pytest.fixture(scope="module")
def session() -> botocore.session.Session:
    return botocore.session.Session()


@pytest.fixture(scope="module")
def shared() -> Transport:
    transport = Transport(sleep=lambda _: None)
    transport.enter(ACCOUNT, Credentials("KEY", "secret"))
    return transport


@pytest.mark.parametrize("name", sorted(services()))
def test_the_host_and_the_signature_are_the_regions(
    name: str, shared: Transport, session: botocore.session.Session
) -> None:
    service = services()[name]
    step = next(step for step in service.steps.values() if not step.each)
    given = {k: ACCOUNT if v == "{account}" else v for k, v in step.parameters.items()}
    for region in _regions(service):
        ours, its_own = Wire(), Wire()
        where = Where(ACCOUNT, region, service.service)
        events = shared._clients.of(where.service, where.region).meta.events
        events.register("before-send", ours, unique_id="wire")
        with suppress(AskError):
            list(shared(where, step, given))
        events.unregister("before-send", unique_id="wire")
        client = session.create_client(service.service, region_name=region, config=CONFIG)
        client.meta.events.register("before-send", its_own)
        with suppress(ClientError, ResponseParserError):
            client._make_api_call(step.call, given)
        assert ours.sent[0] == its_own.sent[0]


def _prefixed() -> Iterator[tuple[str, str]]:
    """Steps asked once whose operation puts a word before the service's host; an account's number
    is put there by the rules of the service's endpoints too, whatever is wanted."""
    known = botocore.session.Session()
    for name, service in sorted(services().items()):
        model = known.get_service_model(service.service)
        for step, call in service.steps.items():
            put = model.operation_model(call.call).endpoint or {}
            if put and "{" not in put["hostPrefix"] and not call.each:
                yield name, step


@pytest.mark.parametrize(("name", "step"), list(_prefixed()))
def test_a_host_that_the_user_gives_is_asked_as_it_is(
    name: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://localhost:9")
    transport, wire = Transport(sleep=lambda _: None), Wire()
    transport.enter(ACCOUNT, Credentials("KEY", "secret"))
    service = services()[name]
    where = Where(ACCOUNT, next(_regions(service)), service.service)
    call = service.steps[step]
    given = {k: ACCOUNT if v == "{account}" else v for k, v in call.parameters.items()}
    events = transport._clients.of(where.service, where.region).meta.events
    events.register("before-send", wire)
    with suppress(AskError):
        list(transport(where, call, given))
    (_, url, _), *_ = wire.sent
    assert url.startswith("http://localhost:9/")


def _regions(service: Service) -> Iterator[str]:
    if service.scope == "regional":
        return iter(REGIONS)
    return filter(None, (home_of(service, partition) for partition in access().partitions))
