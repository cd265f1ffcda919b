"""What a stranger's pull request may hold: `scan` ends as designed, and does no harm.

What takes more than 20 s of a processor or 2 GB of memory is ended by a signal, and so seen.
The trees are in tests/hostile; tests/hostile/yard.py runs them where everything is seen.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.cases import SECRET, SOUND, Case, cases
from tests.hostile.yard import Done, Yard


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    with Yard(tmp_path_factory.mktemp("state")) as made:
        yield made


def harmless(done: Done) -> str:
    """What was said, after a look at what was done."""
    text = done.out + done.err
    assert done.code >= 0, done.err
    assert not done.touched
    assert "Traceback" not in text
    assert "failed inside" not in text, done.err[:500]
    assert SECRET not in text
    return text


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case(case: Case, yard: Yard, tmp_path: Path) -> None:
    tree = case.write(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    done = yard.run(*case.arguments, cwd=tree)
    text = harmless(done)
    assert done.code in case.codes, text[-2_000:]
    assert not [words for words in case.parts.get("says", []) if words not in text]
    assert not [words for words in case.parts.get("never", []) if words in text]
    if "--cache" not in case.arguments:
        assert sorted(tmp_path.rglob("*")) == before, "something was written"


# --- the yard itself ----------------------------------------------------------------------


def test_the_yard_sees_what_is_read_outside(yard: Yard, tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "x.yaml").write_text("schema_version: 1\n")
    done = yard.run("--inventory", "../x.yaml", cwd=tmp_path / "tree")
    assert [what for what in done.touched if what.endswith("x.yaml")]


# --- hostile git --------------------------------------------------------------------------


WHO = ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL")


def git(folder: Path, *arguments: str, **options: str) -> str:
    environment = {
        **os.environ,
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}": "a@b.c" for who in WHO},
        **options,
    }  # fmt: skip
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, check=True, env=environment
    )
    return done.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits, the second with a database more."""
    tree = tmp_path / "tree"
    tree.mkdir()
    git(tree, "init", "-q", "-b", "main")
    (tree / "main.tf").write_text(SOUND)
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "one")
    (tree / "main.tf").write_text(SOUND + 'resource "aws_db_instance" "a" {}\n')
    git(tree, "commit", "-q", "-a", "-m", "two")
    return tree


def test_an_honest_repository(repository: Path, yard: Yard) -> None:
    done = yard.run("diff", "HEAD~1", "HEAD", cwd=repository)
    harmless(done)
    assert done.code in (0, 1)


RAN = "touch {ran}; cat"
SETTINGS = {
    "core.fsmonitor": RAN,
    "core.hooksPath": "{hooks}",
    "core.sshCommand": RAN,
    "core.pager": RAN,
    "core.editor": RAN,
    "core.askPass": RAN,
    "core.gitProxy": RAN,
    "core.alternateRefsCommand": RAN,
    "core.worktree": "{outside}",
    "diff.external": RAN,
    "diff.evil.textconv": RAN,
    "diff.evil.command": RAN,
    "filter.evil.smudge": RAN,
    "filter.evil.clean": RAN,
    "filter.evil.process": RAN,
    "credential.helper": "!" + RAN,
    "uploadpack.packObjectsHook": RAN,
    "gpg.program": RAN,
    "log.showSignature": "true",
    "alias.cat-file": "!" + RAN,
    "alias.ls-tree": "!" + RAN,
    "extensions.partialClone": "evil",
    "remote.evil.url": "ext::sh -c touch% {ran}",
    "remote.evil.promisor": "true",
    "protocol.ext.allow": "always",
    "include.path": "{outside}/secret.txt",
    "submodule.evil.update": "!" + RAN,
}


@pytest.mark.parametrize("base", ["HEAD~1", "HEAD"])
def test_settings_of_a_repository_run_nothing(repository: Path, yard: Yard, base: str) -> None:
    """A pull request cannot set them; whoever hands over a checkout can."""
    outside = repository.parent / "outside"
    hooks = repository.parent / "hooks"
    outside.mkdir()
    hooks.mkdir()
    ran = repository / "ran"
    (outside / "secret.txt").write_text(SECRET)
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-commit"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {ran}\n")
        (hooks / name).chmod(0o755)
    (repository / ".gitattributes").write_text("* diff=evil filter=evil\n")
    skipped = {"include.path", "extensions.partialClone"}  # git itself refuses to work with these
    with (repository / ".git" / "config").open("a") as file:
        for name, value in SETTINGS.items():
            section, _, key = name.rpartition(".")
            first, dot, second = section.partition(".")
            head = f'[{first} "{second}"]' if dot else f"[{first}]"
            text = value.format(ran=ran, hooks=hooks, outside=outside).replace('"', '\\"')
            if name not in skipped:
                file.write(f'{head}\n\t{key} = "{text}"\n')
    done = yard.run("diff", base, cwd=repository)
    harmless(done)
    assert not ran.exists()


REVISIONS = [
    "--output=ran",
    "--upload-pack=touch ran",
    "-h",
    "--exec-path=.",
    "@{-1}",
    "HEAD^{/x}",
    ":/one",
    "HEAD:main.tf",
    "HEAD:./../..",
    "main@{upstream}",
    "refs/heads/../../config",
    "a b",
    "x\x1b[31m\n::error::y",
    "$(touch ran)",
    "`touch ran`",
    ";touch ran",
    "HEAD...",
    "...",
    "....",
    "0" * 40,
    "a" * 100_000,
    "é",
]


@pytest.mark.parametrize("revision", REVISIONS, ids=range(len(REVISIONS)))
def test_revisions_that_are_none(repository: Path, yard: Yard, revision: str) -> None:
    done = yard.run("diff", "--", revision, cwd=repository)
    text = harmless(done)
    assert done.code in (0, 1, 2)
    assert "\n::error" not in text
    assert not (repository / "ran").exists()


def _forged(repository: Path, entries: bytes) -> None:
    """Make the work of HEAD a tree of these raw entries, of the kind no git would write."""
    made = subprocess.run(
        ["git", "-C", str(repository), "hash-object", "-t", "tree", "--literally", "-w", "--stdin"],
        input=entries,
        capture_output=True,
        check=True,
    )
    commit = git(repository, "commit-tree", "-m", "x", "-p", "HEAD", made.stdout.decode().strip())
    git(repository, "update-ref", "HEAD", commit)


NAMES = [
    b"..", b"../outside2", b"/etc/x.tf", b".git", b".GIT", b"a\n::error::b.tf", b"\xff\xfe.tf",
    b"a\\b.tf", b"x" * 250 + b".tf", b"x" * 300 + b".tf", b".git/config", b"-rf.tf",
    b"\x1b[31m.tf", b".", b"a//b.tf",
]  # fmt: skip


@pytest.mark.parametrize("mode", [b"100644", b"120000", b"160000", b"777"])
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_trees_that_no_git_writes(repository: Path, yard: Yard, name: bytes, mode: bytes) -> None:
    target = "../../outside2" if mode == b"120000" else SOUND
    blob = subprocess.run(
        ["git", "-C", str(repository), "hash-object", "-w", "--stdin"],
        input=target.encode(),
        capture_output=True,
        check=True,
    ).stdout.decode().strip()  # fmt: skip
    _forged(repository, mode + b" " + name + b"\0" + bytes.fromhex(blob))
    done = yard.run("diff", "HEAD~1", "HEAD", cwd=repository)
    text = harmless(done)
    assert done.code in (0, 1, 2)
    assert "\n::error" not in text
    assert not (repository.parent / "outside2").exists()


def test_a_repository_that_lies_elsewhere(repository: Path, yard: Yard) -> None:
    """`.git` is a file that points at another repository."""
    other = repository.parent / "other"
    other.mkdir()
    (other / ".git").write_text(f"gitdir: {repository}/.git\n")
    (other / "main.tf").write_text(SOUND)
    done = yard.run("diff", "HEAD~1", cwd=other)
    harmless(done)
    assert done.code in (0, 1, 2)


# --- kept results -------------------------------------------------------------------------


KEPT = ("--path", "code", "--cache", "cache", "--format", "json")


@pytest.fixture
def kept(tmp_path: Path, yard: Yard) -> tuple[Path, str]:
    """A folder with kept results of `code`, and the report."""
    (tmp_path / "code").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "code" / "main.tf").write_text(SOUND)
    done = yard.run(*KEPT, cwd=tmp_path)
    assert done.code in (0, 1)
    return tmp_path, done.out


def test_a_result_that_a_stranger_kept_does_not_count(kept: tuple[Path, str], yard: Yard) -> None:
    """The name of a kept report is no secret; only what this user has signed is taken."""
    folder, honest = kept
    [report] = (folder / "cache").glob("report-*.msgpack")
    with Yard(folder / "another user") as stranger:
        report.unlink()
        stranger.run(*KEPT, cwd=folder)
        forged = report.read_bytes()
    assert yard.run(*KEPT, cwd=folder).out == honest
    assert report.read_bytes() != forged, "it was judged anew"


BOMBS = {
    "nothing": b"",
    "lists": b"\x91" * 10**6,
    "a map of four thousand million": b"\xdf\xff\xff\xff\xff" * 20,
    "short lists": b"\x90" * 50,
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_bombs_among_kept_results(kept: tuple[Path, str], yard: Yard, content: bytes) -> None:
    folder, honest = kept
    for file in (folder / "cache").iterdir():
        file.write_bytes(content)
    done = yard.run(*KEPT, cwd=folder)
    harmless(done)
    assert done.out == honest


def test_links_among_kept_results(kept: tuple[Path, str], yard: Yard) -> None:
    folder, honest = kept
    for file in (folder / "cache").iterdir():
        file.unlink()
        file.symlink_to("/dev/zero")
    done = yard.run(*KEPT, cwd=folder)
    harmless(done)
    assert done.out == honest
