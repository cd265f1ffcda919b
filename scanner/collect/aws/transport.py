"""Asking: pages, retries, and what went wrong in our own words.

Retries are our own, paced apart for each account, region and service: throttling of one never
slows another, nor spends another's retries.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore import xform_name
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError

from scanner.collect.aws.asking import UNKNOWN_HOST, AskError, Failure, Where, failure_of
from scanner.collect.aws.clients import Clients
from scanner.collect.aws.declarations import Call
from scanner.collect.aws.pacing import MOST_TRIES, Bucket, Pace, wait_again_s

MOST_PAGES = 10_000
"""Of one call; a longer answer is told as not read wholly."""


@dataclass
class Transport:
    """Answers `Ask` with the provider's own interface."""

    requests_per_second: float = 0.0
    """Over all accounts; 0 for no limit."""
    at_once: int = 32
    """Requests under way; whoever waits before trying again takes no place."""
    connect_s: float = 3.0
    read_s: float = 20.0
    trial_read_s: float = 7.0
    """With the time to connect, what a region that hangs may cost."""
    sleep: Callable[[float], None] = time.sleep
    requests: int = 0
    """Made so far, retries included."""
    throttled: int = 0
    """Of those, how many were told to come back later."""
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Nothing is asked yet."""
        self._clients = Clients(self.connect_s, self.read_s, self.trial_read_s, self.at_once)
        self._bucket = Bucket(self.requests_per_second)
        self._counting = threading.Lock()
        self._paces: dict[Where, Pace] = defaultdict(Pace)
        self._credentials: dict[str, Credentials] = {}
        self._trials: set[Where] = set()

    def enter(self, account: str, credentials: Credentials) -> None:
        """Calls for `account` are signed with these from now on."""
        self._credentials[account] = credentials

    def leave(self, account: str) -> None:
        """Forget the credentials of `account`."""
        self._credentials.pop(account, None)

    @contextmanager
    def trial(self, where: Where) -> Iterator[None]:
        """Calls of `where` meanwhile are tried once, and soon given up."""
        self._trials.add(where)
        try:
            yield
        finally:
            self._trials.discard(where)

    def __call__(
        self, where: Where, call: Call, parameters: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """The pages of the answer. Raises AskError."""
        try:
            clients = self._clients
            client = clients.of(where.service, where.region, trial=where in self._trials)
            operation = getattr(client, xform_name(call.call))

            def asked(**given: Any) -> dict[str, Any]:
                return self._tried(where, lambda: operation(**given))

            pages = clients.paginator(client, where.service, call.call, asked)
            for number, page in enumerate(pages.paginate(**parameters)):
                if number >= MOST_PAGES:
                    raise AskError(Failure.REFUSED, "TooMany", f"more than {MOST_PAGES:,} pages")
                yield page
        except BotoCoreError as error:  # before anything was sent
            raise AskError(Failure.REFUSED, type(error).__name__, str(error)) from error
        except AttributeError as error:
            says = "the installed SDK does not know it: upgrade boto3"
            raise AskError(Failure.REFUSED, "UnknownOperation", says) from error

    # --- one request ----------------------------------------------------------------------

    def _tried(self, where: Where, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        pace = self._paces[where]
        tries: dict[Failure, int] = defaultdict(int)
        while True:
            if self.stopped.is_set():
                raise AskError(Failure.STOPPED, "Stopped", "the scan was interrupted")
            self._wait(pace.wait_s + self._bucket.wait_s())
            with self._counting:
                self.requests += 1
            try:
                with self._clients.asking(where.region, self._credentials.get(where.account)):
                    answer = ask()
            except (ClientError, BotoCoreError, ResponseParserError) as error:
                failed = self._failed(where, error)
            else:
                pace.answered()
                return answer
            tries[failed.failure] += 1
            most = 1 if where in self._trials else MOST_TRIES.get(failed.failure, 1)
            if failed.failure is Failure.THROTTLED:
                most = MOST_TRIES[Failure.THROTTLED]
                pace.throttled()
                with self._counting:
                    self.throttled += 1
            if tries[failed.failure] >= most:
                raise failed
            self._wait(wait_again_s(sum(tries.values())))

    def _failed(self, where: Where, error: Exception) -> AskError:
        failed = _told(error)
        if failed.failure is not Failure.UNREACHABLE or not _has_no_host(error):
            return failed
        # that alone may be a fault of the resolver, and the SDK's list alone may be old
        if self._clients.offers(where.service, where.region):
            return AskError(failed.failure, UNKNOWN_HOST, failed.says)
        says = "no such host, and the SDK knows of none in that region"
        return AskError(Failure.ABSENT, failed.code, says)

    def _wait(self, wait_s: float) -> None:
        if wait_s > 0:
            self.sleep(wait_s)


def _has_no_host(error: Exception) -> bool:
    """Whether the resolver says that there is no such name."""
    cause = getattr(error, "kwargs", {}).get("error")
    while cause is not None and not isinstance(cause, socket.gaierror):
        cause = cause.__cause__
    return cause is not None and cause.errno == socket.EAI_NONAME


def _told(error: Exception) -> AskError:
    if isinstance(error, ClientError):
        told = error.response.get("Error", {})
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        code = str(told.get("Code", ""))
        return AskError(failure_of(code, status), code, str(told.get("Message", "")))
    if isinstance(error, HTTPClientError | NoConnectionError):
        return AskError(Failure.UNREACHABLE, type(error).__name__, str(error))
    if isinstance(error, ResponseParserError):
        return AskError(Failure.FAULTY, type(error).__name__, str(error))
    name = type(error).__name__
    expired = "Credential" in name or "Token" in name
    return AskError(Failure.EXPIRED if expired else Failure.REFUSED, name, str(error))
