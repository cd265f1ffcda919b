"""Reading the data, and the compiled copy beside it: it saves time and never changes an answer."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from scanner.errors import KnowledgeError
from scanner.knowledge import Knowledge, KnowledgeFile, load
from scanner.knowledge.load import DATA
from scanner.model.codec import encode, pack
from scanner.store import Store

fresh = load.__wrapped__  # without what it remembers within one process

SOURCES = """\
sources:
  text: {url: 'https://example.com', basis: documented, date: '2026-01-01'}
"""
CLOUD = """\
provider: cloud
providers:
  - {id: cloud, name: Cloud, terraform: [cloud], type_prefixes: [cloud_], source: [text]}
services:
  - {id: disk, name: Disk, scope: zonal, source: [text]}
types:
  - {type: cloud_disk, service: disk, roles: [storage], aliases: ['Cloud::Disk'], source: [text]}
data_sources:
  - {type: cloud_place, gives: {name: region}, source: [text]}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "deep").mkdir(parents=True)
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "deep" / "cloud.yaml").write_text(CLOUD)
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("CUTSET_CACHE_DIR", str(folder))
    return folder


def everything(knowledge: Knowledge) -> bytes:
    """All facts in the order in which they are asked, so that two loads can be compared."""
    return encode(
        {
            "sources": knowledge.sources,
            "providers": knowledge.providers,
            "vendors": knowledge.vendors,
            "evidence": knowledge.evidence,
            "roles": knowledge.roles,
            "actions": knowledge.actions,
            "data_sources": knowledge.data_sources,
            "services": list(knowledge.services),
            "types": list(knowledge.types),
            "endpoints": list(knowledge.endpoints),
        }
    )


def copies(cache: Path) -> list[Path]:
    return sorted(cache.iterdir()) if cache.is_dir() else []


# --- the copy ---------------------------------------------------------------------------


def test_all_data_reads_the_same_from_the_copy(cache: Path) -> None:
    first = everything(fresh())
    [copy] = copies(cache)
    written = copy.stat().st_mtime_ns
    assert everything(fresh()) == first
    assert copies(cache) == [copy]
    assert copy.stat().st_mtime_ns == written, "written again"
    assert everything(load()) == first


def test_the_copy_is_what_is_read(data: Path, cache: Path) -> None:
    """Else the test above would compare two readings of the YAML."""
    fresh(data)
    [copy] = copies(cache)
    empty = {"sources.yaml": KnowledgeFile(), "deep/cloud.yaml": KnowledgeFile()}
    Store(cache).put(copy.name, empty)
    assert not fresh(data).providers


DAMAGE = [
    pytest.param(lambda content: b"", id="empty"),
    pytest.param(lambda content: content[: len(content) // 2], id="cut off"),
    pytest.param(lambda content: content[:-1], id="one byte short"),
    pytest.param(lambda content: content + b"\0", id="one byte more"),
    pytest.param(lambda content: b"\xc1" + content[1:], id="a byte that is never used"),
    pytest.param(lambda content: b"\x80", id="a map without files"),
    pytest.param(lambda content: b"\x90", id="a list"),
    pytest.param(lambda content: b"\xc0", id="null"),
    pytest.param(lambda content: b"\x91" * 100_000, id="nested without end"),
    pytest.param(lambda content: b"not a copy at all", id="text"),
    pytest.param(
        lambda content: content.replace(b"zonal", b"\xff\xff\xff\xff\xff"), id="not UTF-8"
    ),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_copy_is_made_again(data: Path, cache: Path, damage: object) -> None:
    first = everything(fresh(data))
    [copy] = copies(cache)
    whole = copy.read_bytes()
    copy.write_bytes(damage(whole))  # type: ignore[operator]
    assert everything(fresh(data)) == first
    assert copies(cache) == [copy]
    assert copy.read_bytes() == whole


def test_a_folder_in_place_of_the_copy_is_harmless(data: Path, cache: Path) -> None:
    first = everything(fresh(data))
    [copy] = copies(cache)
    copy.unlink()
    copy.mkdir()
    assert everything(fresh(data)) == first
    assert copies(cache) == [copy], "something was left beside it"


# --- the key of the copy ----------------------------------------------------------------


def _change_a_name(data: Path) -> None:
    file = data / "deep" / "cloud.yaml"
    file.write_text(file.read_text().replace("name: Disk", "name: Disc"))


def _add_a_comment(data: Path) -> None:
    (data / "sources.yaml").write_text("# a comment\n" + SOURCES)


def _add_a_file(data: Path) -> None:
    (data / "more.yaml").write_text("{}\n")


def _move_a_file(data: Path) -> None:
    (data / "deep" / "cloud.yaml").rename(data / "cloud.yaml")


def _swap_files(data: Path) -> None:
    (data / "sources.yaml").write_text(CLOUD)
    (data / "deep" / "cloud.yaml").write_text(SOURCES)


@pytest.mark.parametrize(
    "change", [_change_a_name, _add_a_comment, _add_a_file, _move_a_file, _swap_files]
)
def test_changed_data_has_a_copy_of_its_own(data: Path, cache: Path, change: object) -> None:
    fresh(data)
    before = copies(cache)
    change(data)  # type: ignore[operator]
    after = fresh(data)
    assert len(copies(cache)) == len(before) + 1
    expected = "Disc" if change is _change_a_name else "Disk"
    assert [service.name for _, service in after.services] == [expected]


def test_equal_data_shares_a_copy_wherever_it_lies(data: Path, cache: Path, tmp_path: Path) -> None:
    fresh(data)
    shutil.copytree(data, tmp_path / "elsewhere")
    fresh(tmp_path / "elsewhere")
    assert len(copies(cache)) == 1


def test_changed_shapes_have_a_copy_of_their_own(
    data: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh(data)
    monkeypatch.setattr(msgspec, "__version__", "0.0")
    fresh(data)
    assert len(copies(cache)) == 2


# --- where the copy may lie -------------------------------------------------------------


def test_an_absent_cache_is_made_for_its_owner_alone(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a" / "b" / "cache"
    monkeypatch.setenv("CUTSET_CACHE_DIR", str(folder))
    fresh(data)
    assert len(copies(folder)) == 1
    assert folder.stat().st_mode & 0o077 == 0
    assert copies(folder)[0].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o720, 0o702])
def test_a_cache_that_others_may_write_to_is_neither_read_nor_written(
    data: Path, cache: Path, mode: int
) -> None:
    first = everything(fresh(data))
    [copy] = copies(cache)
    copy.write_bytes(pack({"sources.yaml": KnowledgeFile(), "deep/cloud.yaml": KnowledgeFile()}))
    poison = copy.read_bytes()
    cache.chmod(mode)
    assert everything(fresh(data)) == first
    assert copies(cache) == [copy]
    assert copy.read_bytes() == poison


def test_a_cache_of_somebody_else_is_not_used(
    data: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.mkdir(mode=0o700)
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert fresh(data).providers
    assert copies(cache) == []


def test_a_read_only_cache_is_harmless(data: Path, cache: Path) -> None:
    first = everything(fresh(data))
    for copy in copies(cache):
        copy.unlink()
    cache.chmod(0o500)
    try:
        assert everything(fresh(data)) == first
        if os.getuid() != 0:  # root writes where it likes
            assert copies(cache) == []
    finally:
        cache.chmod(0o700)


@pytest.mark.parametrize("place", ["file", "file/below", "/dev/null", "/dev/null/x", "\ud800"])
def test_a_cache_that_cannot_be_is_harmless(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "file").write_text("a file")
    monkeypatch.chdir(tmp_path)
    path = place if place.startswith("/") else str(tmp_path / place)
    try:
        monkeypatch.setenv("CUTSET_CACHE_DIR", path)
    except UnicodeEncodeError:
        pytest.skip("no such name here")
    assert fresh(data).providers
    assert (tmp_path / "file").read_text() == "a file"


def test_an_empty_name_turns_the_cache_off(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUTSET_CACHE_DIR", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert fresh(data).providers
    assert sorted(tmp_path.rglob("*")) == before


def test_without_a_name_it_lies_in_the_user_s_caches(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUTSET_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    fresh(data)
    assert len(copies(tmp_path / "xdg" / "cutset")) == 1
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    fresh(data)
    assert len(copies(tmp_path / "home" / ".cache" / "cutset")) == 1


def test_a_full_disk_leaves_no_rest(
    data: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert fresh(data).providers
    assert copies(cache) == []


# --- contradictions ---------------------------------------------------------------------

TWICE = [
    pytest.param("providers: [{id: cloud, name: C, source: [text]}]", "cloud", id="provider"),
    pytest.param(
        "provider: cloud\nservices: [{id: disk, name: D, scope: zonal, source: [text]}]",
        "disk",
        id="service",
    ),
    pytest.param(
        "types: [{type: cloud_disk, service: '', roles: [], source: [text]}]",
        "cloud_disk",
        id="type",
    ),
    pytest.param(
        "types: [{type: x, service: '', roles: [], aliases: ['Cloud::Disk'], source: [text]}]",
        "Cloud::Disk",
        id="alias",
    ),
    pytest.param(
        "types: [{type: 'Cloud::Disk', service: '', roles: [], source: [text]}]",
        "Cloud::Disk",
        id="a type that is an alias",
    ),
    pytest.param(
        "settings: [{types: [cloud_disk], source: [text]}]", "cloud_disk", id="setting and type"
    ),
    pytest.param(
        "data_sources: [{type: cloud_place, gives: {}, source: [text]}]",
        "cloud_place",
        id="data source",
    ),
    pytest.param(SOURCES, "text", id="source"),
    pytest.param(
        "vendors: [{id: v, name: V, category: c, source: [text]}, "
        "{id: v, name: V, category: c, source: [text]}]",
        "v",
        id="vendor in one file",
    ),
]


@pytest.mark.parametrize(("text", "name"), TWICE)
def test_what_is_described_twice_is_refused(data: Path, cache: Path, text: str, name: str) -> None:
    (data / "zz.yaml").write_text(text)
    for _ in range(2):  # and again from the copy
        with pytest.raises(KnowledgeError) as caught:
            fresh(data)
        assert caught.value.what.startswith(f"zz.yaml: {name} is described twice, first in ")
        assert caught.value.exit_code == 4


def test_services_of_two_providers_may_share_a_name(data: Path, cache: Path) -> None:
    (data / "zz.yaml").write_text(
        "provider: other\nservices: [{id: disk, name: D, scope: zonal, source: [text]}]"
    )
    assert [provider for provider, _ in fresh(data).services] == ["cloud", "other"]


WRONG = [
    ("nothing: here", 'zz.yaml:1:1: nothing: there is no field "nothing" here'),
    ("vendors: [{id: v}]", "zz.yaml:1:"),
    ("vendors: [{id: v, name: V, category: c}]", "source"),
    ("vendors:\n  - {id: v, name: V, category: c, source: [t], like: w}", "zz.yaml:2:"),
    ("sources: {a: {url: x, basis: rumour, date: '2026-01-01'}}", "rumour"),
    ("types: [{type: x, service: '', roles: [], layouts: [{shape: round}], source: [t]}]", "round"),
    ("a: [", "zz.yaml:"),
    ("a: 1\na: 2", '"a" is given twice'),
    ("vendors: !!python/object:os.system {}", "tag"),
    ("- 1", "zz.yaml:1:1"),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_what_cannot_be_read_names_its_file(data: Path, cache: Path, text: str, says: str) -> None:
    (data / "zz.yaml").write_text(text)
    with pytest.raises(KnowledgeError) as caught:
        fresh(data)
    assert caught.value.what.startswith("zz.yaml:")
    assert says in str(caught.value)
    assert copies(cache) == []


def test_the_shipped_data_is_remembered() -> None:
    assert load() is load()
    assert load(DATA).providers.keys() == load().providers.keys()
