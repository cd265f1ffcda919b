"""A directory as git knows it: at a revision, or as its work tree stands.

Both are copies that hold the same kind of files: what is committed, and in a work tree also what
is new and not ignored. So what a tool has left beside the code (`.terraform`) is on neither side
of a comparison. Only git's plumbing is asked, to list and to copy: no filter, hook or attribute
of the repository, which may be hostile, has a say in what is written, and nothing is fetched.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from scanner.collect.tree import TreeLimits
from scanner.errors import InputError

LINK = "120000"
LARGEST_FILE = TreeLimits().file_bytes
"""What is larger is written as a file of that size without content: a tree reads no more."""
GIT = (
    "git",
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"),
)
QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
MOST_NAMED = 200
"""Characters of a path that a message shows."""
FETCH = "In CI, fetch enough history (fetch-depth: 0), or give a folder, a report or an inventory."


@dataclass(frozen=True)
class Blob:
    """A file or link of a commit."""

    path: str
    """From the root of the repository."""
    digest: str
    size: int
    is_link: bool


def is_revision(folder: Path, text: str) -> bool:
    """Whether `text` names a commit of the repository that `folder` is in."""
    try:
        commit_of(folder, text)
    except InputError:
        return False
    return True


def commit_of(folder: Path, revision: str) -> str:
    """The commit that `revision` names; of `A...B`, the one that both come from.

    Raises InputError where there is no repository, or it has no such commit.
    """
    first, dots, second = revision.partition("...")
    if dots:
        both = [commit_of(folder, one or "HEAD") for one in (first, second)]
        return _asked(folder, revision, "merge-base", *both)
    named = f"{revision}^{{commit}}"
    return _asked(folder, revision, "rev-parse", "--verify", "--quiet", "--end-of-options", named)


def tree_of(folder: Path, commit: str) -> str:
    """The id of all that the repository holds at `commit`: the same content has the same id.
    Raises InputError."""
    return _git(folder, "rev-parse", f"{commit}^{{tree}}").decode().strip()


def _asked(folder: Path, revision: str, *question: str) -> str:
    top_of(folder)
    try:
        return _git(folder, *question).decode().strip()
    except InputError as error:
        raise InputError(
            f'"{revision}" is no revision that this repository has',
            path=folder.as_posix(),
            means="There is nothing to compare with.",
            next=FETCH,
        ) from error


@contextmanager
def at_revision(
    folder: Path, commit: str, others: Sequence[str] = (), written: dict[str, Path] | None = None
) -> Iterator[Path]:
    """A copy of `folder` as it was at `commit` (see `commit_of`), for as long as the context lasts.

    `others` are further files, by their path from the root of the repository, which is copied as
    far as it is needed: the copy of `folder` lies in it where `folder` lies. `written` are contents
    that another copy, which lasts as long, holds already, by digest; those of this one are added.
    Raises InputError.
    """
    top, inside = _place(folder)
    with _copy() as root:
        blobs = {b.path: b for b in _listed(top, commit, [inside, *others]) if _is_safe(b.path)}
        _write(top, list(blobs.values()), root, {} if written is None else written)
        (root / inside).mkdir(parents=True, exist_ok=True)
        yield root / inside


@contextmanager
def as_it_stands(folder: Path, others: Sequence[str] = ()) -> Iterator[Path]:
    """A copy of what git knows of `folder` as it lies there now, otherwise as `at_revision`."""
    top, inside = _place(folder)
    with _copy() as root:
        listed = _git(top, "ls-files", "-z", "-co", "--exclude-standard", "--", inside, *others)
        names = [os.fsdecode(name) for name in sorted(set(listed.split(b"\0")) - {b""})]
        links = [path for path in names if _is_safe(path) and _copied(top, path, root) == "link"]
        for path in links:
            _link(root, path, os.fsencode((top / path).readlink()))
        (root / inside).mkdir(parents=True, exist_ok=True)
        yield root / inside


def path_in_repository(file: Path, folder: Path) -> str | None:
    """The path of `file` from the root of the repository that `folder` is in; None where it is not
    in there. Raises InputError where `folder` is in none."""
    try:
        return file.resolve().relative_to(top_of(folder)).as_posix()
    except ValueError:
        return None


def top_of_copy(copy: Path, folder: Path) -> Path:
    """The root of the repository in the copy that was made of `folder`."""
    inside = _place(folder)[1]
    return copy.parents[len(PurePosixPath(inside).parts) - 1] if inside != "." else copy


# --- where things lie -------------------------------------------------------------------


def _place(folder: Path) -> tuple[Path, str]:
    """The root of the repository, and where `folder` lies in it."""
    top = top_of(folder)
    return top, folder.resolve().relative_to(top).as_posix()


def top_of(folder: Path) -> Path:
    """The root of the repository that `folder` is in; its settings do not decide it."""
    for above in (folder.resolve(), *folder.resolve().parents):
        if (above / ".git").exists():
            return above
    raise InputError(
        "is in no git repository",
        path=folder.as_posix(),
        means="There are no revisions to compare.",
        next="Give two folders, reports or inventories: scan diff BEFORE AFTER",
    )


@contextmanager
def _copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cutset-", ignore_cleanup_errors=True) as temporary:
        root = Path(temporary, "tree").resolve()
        (root / ".git").mkdir(parents=True)  # where the search for a cutset.yaml ends
        yield root


def _is_safe(path: str) -> bool:
    """Whether a copy stays where it belongs: git forbids such names, a forged tree may not."""
    parts = PurePosixPath(path).parts
    return bool(parts) and parts[0] != "/" and not {"..", ".git"} & {p.lower() for p in parts}


# --- reading and writing ----------------------------------------------------------------


def _listed(top: Path, commit: str, paths: Sequence[str]) -> Iterator[Blob]:
    wanted = [] if "." in paths else ["--", *paths]
    for line in _git(top, "ls-tree", "-r", "-z", "-l", "--full-tree", commit, *wanted).split(b"\0"):
        head, _, name = line.partition(b"\t")
        if not head:
            continue
        mode, kind, digest, size = head.decode().split()
        if kind == "blob":
            yield Blob(os.fsdecode(name), digest, int(size) if size.isdigit() else 0, mode == LINK)


def _write(top: Path, blobs: Sequence[Blob], root: Path, written: dict[str, Path]) -> None:
    """Write files, then links, so that nothing is ever written through a link."""
    blobs = [blob for blob in blobs if blob.is_link or not _shared(blob, root, written)]
    for blob in blobs:
        if blob.size > LARGEST_FILE and not blob.is_link:
            with _opened(root, blob.path) as file:
                file.truncate(blob.size)
    wanted = [blob for blob in blobs if blob.size <= LARGEST_FILE]
    links: list[tuple[str, bytes]] = []
    for blob, content in zip(wanted, _contents(top, wanted), strict=True):
        if blob.is_link:
            links += [(blob.path, content)] if content else []
            continue
        with _opened(root, blob.path) as file:
            if content is None:
                file.truncate(LARGEST_FILE + 1)
            else:
                file.write(content)
        written[blob.digest] = root / blob.path
    for path, target in links:
        _link(root, path, target)


def _shared(blob: Blob, root: Path, written: dict[str, Path]) -> bool:
    """Whether the file is there now as another name of one that has its content."""
    same = written.get(blob.digest)
    if same is None:
        return False
    file = root / blob.path
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        file.hardlink_to(same)
    except OSError:  # too many names, or a file system that has none
        return False
    return True


def _contents(top: Path, blobs: Iterable[Blob]) -> Iterator[bytes | None]:
    """The content of each blob, one after the other: never all of them in memory. None where a
    clone has left it out: it counts as too large to be read, for whoever asks."""
    with tempfile.TemporaryFile() as wanted:
        wanted.write("".join(f"{blob.digest}\n" for blob in blobs).encode())
        wanted.seek(0)
        with subprocess.Popen(  # noqa: S603 - no shell, our own arguments
            [*GIT, "-C", str(top), "cat-file", "--batch"],
            stdin=wanted,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        ) as git:
            assert git.stdout is not None
            for _ in blobs:
                yield _next_content(git.stdout)


def _next_content(answers: IO[bytes]) -> bytes | None:
    head = answers.readline().split()
    if len(head) != 3:  # `<digest> missing`
        return None
    content = answers.read(int(head[2]))
    answers.read(1)
    return content


def _copied(top: Path, path: str, root: Path) -> str:
    """Copy a file of the work tree; or `link` for what is one. What has gone, is no file, or
    lies behind a link is left: git knows it by another name, or not at all."""
    source = top / path
    if os.path.realpath(source.parent) != str(source.parent):
        return ""
    try:
        found = source.lstat()
    except FileNotFoundError:
        return ""
    if stat.S_ISLNK(found.st_mode):
        return "link"
    if stat.S_ISREG(found.st_mode):
        with _opened(root, path) as file:
            _fill(file, source, found.st_size)
    return "file"


def _fill(file: IO[bytes], source: Path, size: int) -> None:
    if size > LARGEST_FILE:
        file.truncate(size)
        return
    try:
        with source.open("rb") as content:
            shutil.copyfileobj(content, file)
    except PermissionError:
        Path(file.name).chmod(0)  # so that a tree says that it cannot be read


def _opened(root: Path, path: str) -> IO[bytes]:
    file = root / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("wb")
    except OSError as error:  # a name that is too long, or both a file's and a folder's
        raise _not_copied(path, error) from error


def _link(root: Path, path: str, target: bytes) -> None:
    file = root / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(file):
            file.symlink_to(os.fsdecode(target))
    except (OSError, ValueError) as error:  # also a target that is empty or too long
        raise _not_copied(path, error) from error


def _not_copied(path: str, error: Exception) -> InputError:
    return InputError(
        f"cannot be copied: {getattr(error, 'strerror', None) or error}",
        path=path[-MOST_NAMED:],
        means="What git has under this name was not read, so nothing is compared.",
        next="Rename it, or give two folders, reports or inventories.",
    )


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - no shell; revisions come after --end-of-options
            [*GIT, "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            env=_environment(),
        )
    except FileNotFoundError as error:
        raise InputError(
            "git is not installed",
            path=folder.as_posix(),
            means="Revisions cannot be read.",
            next="Install it, or give two folders, reports or inventories.",
        ) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip() or "no answer"
        raise InputError(f"git {arguments[0]}: {said}", path=folder.as_posix())
    return done.stdout


def _environment() -> dict[str, str]:
    """Without what points git at another repository, as it does inside of a hook."""
    named = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF")
    return {k: v for k, v in os.environ.items() if k not in named} | QUIET
