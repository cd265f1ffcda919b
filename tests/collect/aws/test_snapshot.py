"""Snapshots: written as units come, broken off anywhere, and gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.collect.aws import snapshot
from scanner.collect.aws.units import Unit
from scanner.errors import InputError, UsageError
from scanner.model import ApiOrigin, Gap, Reach, Resource
from scanner.pipeline import Request, config_file_of

GAP = Gap(
    id="g", subject="1/r:s", question="?", reason="!", reach=Reach.OPAQUE, origin=ApiOrigin("o")
)
WHOLE = Unit(
    account="1",
    region="r",
    service="s",
    resources=(Resource(id="1/r:a", type="t", attributes={"b": [1, None, {"c": "d"}]}),),
)
PART = Unit(account="1", region="r", service="p", gaps=(GAP,))


def _written(file: Path, *units: Unit) -> None:
    writer = snapshot.Writer(file, "aws", [], goes_on=False)
    for unit in units:
        writer.write(unit)
    writer.close()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "s"
    _written(file, WHOLE, PART)
    assert snapshot.is_snapshot(file)
    assert snapshot.read(file, "s") == [WHOLE, PART]
    assert file.stat().st_mode & 0o077 == 0, "only its owner may read it"


def test_of_two_about_the_same_the_later_one_holds(tmp_path: Path) -> None:
    file = tmp_path / "s"
    again = Unit(account="1", region="r", service="p")
    _written(file, PART, again)
    assert snapshot.read(file, "s") == [again]


def test_every_way_of_breaking_off_leaves_what_came_before(tmp_path: Path) -> None:
    file = tmp_path / "s"
    _written(file, WHOLE, PART)
    content = file.read_bytes()
    head = content.index(b"\n") + 1
    first = content.index(b"\n", head) + 1
    for end in range(head, len(content)):
        file.write_bytes(content[:end])
        assert snapshot.read(file, "s") == ([WHOLE] if end >= first else [])


def test_it_goes_on_behind_its_last_whole_line(tmp_path: Path) -> None:
    file = tmp_path / "s"
    _written(file, WHOLE)
    with file.open("ab") as broken:
        broken.write(b'{"account": "1", "regi')
    writer = snapshot.Writer(file, "aws", [WHOLE], goes_on=True)
    writer.write(PART)
    writer.close()
    assert snapshot.read(file, "s") == [WHOLE, PART]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"resources: []", b'{"schema_version": 1}', b"\xff\xfe", b"[" * 5000]
)
def test_what_is_none(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "s"
    file.write_bytes(content)
    assert not snapshot.is_snapshot(file)
    with pytest.raises(InputError, match="no snapshot"):
        snapshot.read(file, "s")


@pytest.mark.parametrize("line", [b"not json\n", b'{"nothing": 1}\n', b"[" * 5000 + b"\n"])
def test_a_line_that_is_no_unit_is_told_with_its_number(line: bytes, tmp_path: Path) -> None:
    file = tmp_path / "s"
    _written(file, WHOLE)
    with file.open("ab") as lines:
        lines.write(line)
    with pytest.raises(InputError, match="s:3: not a unit"):
        snapshot.read(file, "s")


def test_a_newer_one(tmp_path: Path) -> None:
    file = tmp_path / "s"
    _written(file)
    file.write_bytes(file.read_bytes().replace(b'"schema_version":1', b'"schema_version":2'))
    with pytest.raises(InputError, match="It reads version 1"):
        snapshot.read(file, "s")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        snapshot.Writer(tmp_path / "no" / "s", "aws", [], goes_on=False)


def test_only_what_was_answered_wholly_is_not_asked_again() -> None:
    assert WHOLE.whole
    assert not PART.whole
    assert not Unit(account="1", region="r").whole
    assert not Unit(account="1", region="r", service="s", closed="no answer").whole


def test_journeys_come_from_where_one_stands_as_they_do_for_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    (here / "cutset.yaml").write_text("schema_version: 1\n")
    _written(there / "s", WHOLE)
    (there / "inventory.yaml").write_text("schema_version: 1\nresources: []\n")
    monkeypatch.chdir(here)
    found = config_file_of(Request(inventories=(there / "s",)))
    assert found == config_file_of(Request(accounts=("aws:",))) == here / "cutset.yaml"
    assert config_file_of(Request(inventories=(there / "inventory.yaml",))) is None
    (there / "cutset.yaml").write_text("schema_version: 1\n")
    beside = config_file_of(Request(inventories=(there / "s",)))
    assert beside == there / "cutset.yaml", "the nearest one holds"
