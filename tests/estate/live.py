"""Heron's accounts read as `scan collect --account aws:org` reads them, from the emulator.

    units = read(built)   # asks the emulator
    write(units, file)    # scan --inventory file

What stands between is `Corrected`: cutset's own transport, with the replies of `replies/` laid
over what the emulator says, and no other regions enabled than Heron is in.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from scanner.collect.aws import snapshot
from scanner.collect.aws.accounts import selected
from scanner.collect.aws.asking import PROVIDER, Where
from scanner.collect.aws.declarations import Call, services
from scanner.collect.aws.transport import Transport
from scanner.collect.aws.units import Unit
from scanner.collect.aws.walk import Walk
from scanner.collect.live import Live

from tests.estate.build import Built
from tests.estate.overlay import Overlay
from tests.estate.places import ACCOUNTS, ZONES

NAMES = {number: name for name, number in ACCOUNTS.items()}
THREADS = 4
"""The emulator is one process: more do not make it faster."""


class Corrected(Transport):
    """Asks the emulator, and tells what AWS would have said."""

    def __init__(self, overlay: Overlay, more: Iterable[str] = (), *given: Any) -> None:
        super().__init__(*given)
        self._overlay = overlay
        self._enabled = {*ZONES, *more}

    def __call__(
        self, where: Where, call: Call, parameters: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """The pages of the answer, with the replies of that account laid over them."""
        account = NAMES.get(where.account, "")  # nobody's, as long as one finds out who one is
        at = (account, where.service, call.call, where.region)
        instead = self._overlay.answer(*at, asked=str(parameters))
        if instead is not None:
            yield instead
            return
        for page in super().__call__(where, call, parameters):
            if call.call == "DescribeRegions":
                _enable(page, self._enabled)
            if call.call == "DescribeSnapshots":
                _keep_own(page, where.account)
            self._overlay.correct(*at, page)
            yield page


def _enable(page: dict[str, Any], names: Iterable[str]) -> None:
    """Say that no other regions are enabled: the emulator has thirty, and is slow."""
    for region in page["Regions"]:
        if region["RegionName"] not in names:
            region["OptInStatus"] = "not-opted-in"


def _keep_own(page: dict[str, Any], account: str) -> None:
    """Leave out the snapshots of public images, which the emulator tells whoever asks for its own:
    thousands in each account and region."""
    page["Snapshots"] = [one for one in page["Snapshots"] if one["OwnerId"] == account]


def read(built: Built, transport: Corrected | None = None) -> list[Unit]:
    """What the accounts of the organization tell."""
    units: list[Unit] = []
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment = {**own, **built.management.environment(built.endpoint)}
    with mock.patch.dict(os.environ, environment, clear=True):
        transport = transport or Corrected(Overlay(built))
        options = Live(threads=THREADS)
        walk = Walk(transport, services(), options, units.append, lambda _: None)
        assert walk.run(list(selected(("org",), options.role, transport)))
    return units


def write(units: Iterable[Unit], file: Path) -> None:
    """A snapshot of what was read."""
    writer = snapshot.Writer(file, PROVIDER, list(units), goes_on=False)
    writer.close()
