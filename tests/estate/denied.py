"""Whether denying an operation ever makes a cell of Heron's table better.

    python -m tests.estate.denied http://127.0.0.1:5555 [service:Operation ...]

The estate is asked once; then each operation is denied in turn, in every account and region, and
what the others answered is judged. All of them take some minutes of processor time.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Call, services
from scanner.measure import cells
from scanner.model import Data, State
from scanner.pipeline import Request, scan

from tests.estate.build import Built, build
from tests.estate.compared import SAMPLE
from tests.estate.live import Corrected, read, write
from tests.estate.overlay import Overlay

Key = tuple[str, str, str, str, str]
Cells = dict[tuple[str, str, str], "Worst"]
"""Journey, domain and instant -> the worst that is possible."""
SHARED = {"region", "zone", "account", "service", "provider", "vendor", "control-plane"}
"""Kinds of domains that are called the same, whatever was read."""


class Worst(NamedTuple):
    """The worst that is possible: of the journey, and of its data."""

    state: State = State.OK
    data_lost: bool = False

    def better_than(self, other: Worst) -> bool:
        """Whether either is better."""
        return self.state < other.state or self.data_lost < other.data_lost

    def __str__(self) -> str:
        return f"{self.state.word}, data {'perhaps lost' if self.data_lost else 'kept'}"


class Remembering(Corrected):
    """Asks for everything once; `denied` is what it is not allowed to ask."""

    def __init__(self, overlay: Overlay) -> None:
        super().__init__(overlay)
        self.denied = ""
        self._answers: dict[Key, list[dict[str, Any]]] = {}
        self._errors: dict[Key, AskError] = {}
        self._adding = threading.Lock()

    def __call__(
        self, where: Where, call: Call, parameters: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """The pages of the answer, as they were the first time."""
        if f"{where.service}:{call.call}" == self.denied:
            raise AskError(Failure.DENIED, "AccessDenied", "denied by the test")
        asked = repr(sorted(parameters.items(), key=str))
        key = (where.account, where.region, where.service, call.call, asked)
        if key not in self._answers:
            pages: list[dict[str, Any]] = []
            try:
                pages.extend(super().__call__(where, call, parameters))
            except AskError as error:
                self._errors[key] = error
            with self._adding:
                self._answers[key] = pages
        yield from deepcopy(self._answers[key])
        if key in self._errors:
            raise self._errors[key]


def operations() -> list[str]:
    """All that are declared."""
    return sorted(
        {f"{s.service}:{step.call}" for s in services().values() for step in s.steps.values()}
    )


def judged(built: Built, transport: Remembering, folder: Path, denied: str = "") -> Cells:
    """The cells of what can be read where an operation is denied."""
    file = folder / "heron.snapshot"
    transport.denied = denied
    try:
        write(read(built, transport), file)
    finally:
        transport.denied = ""
    found = scan(Request(inventories=(file,), config=SAMPLE / "cutset.yaml"))
    return {
        (cell.journey, cell.domain.id, str(cell.at)): Worst(
            State[cell.possibly.upper()], cell.data is not Data.KEPT
        )
        for cell in cells(found.judgement)
        if cell.domain.kind in SHARED
    }


def improved(before: Cells, after: Cells) -> list[str]:
    """Cells that are better than before. A domain that nothing names any more has no cells: the
    table says nothing of it."""
    known = {domain for _, domain, _ in after}
    return [
        f"{journey}, {domain}, {at}: {now} (was {was})"
        for (journey, domain, at), was in before.items()
        if domain in known and (now := after.get((journey, domain, at), Worst())).better_than(was)
    ]


def main(endpoint: str, asked: list[str]) -> int:
    """Deny each, and tell what is better then."""
    built = build(endpoint)
    transport = Remembering(Overlay(built))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        before = judged(built, transport, Path(folder))
        for operation in asked or operations():
            for line in improved(before, judged(built, transport, Path(folder), operation)):
                print(f"{operation} denied: {line}")
                failed += 1
    print(f"{len(asked or operations())} operations denied, {failed} cells better")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
