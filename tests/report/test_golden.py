"""Each format of the recorded reports is, to the byte, what somebody looked at."""

from __future__ import annotations

import pytest
from scanner.report import Look, formats

from tests.report.golden import NAMES, golden
from tests.report.made import EPOCH, RECORDED, recorded

HOW = "look at the difference, then: python -m tests.report.golden"


@pytest.mark.parametrize("format_", NAMES)
@pytest.mark.parametrize("name", RECORDED)
def test_the_format_is_as_it_was(name: str, format_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    text = formats()[format_](recorded(name), Look())
    assert text == golden(name, format_).read_text(encoding="utf-8"), HOW


@pytest.mark.parametrize("format_", sorted(formats()))
def test_same_report_same_bytes(format_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    first, second = (formats()[format_](recorded("one-region"), Look()) for _ in range(2))
    assert first == second


def test_every_format_has_its_name() -> None:
    assert set(NAMES) | {"json", "terminal"} == set(formats())
