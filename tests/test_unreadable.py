"""No unreadable file ever improves a cell: what was not read counts against, never for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from scanner.pipeline import Request, scan

from tests.cells import Cells, cells_of

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


def _cells(folder: Path) -> Cells:
    return cells_of(scan(Request(paths=(folder,))).judgement, LOSSES)


@pytest.fixture(scope="module")
def whole() -> Cells:
    return _cells(REPOSITORY)


@pytest.mark.parametrize("unreadable", FILES)
def test_no_unreadable_file_improves_a_cell(unreadable: str, whole: Cells, tmp_path: Path) -> None:
    copy = tmp_path / "repository"
    shutil.copytree(REPOSITORY, copy)
    (copy / unreadable).write_bytes(b'resource "broken {\xff\xfe\n')
    cells = _cells(copy)
    better = {
        key: (was, now)
        for key, was in whole.items()
        if (now := cells.get(key))
        and (now.possibly < was.surely or now.possibly_lost < was.surely_lost)
    }
    assert not better
