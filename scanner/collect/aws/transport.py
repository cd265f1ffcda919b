"""Asking through botocore: one loader, and one client a service for all accounts and regions.

A client takes ten milliseconds to make and holds its service's whole model, and a connection
takes longer still, so accounts and regions share them: what differs is the signature and the
host. `_Signer` gives each thread the credentials of the account and the region that it asks for,
and botocore's own events hand the region on, before parameters are built and before the host is
worked out. Measured in tests/bench/aws_live.py. Retries are therefore our own, paced apart for
each account, region and service as botocore's adaptive mode paces a client: throttling of one
never slows another, nor spends another's retries.
"""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import botocore
import botocore.session
from botocore import xform_name
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    UnknownRegionError,
    UnknownServiceError,
)
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.model import OperationModel
from botocore.paginate import Paginator, PaginatorModel
from botocore.parsers import ResponseParserError
from botocore.regions import EndpointResolverBuiltins
from botocore.utils import parse_timestamp

from scanner import __version__
from scanner.collect.aws.asking import UNKNOWN_HOST, AskError, Failure, Where, failure_of
from scanner.collect.aws.declarations import Call

MOST_TRIES = {Failure.THROTTLED: 8, Failure.FAULTY: 3, Failure.UNREACHABLE: 2}
FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 10.0
CONNECTIONS = 8192
MOST_PAGES = 10_000
"""Of one call; a longer answer is told as not read wholly."""
TOKENS = (
    ("NextToken", "NextToken"),
    ("nextToken", "nextToken"),
    ("NextMarker", "NextMarker"),
    ("NextMarker", "Marker"),
    ("nextPageToken", "pageToken"),
    ("position", "position"),
)
"""Where answers have the token of the next page -> where it is given back."""


class Bucket:
    """At most so many requests a second, in all threads together."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap_s = 1 / rate if rate > 0 else 0.0
        self._clock = clock
        self._next = 0.0
        self._lock = threading.Lock()

    def wait_s(self) -> float:
        """Take a place: how long to wait for it, in seconds."""
        if not self._gap_s:
            return 0.0
        with self._lock:
            now = self._clock()
            place = max(now, self._next)
            self._next = place + self._gap_s
        return place - now


@dataclass
class Pace:
    """How long one account waits between two calls of one service in one region."""

    wait_s: float = 0.0

    def throttled(self) -> None:
        """Slower: twice the wait."""
        self.wait_s = min(max(2 * self.wait_s, FIRST_WAIT_S), LONGEST_WAIT_S)

    def answered(self) -> None:
        """Faster again, a little with each answer."""
        self.wait_s = self.wait_s * 0.8 if self.wait_s > 0.01 else 0.0


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
        """Share the loader, and give every client credentials that follow the thread."""
        _allow_connections()
        self._bucket = Bucket(self.requests_per_second)
        self._room = threading.BoundedSemaphore(self.at_once)
        self._making = threading.Lock()
        self._counting = threading.Lock()
        self._clients: dict[tuple[str, str, bool], Any] = {}
        self._partitions: dict[str, str] = {}
        self._pages: dict[str, Any] = {}
        self._paces: dict[Where, Pace] = defaultdict(Pace)
        self._credentials: dict[str, Credentials] = {}
        self._signer = _Signer()
        self._session = botocore.session.Session()
        self._session.register_component("credential_provider", _Loading(self._signer))
        parsers = self._session.get_component("response_parser_factory")
        parsers.set_parser_defaults(timestamp_parser=moment)
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
            client = self._client(where)
            operation = getattr(client, xform_name(call.call))

            def asked(**given: Any) -> dict[str, Any]:
                return self._tried(where, lambda: operation(**given))

            for number, page in enumerate(
                self._paginator(client, where.service, call, asked).paginate(**parameters)
            ):
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
                credentials = self._credentials.get(where.account)
                with self._room, self._signer.by(credentials, where.region):
                    answer = ask()
            except (ClientError, BotoCoreError, ResponseParserError) as error:
                failed = _failed(error)
                if failed.failure is Failure.UNREACHABLE and _has_no_host(error):
                    if self._is_absent(where):
                        says = "no such host, and the SDK knows of none in that region"
                        raise AskError(Failure.ABSENT, type(error).__name__, says) from error
                    failed = AskError(failed.failure, UNKNOWN_HOST, failed.says)
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
            longest = min(FIRST_WAIT_S * 2 ** sum(tries.values()), LONGEST_WAIT_S)
            self._wait(random.uniform(0, longest))  # noqa: S311 - jitter, not a secret

    def _is_absent(self, where: Where) -> bool:
        """Whether a service whose host has no name is not offered in the region. The name not
        being known alone may be a fault of the resolver, and the SDK's list alone may be old."""
        with self._making:
            partition = self._session.get_partition_for_region(where.region)
            offered = self._session.get_available_regions(where.service, partition)
        return bool(offered) and where.region not in offered

    def _wait(self, wait_s: float) -> None:
        if wait_s > 0:
            self.sleep(wait_s)

    # --- clients --------------------------------------------------------------------------

    def _client(self, where: Where) -> Any:
        """Made once for all accounts and the regions of a partition, one at a time: making them
        is not safe in threads."""
        trial = where in self._trials
        key = where.service, self._partition(where.region), trial
        client = self._clients.get(key)
        if client is None:
            with self._making:
                client = self._clients.get(key) or self._made(where, trial=trial)
                self._clients[key] = client
        return client

    def _made(self, where: Where, *, trial: bool) -> Any:
        client = self._session.create_client(
            where.service, region_name=where.region, config=self._config(trial=trial)
        )
        client.meta.events.register("provide-client-params", self._signer.signs_there)
        client.meta.events.register("before-endpoint-resolution", self._signer.asks_there)
        return client

    def _partition(self, region: str) -> str:
        if region not in self._partitions:
            try:
                self._partitions[region] = self._session.get_partition_for_region(region)
            except UnknownRegionError:
                self._partitions[region] = region
        return self._partitions[region]

    def _config(self, *, trial: bool) -> Config:
        return Config(
            connect_timeout=self.connect_s,
            read_timeout=self.trial_read_s if trial else self.read_s,
            retries={"mode": "standard", "total_max_attempts": 1},
            max_pool_connections=64,
            account_id_endpoint_mode="disabled",
            # who asks, as the account's own log shows it; the SDK's is worked out for each request
            user_agent=f"cutset/{__version__} Botocore/{botocore.__version__}",
        )

    def _paginator(
        self, client: Any, service: str, call: Call, asked: Callable[..., Any]
    ) -> Paginator:
        with self._making:
            model = self._pages.get(service)
            if model is None:
                model = self._pages[service] = self._page_model(service)
            shape = client.meta.service_model.operation_model(call.call)
            try:
                config = model.get_paginator(call.call)
            except ValueError:  # the SDK has no paginator for it; it may have pages all the same
                config = tokens_of(shape)
            return Paginator(asked, config, shape)

    def _page_model(self, service: str) -> PaginatorModel:
        try:
            return self._session.get_paginator_model(service)
        except UnknownServiceError:  # it has none at all
            return PaginatorModel({"pagination": {}})


def _allow_connections() -> None:
    """Let this process keep a connection to each host of each service: where it is allowed a few
    hundred files only, the next host would look as if it did not answer."""
    try:
        import resource  # not on every system
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS if hard == resource.RLIM_INFINITY else min(CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def moment(value: Any) -> datetime:
    """A time as an answer writes it. In UTC, and not in the zone of the machine that asks; a form
    that Python reads itself takes a hundredth of the SDK's time."""
    if isinstance(value, str) and value[4:5] == "-":
        with suppress(ValueError):
            plain = datetime.fromisoformat(value)
            if plain.tzinfo:
                return plain
    found: datetime = parse_timestamp(value)
    return found.astimezone(UTC) if found.tzinfo else found


def tokens_of(operation: OperationModel) -> dict[str, Any]:
    """How an operation is asked for its next page, for want of a paginator: it takes a token under
    the name, or a name like it, under which it gives one. One page where it does not."""
    given = operation.input_shape.members if operation.input_shape else {}
    told = operation.output_shape.members if operation.output_shape else {}
    pair = next(
        ((there, here) for there, here in TOKENS if there in told and here in given),
        ("_none", "_none"),
    )
    return {"output_token": pair[0], "input_token": pair[1], "result_key": "_none"}


def _has_no_host(error: Exception) -> bool:
    """Whether the resolver says that there is no such name."""
    cause = getattr(error, "kwargs", {}).get("error")
    while cause is not None and not isinstance(cause, socket.gaierror):
        cause = cause.__cause__
    return cause is not None and cause.errno == socket.EAI_NONAME


def _failed(error: Exception) -> AskError:
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


class _Signer(Credentials):  # type: ignore[misc]
    """The credentials of whatever account the thread is asking for, and the region."""

    def __init__(self) -> None:
        self._thread = threading.local()
        self.method = "cutset"
        self.account_id = None

    @contextmanager
    def by(self, credentials: Credentials | None, region: str) -> Iterator[None]:
        """Ask `region` in this thread, and sign with `credentials`."""
        before = getattr(self._thread, "credentials", None), getattr(self._thread, "region", "")
        self._thread.credentials, self._thread.region = credentials, region
        try:
            yield
        finally:
            self._thread.credentials, self._thread.region = before

    def signs_there(self, context: dict[str, Any], **_: Any) -> None:
        """Sign for this thread's region, where the service's own rules name no other."""
        context["client_region"] = self._thread.region
        context.setdefault("signing", {})["region"] = self._thread.region

    def asks_there(self, builtins: dict[str, Any], **_: Any) -> None:
        """Work out the host for this thread's region."""
        builtins[EndpointResolverBuiltins.AWS_REGION] = self._thread.region

    def get_frozen_credentials(self) -> ReadOnlyCredentials | None:
        """Those of this thread, refreshed where they are about to expire."""
        current = getattr(self._thread, "credentials", None)
        return current.get_frozen_credentials() if current else None

    def get_deferred_property(self, property_name: str) -> Callable[[], Any]:
        """Of credentials that are known only when something is asked."""
        return lambda: getattr(self.get_frozen_credentials(), property_name, None)


class _Loading:
    """Where botocore asks for credentials."""

    def __init__(self, signer: _Signer) -> None:
        self._signer = signer

    def load_credentials(self) -> Credentials:
        """The same for every client."""
        return self._signer
