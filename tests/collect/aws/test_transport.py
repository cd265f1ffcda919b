"""Asking through botocore, with a small server of ours behind the official client."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.credentials import Credentials
from scanner.collect.aws.asking import UNKNOWN_HOST, AskError, Failure, Where
from scanner.collect.aws.declarations import Call
from scanner.collect.aws.transport import Transport

from tests.collect.aws.conftest import KEYS

HERE = Where("111122223333", "us-east-1", "dynamodb")
LIST = Call(call="ListTables", items="TableNames")
Reply = Callable[[dict[str, Any], int], tuple[int, dict[str, Any]]]


class Server:
    """Answers what `reply` says to the body of a request and its number, from 1."""

    def __init__(self) -> None:
        self.reply: Reply = lambda body, number: (200, {"TableNames": ["a"]})
        self.keys: list[str] = []
        self.times: dict[str, list[float]] = defaultdict(list)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
                key = self.headers["Authorization"].split("Credential=")[1].split("/")[0]
                outer.keys.append(key)
                outer.times[key].append(time.monotonic())
                status, found = outer.reply(body, len(outer.keys))
                content = json.dumps(found).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                with suppress(ConnectionError):  # who asked has not waited
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    found = Server()
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": found.address}.items():
        monkeypatch.setenv(name, value)
    yield found
    found.http.shutdown()
    found.http.server_close()


def transport(**options: Any) -> Transport:
    made = Transport(sleep=lambda _: None, **options)
    made.enter(HERE.account, Credentials("KEYONE", "secret"))
    return made


def _asked(made: Transport, where: Where = HERE, **parameters: Any) -> list[Any]:
    return [name for page in made(where, LIST, parameters) for name in page["TableNames"]]


def _error(code: str, status: int = 400) -> Reply:
    return lambda body, number: (status, {"__type": f"x#{code}", "message": "in words"})


def test_pages_are_followed(server: Server) -> None:
    pages = {
        None: {"TableNames": ["a"], "LastEvaluatedTableName": "aaa"},
        "aaa": {"TableNames": ["b"], "LastEvaluatedTableName": "bbb"},
        "bbb": {"TableNames": ["c"]},
    }
    server.reply = lambda body, number: (200, pages[body.get("ExclusiveStartTableName")])
    made = transport()
    assert _asked(made) == ["a", "b", "c"]
    assert made.requests == 3


def test_throttling_is_waited_for(server: Server) -> None:
    waits: list[float] = []
    refused = _error("ThrottlingException")
    server.reply = lambda body, number: (
        refused(body, number) if number < 4 else (200, {"TableNames": ["a"]})
    )
    made = transport()
    made.sleep = waits.append
    assert _asked(made) == ["a"]
    assert made.requests == 4
    assert sum(waits) > 0


FAILURES = [
    ("ThrottlingException", 400, Failure.THROTTLED, 8),
    ("AccessDeniedException", 400, Failure.DENIED, 1),
    ("UnrecognizedClientException", 400, Failure.EXPIRED, 1),
    ("ExpiredTokenException", 400, Failure.EXPIRED, 1),
    ("InternalServerError", 500, Failure.FAULTY, 3),
    ("ValidationException", 400, Failure.REFUSED, 1),
    ("Whatever", 403, Failure.DENIED, 1),
    ("Whatever", 429, Failure.THROTTLED, 8),
]


@pytest.mark.parametrize(("code", "status", "failure", "tries"), FAILURES)
def test_a_failure_is_told_for_what_it_is(
    server: Server, code: str, status: int, failure: Failure, tries: int
) -> None:
    server.reply = _error(code, status)
    made = transport()
    with pytest.raises(AskError) as raised:
        _asked(made)
    assert raised.value.failure is failure
    assert (raised.value.code, raised.value.says) == (code, "in words")
    assert made.requests == tries


def test_as_many_are_under_way_as_may_be(server: Server) -> None:
    lock, under_way, most = threading.Lock(), 0, 0

    def count(body: dict[str, Any], number: int) -> tuple[int, dict[str, Any]]:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.05)
        with lock:
            under_way -= 1
        return 200, {"TableNames": ["a"]}

    server.reply = count
    made = transport(at_once=2)
    threads = [threading.Thread(target=_asked, args=(made,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (made.requests, most) == (8, 2)


def test_to_sign_may_take_a_call_itself(server: Server) -> None:
    """As credentials do that are about to end: with every place taken it would never come."""
    made = transport(at_once=1)
    role = Where("home", "us-east-1", "dynamodb")
    made.enter(role.account, Credentials("KEYHOME", "secret"))

    class Assumed(Credentials):  # type: ignore[misc]
        def get_frozen_credentials(self) -> Any:
            return Credentials(*_asked(made, role), "secret").get_frozen_credentials()

    server.reply = lambda body, number: (200, {"TableNames": ["KEYNEW"]})
    made.enter(HERE.account, Assumed("x", "y"))
    asking = threading.Thread(target=_asked, args=(made,), daemon=True)
    asking.start()
    asking.join(10)
    assert not asking.is_alive()
    assert server.keys[-1] == "KEYNEW"


def test_a_trial_is_made_once(server: Server) -> None:
    server.reply = _error("InternalServerError", 500)
    made = transport()
    with made.trial(HERE), pytest.raises(AskError):
        _asked(made)
    assert made.requests == 1


def test_a_server_that_hangs_is_given_up(server: Server) -> None:
    going = threading.Event()

    def hang(body: dict[str, Any], number: int) -> tuple[int, dict[str, Any]]:
        going.wait(10)
        return 200, {"TableNames": []}

    server.reply = hang
    made = transport(read_s=0.2, trial_read_s=0.2, at_once=1)
    with pytest.raises(AskError) as raised:
        _asked(made)
    going.set()
    assert raised.value.failure is Failure.UNREACHABLE
    assert made.requests == 2


def test_a_server_that_is_not_there(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(AskError) as raised:
        _asked(transport())
    assert raised.value.failure is Failure.UNREACHABLE


def test_every_account_signs_with_its_own_key_through_one_client(server: Server) -> None:
    made = transport()
    wheres = [Where(str(number), "us-east-1", "dynamodb") for number in range(8)]
    for where in wheres:
        made.enter(where.account, Credentials(f"KEY{where.account}", "secret"))
    threads = [
        threading.Thread(target=lambda w=where: [_asked(made, w) for _ in range(5)])
        for where in wheres
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(server.keys) == sorted(f"KEY{w.account}" for w in wheres for _ in range(5))
    assert len(made._clients) == 1


def test_an_account_that_is_throttled_does_not_slow_another(server: Server) -> None:
    def reply(body: dict[str, Any], number: int) -> tuple[int, dict[str, Any]]:
        if server.keys[-1] == "KEYONE":
            return _error("ThrottlingException")(body, number)
        return 200, {"TableNames": ["a"]}

    server.reply = reply
    made = transport()
    other = Where("444455556666", "us-east-1", "dynamodb")
    made.enter(other.account, Credentials("KEYTWO", "secret"))
    with pytest.raises(AskError):
        _asked(made)
    waits: list[float] = []
    made.sleep = waits.append
    assert _asked(made, other) == ["a"]
    assert waits == []


def test_credentials_that_end_half_way_are_asked_for_anew(server: Server) -> None:
    class Ending(Credentials):  # type: ignore[misc]
        def get_frozen_credentials(self) -> Any:
            return Credentials(f"KEY{len(server.keys)}", "secret").get_frozen_credentials()

    made = transport()
    made.enter(HERE.account, Ending("x", "y"))
    _asked(made)
    _asked(made)
    assert server.keys == ["KEY0", "KEY1"]


def test_what_the_sdk_does_not_know(server: Server) -> None:
    with pytest.raises(AskError, match="upgrade boto3"):
        list(transport()(HERE, Call(call="ListNothing"), {}))
    with pytest.raises(AskError, match="UnknownService"):
        list(transport()(Where("1", "us-east-1", "nothing"), LIST, {}))


def test_after_an_interruption_nothing_is_asked(server: Server) -> None:
    made = transport()
    made.stopped.set()
    with pytest.raises(AskError) as raised:
        _asked(made)
    assert raised.value.failure is Failure.STOPPED
    assert server.keys == []


ABSENCES = [
    ("apprunner", "af-south-1", socket.EAI_NONAME, Failure.ABSENT),
    ("apprunner", "us-east-1", socket.EAI_NONAME, Failure.UNREACHABLE),
    ("apprunner", "af-south-1", socket.EAI_AGAIN, Failure.UNREACHABLE),
]


@pytest.mark.parametrize(("service", "region", "number", "failure"), ABSENCES)
def test_a_service_is_absent_where_neither_the_resolver_nor_the_sdk_knows_it(
    service: str, region: str, number: int, failure: Failure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(number, "as resolved")

    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    transport = Transport(sleep=lambda _: None)
    transport.enter("111122223333", Credentials("a", "b"))
    where = Where("111122223333", region, service)
    with pytest.raises(AskError) as raised:
        list(transport(where, Call(call="ListServices", items="ServiceSummaryList"), {}))
    assert raised.value.failure is failure
    assert (raised.value.code == UNKNOWN_HOST) is (
        failure is Failure.UNREACHABLE and number == socket.EAI_NONAME
    )
