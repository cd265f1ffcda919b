"""No unreadable file ever improves a cell: what was not read counts against, never for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from scanner.measure import Judgement
from scanner.model import Instant
from scanner.pipeline import Request, Scan, scan

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent / "sample_inventories" / "kestrel-terraform"
PLATFORM = "environments/prod/platform"
FILES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for path in REPOSITORY.rglob("*.tf")
    if "staging" not in path.parts and "bootstrap" not in path.parts
)
if not os.environ.get("CUTSET_EVERY_FILE"):
    FILES = FILES[::12]
LOSSES = (
    "aws/region/us-east-1",
    "aws/region/eu-west-1",
    "aws/service/us-east-1/dynamodb",
    "gcp/region/us-east4",
    "azure/region/westeurope",
    "vendor/cloudflare",
    "provider/aws",
)


def _scan(folder: Path) -> Scan:
    return scan(Request(paths=(folder,)))


def _states(done: Scan) -> dict[tuple[str, str, str], tuple[int, int]]:
    judgement: Judgement = done.judgement
    known = {scenario.id for scenario in judgement.scenarios}
    found = {}
    for journey in judgement.journeys:
        for loss in LOSSES:
            for at in Instant:
                if loss in known:
                    judged = judgement.judged(journey, judgement.scenario(loss), at)
                else:  # a place that nothing names any more: only what is unread can need it
                    unread = judgement.unread
                    judged = unread.judged(journey, unread.scenarios[0], at)
                found[journey, loss, at.value] = int(judged.surely), int(judged.possibly)
    return found


@pytest.fixture(scope="module")
def whole() -> dict[tuple[str, str, str], tuple[int, int]]:
    return _states(_scan(REPOSITORY))


@pytest.mark.parametrize("unreadable", FILES)
def test_no_unreadable_file_improves_a_cell(
    unreadable: str, whole: dict[tuple[str, str, str], tuple[int, int]], tmp_path: Path
) -> None:
    copy = tmp_path / "repository"
    shutil.copytree(REPOSITORY, copy)
    (copy / unreadable).write_bytes(b'resource "broken {\xff\xfe\n')
    states = _states(_scan(copy))
    better = {
        cell: (state, states[cell])
        for cell, state in whole.items()
        if cell in states and states[cell][1] < state[0]
    }
    assert not better
