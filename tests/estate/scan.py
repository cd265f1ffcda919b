"""`scan` as users have it, on the emulator's estate, with a bad day if that is wanted.

    python -m tests.estate.scan http://127.0.0.1:5555 --dead ap-southeast-1 \\
        --denied kafka:ListClustersV2 --throttled 20 -- collect --account aws:org

What follows `--` is what a user types. The emulator is corrected as in `live.py`; a dead region
does not answer until the client gives up, and throttling is met by cutset's own retries.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

from botocore.exceptions import ClientError, ReadTimeoutError
from scanner.cli import main
from scanner.collect.aws.asking import Where
from scanner.collect.aws.declarations import Call

from tests.estate.build import build
from tests.estate.live import Corrected
from tests.estate.overlay import Overlay


@dataclass(frozen=True)
class Faults:
    """What goes wrong."""

    dead: str = ""
    """A region."""
    denied: str = ""
    """`service:Operation`, in every account and region."""
    throttled: int = 0
    """Every so many-th request; 0 for none."""


class Faulty(Corrected):
    """Asks the emulator on a bad day."""

    def __init__(self, overlay: Overlay, faults: Faults, *given: Any) -> None:
        super().__init__(overlay, (faults.dead,) if faults.dead else (), *given)
        self._faults = faults
        self._turns = itertools.count(1)

    def __call__(
        self, where: Where, call: Call, parameters: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """The pages of the answer, where the operation is not denied."""
        if f"{where.service}:{call.call}" == self._faults.denied:
            self._tried(where, lambda: _refused(403, "AccessDenied", "not authorized", call.call))
        yield from super().__call__(where, call, parameters)

    def _tried(self, where: Where, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        def on_a_bad_day() -> dict[str, Any]:
            if where.region == self._faults.dead:
                time.sleep(self.trial_read_s)
                raise ReadTimeoutError(endpoint_url=f"https://{where.service}.{where.region}")
            if self._faults.throttled and next(self._turns) % self._faults.throttled == 0:
                _refused(400, "ThrottlingException", "Rate exceeded", where.service)
            return ask()

        return super()._tried(where, on_a_bad_day)


def _refused(status: int, code: str, says: str, operation: str) -> dict[str, Any]:
    error = {"Code": code, "Message": says}
    raise ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": status}}, operation)


def run(endpoint: str, faults: Faults, typed: list[str]) -> None:
    """Ask `typed` of the estate at `endpoint`, and exit as `scan` does."""
    built = build(endpoint)
    overlay = Overlay(built)

    def faulty(*given: Any) -> Faulty:
        return Faulty(overlay, faults, *given)

    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment = {**own, **built.management.environment(endpoint)}
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch("scanner.collect.aws.transport.Transport", faulty),
        mock.patch.object(sys, "argv", ["scan", *typed]),
    ):
        main()


if __name__ == "__main__":
    border = sys.argv.index("--")
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("endpoint")
    options.add_argument("--dead", default="")
    options.add_argument("--denied", default="")
    options.add_argument("--throttled", type=int, default=0)
    given = options.parse_args(sys.argv[1:border])
    faults = Faults(given.dead, given.denied, given.throttled)
    run(given.endpoint, faults, sys.argv[border + 1 :])
