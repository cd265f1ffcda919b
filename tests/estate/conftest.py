"""One estate for all tests of a process: building it takes a quarter of a minute."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scanner.pipeline import Request, Scan, scan

from tests.estate.build import Built, build
from tests.estate.clients import Clients
from tests.estate.compared import SAMPLE
from tests.estate.denied import Remembering
from tests.estate.live import read, write
from tests.estate.overlay import Overlay
from tests.estate.server import running

LEFT_OVER = "left-over"
"""A queue that was there before, as of an estate whose building was broken off."""


@pytest.fixture(scope="session")
def built() -> Iterator[Built]:
    with running() as endpoint:
        Clients(endpoint)("trading", "sqs").create_queue(QueueName=LEFT_OVER)
        yield build(endpoint)


@pytest.fixture(scope="session")
def judged() -> Scan:
    """Heron's Terraform, scanned."""
    return scan(Request(paths=(SAMPLE,)))


@pytest.fixture(scope="session")
def remembering(built: Built) -> Remembering:
    """Asks the estate for everything once."""
    return Remembering(Overlay(built))


@pytest.fixture(scope="session")
def snapshot(
    built: Built, remembering: Remembering, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Heron's accounts, read into a snapshot."""
    file = tmp_path_factory.mktemp("live") / "heron.snapshot"
    write(read(built, remembering), file)
    return file


@pytest.fixture(scope="session")
def live(snapshot: Path) -> Scan:
    """Heron's accounts, scanned."""
    return scan(Request(inventories=(snapshot,), config=SAMPLE / "cutset.yaml"))
