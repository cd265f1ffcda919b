"""Values kept between runs: found again only as this user has written them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from scanner.store import KEY, SIGNATURE_BYTES, Store

VALUE = {"a": 1}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(KEY, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "cutset" / "cache.key"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept")


def get(store: Store, name: str = "x") -> dict[str, int] | None:
    return store.get(name, dict[str, int])


def test_what_was_put_is_found(store: Store, home: Path) -> None:
    store.put("x", VALUE)
    assert get(store) == VALUE
    assert home.stat().st_mode & 0o077 == 0
    assert get(Store(None)) is None


def test_another_key_finds_nothing(store: Store, home: Path) -> None:
    store.put("x", VALUE)
    home.unlink()
    assert get(store) is None


def test_a_key_of_the_environment(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "one")
    store.put("x", VALUE)
    assert get(store) == VALUE
    assert not home.exists()
    monkeypatch.setenv(KEY, "two")
    assert get(store) is None


def test_one_value_cannot_stand_in_for_another(store: Store) -> None:
    store.put("x", VALUE)
    assert store.folder is not None
    (store.folder / "x").rename(store.folder / "y")
    assert get(store, "y") is None


@pytest.mark.parametrize("place", [0, SIGNATURE_BYTES, -1])
def test_any_other_byte_finds_nothing(store: Store, place: int) -> None:
    store.put("x", VALUE)
    assert store.folder is not None
    content = bytearray((store.folder / "x").read_bytes())
    content[place] ^= 1
    (store.folder / "x").write_bytes(bytes(content))
    assert get(store) is None


def test_links_and_pipes_are_not_read(store: Store, tmp_path: Path) -> None:
    store.put("x", VALUE)
    assert store.folder is not None
    (store.folder / "x").rename(tmp_path / "elsewhere")
    (store.folder / "x").symlink_to(tmp_path / "elsewhere")
    assert get(store) is None
    os.mkfifo(store.folder / "y")
    assert get(store, "y") is None


def test_a_folder_that_leads_out_of_its_repository_is_none(tmp_path: Path) -> None:
    (tmp_path / "code" / ".git").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "code" / "kept").symlink_to(tmp_path / "outside")
    store = Store(tmp_path / "code" / "kept")
    store.put("x", VALUE)
    assert get(store) is None
    assert not list((tmp_path / "outside").iterdir())


@pytest.mark.parametrize("spoil", ["others may read it", "short", "a link"])
def test_a_key_that_is_not_only_mine_is_none(store: Store, home: Path, spoil: str) -> None:
    store.put("x", VALUE)
    if spoil == "others may read it":
        home.chmod(0o644)
    elif spoil == "short":
        home.write_bytes(b"short")
    else:
        home.rename(home.with_name("other"))
        home.symlink_to("other")
    assert get(store) is None
