"""Replies of a synthetic organization, made from the SDK's own models, in the API's own protocols.

Every operation that botocore knows has one: each list in an answer holds the items of one kind,
each member of an item has a value that its name and shape suggest, and a name holds its number
(`-n0007`), so that whoever asks for an item by its name gets that item, and a reference in one
answer is the id in another. An answer is written once, and then only the account and the region
are put in.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import botocore.session
from botocore.model import OperationModel, Shape
from moto.core.model import ServiceModel
from moto.core.serialize import get_serializer_class
from scanner.collect.aws.declarations import services

ACCOUNT = "999999999999"
"""What stands for the account in a written answer."""
REGION = "zz-region-0"
PAGE = 100
CHILDREN = 2
"""Items of an answer about one item: the services of a cluster, the rules of a listener."""
MOST_DEPTH = 5
WHEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
GOOD = ("active", "available", "running", "enabled", "in_use", "in-use", "deployed", "issued")
NUMBER = re.compile(rb"-n(\d{4,6})(?!\d)")
TOKEN = re.compile(rb"page-(\d{4})")
LEFT_OUT = re.compile(r"(?i)errors?$|fail|unprocessed|^resultmetadata$|exception|deleted|warning")
TURNING = re.compile(r"(?i)token|marker|^position$|^last|^next")
"""Members that say that there is another page."""
ALIASES = {"subnetidentifier": "subnetid", "vpcsecuritygroupid": "groupid"}
CBOR = "smithy-rpc-v2-cbor"


@dataclass(frozen=True)
class Written:
    """An answer without what differs between accounts."""

    status: int
    headers: bytes
    body: bytes

    def bytes_for(self, account: str, region: str) -> bytes:
        """The whole response."""
        body = self.body.replace(ACCOUNT.encode(), account.encode())
        body = body.replace(REGION.encode(), region.encode())
        return b"HTTP/1.1 %d OK\r\n%sContent-Length: %d\r\n\r\n%s" % (
            self.status, self.headers, len(body), body,
        )  # fmt: skip


@dataclass(eq=False)
class Replies:
    """Answers of every operation; `each` items of a kind in a region that is in use."""

    each: int
    share: float
    """Of the services that have items at all; the others answer that there is nothing."""
    address: str
    known: dict[tuple[Any, ...], Written] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Which services are in use: those that most types of resources are read from."""
        self._session = botocore.session.Session()
        declared = services()
        ranked = sorted(declared, key=lambda name: -len(declared[name].resources))
        in_use = {declared[name].service for name in ranked[: round(self.share * len(ranked))]}
        self.empty = {one.service for one in declared.values()} - in_use
        self.batches = {
            (one.service, step.call)
            for one in declared.values()
            for step in one.steps.values()
            if step.batch
        }

    @lru_cache(maxsize=512)  # noqa: B019 - one a process
    def model(self, service: str) -> ServiceModel:
        """The SDK's model of a service."""
        return ServiceModel(
            self._session.get_component("data_loader").load_service_model(service, "service-2"),
            service,
        )

    def of(
        self, service: str, operation: str, region: str, asked: bytes, *, empty: bool
    ) -> Written:
        """The answer to a request whose path and body are `asked`."""
        empty = empty or service in self.empty
        protocol = self.model(service).resolved_protocol
        numbers = () if empty else tuple(sorted(set(NUMBER.findall(asked))))
        page = TOKEN.search(asked)
        number = int(page[1]) if page else 0
        # lengths are written out in this one, so that nothing can be put in later
        place = region if protocol == CBOR else REGION
        key = service, operation, place, numbers, number, empty
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._written(
                service, operation, place, numbers, number, empty
            )
        return found

    def given(self, service: str, operation: str, answer: dict[str, Any]) -> Written:
        """An answer that is given, as the operation's protocol writes it."""
        return written(self.model(service).operation_model(operation), answer)

    def _written(
        self, service: str, operation: str, region: str, numbers: tuple[bytes, ...],
        page: int, empty: bool,
    ) -> Written:  # fmt: skip
        model = self.model(service).operation_model(operation)
        if empty or model.output_shape is None:
            return written(model, {})
        longest = max(map(len, numbers), default=0)
        meant = [int(number) for number in numbers if len(number) == longest]
        if not meant:
            wanted = list(range(page * PAGE, min(self.each, (page + 1) * PAGE)))
        elif (service, operation) in self.batches:
            wanted = meant
        else:
            wanted = list(range(meant[0] * 100, meant[0] * 100 + CHILDREN))
        filler = Filler(service, region, self.address, 4 if longest == 0 else 6)
        if meant:
            filler.digits = longest if (service, operation) in self.batches else 6
        own = meant[0] if meant else 0
        answer = filler.answer(model, self._listed(service, model), wanted, own, longest or 4)
        if not meant and (page + 1) * PAGE < self.each:
            answer.update(self._next(service, operation, page + 1))
        return written(model, answer)

    def _listed(self, service: str, model: OperationModel) -> set[tuple[str, ...]]:
        """Where the lists stand that have many items."""
        try:
            keys = self._session.get_paginator_model(service).get_paginator(model.name)
            found = keys.get("result_key", [])
            found = [found] if isinstance(found, str) else found
            paths = {tuple(key.split(".")) for key in found}
        except (ValueError, botocore.exceptions.UnknownServiceError):
            paths = set()
        return paths | {
            (name,) for name, s in model.output_shape.members.items() if s.type_name == "list"
        }

    def _next(self, service: str, operation: str, page: int) -> dict[str, Any]:
        try:
            keys = self._session.get_paginator_model(service).get_paginator(operation)
        except (ValueError, botocore.exceptions.UnknownServiceError):
            return {}
        tokens = keys["output_token"]
        found: dict[str, Any] = {}
        for token in [tokens] if isinstance(tokens, str) else tokens:
            if "." not in token and "[" not in token:
                found[token.split(" || ")[0]] = f"page-{page:04}"
        more = keys.get("more_results", "")
        return {**found, **({more: True} if more and "." not in more else {})}


@dataclass
class Filler:
    """Values for members by their names and shapes."""

    service: str
    region: str
    address: str
    digits: int

    def answer(
        self, model: OperationModel, listed: set[tuple[str, ...]], wanted: list[int], own: int,
        own_digits: int,
    ) -> dict[str, Any]:  # fmt: skip
        """An answer with an item for each number that is `wanted`, and about `own`."""
        return self._structure(model.output_shape, own, 0, (), listed, (wanted, own_digits))

    def _structure(
        self, shape: Any, number: int, depth: int, path: tuple[str, ...],
        listed: set[tuple[str, ...]], wanted: tuple[list[int], int], above: tuple[str, ...] = (),
    ) -> dict[str, Any]:  # fmt: skip
        found: dict[str, Any] = {}
        for name, member in shape.members.items():
            here = (*path, name)
            if LEFT_OUT.search(name) or TURNING.search(name):
                continue
            if here in listed and member.type_name == "list":
                found[name] = [
                    self._value(member.member, name, n, 1, self.digits) for n in wanted[0]
                ]
            elif member.type_name == "structure" and any(
                key[: len(here)] == here for key in listed
            ):
                found[name] = self._structure(member, number, depth, here, listed, wanted)
            else:
                value = self._value(member, name, number, depth, wanted[1], (*above, shape.name))
                if value is not None:
                    found[name] = value
        return found

    def _value(
        self, shape: Shape, name: str, number: int, depth: int, digits: int,
        above: tuple[str, ...] = (),
    ) -> Any:  # fmt: skip
        kind = shape.type_name
        if kind in ("structure", "list", "map") and (depth > MOST_DEPTH or shape.name in above):
            return None
        inner = (*above, shape.name)
        value: Any
        if kind == "structure":
            members = [
                (key, self._value(one, key, number, depth + 1, digits, inner))
                for key, one in shape.members.items()
                if not LEFT_OUT.search(key)
            ]
            kept = {key: value for key, value in members if value is not None}
            if shape.is_tagged_union:
                kept = dict(list(kept.items())[:1])
            return kept or None
        if kind == "list":
            value = self._value(shape.member, name, number, depth + 1, digits, inner)
            return [] if value is None else [value]
        if kind == "map":
            return self._map(shape, number, depth, digits, inner)
        if kind == "string":
            return self._text(shape, name, number, digits)
        plain = {"boolean": False, "timestamp": WHEN, "blob": b"plain"}
        return plain.get(kind, 1 if kind in ("integer", "long", "float", "double") else None)

    def _map(self, shape: Any, number: int, depth: int, digits: int, inner: Any) -> Any:
        keys = [key for key in getattr(shape.key, "enum", []) if key != "All"] or ["LOG_LEVEL"]
        found = {
            key: self._value(shape.value, key, number, depth + 1, digits, inner) for key in keys
        }
        return {key: value for key, value in found.items() if value is not None}

    def _text(self, shape: Any, name: str, number: int, digits: int) -> str:
        enum: list[str] = getattr(shape, "enum", None) or []
        if enum:
            return next((one for one in enum if one.lower() in GOOD), enum[0])
        stem = (
            name.lower()
            if name.lower() not in ("name", "id", "arn", "value")
            else shape.name.lower()
        )
        stem = ALIASES.get(stem, stem).rstrip("s")
        end = f"n{number:0{digits}}"
        known = self._known(stem, number)
        if known is not None:
            return known
        if stem.endswith("arn"):
            own = stem.removesuffix("arn") or self.service
            return f"arn:aws:{self.service}:{self.region}:{ACCOUNT}:{own}/{own}-{end}"
        if stem.endswith("url"):
            return f"{self.address}/{ACCOUNT}/{stem.removesuffix('url')}-{end}"
        if stem.endswith(("endpoint", "dnsname", "address", "domainname")):
            return f"{self.service}-{end}.{ACCOUNT}.{self.region}.example.net"
        if stem.endswith("id"):
            return f"{stem.removesuffix('id')}-{ACCOUNT}-{self.region}-{end}"
        bucket = "bucket" in stem
        return f"{stem}-{ACCOUNT}-{end}" if bucket else f"{stem}-{end}"

    def _known(self, stem: str, number: int) -> str | None:
        if stem in ("availabilityzone", "zonename"):
            return f"{self.region}{'abc'[number % 3]}"
        if stem in ("availabilityzoneid", "zoneid"):
            return f"{self.region}-az{number % 3 + 1}"
        if stem.endswith("region") or stem == "regionname":
            return self.region
        if stem in ("ownerid", "accountid", "awsaccountid", "account"):
            return ACCOUNT
        if stem in ("statu", "state"):
            return "available"
        if "policy" in stem or "document" in stem or stem in ("definition", "pattern"):
            return "{}"
        if "cidr" in stem:
            return f"10.{number % 250}.0.0/16"
        return None


def written(model: OperationModel, answer: dict[str, Any]) -> Written:
    """`answer` in the protocol of its service."""
    service = model.service_model
    protocol = service.resolved_protocol
    if protocol == CBOR:
        headers = b"Content-Type: application/cbor\r\nsmithy-protocol: rpc-v2-cbor\r\n"
        return Written(200, headers, b"".join(cbor(answer)))
    found = get_serializer_class(service.service_name, protocol)(model).serialize(answer)
    body = found["body"]
    if not body and protocol == "rest-xml" and model.output_shape is not None:
        body = f"<{model.output_shape.name}/>"
    lines = "".join(
        f"{name}: {value}\r\n"
        for name, value in found["headers"].items()
        if name.lower() != "content-length"
    )
    return Written(
        found["status_code"],
        lines.encode(),
        body if isinstance(body, bytes) else (body or "").encode(),
    )


# --- errors -----------------------------------------------------------------------------

CODES = {
    "throttled": {
        "ec2": (503, "RequestLimitExceeded"), "query": (400, "Throttling"),
        "rest-json": (429, "TooManyRequestsException"), "rest-xml": (503, "SlowDown"),
        "": (400, "ThrottlingException"),
    },
    "denied": {
        "ec2": (403, "UnauthorizedOperation"), "query": (403, "AccessDenied"),
        "rest-xml": (403, "AccessDenied"), "rest-json": (403, "AccessDeniedException"),
        "": (400, "AccessDeniedException"),
    },
    "expired": {
        "ec2": (400, "RequestExpired"), "query": (403, "ExpiredToken"),
        "rest-xml": (400, "ExpiredToken"), "rest-json": (403, "ExpiredTokenException"),
        "": (400, "ExpiredTokenException"),
    },
}  # fmt: skip


@lru_cache(maxsize=256)
def refused(what: str, protocol: str, service: str) -> Written:
    """An error, as a protocol says it."""
    status, code = CODES[what].get(protocol, CODES[what][""])
    says = f"{what} by the bench"
    if protocol == "ec2":
        inner = f"<Error><Code>{code}</Code><Message>{says}</Message></Error>"
        body = f"<Response><Errors>{inner}</Errors><RequestID>r</RequestID></Response>"
    elif protocol == "rest-xml" and service == "s3":
        body = f"<Error><Code>{code}</Code><Message>{says}</Message></Error>"
    elif protocol in ("query", "rest-xml"):
        inner = f"<Type>Sender</Type><Code>{code}</Code><Message>{says}</Message>"
        body = f"<ErrorResponse><Error>{inner}</Error><RequestId>r</RequestId></ErrorResponse>"
    elif protocol == CBOR:
        headers = b"Content-Type: application/cbor\r\nsmithy-protocol: rpc-v2-cbor\r\n"
        return Written(status, headers, b"".join(cbor({"__type": f"a#{code}", "message": says})))
    else:
        body = f'{{"__type":"{code}","message":"{says}"}}'
        return Written(status, f"x-amzn-ErrorType: {code}\r\n".encode(), body.encode())
    return Written(status, b"Content-Type: text/xml\r\n", body.encode())


# --- CBOR, as far as an answer needs it -------------------------------------------------


def cbor(value: Any) -> Iterator[bytes]:
    """`value` as RFC 8949 writes it."""
    if isinstance(value, bool):
        yield b"\xf5" if value else b"\xf4"
    elif isinstance(value, int):
        yield _head(0, value) if value >= 0 else _head(1, -1 - value)
    elif isinstance(value, float):
        yield b"\xfb" + struct.pack(">d", value)
    elif isinstance(value, datetime):
        yield _head(6, 1) + b"\xfb" + struct.pack(">d", value.timestamp())
    elif isinstance(value, bytes):
        yield _head(2, len(value)) + value
    elif isinstance(value, str):
        encoded = value.encode()
        yield _head(3, len(encoded)) + encoded
    elif isinstance(value, list):
        yield _head(4, len(value))
        for one in value:
            yield from cbor(one)
    else:
        yield _head(5, len(value))
        for key, one in value.items():
            yield from cbor(key)
            yield from cbor(one)


def _head(major: int, size: int) -> bytes:
    if size < 24:
        return bytes([major << 5 | size])
    for sign, width, most in ((24, ">B", 8), (25, ">H", 16), (26, ">I", 32), (27, ">Q", 64)):
        if size < 1 << most:
            return bytes([major << 5 | sign]) + struct.pack(width, size)
    raise ValueError(size)


def chance(*words: str) -> float:
    """A number from 0 to 1 that is the same for the same words."""
    return zlib.crc32("/".join(words).encode()) / 2**32
