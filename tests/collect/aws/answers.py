"""Answers of the provider without the provider: what a test gives takes the network's place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Call

RECORDED = Path(__file__).parent / "recorded"
Page = dict[str, Any]
DENIED = AskError(Failure.DENIED, "AccessDenied", "no identity-based policy allows it")


@dataclass
class Answering:
    """Answers like `scanner.collect.aws.transport.Transport`, by `answer`, and keeps what it was
    asked; `faults` are raised instead, by operation, or by account, region and operation."""

    answer: Callable[[Where, Call, Page], list[Page]]
    faults: dict[Any, AskError] = field(default_factory=dict)
    asked: list[tuple[Where, str, Page]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    entered: dict[str, Any] = field(default_factory=dict)

    def __call__(self, where: Where, call: Call, parameters: Page) -> Iterator[Page]:
        operation = f"{where.service}:{call.call}"
        self.asked.append((where, call.call, parameters))
        if self.stopped.is_set():
            raise AskError(Failure.STOPPED, "Stopped", "the scan was interrupted")
        for key in (operation, (where.region, operation), where.region, (where.account, operation)):
            if key in self.faults:
                raise self.faults[key]
        yield from self.answer(where, call, parameters)

    @property
    def requests(self) -> int:
        return len(self.asked)

    def enter(self, account: str, credentials: Any) -> None:
        self.entered[account] = credentials

    @contextmanager
    def trial(self, where: Where) -> Iterator[None]:
        yield


@dataclass(frozen=True)
class Recording:
    """A file of `recorded/`: answers, and the resources that they mean."""

    name: str
    service: str
    account: str
    region: str
    zones: dict[str, str]
    answers: dict[str, Any]
    faults: dict[str, str]
    resources: list[dict[str, Any]]
    gaps: list[dict[str, Any]]

    @property
    def asking(self) -> Answering:
        """What answers with this recording."""
        faults = {
            operation: AskError(Failure.DENIED, code, "as recorded")
            for operation, code in self.faults.items()
        }
        return Answering(lambda _, call, given: recorded(self.answers, call.call, given), faults)


def recorded(answers: dict[str, Any], operation: str, given: Page) -> list[Page]:
    """The pages for an operation: one page, or `pages`, or a list of them by what is `given`."""
    found = answers[operation]
    for one in found if isinstance(found, list) else [{"given": {}, "page": found}]:
        if all(given.get(name) == value for name, value in one["given"].items()):
            return deepcopy(one["page"].get("pages") or [one["page"]])
    raise AskError(Failure.REFUSED, "NotRecorded", f"{operation} {given}")


def recordings() -> list[Recording]:
    """Every recording; its file is `<service>.yaml`, or `<service>.<what>.yaml`."""
    found = []
    for path in sorted(RECORDED.glob("*.yaml")):
        content = yaml.safe_load(path.read_text())
        found.append(
            Recording(
                name=path.stem,
                service=path.stem.partition(".")[0],
                account=content.get("account", "111122223333"),
                region=content.get("region", "us-east-1"),
                zones=content.get("zones", {}),
                answers=content.get("answers", {}),
                faults=content.get("faults", {}),
                resources=content.get("resources", []),
                gaps=content.get("gaps", []),
            )
        )
    return found
