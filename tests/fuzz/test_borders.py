"""Every border on a handful of damaged contents, and on all that ever broke one."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import borders
from tests.fuzz.borders import BORDERS, damaged, hold, kept, seeds

NAMES = sorted(BORDERS)


@pytest.mark.parametrize("border", NAMES)
def test_sound_contents_are_read(border: str) -> None:
    for content in seeds(border):
        assert BORDERS[border](content) is not None


@pytest.mark.parametrize("border", NAMES)
def test_damaged_contents(border: str) -> None:
    random = Random(border)
    for _ in range(40):
        hold(border, damaged(border, random))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=200))
@pytest.mark.parametrize("border", NAMES)
def test_any_bytes(border: str, content: bytes) -> None:
    hold(border, content)


@pytest.mark.parametrize(
    ("border", "file"), kept(), ids=lambda part: str(getattr(part, "stem", ""))
)
def test_what_once_broke_a_border(border: str, file: Path) -> None:
    hold(border, file.read_bytes())


def test_a_broken_border_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(borders.BORDERS, "rule", lambda content: content[99])
    with pytest.raises(IndexError):
        hold("rule", b"x")
