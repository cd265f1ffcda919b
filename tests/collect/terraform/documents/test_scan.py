"""The whole way with a plan or a state as a source, alone and beside its code."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.errors import NothingReadError
from scanner.pipeline import Request, report, scan

from .. import plan
from .recording import DATA

CODE = plan.DATA / "code"


def read(*paths: Path) -> tuple[int, dict[str, str]]:
    """How many blocks were evaluated, and how well each source was read."""
    coverage = report(scan(Request(paths=paths))).coverage
    sources = {source.id.rpartition("/")[2]: str(source.read) for source in coverage.sources}
    return coverage.evaluated, sources


@pytest.mark.parametrize("name", ["plan.json", "state.json"])
def test_alone(name: str) -> None:
    evaluated, sources = read(DATA / name)
    assert evaluated == 26
    assert set(sources.values()) == {"all"}


@pytest.mark.parametrize("name", ["plan.json", "state.json"])
def test_beside_the_code(name: str) -> None:
    """Whatever stands first."""
    assert read(CODE, DATA / name) == read(DATA / name, CODE)
    evaluated, sources = read(CODE, DATA / name)
    assert evaluated == read(CODE)[0]
    assert sources["prod"] == "all"
    assert len(sources) == 2


def test_a_file_of_code_says_what_to_give_instead() -> None:
    with pytest.raises(NothingReadError, match="give the directory it is in"):
        scan(Request(paths=(CODE / "environments/prod/main.tf",)))
