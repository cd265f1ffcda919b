"""The laws on a handful of made-up trees, and on all that ever broke one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.hcl import CORPUS, made_up, seeds, smaller
from tests.fuzz.laws import BrokenLawError, hold

SEEDS = seeds()
_FILE = re.compile(rb"^-- (\S+) --\n", re.MULTILINE)


def tree(path: Path) -> dict[str, bytes]:
    _, *parts = _FILE.split(path.read_bytes())
    return {name.decode(): content for name, content in zip(parts[::2], parts[1::2], strict=True)}


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.tree")), ids=lambda path: path.stem)
def test_what_once_broke_a_law(path: Path) -> None:
    hold(tree(path))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_made_up_trees(seed: int) -> None:
    hold(made_up(seed, SEEDS))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    hold({"main.tf": content, "b.tf.json": content, "terraform.tfvars": content})


def test_the_same_seed_makes_the_same_tree() -> None:
    assert made_up(5, SEEDS) == made_up(5, SEEDS) != made_up(6, SEEDS)


def test_a_broken_law_is_seen_and_made_small() -> None:
    def breaks(files: dict[str, bytes]) -> bool:
        return b"bad" in files.get("main.tf", b"")

    files = {"main.tf": b"good line\nbad line\n", "b.tf": b"x"}
    assert smaller(files, breaks) == {"main.tf": b"bad"}


def test_reading_outside_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.fuzz import laws

    (tmp_path / "x").write_text("x")
    monkeypatch.setattr(laws, "_collected", lambda tree: (tmp_path / "x").read_bytes())
    with pytest.raises(BrokenLawError, match="opened"):
        hold({"main.tf": b""})
