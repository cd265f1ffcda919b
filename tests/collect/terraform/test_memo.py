"""What is found again is what would be worked out: whatever is edited, a scan with a memo and one
without find the same."""

from __future__ import annotations

import random
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scanner.collect.memo import Memo, Remembered
from scanner.collect.terraform import Options, collect
from scanner.collect.tree import Tree
from scanner.knowledge import load
from scanner.model.codec import encode
from scanner.store import Store

from tests.edits import EDITS

SAMPLES = Path(__file__).parents[3] / "sample_inventories"
KESTREL = SAMPLES / "kestrel-terraform"


def read(folder: Path, memo: Memo | None, **options: object) -> tuple[bytes, dict[str, str]]:
    """What a scan finds, and what it asked of the directory."""
    tree = Tree(folder)
    found = collect(tree, load(), Options(memo=memo, **options))  # type: ignore[arg-type]
    return encode(found), tree.answers


@contextmanager
def copy_of(sample: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as temporary:
        shutil.copytree(sample, Path(temporary, "code"), symlinks=True)
        yield Path(temporary, "code")


@given(st.integers(0, 2**32), st.integers(1, 3))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_edited_the_memo_changes_nothing(seed: int, edits: int) -> None:
    chance = random.Random(seed)
    memo = Memo()
    with copy_of(KESTREL) as code:
        read(code, memo)
        for edit in chance.choices(EDITS, k=edits):
            edit(code, chance)
            assert read(code, memo) == read(code, None), edit.__name__


# --- roots that read each other ---------------------------------------------------------

ROOT = """
terraform {{
  backend "s3" {{
    bucket = "states"
    key    = "{name}"
  }}
}}
data "terraform_remote_state" "other" {{
  backend = "s3"
  config  = {{ bucket = "states", key = "{reads}" }}
}}
resource "aws_sqs_queue" "own" {{
  name = "q-${{data.terraform_remote_state.other.outputs.name}}"
}}
output "name" {{
  value = "{value}"
}}
"""


def write(folder: Path, name: str, reads: str, value: str) -> None:
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "main.tf").write_text(ROOT.format(name=name, reads=reads, value=value))


THROUGH = "${data.terraform_remote_state.other.outputs.name}"


@given(st.lists(st.tuples(*[st.sampled_from("abcd")] * 2, st.sampled_from(["x", "y", THROUGH]))))
@settings(max_examples=30, deadline=None)
def test_roots_that_read_each_other_and_themselves(changes: list[tuple[str, str, str]]) -> None:
    memo = Memo()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, reads in ("ab", "bc", "cd", "da"):
            write(folder, name, reads, "x" if name == "d" else THROUGH)
        assert read(folder, memo) == read(folder, None)
        for name, reads, value in changes[:6]:
            write(folder, name, reads, value)
            assert read(folder, memo) == read(folder, None)


def test_a_root_that_is_read_changes_the_one_that_reads_it(tmp_path: Path) -> None:
    memo = Memo()
    write(tmp_path, "a", "b", "x")
    write(tmp_path, "b", "nowhere", "before")
    assert b"q-before" in read(tmp_path, memo)[0]
    write(tmp_path, "b", "nowhere", "after")
    assert b"q-after" in read(tmp_path, memo)[0]


# --- what counts ------------------------------------------------------------------------


class Counting(Memo):
    """Tells which names had to be worked out."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def keep(self, name: str, entry: Remembered) -> None:
        self.kept.append(name.partition("\0")[0])
        super().keep(name, entry)


def test_only_the_root_that_uses_a_file_is_evaluated_again(tmp_path: Path) -> None:
    memo = Counting()
    code = tmp_path / "one"
    shutil.copytree(KESTREL, code)
    read(code, memo)
    memo.kept.clear()
    elsewhere = shutil.copytree(code, tmp_path / "two")
    read(elsewhere, memo)
    assert memo.kept == []
    file = elsewhere / "environments/prod/network/main.tf"
    file.write_text(file.read_text() + "\n# a comment\n")
    read(elsewhere, memo)
    roots = [name for name in memo.kept if name.startswith("root:")]
    assert "root:environments/prod/network" in roots
    assert not any("staging" in name for name in roots)


def test_other_options_are_another_question(tmp_path: Path) -> None:
    memo = Memo()
    shutil.copytree(KESTREL, tmp_path / "code")
    read(tmp_path / "code", memo)
    more = {"variables": (("region", "eu-west-1"),)}
    assert read(tmp_path / "code", memo, **more) == read(tmp_path / "code", None, **more)


@pytest.mark.parametrize("processes", [1, 2])
def test_several_processes_keep_what_one_keeps(tmp_path: Path, processes: int) -> None:
    for number in range(30):
        write(tmp_path, f"r{number:02}", f"r{number - 1:02}", "x" if not number % 3 else THROUGH)
    memo = Counting()
    first = read(tmp_path, memo, processes=processes)
    assert sum(name.startswith("root:") for name in memo.kept) == 30
    memo.kept.clear()
    assert read(tmp_path, memo, processes=processes) == first
    assert memo.kept == []


# --- between runs -----------------------------------------------------------------------


def test_a_memo_is_kept_between_runs(tmp_path: Path) -> None:
    memo, again = Memo(), Counting()
    before = read(KESTREL, memo)
    memo.write(Store(tmp_path), "memo")
    again.read(Store(tmp_path), "memo")
    assert read(KESTREL, again) == before
    assert again.kept == []


@pytest.mark.parametrize("value", [b"", b"\xff" * 40, b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_damaged_value_is_worked_out_anew(value: bytes) -> None:
    class Damaged(Memo):
        def keep(self, name: str, entry: Remembered) -> None:
            super().keep(name, Remembered(entry.questions, entry.digest, value))

    memo = Damaged()
    plain = read(KESTREL, None)
    read(KESTREL, memo)
    assert read(KESTREL, memo) == plain


def test_what_is_of_no_use_the_longest_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.collect.memo.MOST_BYTES", 25)
    memo, again = Memo(), Memo()
    for name in ("old", "used", "new"):
        memo.keep(name, Remembered((), "same", b"x" * 10))
    memo.find("used", lambda _: "same")
    memo.write(Store(tmp_path), "memo")
    again.read(Store(tmp_path), "memo")
    found = [name for name in ("old", "used", "new") if again.find(name, lambda _: "same")]
    assert found == ["used", "new"]


def test_a_value_that_unpacks_to_too_much_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.collect.memo.MOST_UNPACKED", 100)
    memo = Memo()
    before = read(KESTREL, memo)
    assert read(KESTREL, memo) == before


BACKEND = """
terraform {
  backend "http" {
    address    = "https://robot:hunter2hunter2@states.example.com/a"
    secret_key = "hunter2hunter2"
  }
}
resource "aws_db_instance" "own" {
  password = "hunter2hunter2"
}
"""


def test_a_secret_is_not_kept(tmp_path: Path) -> None:
    seen: dict[str, bytes] = {}

    class Seeing(Memo):
        def keep(self, name: str, entry: Remembered) -> None:
            seen[name] = zlib.decompress(entry.value)

    (tmp_path / "code/a").mkdir(parents=True)
    (tmp_path / "code/a/main.tf").write_text(BACKEND)
    write(tmp_path / "code", "b", "nowhere", "x")
    read(tmp_path / "code", Seeing())
    assert any(b"aws_db_instance" in value for value in seen.values())
    assert not any(b"hunter2" in value for value in seen.values())
