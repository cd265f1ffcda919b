"""Denying any one operation never makes a cell of Heron's table better."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.measure import Judgement

from tests.cells import Cells, better, cells_of
from tests.estate.build import Built
from tests.estate.denied import Remembering, operations, read_without, shared_losses


@pytest.fixture(scope="module")
def whole(
    built: Built, remembering: Remembering, tmp_path_factory: pytest.TempPathFactory
) -> Judgement:
    return read_without(built, remembering, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def losses(whole: Judgement) -> list[str]:
    return shared_losses(whole)


@pytest.fixture(scope="module")
def before(whole: Judgement, losses: list[str]) -> Cells:
    cells = cells_of(whole, losses)
    assert len({*cells.values()}) > 4, "something can get better"
    return cells


@pytest.mark.parametrize("operation", operations())
def test_what_is_denied_makes_nothing_better(
    operation: str,
    built: Built,
    remembering: Remembering,
    losses: list[str],
    before: Cells,
    tmp_path: Path,
) -> None:
    after = cells_of(read_without(built, remembering, tmp_path, operation), losses)
    assert better(before, after) == {}
