"""A provider on loopback: an organization of accounts, with the faults that real ones have.

    python -m tests.bench.aws_server --port 5760 [--accounts N] [--regions N] [--used N] ...
    python -m tests.bench.aws_server --capacity      # how much it can do by itself

It speaks every protocol of the SDK (query, ec2, json, rest-json, rest-xml, cbor) for every
operation that the SDK knows, one process, an answer `--latency` after its request. Who asks is
told by the access key, where by the signature. `GET /-/stats` tells what it was asked.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import botocore.session
from scanner.collect.aws.declarations import access, services

from tests.bench.aws_replies import Replies, Written, chance, refused

MANAGEMENT = 100_000_000_000
REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3",
    "eu-central-1", "eu-north-1", "eu-south-1", "ap-northeast-1", "ap-northeast-2",
    "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ap-south-1", "ca-central-1",
    "sa-east-1", "af-south-1", "me-south-1", "ap-east-1", "eu-central-2", "il-central-1",
)  # fmt: skip
NOT_ENABLED = ("me-central-1", "ap-southeast-4")
SIGNED = re.compile(rb"[Aa]uthorization: \S+ Credential=([^/]+)/\d+/([^/]*)/([^/]+)/aws4_request")
LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: *(\d+)")
TARGET = re.compile(rb"\r\n[Xx]-[Aa]mz-[Tt]arget: *\S*?(\w+)\r\n")
FORM = re.compile(rb"(?:^|&)Action=(\w+)")
VERSION = re.compile(rb"(?:^|&)Version=([\d-]+)")
QUERIED = re.compile(rb"accountId = '(\d{12})'")
RPC = re.compile(rb"/service/\w+/operation/(\w+)")
ORGANIZATION_PAGE = 20
IDLE_S = 1.0
"""Whoever asks nothing for so long does something else."""


@dataclass(frozen=True)
class Faults:
    """What goes wrong."""

    throttled: float = 0.0
    """Share of requests."""
    denied: float = 0.0
    """Share of pairs of an account and an operation."""
    hangs: str = ""
    refuses: str = ""
    closed: int = 0
    """Accounts whose role cannot be assumed."""
    expiring: int = 0
    """Accounts whose credentials are no longer taken after `expires_after` requests."""
    expires_after: int = 60
    brief: int = 0
    """Accounts whose credentials are for so short that the SDK must renew them."""


@dataclass(eq=False)
class Organization:
    """Who there is, and what each is answered."""

    accounts: int
    regions: tuple[str, ...]
    used: int
    """Regions with something in them, in each account."""
    replies: Replies
    faults: Faults
    extra: tuple[str, ...] = ()
    asked: Counter[str] = field(default_factory=Counter)
    by_account: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Which of the SDK's services are asked by which signature."""
        session = botocore.session.Session()
        names = {one.service for one in services().values()}
        names |= {probe.service for probe in (*access().calls.values(), *access().probes)}
        self.by_signature: dict[str, list[str]] = {}
        for name in sorted(names | set(self.extra)):
            meta = session.get_service_model(name).metadata
            signed = str(meta.get("signingName", meta["endpointPrefix"]))
            self.by_signature.setdefault(signed, []).append(name)
        if "s3express" in self.by_signature or "s3" in names:
            self.by_signature["s3express"] = ["s3"]
        self._random = random.Random(5)
        self._names = [str(MANAGEMENT + n) for n in range(self.accounts)]
        self.begin()

    def begin(self) -> None:
        """Count from now on."""
        self.asked.clear()
        self.by_account.clear()
        self.busy_s = self._last = 0.0
        """Time in which requests came, without pauses of a second and more."""
        self._began_s = time.process_time()

    def stats(self) -> dict[str, float]:
        """What was asked, and what it took."""
        cpu_s = time.process_time() - self._began_s
        return {**self.asked, "busy_s": self.busy_s, "cpu_s": cpu_s}

    def answer(self, head: bytes, body: bytes) -> bytes | None:
        """The response; None where there will never be one. Raises ConnectionError."""
        signed = SIGNED.search(head)
        if not signed:
            return b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
        key, region, signer = (part.decode() for part in signed.groups())
        account = key[4:16] if key.startswith("ASIA") else str(MANAGEMENT)
        region = region if region in (*REGIONS, *NOT_ENABLED) else self.regions[0]
        self.asked["requests"] += 1
        now = time.monotonic()
        if 0 < now - self._last < IDLE_S:
            self.busy_s += now - self._last
        self._last = now
        if region == self.faults.hangs:
            self.asked["left hanging"] += 1
            return None
        if region == self.faults.refuses:
            self.asked["broken off"] += 1
            raise ConnectionError(region)
        method, path, _ = head.split(b" ", 2)
        service, operation = self._operation(signer, method, path, head, body)
        self.by_account[account] += 1
        found = self._faulty(service, operation, account)
        if found is None:
            self.asked["answered"] += 1
            found = self._answered(service, operation, account, region, path + b" " + body)
        return found.bytes_for(account, region)

    # --- what is asked --------------------------------------------------------------------

    def _operation(
        self, signer: str, method: bytes, path: bytes, head: bytes, body: bytes
    ) -> tuple[str, str]:
        names = self.by_signature[signer]
        if found := RPC.match(path) or TARGET.search(head):
            operation = found[1].decode()
            return self._having(names, operation), operation
        if found := FORM.search(body):
            version = VERSION.search(body)
            operation = found[1].decode()
            fitting = [n for n in names if version and self._version(n) == version[1].decode()]
            return self._having(fitting or names, operation), operation
        place, _, query = path.decode().partition("?")
        given = parse_qs(query, keep_blank_values=True).keys()
        for verb, pattern, flags, name, operation in self._paths(tuple(names)):
            if verb == method.decode() and pattern.fullmatch(place) and flags <= given:
                return name, operation
        raise LookupError(f"{signer} {method!r} {path!r}")

    def _having(self, names: list[str], operation: str) -> str:
        return next(n for n in names if operation in self.replies.model(n).operation_names)

    @lru_cache(maxsize=64)  # noqa: B019 - one a process
    def _version(self, name: str) -> str:
        return str(self.replies.model(name).metadata["apiVersion"])

    @lru_cache(maxsize=64)  # noqa: B019 - one a process
    def _paths(
        self, names: tuple[str, ...]
    ) -> list[tuple[str, re.Pattern[str], set[str], str, str]]:
        """Method, path, flags in the query, service, operation; the most particular first."""
        found = []
        for name in names:
            model = self.replies.model(name)
            for operation in model.operation_names:
                http = model.operation_model(operation).http
                place, _, query = http.get("requestUri", "/").partition("?")
                flags = set(parse_qs(query, keep_blank_values=True))
                literal = re.sub(r"\{[^}]*\}", "", place)
                pattern = re.sub(
                    r"\\\{[^}]*?(\\\+)?\\\}", lambda m: ".+" if m[1] else "[^/]+", re.escape(place)
                )
                rank = (-len(flags), -len(literal), name, operation)
                matcher = re.compile(pattern + "/?")
                found.append((rank, (http["method"], matcher, flags, name, operation)))
        return [one for _, one in sorted(found, key=lambda pair: pair[0])]

    # --- what is answered -----------------------------------------------------------------

    def _faulty(self, service: str, operation: str, account: str) -> Written | None:
        faults = self.faults
        protocol = str(self.replies.model(service).resolved_protocol)
        number = int(account) - MANAGEMENT
        what = ""
        if self._random.random() < faults.throttled:
            what = "throttled"
        elif operation == access().calls["assume"].call:
            return None
        elif 0 < number <= faults.expiring and self.by_account[account] > faults.expires_after:
            what = "expired"
        elif chance(account, service, operation) < faults.denied and not self._leads(operation):
            what = "denied"
        if not what:
            return None
        self.asked[what] += 1
        return refused(what, protocol, service)

    def _leads(self, operation: str) -> bool:
        return operation in {call.call for call in access().calls.values()}

    def _answered(
        self, service: str, operation: str, account: str, region: str, asked: bytes
    ) -> Written:
        calls = {name: call.call for name, call in access().calls.items()}
        if operation == calls["assume"]:
            return self._assumed(service, asked)
        if operation == calls["identity"]:
            arn = f"arn:aws:iam::{account}:user/bench"
            return self._given(service, operation, Account=account, Arn=arn, UserId="A")
        if operation == calls["organization"]:
            found = re.search(rb"page-(\d+)", asked)
            start = int(found[1]) if found else 0
            names = self._names[start : start + ORGANIZATION_PAGE]
            accounts = [{"Id": n, "Name": f"account-{n}", "Status": "ACTIVE"} for n in names]
            end = start + ORGANIZATION_PAGE
            more = {"NextToken": f"page-{end:04}"} if end < len(self._names) else {}
            return self._given(service, operation, Accounts=accounts, **more)
        if operation == calls["regions"]:
            told = [{"RegionName": r, "OptInStatus": "opt-in-not-required"} for r in self.regions]
            told += [{"RegionName": r, "OptInStatus": "not-opted-in"} for r in NOT_ENABLED]
            return self._given(service, operation, Regions=told)
        if operation == calls["zones"]:
            zones = [
                {"ZoneName": f"{region}{letter}", "ZoneId": f"{region}-az{number}",
                 "RegionName": region, "State": "available", "ZoneType": "availability-zone"}
                for number, letter in enumerate("abc", 1)
            ]  # fmt: skip
            return self._given(service, operation, AvailabilityZones=zones)
        if operation == calls["aggregators"]:
            names = ["organization"] if region == self.regions[0] else []
            told = [{"ConfigurationAggregatorName": name} for name in names]
            return self._given(service, operation, ConfigurationAggregators=told)
        if operation == calls["aggregated"] and (of := QUERIED.search(asked)):
            place = self.regions[self._first(of[1].decode())]
            row = {"resourceType": "AWS::EC2::VPC", "awsRegion": place, "COUNT(*)": 5}
            return self._given(service, operation, Results=[json.dumps(row)])
        return self.replies.of(
            service, operation, region, asked, empty=not self._used(account, region)
        )

    def _used(self, account: str, region: str) -> bool:
        if region not in self.regions:
            return False
        ahead = self.regions.index(region) - self._first(account)
        return ahead % len(self.regions) < self.used

    def _first(self, account: str) -> int:
        """The first of the regions that an account uses."""
        return (int(account) - MANAGEMENT) % len(self.regions)

    def _given(self, service: str, operation: str, **answer: Any) -> Written:
        return self.replies.given(service, operation, answer)

    def _assumed(self, service: str, asked: bytes) -> Written:
        found = re.search(rb"iam%3A%3A(\d{12})", asked)
        account = found[1].decode() if found else str(MANAGEMENT)
        number = int(account) - MANAGEMENT
        last = self.accounts - number
        if last <= self.faults.closed:
            self.asked["roles denied"] += 1
            return refused("denied", "query", service)
        self.asked["roles assumed"] += 1
        brief = last <= self.faults.closed + self.faults.brief
        # the SDK renews what is for less than a quarter of an hour
        lasts = timedelta(minutes=15, seconds=10) if brief else timedelta(hours=1)
        keys = {
            "AccessKeyId": f"ASIA{account}", "SecretAccessKey": "s", "SessionToken": "t",
            "Expiration": datetime.now(UTC) + lasts,
        }  # fmt: skip
        return self._given(service, access().calls["assume"].call, Credentials=keys)


class Connection(asyncio.Protocol):
    """One connection of a client: a request at a time."""

    def __init__(self, organization: Organization, latency_s: float) -> None:
        self._organization = organization
        self._latency_s = latency_s
        self._loop = asyncio.get_running_loop()
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._waiting += data
        while (end := self._waiting.find(b"\r\n\r\n")) >= 0:
            head = self._waiting[: end + 2]
            found = LENGTH.search(head)
            total = end + 4 + (int(found[1]) if found else 0)
            if len(self._waiting) < total:
                return
            body, self._waiting = self._waiting[end + 4 : total], self._waiting[total:]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        organization = self._organization
        if head.startswith(b"GET /-/stats"):
            told = json.dumps(organization.stats()).encode()
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(told), told)
            )
            organization.begin()
            return
        try:
            response = organization.answer(head, body)
        except ConnectionError:
            self._transport.abort()
            return
        except Exception as error:  # the bench must see what it cannot answer
            organization.asked["defects"] += 1
            print(f"{type(error).__name__}: {error} {traceback.format_exc()[-300:]!r}", flush=True)
            response = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
        if response is not None:
            self._loop.call_later(self._latency_s, self._write, response)

    def _write(self, response: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(response)


async def serve(organization: Organization, port: int, latency_s: float) -> None:
    """Until it is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(organization, latency_s), "127.0.0.1", port, backlog=512
    )
    print("ready", flush=True)
    await server.serve_forever()


def parsed(arguments: list[str] | None = None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=5760)
    parser.add_argument("--accounts", type=int, default=100)
    parser.add_argument("--regions", type=int, default=20)
    parser.add_argument("--used", type=int, default=3, help="regions in use in each account")
    parser.add_argument("--each", type=int, default=5, help="items of a kind")
    parser.add_argument("--share", type=float, default=0.4, help="of services in use")
    parser.add_argument("--latency", type=float, default=0.05, help="seconds")
    parser.add_argument("--extra", default="", help="more services of the SDK, with commas")
    for name, default in (("throttled", 0.0), ("denied", 0.0)):
        parser.add_argument(f"--{name}", type=float, default=default)
    for name in ("hangs", "refuses"):
        parser.add_argument(f"--{name}", default="", help="a region")
    for name in ("closed", "expiring", "brief"):
        parser.add_argument(f"--{name}", type=int, default=0, help="accounts")
    return parser.parse_args(arguments)


def organization_of(options: argparse.Namespace) -> Organization:
    """The organization that the command line asks for."""
    faults = Faults(
        options.throttled, options.denied, options.hangs, options.refuses,
        options.closed, options.expiring, brief=options.brief,
    )  # fmt: skip
    replies = Replies(options.each, options.share, f"http://127.0.0.1:{options.port}")
    extra = tuple(filter(None, options.extra.split(",")))
    regions = REGIONS[: options.regions]
    return Organization(options.accounts, regions, options.used, replies, faults, extra)


if __name__ == "__main__":
    chosen = parsed()
    asyncio.run(serve(organization_of(chosen), chosen.port, chosen.latency))
