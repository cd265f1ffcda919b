"""A directory as git knows it: what is copied, what is not, and what is never executed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from scanner.collect.revision import (
    LARGEST_FILE,
    as_it_stands,
    at_revision,
    commit_of,
    is_revision,
    path_in_repository,
    top_of_copy,
)
from scanner.collect.tree import Tree
from scanner.errors import InputError
from scanner.model import Gap

from tests.collect.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.at(tmp_path / "repository")


def listed(folder: Path) -> list[str]:
    found = [path for path in folder.rglob("*") if path.is_symlink() or path.is_file()]
    return sorted(path.relative_to(folder).as_posix() for path in found)


def test_a_revision_is_what_was_committed(repository: Repository) -> None:
    before = repository.commit(**{"a.tf": "1", "deep/b.tf": "2"})
    repository.commit(**{"a.tf": "other", "c.tf": "3"})
    repository.write("d.tf", "new")
    with at_revision(repository.folder, before) as copy:
        assert listed(copy) == ["a.tf", "deep/b.tf"]
        assert (copy / "a.tf").read_text() == "1"
    assert not copy.exists()


def test_the_work_tree_is_what_git_would_commit(repository: Repository) -> None:
    repository.commit(**{".gitignore": ".terraform/\n*.log\n", "a.tf": "1", "gone.tf": "2"})
    repository.write("a.tf", "changed")
    repository.write("new.tf", "new")
    repository.write("x.log", "ignored")
    repository.write(".terraform/modules/m/main.tf", "ignored")
    (repository.folder / "gone.tf").unlink()
    with as_it_stands(repository.folder) as copy:
        assert listed(copy) == [".gitignore", "a.tf", "new.tf"]
        assert (copy / "a.tf").read_text() == "changed"


@pytest.mark.parametrize("copy_of", ["a revision", "the work tree"])
def test_of_a_folder_only_that_and_what_is_asked_for(repository: Repository, copy_of: str) -> None:
    repository.commit(**{"infra/a.tf": "1", "app/b.tf": "2", "cutset.yaml": "3"})
    folder, others = repository.folder / "infra", ["cutset.yaml", "not/there.yaml"]
    made = (
        at_revision(folder, "HEAD", others)
        if copy_of == "a revision"
        else as_it_stands(folder, others)
    )
    with made as copy:
        assert listed(copy) == ["a.tf"]
        top = top_of_copy(copy, folder)
        assert listed(top) == ["cutset.yaml", "infra/a.tf"]
        assert (top / ".git").is_dir()  # the search for a cutset.yaml ends here


def test_links_stay_links_and_lead_nowhere_else(repository: Repository) -> None:
    repository.commit(**{"a.tf": "1"})
    (repository.folder / "same.tf").symlink_to("a.tf")
    (repository.folder / "out").symlink_to("/etc")
    repository.commit()
    for made in (at_revision(repository.folder, "HEAD"), as_it_stands(repository.folder)):
        with made as copy:
            assert listed(copy) == ["a.tf", "out", "same.tf"]
            tree = Tree(copy)
            assert tree.read("same.tf") == b"1"
            assert isinstance(tree.read("out/passwd"), Gap)


def test_nothing_is_read_or_written_through_a_link(repository: Repository, tmp_path: Path) -> None:
    """The index knows `sub/a.tf`; in the work tree `sub` has become a link that leads out."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.tf").write_text("secret")
    repository.commit(**{"sub/a.tf": "1"})
    (repository.folder / "sub" / "a.tf").unlink()
    (repository.folder / "sub").rmdir()
    (repository.folder / "sub").symlink_to(outside)
    with as_it_stands(repository.folder) as copy:
        assert (copy / "sub").is_symlink()
        assert isinstance(Tree(copy).read("sub/a.tf"), Gap)
    assert (outside / "a.tf").read_text() == "secret"


@pytest.mark.parametrize("name", ["-n.tf", "a\nb.tf", 'q".tf', "ü.tf", ":(exclude)x.tf", " .tf"])
def test_strange_names(repository: Repository, name: str) -> None:
    repository.commit(**{name: "1"})
    for made in (at_revision(repository.folder, "HEAD"), as_it_stands(repository.folder)):
        with made as copy:
            assert listed(copy) == [name]


def test_what_a_tree_does_not_read_is_not_copied_but_told(repository: Repository) -> None:
    repository.commit(**{"large.tf": "#" * (LARGEST_FILE + 1)})
    for made in (at_revision(repository.folder, "HEAD"), as_it_stands(repository.folder)):
        with made as copy:
            gap = Tree(copy).read("large.tf")
            assert isinstance(gap, Gap)
            assert "larger than" in gap.reason


def test_what_a_clone_has_left_out_is_told_to_whoever_asks(repository: Repository) -> None:
    repository.commit(**{"a.tf": "1", "b.tf": "2"})
    digest = repository.git("rev-parse", "HEAD:b.tf")
    (repository.folder / ".git" / "objects" / digest[:2] / digest[2:]).unlink()
    with at_revision(repository.folder, "HEAD") as copy:
        tree = Tree(copy)
        assert tree.read("a.tf") == b"1"
        assert isinstance(tree.read("b.tf"), Gap)
        assert not tree.gaps


def test_nothing_of_the_repository_is_executed(repository: Repository, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    script = repository.write("evil.sh", f"#!/bin/sh\ntouch {ran}\ncat\n")
    script.chmod(0o755)
    repository.commit(**{"a.tf": "1", ".gitattributes": "*.tf filter=evil diff=evil\n"})
    for key in ("core.fsmonitor", "filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv"):
        repository.git("config", key, str(script))
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        file = repository.write(f".git/hooks/{hook}", f"#!/bin/sh\ntouch {ran}\n")
        file.chmod(0o755)
    repository.write("a.tf", "2")
    with at_revision(repository.folder, "HEAD"), as_it_stands(repository.folder):
        assert not ran.exists()


def test_settings_do_not_say_where_the_repository_is(
    repository: Repository, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.tf").write_text("secret")
    repository.commit(**{"a.tf": "1"})
    repository.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    with as_it_stands(repository.folder) as copy:
        assert listed(copy) in ([], ["a.tf"])


def test_a_place_where_two_branches_part(repository: Repository) -> None:
    start = repository.commit(**{"a.tf": "1"})
    repository.git("checkout", "--quiet", "-b", "mine")
    repository.commit(**{"b.tf": "2"})
    repository.git("checkout", "--quiet", "main")
    repository.commit(**{"c.tf": "3"})
    assert commit_of(repository.folder, "main...mine") == start
    repository.git("checkout", "--quiet", "mine")
    assert commit_of(repository.folder, "main...") == start


@pytest.mark.parametrize("text", ["nope", "--all", "-x", "", "HEAD:a.tf", "main...nope", "\n"])
def test_what_is_no_revision(repository: Repository, text: str) -> None:
    repository.commit(**{"a.tf": "1"})
    assert not is_revision(repository.folder, text)
    with pytest.raises(InputError, match=r"no revision .*\n.*\n.*fetch-depth"):
        commit_of(repository.folder, text)


def test_what_is_no_repository(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="in no git repository"):
        commit_of(tmp_path, "HEAD")
    with pytest.raises(InputError, match="is in no git repository"):
        path_in_repository(tmp_path / "cutset.yaml", tmp_path)


def test_inside_of_a_hook(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git tells its hooks where its files are; that must not lead elsewhere."""
    before = repository.commit(**{"a.tf": "1"})
    monkeypatch.setenv("GIT_DIR", os.devnull)
    monkeypatch.setenv("GIT_WORK_TREE", os.devnull)
    assert commit_of(repository.folder, "HEAD") == before


def test_what_two_revisions_share_is_written_once(repository: Repository) -> None:
    before = repository.commit(**{"a.tf": "same", "b.tf": "old", "c.tf": "same"})
    now = repository.commit(**{"b.tf": "new", "deep/d.tf": "same"})
    written: dict[str, Path] = {}
    with (
        at_revision(repository.folder, now, (), written) as new,
        at_revision(repository.folder, before, (), written) as old,
    ):
        assert {path: (old / path).read_text() for path in listed(old)} == {
            "a.tf": "same", "b.tf": "old", "c.tf": "same",
        }  # fmt: skip
        assert (old / "a.tf").samefile(new / "deep" / "d.tf")
        assert (new / "b.tf").read_text() == "new"
