"""An organization as an aggregator and an index of resources hold it, and a scan of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
import yaml
from botocore.validate import ParamValidator
from scanner.collect.aws.accounts import Account, Closed
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.bulk import Look
from scanner.collect.aws.bulk_accounts import Seen, added, not_entered
from scanner.collect.aws.declarations import Call, access, services
from scanner.collect.aws.home import Signed
from scanner.collect.aws.units import Unit
from scanner.collect.aws.walk import Walk
from scanner.collect.live import Live
from scanner.knowledge import load

from tests.collect.aws.answers import Answering
from tests.collect.aws.test_walk import SERVICES
from tests.collect.aws.test_walk import answer as describe

HOME, OTHER = "111122223333", "444455556666"
ITEMS_OF_OTHER = yaml.safe_load(
    (Path(__file__).parent / "bulk" / "items.yaml").read_text()
)["items"]  # fmt: skip
NOW = datetime(2026, 3, 1, 20, tzinfo=UTC)


def refused(_: str) -> Any:
    raise REFUSED


SIGNED = Signed("home:", HOME, access().partitions[0], refused)
SESSION = botocore.session.Session()
REFUSED = AskError(Failure.DENIED, "AccessDenied", "not allowed to assume the role")
OPERATIONS = tuple(
    f"{access().calls[name].service}:{access().calls[name].call}"
    for name in ("aggregators", "aggregated", "aggregated_from", "indexes", "indexed")
)


def item(account: str, region: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"accountId": account, "awsRegion": region, "resourceType": kind, **more}


QUEUE = "AWS::SQS::Queue"
STANDARD = [
    *ITEMS_OF_OTHER,
    *(item(OTHER, "eu-west-1", "AWS::Config::ResourceCompliance") for _ in range(9)),
    *(item(OTHER, "eu-west-1", "AWS::IoT::Policy") for _ in range(3)),
    *(item(HOME, region, "AWS::EC2::VPC") for region in ("us-east-1", "us-west-2")),
    item(HOME, "us-east-1", QUEUE),
    item(HOME, "us-west-2", "AWS::RDS::DBInstance"),
    item(HOME, "us-west-2", "AWS::IoT::Policy"),
]


class Estate:
    """An organization: what describe calls answer in its home, and what an aggregator and an
    index of resources hold of all of it."""

    def __init__(
        self,
        held: Iterable[dict[str, Any]] = STANDARD,
        indexed: Iterable[dict[str, Any]] = (),
        status: Iterable[dict[str, Any]] = (),
        aggregators: Iterable[str] = ("org",),
    ) -> None:
        self.held = list(held)
        self.indexed = list(indexed)
        self.status = list(status)
        self.aggregators = list(aggregators)

    def __call__(self, where: Where, call: Call, given: dict[str, Any]) -> list[dict[str, Any]]:
        model = SESSION.get_service_model(where.service).operation_model(call.call)
        if model.input_shape:
            report = ParamValidator().validate(given, model.input_shape)
            assert not report.has_errors(), report.generate_report()
        match call.call:
            case "DescribeConfigurationAggregators":
                there = self.aggregators if where.region == "eu-west-1" else []
                names = [{"ConfigurationAggregatorName": name} for name in there]
                return [{"ConfigurationAggregators": names}]
            case "DescribeConfigurationAggregatorSourcesStatus":
                return [{"AggregatedSourceStatusList": self.status}]
            case "SelectAggregateResourceConfig":
                return self._selected(given["Expression"], given.get("Limit", 500))
            case "ListIndexes":
                kinds = [{"Region": "eu-west-1", "Type": "LOCAL"}] if self.indexed else []
                whole = [{"Region": "us-east-1", "Type": "AGGREGATOR"}] if self.indexed else []
                return [{"Indexes": [*kinds, *whole]}]
            case "ListResources":
                return [{"Resources": self.indexed if where.region == "us-east-1" else []}]
        return describe(where, call, given)

    def _selected(self, query: str, size: int) -> list[dict[str, Any]]:
        (account,) = re.findall(r"accountId = '(\d+)'", query)
        found = [one for one in self.held if one["accountId"] == account]
        types = re.search(r"resourceType IN \(([^)]*)\)", query)
        if types:
            found = [one for one in found if f"'{one['resourceType']}'" in types[1]]
        by = re.search(r"GROUP BY (\w+)$", query)
        rows: list[Any] = found
        if by:
            counts = Counter(one[by[1]] for one in found)
            rows = [{by[1]: name, "COUNT(*)": n} for name, n in sorted(counts.items())]
        texts = [json.dumps(row) for row in rows]
        pages = [texts[start : start + size] for start in range(0, len(texts), size)]
        return [{"Results": page} for page in pages or [[]]]


def account(number: str, error: AskError | None = None) -> Account:
    def credentials() -> Any:
        if error:
            raise error

    return Account(number, f"name of {number}", SIGNED.partition, credentials, SIGNED)


BOTH = (account(HOME), account(OTHER, REFUSED))


def scanned(
    asking: Answering, *accounts: Account | Closed, now: datetime = NOW, bulk: str = "auto"
) -> list[Unit]:
    """The units of a scan, as `collect` puts it together."""
    units: list[Unit] = []
    seen = Seen()
    record = seen.noting(units.append)
    chosen = list(accounts or BOTH)
    look = Look(asking, load(), [a for a in chosen if isinstance(a, Account)])  # type: ignore[arg-type]
    if bulk == "only":
        for one in chosen:
            record(not_entered(one.id, one.name))
        chosen = []
    walk = Walk(asking, SERVICES, Live(threads=4), record, lambda _: None, (), look.used)  # type: ignore[arg-type]
    assert walk.run(chosen)
    for unit in added(look, asking, seen, load(), services(), now):  # type: ignore[arg-type]
        record(unit)
    return units
