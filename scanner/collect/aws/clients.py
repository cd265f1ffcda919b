"""One loader, and one client a service for all accounts and regions.

A client takes ten milliseconds to make and holds its service's whole model, and a connection
takes longer still, so accounts and regions share them: what differs is the signature and the
host. `_Signer` gives each thread the credentials of the account and the region that it asks for,
and botocore's own events hand the region on, before parameters are built and before the host is
worked out. Measured in tests/bench/aws_live.py.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import botocore
import botocore.session
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import UnknownRegionError, UnknownServiceError
from botocore.model import OperationModel
from botocore.paginate import Paginator, PaginatorModel
from botocore.regions import EndpointResolverBuiltins
from botocore.utils import parse_timestamp

from scanner import __version__
from scanner.collect.aws.models import Plain

CONNECTIONS = 8192
TOKENS = (
    ("NextToken", "NextToken"),
    ("nextToken", "nextToken"),
    ("NextMarker", "NextMarker"),
    ("NextMarker", "Marker"),
    ("nextPageToken", "pageToken"),
    ("position", "position"),
)
"""Where answers have the token of the next page -> where it is given back."""


class Clients:
    """The SDK's session, and what is made of it once."""

    def __init__(self, connect_s: float, read_s: float, trial_read_s: float, at_once: int) -> None:
        """Seconds to wait for a connection, and for an answer: also of a region that is tried;
        and how many requests may be under way."""
        _allow_connections()
        self._connect_s, self._read_s, self._trial_read_s = connect_s, read_s, trial_read_s
        self._making = threading.Lock()
        self._clients: dict[tuple[str, str, bool], Any] = {}
        self._partitions: dict[str, str] = {}
        self._paging = threading.Lock()
        self._pages: dict[str, PaginatorModel] = {}
        self._tokens: dict[tuple[str, str], dict[str, Any]] = {}
        self._signer = _Signer()
        self._wire = _Wire(at_once)
        self._session = botocore.session.Session()
        self._session.get_component("data_loader").file_loader = Plain()
        self._session.register_component("credential_provider", _Loading(self._signer))
        parsers = self._session.get_component("response_parser_factory")
        parsers.set_parser_defaults(timestamp_parser=moment)

    def __len__(self) -> int:
        return len(self._clients)

    @contextmanager
    def asking(self, region: str, credentials: Credentials | None) -> Iterator[None]:
        """Within it, this thread's calls go to `region` and are signed with `credentials`."""
        with self._signer.by(credentials, region):
            try:
                yield
            finally:
                self._wire.leave()

    def of(self, service: str, region: str, *, trial: bool = False) -> Any:
        """Made once for all accounts and the regions of a partition, one at a time: making them
        is not safe in threads. Raises BotoCoreError."""
        key = service, self._partition(region), trial
        client = self._clients.get(key)
        if client is None:
            with self._making:
                client = self._clients.get(key) or self._made(service, region, trial=trial)
                self._clients[key] = client
        return client

    def paginator(
        self, client: Any, service: str, operation: str, ask: Callable[..., Any]
    ) -> Paginator:
        """Asks with `ask` for one page after the other. Raises BotoCoreError."""
        shape = client.meta.service_model.operation_model(operation)
        tokens = self._tokens.get((service, operation))
        if tokens is None:
            tokens = self._tokens[service, operation] = self._tokens_of(service, shape)
        return Paginator(ask, tokens, shape)

    def offers(self, service: str, region: str) -> bool:
        """Whether a service is offered in a region, as far as the SDK knows."""
        with self._making:
            partition = self._session.get_partition_for_region(region)
            offered = self._session.get_available_regions(service, partition)
        return not offered or region in offered

    def _made(self, service: str, region: str, *, trial: bool) -> Any:
        client = self._session.create_client(
            service, region_name=region, config=self._config(trial=trial)
        )

        def stays_there(builtins: dict[str, Any], **_: Any) -> None:
            if builtins.get(EndpointResolverBuiltins.SDK_ENDPOINT):
                client.meta.config.inject_host_prefix = False

        events = client.meta.events
        events.register("provide-client-params", self._signer.signs_there)
        events.register("before-endpoint-resolution", self._signer.asks_there)
        events.register("before-endpoint-resolution", stays_there)
        events.register_last("before-send", self._wire.enter)
        events.register_first("before-parse", self._wire.leave)
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
            connect_timeout=self._connect_s,
            read_timeout=self._trial_read_s if trial else self._read_s,
            retries={"mode": "standard", "total_max_attempts": 1},
            max_pool_connections=64,
            account_id_endpoint_mode="disabled",
            # who asks, as the account's own log shows it; the SDK's is worked out for each request
            user_agent=f"cutset/{__version__} Botocore/{botocore.__version__}",
        )

    def _tokens_of(self, service: str, operation: OperationModel) -> dict[str, Any]:
        with self._paging:
            model = self._pages.get(service)
            if model is None:
                model = self._pages[service] = self._page_model(service)
        try:
            found: dict[str, Any] = model.get_paginator(operation.name)
        except ValueError:  # the SDK has no paginator for it; it may have pages all the same
            return tokens_of(operation)
        return found

    def _page_model(self, service: str) -> PaginatorModel:
        try:
            return self._session.get_paginator_model(service)
        except UnknownServiceError:  # it has none at all
            return PaginatorModel({"pagination": {}})


class _Wire:
    """Requests under way: a place from when one is sent until its answer is there. Signing and
    reading the answer take none: they wait for nobody, and to sign may take a call itself."""

    def __init__(self, places: int) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._thread = threading.local()

    def enter(self, **_: Any) -> None:
        """Take a place in this thread's name, as soon as there is one."""
        self._places.acquire()
        self._thread.holds = True

    def leave(self, **_: Any) -> None:
        """Give it back, if this thread has one."""
        if getattr(self._thread, "holds", False):
            self._thread.holds = False
            self._places.release()


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
