"""Denying any one operation never improves a cell: what was not answered counts against.

The estate is read once from the moto server, and its answers are kept; each operation that is
declared is then denied in turn, everywhere, and in one region alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from botocore.credentials import Credentials
from scanner.collect.aws.accounts import Account
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Call, Service, access, action_of, services
from scanner.collect.aws.fetch import fetch, items_in
from scanner.collect.aws.inventory import inventory_of
from scanner.collect.aws.transport import Transport
from scanner.collect.aws.units import Unit, gaps_of
from scanner.collect.aws.walk import Walk
from scanner.collect.live import Live
from scanner.config import Config
from scanner.graph import build
from scanner.infer import infer
from scanner.knowledge import load
from scanner.measure import Judgement
from scanner.model import Inventory, Journey, Read

from tests.cells import Cells, better, cells_of
from tests.collect.aws.answers import DENIED, Answering, Page
from tests.collect.aws.conftest import KEYS
from tests.collect.aws.estate import MAIN, REGIONS

PROBING = {f"{probe.service}:{probe.call}" for probe in access().probes}
FINDING = {f"{access().calls[n].service}:{access().calls[n].call}" for n in ("regions", "zones")}
JOURNEYS = (
    Journey(id="shop", needs=("type:aws_lb",)),
    Journey(id="settle", needs=("type:aws_lambda_function",)),
    Journey(id="wallets", needs=("type:aws_db_instance", "type:aws_dynamodb_table")),
)
LOSSES = (
    *(f"aws/region/{region}" for region in REGIONS),
    *(f"aws/service/{REGIONS[0]}/{service}" for service in ("rds", "dynamodb", "sqs", "ec2")),
    "aws/zone/use1-az6",
    "aws/zone/use1-az1",
    "aws/zone/euw1-az3",
    f"aws/account/{MAIN}",
    "provider/aws",
)


def walked(transport: Any, read: dict[str, Service] | None = None, **options: Any) -> list[Unit]:
    """The units of a walk through the first account, in whatever order they came."""
    units: list[Unit] = []
    walk = Walk(
        transport, read or services(), Live(threads=4, **options), units.append, lambda _: None
    )
    walk.run([Account(MAIN, "", access().partitions[0], lambda: None)])  # type: ignore[arg-type,return-value]
    return units


def inventory(units: list[Unit]) -> Inventory:
    return inventory_of(units, load(), services())


class Recorded:
    """What a transport answered, of few regions; what the server lacks has no items."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.requests = 0
        self.pages: dict[str, list[Page]] = {}
        self.answered: set[str] = set()
        """Operations that told of something."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def enter(self, account: str, credentials: Any) -> None:
        """As it is already."""

    def __call__(self, where: Where, call: Call, parameters: Page) -> Iterator[Page]:
        try:
            with self._transport.trial(where):  # once: what the server lacks it lacks again
                found = list(self._transport(where, call, parameters))
        except AskError:
            found = []
        if call.call == access().calls["regions"].call:
            for page in found:
                page["Regions"] = [r for r in page["Regions"] if r["RegionName"] in REGIONS]
        self.pages[_key(where, call, parameters)] = deepcopy(found)
        if any(items_in(call, page) for page in found):
            self.answered.add(f"{where.service}:{call.call}")
        yield from found

    @property
    def services(self) -> dict[str, Service]:
        """The services that told of something."""
        return {name: one for name, one in services().items() if _calls(one) & self.answered}


def _calls(service: Service) -> set[str]:
    return {f"{service.service}:{step.call}" for step in service.steps.values()}


def _key(where: Where, call: Call, parameters: Page) -> str:
    return f"{where} {call.call} {sorted(parameters.items())}"


@pytest.fixture(scope="module")
def recorded(moto: str) -> Recorded:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": moto}.items():
            patch.setenv(name, value)
        transport = Transport(sleep=lambda _: None)
        transport.enter(MAIN, Credentials("testing", "testing"))
        found = Recorded(transport)
        walked(found)
        return found


def answering(pages: dict[str, list[Page]], faults: dict[Any, AskError]) -> Answering:
    return Answering(lambda where, call, given: deepcopy(pages[_key(where, call, given)]), faults)


def _cells(found: Inventory) -> Cells:
    inference = infer(found, load(), Config(journeys=JOURNEYS))
    return cells_of(Judgement(build(inference)), LOSSES)


@pytest.fixture(scope="module")
def whole(recorded: Recorded) -> Cells:
    found = inventory(walked(answering(recorded.pages, {}), recorded.services))
    assert {one.type for one in found.resources} >= {"aws_lb", "aws_db_instance", "aws_sqs_queue"}
    cells = _cells(found)
    assert any(cell.surely > 0 for cell in cells.values())
    assert any(cell.possibly == 0 for cell in cells.values()), "something can get worse"
    return cells


def _better(recorded: Recorded, key: Any, whole: Cells) -> dict[Any, Any]:
    """Cells that denying the operation `key` improves."""
    units = walked(answering(recorded.pages, {key: DENIED}), recorded.services)
    found = inventory(units)
    told = [gap for unit in units for gap in unit.gaps]
    (source,) = found.sources
    if key not in PROBING:
        assert told
        assert source.read is Read.PART
    return better(whole, _cells(found))


@pytest.mark.parametrize("name", sorted(services()))
def test_denying_an_operation_never_improves_a_cell(
    name: str, recorded: Recorded, whole: Cells
) -> None:
    """Of the operations that tell of something in the estate; each everywhere, and in one
    region alone."""
    service = services()[name]
    for operation in sorted(_calls(service) & recorded.answered):
        assert not _better(recorded, operation, whole)
        if service.scope == "regional":
            assert not _better(recorded, (REGIONS[0], operation), whole)


@pytest.mark.parametrize("operation", sorted(PROBING | FINDING))
def test_nor_does_denying_what_finds_regions(
    operation: str, recorded: Recorded, whole: Cells
) -> None:
    assert not _better(recorded, operation, whole)


@pytest.mark.parametrize("name", sorted(services()))
def test_every_operation_that_is_denied_is_told(name: str) -> None:
    """With the line that the policy lacks; and nothing is left out in silence."""
    service = services()[name]
    where = Where(MAIN, REGIONS[0], service.service)
    for key, step in service.steps.items():
        if step.each:
            continue  # nobody knows of what it would be asked
        asking = Answering(lambda *_: [{}], {f"{service.service}:{step.call}": DENIED})
        unread = fetch(service, where, asking).unread
        assert key in {one.step for one in unread}
        for gap in gaps_of(service, name, where, unread):
            assert all(f'"{action}"' in gap.reason for action in action_of(_prefix(service), step))


def _prefix(service: Service) -> str:
    return service.prefix or service.service


def test_a_denied_operation_is_told_with_the_line_that_allows_it(
    recorded: Recorded,
) -> None:
    units = walked(
        answering(recorded.pages, {"elbv2:DescribeTargetHealth": DENIED}), recorded.services
    )
    gaps = [gap for unit in units for gap in unit.gaps]
    assert len(gaps) == len(REGIONS)
    for gap in gaps:
        assert '"elasticloadbalancing:DescribeTargetHealth"' in gap.reason
        assert "scan policy aws" in gap.reason
        assert str(gap.origin).startswith("elbv2:DescribeTargetHealth")


def test_one_region_that_is_denied_leaves_the_other_as_it_was(
    recorded: Recorded,
) -> None:
    transport = answering(recorded.pages, {(REGIONS[0], "rds:DescribeDBInstances"): DENIED})
    cells = _cells_of_region(inventory(walked(transport, recorded.services)), REGIONS[1])
    before = _cells_of_region(
        inventory(walked(answering(recorded.pages, {}), recorded.services)), REGIONS[1]
    )
    assert cells == before


def _cells_of_region(found: Inventory, region: str) -> Cells:
    lambdas = [
        r.id for r in found.resources if r.type == "aws_lambda_function" and r.region == region
    ]
    journey = Journey(id="settle", needs=tuple(lambdas))
    judgement = Judgement(build(infer(found, load(), Config(journeys=(journey,)))))
    return cells_of(judgement, (f"aws/region/{one}" for one in REGIONS))


def test_throttling_to_exhaustion_is_a_gap(recorded: Recorded) -> None:
    fault = AskError(Failure.THROTTLED, "Code", "words")
    units = walked(answering(recorded.pages, {"sqs:GetQueueAttributes": fault}), recorded.services)
    reasons = [gap.reason for unit in units for gap in unit.gaps]
    assert len(reasons) == len(REGIONS)
    assert all("--max-requests-per-second" in reason for reason in reasons)


class Ending(Answering):
    """Credentials that end after so many calls."""

    def __init__(self, pages: dict[str, list[Page]], after: int) -> None:
        super().__init__(lambda where, call, given: deepcopy(pages[_key(where, call, given)]))
        self._after = after

    def __call__(self, where: Where, call: Call, parameters: Page) -> Iterator[Page]:
        if len(self.asked) >= self._after:
            raise AskError(Failure.EXPIRED, "ExpiredToken", "the security token is expired")
        yield from super().__call__(where, call, parameters)


@pytest.mark.parametrize("percent", [0, 1, 3, 10, 25, 40, 55, 70, 85, 95, 99])
def test_credentials_that_end_never_improve_a_cell(
    percent: int, recorded: Recorded, whole: Cells
) -> None:
    asking = answering(recorded.pages, {})
    walked(asking, recorded.services)
    after = len(asking.asked) * percent // 100
    units = walked(Ending(recorded.pages, after), recorded.services)
    found = inventory(units)
    told = [gap for gap in found.gaps if "ExpiredToken" in gap.reason]
    assert [gap.subject for gap in told] == [MAIN]
    cells = _cells(found)
    assert cells.keys() == whole.keys() or not found.resources
    assert not better({key: cell for key, cell in whole.items() if key in cells}, cells)
