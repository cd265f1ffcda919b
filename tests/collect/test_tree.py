"""The directory that is scanned: what is listed, what is read, and what never is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from scanner.collect.tree import Tree, TreeLimits, folder_of, resolve
from scanner.model import Gap, Reach


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("secret")
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


def put(root: Path, *paths: str) -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path)


def reasons(tree: Tree) -> dict[str, str]:
    return {path: gap.reason for path, gap in tree.gaps.items()}


def reason(tree: Tree, path: str) -> str:
    answer = tree.read(path)
    assert isinstance(answer, Gap)
    assert answer.reach is Reach.OPAQUE
    return answer.reason


# --- the listing ------------------------------------------------------------------------

LISTED = [
    ([], []),
    (["b", "a", "d/c", "d/e/f"], ["a", "b", "d/c", "d/e/f"]),
    ([".hidden", ".dir/x", "d/.dir/x", "d/.file"], [".hidden", "d/.file"]),
    (["node_modules/x", "d/node_modules/x", "node_modules.txt"], ["node_modules.txt"]),
    (["ü/é", "a b/c d", "x\ny"], ["a b/c d", "x\ny", "ü/é"]),
]


@pytest.mark.parametrize(("paths", "answer"), LISTED)
def test_files(root: Path, paths: list[str], answer: list[str]) -> None:
    put(root, *paths)
    tree = Tree(root)
    assert list(tree.files) == answer
    assert not tree.gaps
    assert tree.directories == {
        folder: tuple(sorted(p.rpartition("/")[2] for p in answer if folder_of(p) == folder))
        for folder in sorted({folder_of(p) for p in answer})
    }


def link(root: Path, name: str, target: str) -> None:
    (root / name).symlink_to(target)


LINKS: list[tuple[Callable[[Path], None], list[str], dict[str, str]]] = [
    (lambda root: link(root, "l", "d/x"), ["d/x", "l"], {}),
    (lambda root: link(root, "l", "d"), ["d/x", "l/x"], {}),
    (lambda root: link(root, "l", "."), ["d/x"], {}),
    (lambda root: link(root, "d/l", ".."), ["d/x"], {}),
    (
        lambda root: link(root, "l", "../outside"),
        ["d/x"],
        {"l": "l is a link that leads out of the scanned directory"},
    ),
    (
        lambda root: link(root, "l", "/etc/passwd"),
        ["d/x"],
        {"l": "l is a link that leads out of the scanned directory"},
    ),
    (
        lambda root: link(root, "l", "d/../../outside/secret"),
        ["d/x"],
        {"l": "l is a link that leads out of the scanned directory"},
    ),
    (
        lambda root: link(root, "l", "nowhere"),
        ["d/x"],
        {"l": "l is a link to nothing, or not a regular file"},
    ),
    (
        lambda root: os.mkfifo(root / "pipe"),
        ["d/x"],
        {"pipe": "pipe is a link to nothing, or not a regular file"},
    ),
]


@pytest.mark.parametrize(("make", "files", "gaps"), LINKS)
def test_links(
    root: Path, make: Callable[[Path], None], files: list[str], gaps: dict[str, str]
) -> None:
    put(root, "d/x")
    make(root)
    tree = Tree(root)
    assert list(tree.files) == files
    assert reasons(tree) == gaps


def test_a_ring_of_links_ends(root: Path) -> None:
    put(root, "a/x", "b/y")
    link(root, "a/to_b", "../b")
    link(root, "b/to_a", "../a")
    link(root, "self", "self")
    tree = Tree(root)
    assert set(tree.files) == {"a/x", "a/to_b/y", "b/y", "b/to_a/x"}
    assert list(tree.gaps) == ["self"]


def test_links_that_multiply_end(root: Path) -> None:
    for name in "abcdefgh":
        put(root, f"{name}/x")
    for name in "abcdefgh":
        for other in "abcdefgh":
            link(root, f"{name}/to_{other}", f"../{other}")
    tree = Tree(root, TreeLimits(directories=500))
    assert len(tree.files) <= 500
    assert reasons(tree) == {"": ". has more than 500 directories"}


def test_a_name_that_is_no_text(root: Path) -> None:
    (root / "d").mkdir()
    (root / "d" / os.fsdecode(b"\xff.tf")).write_text("x")
    put(root, "d/x")
    tree = Tree(root)
    assert tree.files == ("d/x",)
    assert reasons(tree) == {"d": "d holds a file whose name is not text"}


@pytest.mark.parametrize(
    ("limits", "answer"),
    [
        (TreeLimits(files=3), {"": ". has more than 3 files; the rest is not read"}),
        (TreeLimits(depth=2), {"d/e": "d/e is more than 2 directories deep"}),
        (TreeLimits(directories=2), {"": ". has more than 2 directories"}),
    ],
)
def test_limits(root: Path, limits: TreeLimits, answer: dict[str, str]) -> None:
    put(root, "a", "b", "d/c", "d/e/f", "d/e/g")
    assert reasons(Tree(root, limits)) == answer


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_what_is_no_directory(root: Path, name: str) -> None:
    put(root, "file")
    tree = Tree(root / name)
    assert tree.files == ()
    assert list(tree.gaps) == [""]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list everything")
def test_a_directory_that_may_not_be_listed(root: Path) -> None:
    put(root, "d/x", "y")
    (root / "d").chmod(0)
    tree = Tree(root)
    (root / "d").chmod(0o700)
    assert tree.files == ("y",)
    assert "cannot be listed" in reasons(tree)["d"]


# --- reading ----------------------------------------------------------------------------


def test_read(root: Path) -> None:
    put(root, "a", ".terraform/x", "node_modules/x", "d/y")
    link(root, "l", "d")
    tree = Tree(root)
    for path in ("a", ".terraform/x", "node_modules/x", "d/y"):
        assert tree.read(path) == path.encode()
        assert tree.exists(path)
    assert tree.read("l/y") == b"d/y"
    assert tree.read("d/../a") == b"a"
    assert tree.real("l/y") == "d/y"
    assert tree.real("") == ""
    assert tree.real("..") is None


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("../outside/secret", "../outside/secret leads out of the scanned directory"),
        ("/etc/passwd", "/etc/passwd leads out of the scanned directory"),
        ("out", "out leads out of the scanned directory"),
        ("folder/secret", "folder/secret leads out of the scanned directory"),
        ("d", "d is not a regular file"),
        ("", ". is not a regular file"),
        ("pipe", "pipe is not a regular file"),
        ("nowhere", "nowhere cannot be read: No such file or directory"),
        ("big", "big is larger than 0 MB (0 MB)"),
        ("a\0b", "a\0b cannot be read: "),
        ("x" * 5000, "File name too long"),
        ("a/b", "a/b cannot be read: Not a directory"),
        ("ring", "ring cannot be read: Too many levels of symbolic links"),
    ],
)
def test_what_cannot_be_read_is_a_gap(root: Path, path: str, answer: str) -> None:
    put(root, "a", "d/x")
    (root / "big").write_bytes(b"x" * 2000)
    link(root, "out", "../outside/secret")
    link(root, "folder", "../outside")
    link(root, "ring", "ring")
    os.mkfifo(root / "pipe")
    tree = Tree(root, TreeLimits(file_bytes=1000))
    assert answer in reason(tree, path)
    assert not tree.exists(path) or path == "big"
    assert tree.read(path) is tree.read(path)
    assert tree.list("../outside") == tree.list("/etc") == tree.list("folder") == ()


def test_a_root_that_is_a_link(root: Path) -> None:
    put(root, "x")
    link(root.parent, "link", "root")
    assert Tree(root.parent / "link").files == ("x",)


def test_listing_one_folder(root: Path) -> None:
    put(root, "b", "a", ".terraform/m/main.tf", "d/x")
    link(root, "gone.tf", "nowhere")
    link(root, "d/out.tf", "../../outside/secret")
    tree = Tree(root)
    assert tree.list("") == ("a", "b")
    assert tree.list(".terraform/m") == ("main.tf",)
    assert tree.list("nowhere") == ()
    assert list(tree.unreached("")) == ["gone.tf"]
    assert list(tree.unreached("d")) == ["out.tf"]
    assert not tree.unreached(".terraform")


def test_links_in_a_hidden_folder_stay_inside(root: Path) -> None:
    put(root, ".terraform/main.tf")
    link(root, ".terraform/out.tf", "../../outside/secret")
    tree = Tree(root)
    assert isinstance(tree.read(".terraform/out.tf"), Gap)


# --- paths ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "path", "answer"),
    [
        ("", "a", "a"),
        ("", ".", ""),
        ("a/b", "../c", "a/c"),
        ("a/b", "../..", ""),
        ("a/b", "../../..", None),
        ("a", "../../a", None),
        ("", "..", None),
        ("", "../x", None),
        ("", "..x", "..x"),
        ("a", "/etc/passwd", None),
        ("a", "b//c/./d/", "a/b/c/d"),
        ("a", "", "a"),
    ],
)
def test_resolve(folder: str, path: str, answer: str | None) -> None:
    assert resolve(folder, path) == answer
