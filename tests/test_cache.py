"""Reports kept between runs: found again only where nothing has changed."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scanner.cache import Names, judged, last_names
from scanner.errors import CutsetError
from scanner.model.codec import encode
from scanner.pipeline import Request, report, scan

from tests.edits import EDITS

SAMPLE = Path(__file__).parents[1] / "sample_inventories" / "kestrel-terraform"
A_FILE = "environments/prod/network/main.tf"


@pytest.fixture
def code(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "code")
    return tmp_path / "code"


class Run:
    """One scan with a cache: the report's bytes, and whether anything was worked out."""

    def __init__(self, code: Path, **asked: object) -> None:
        steps: list[str] = []
        request = Request(paths=(code,), progress=steps.append, **asked)  # type: ignore[arg-type]
        self.report = encode(judged(request, code.parent / "cache"))
        self.anew = bool(steps)


def test_what_has_not_changed_is_not_judged_again(code: Path) -> None:
    first, second = Run(code), Run(code)
    assert first.anew
    assert not second.anew
    assert second.report == first.report


def test_what_was_there_before_a_change_is_still_known(code: Path) -> None:
    before, content = Run(code), (code / A_FILE).read_bytes()
    _edit(code)
    after = Run(code)
    (code / A_FILE).write_bytes(content)
    again = Run(code)
    assert (before.anew, after.anew, again.anew) == (True, True, False)
    assert again.report == before.report
    _edit(code)
    assert not Run(code).anew


def _edit(code: Path) -> None:
    file = code / A_FILE
    file.write_text(file.read_text() + "\n# a comment\n")


def _add(code: Path) -> None:
    (code / "environments/prod/network/more.tf").write_text(
        'resource "aws_sqs_queue" "more" {\n}\n'
    )


def _remove(code: Path) -> None:
    (code / A_FILE).unlink()


def _link(code: Path) -> None:
    (code / A_FILE).unlink()
    (code / A_FILE).symlink_to("/etc/hostname")


@pytest.mark.parametrize("change", [_edit, _add, _remove, _link])
def test_a_change_is_judged_as_if_there_were_no_cache(
    code: Path, change: Callable[[Path], None]
) -> None:
    Run(code)
    change(code)
    again = Run(code)
    assert again.anew
    shutil.rmtree(code.parent / "cache")
    assert again.report == Run(code).report


def said(what: Callable[[], bytes]) -> bytes | str:
    """A report, or why there is none: a fact names what was moved, say."""
    try:
        return what()
    except CutsetError as error:
        return repr(error)


@given(st.integers(0, 2**32))
@settings(max_examples=3, deadline=None)
def test_whatever_is_edited_a_report_is_what_it_would_be_without(seed: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as temporary:
        code = Path(temporary, "code")
        shutil.copytree(SAMPLE, code)
        said(lambda: Run(code).report)
        for edit in chance.choices(EDITS, k=2):
            edit(code, chance)
            plain = said(lambda: encode(report(scan(Request(paths=(code,))))))
            for _ in range(2):
                assert said(lambda: Run(code).report) == plain, edit.__name__


def test_another_question_has_another_answer(code: Path) -> None:
    Run(code)
    assert Run(code, variables=(("region", "eu-west-1"),)).anew


def test_the_configuration_counts(code: Path) -> None:
    Run(code)
    file = code / "cutset.yaml"
    file.write_text(file.read_text().replace("tier: 1", "tier: 2", 1))
    assert Run(code).anew


def test_an_acceptance_may_expire_overnight(code: Path) -> None:
    file = code / "cutset.yaml"
    accept = "{rule: shared-data-store, until: 2027-03-31, owner: sre, reason: known}"
    file.write_text(f"{file.read_text()}\naccept:\n  - {accept}\n")
    before = Run(code, today=date(2027, 3, 31))
    after = Run(code, today=date(2027, 4, 1))
    assert after.anew
    assert after.report != before.report


def test_an_acceptance_in_code_may_expire_overnight(code: Path) -> None:
    file = code / "modules/surveillance/risk.tf"
    note = '# cutset: accept[single-zone-resource] until=2027-03-31 owner=sre reason="known"\n'
    file.write_text(
        file.read_text().replace('resource "google_sql', f'{note}resource "google_sql', 1)
    )
    before = Run(code, today=date(2027, 3, 31))
    assert b'"accepted"' in before.report
    assert not Run(code, today=date(2027, 3, 31)).anew
    after = Run(code, today=date(2027, 4, 1))
    assert after.anew
    assert b'"accepted"' not in after.report


def test_the_names_of_the_last_report_are_at_hand(code: Path) -> None:
    assert last_names(code.parent / "cache") == Names()
    Run(code)
    names = last_names(code.parent / "cache")
    assert names.journeys["withdraw-crypto"] == "Withdraw crypto"
    assert names.domains["aws/region/us-east-1"] == "AWS us-east-1"


@pytest.mark.parametrize("damage", [b"", b"\xff" * 40])
def test_a_damaged_entry_is_as_good_as_none(code: Path, damage: bytes) -> None:
    first = Run(code)
    for file in (code.parent / "cache").iterdir():
        file.write_bytes(damage)
    again = Run(code)
    assert again.anew
    assert again.report == first.report


def test_a_damaged_report_inside_an_entry_is_judged_anew(code: Path) -> None:
    first = Run(code)
    for file in (code.parent / "cache").iterdir():
        content = bytearray(file.read_bytes())
        content[-20:] = b"\0" * 20
        file.write_bytes(bytes(content))
    again = Run(code)
    assert again.anew
    assert again.report == first.report
