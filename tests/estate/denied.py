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
from typing import Any

from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Call, services
from scanner.measure import Judgement
from scanner.pipeline import Request, scan

from tests.cells import better, cells_of
from tests.estate.build import Built, build
from tests.estate.compared import SAMPLE
from tests.estate.live import Corrected, read, write
from tests.estate.overlay import Overlay

Key = tuple[str, str, str, str, str]
SHARED = {"region", "zone", "account", "service", "provider", "vendor", "control-plane"}
"""Kinds of domains that are called the same, whatever was read."""


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


def read_without(built: Built, transport: Remembering, folder: Path, denied: str = "") -> Judgement:
    """What can be said where an operation is denied."""
    file = folder / "heron.snapshot"
    transport.denied = denied
    try:
        write(read(built, transport), file)
    finally:
        transport.denied = ""
    return scan(Request(inventories=(file,), config=SAMPLE / "cutset.yaml")).judgement


def shared_losses(judgement: Judgement) -> list[str]:
    """Losses that are called the same, whatever was read."""
    return [scenario.id for scenario in judgement.scenarios if scenario.kind in SHARED]


def main(endpoint: str, asked: list[str]) -> int:
    """Deny each, and tell what is better then."""
    built = build(endpoint)
    transport = Remembering(Overlay(built))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        whole = read_without(built, transport, Path(folder))
        losses = shared_losses(whole)
        before = cells_of(whole, losses)
        for operation in asked or operations():
            after = cells_of(read_without(built, transport, Path(folder), operation), losses)
            for key, (was, now) in better(before, after).items():
                print(f"{operation} denied: {key}: {now} (was {was})")
                failed += 1
    print(f"{len(asked or operations())} operations denied, {failed} cells better")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
