"""The scanned directory: the only way by which collectors touch files.

Nothing outside the root is read, nothing is written or executed. What cannot be read is a
`Gap` with reach opaque, never an exception: it may hold anything.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from posixpath import dirname, normpath
from posixpath import join as join_path

from scanner.model import FileOrigin, Gap, Reach, gap_id

SKIPPED_DIRECTORIES = frozenset({"node_modules"})
"""Beside every hidden directory: what tools put there is not what people declare."""


@dataclass(frozen=True)
class TreeLimits:
    """How much of a directory is followed; what lies beyond is a gap."""

    file_bytes: int = 8 * 2**20
    files: int = 200_000
    directories: int = 50_000
    """Counted each time one is entered: links can lead to one directory in many ways."""
    depth: int = 64


class Tree:
    """A directory and the files in it. Paths are POSIX, relative to the root, without `./`.

    The listing follows symbolic links that stay inside the root and does not enter hidden
    directories (`.git`, `.terraform`) or `node_modules`; such files can still be read by
    name, which is how `.terraform/modules` is reached when somebody asks for it.
    """

    def __init__(self, root: Path, limits: TreeLimits | None = None) -> None:
        self.root = Path(os.path.realpath(root))
        self.limits = limits or TreeLimits()
        self._gaps: dict[str, Gap] = {}
        self._unread: dict[str, Gap] = {}
        self._entered = 0
        self.answers: dict[str, str] = {}
        """What was asked of this directory, and a digest of each answer."""

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every regular file, sorted."""
        found: list[str] = []
        for path in self._walk("", (os.path.realpath(self.root),)):
            if len(found) >= self.limits.files:
                self._add_gap(
                    "", f"has more than {self.limits.files:,} files; the rest is not read"
                )
                break
            found.append(path)
        listed = tuple(sorted(found))
        self._answered("files:", (listed, sorted(self._gaps)))
        return listed

    @cached_property
    def directories(self) -> dict[str, tuple[str, ...]]:
        """Directory -> names of the files directly in it, both sorted; the root is `""`."""
        grouped: dict[str, list[str]] = {}
        for path in self.files:
            folder, _, name = path.rpartition("/")
            grouped.setdefault(folder, []).append(name)
        return {folder: tuple(sorted(grouped[folder])) for folder in sorted(grouped)}

    @cached_property
    def gaps(self) -> dict[str, Gap]:
        """Path -> what the listing could not reach. The gap of a single file's content is
        given to whoever asks for that content."""
        if not self.files and not self.root.is_dir():
            self._add_gap("", "is not a directory")
        return {path: self._gaps[path] for path in sorted(self._gaps)}

    def unreached(self, folder: str) -> dict[str, Gap]:
        """Names directly in `folder` that the listing could not reach, and why."""
        return {
            path.rpartition("/")[2]: gap
            for path, gap in self.gaps.items()
            if path and folder_of(path) == folder
        }

    def read(self, path: str) -> bytes | Gap:
        """The content of a file, or the gap that says why there is none to be had."""
        if path in self._unread:
            return self._unread[path]
        content = self._read(path)
        self._answered(f"read:{path}", content)
        if isinstance(content, bytes):
            return content
        return self._unread.setdefault(path, _gap(path, content))

    def _read(self, path: str) -> bytes | str:
        """A file's content, or what is wrong with it."""
        try:
            real = self._inside(path)
            if real is None:
                return "leads out of the scanned directory"
            found = real.stat()
            if not stat.S_ISREG(found.st_mode):
                return "is not a regular file"
            if found.st_size > self.limits.file_bytes:
                limit = f"{self.limits.file_bytes / 2**20:.0f} MB"
                return f"is larger than {limit} ({found.st_size / 2**20:.0f} MB)"
            return real.read_bytes()
        except OSError as error:
            return f"cannot be read: {error.strerror or error}"
        except ValueError as error:  # a NUL in the name
            return f"cannot be read: {error}"

    def exists(self, path: str) -> bool:
        """Whether `path` is a file inside the root."""
        try:
            real = self._inside(path)
            found = real is not None and real.is_file()
        except (OSError, ValueError):
            found = False
        self._answered(f"exists:{path}", found)
        return found

    def list(self, folder: str) -> tuple[str, ...]:
        """Names of the files directly in `folder`, sorted; also of a hidden directory."""
        if folder in self.directories:
            return self.directories[folder]
        names: list[str] = []
        try:
            real = self._inside(folder)
            if real is not None and real.is_dir():
                names = sorted(entry.name for entry in os.scandir(real) if entry.is_file())
        except (OSError, ValueError):
            names = []
        self._answered(f"list:{folder}", names)
        return tuple(names[: self.limits.files])

    def real(self, path: str) -> str | None:
        """`path` with its symbolic links resolved; None where it leads out of the root."""
        try:
            inside = self._inside(path)
        except (OSError, ValueError):
            inside = None
        found = None if inside is None else inside.relative_to(self.root).as_posix()
        self._answered(f"real:{path}", found)
        return "" if found == "." else found

    def answers_as(self, before: dict[str, str]) -> bool:
        """Whether each question in `before` has the same answer here."""
        return all(self._asked_again(question) == before[question] for question in before)

    def _asked_again(self, question: str) -> str:
        what, _, path = question.partition(":")
        match what:
            case "files":
                self.files  # noqa: B018  (asking is what counts)
            case "read":
                self.read(path)
            case "exists":
                self.exists(path)
            case "list":
                self.list(path)
            case "real":
                self.real(path)
        return self.answers.get(question, "")

    def _answered(self, question: str, answer: object) -> None:
        content = answer if isinstance(answer, bytes) else repr(answer).encode(errors="replace")
        self.answers[question] = hashlib.sha256(content).hexdigest()

    def _inside(self, path: str) -> Path | None:
        real = Path(os.path.realpath(self.root / path))
        return real if real.is_relative_to(self.root) else None

    def _walk(self, folder: str, above: tuple[str, ...]) -> Iterator[str]:
        """Files below `folder`, depth first; `above` are the real paths being walked."""
        if len(above) > self.limits.depth:
            self._add_gap(folder, f"is more than {self.limits.depth} directories deep")
            return
        self._entered += 1
        if self._entered > self.limits.directories:
            self._add_gap("", f"has more than {self.limits.directories:,} directories")
            return
        try:
            entries = sorted(os.scandir(self.root / folder), key=lambda entry: entry.name)
        except OSError as error:
            self._add_gap(folder, f"cannot be listed: {error.strerror or error}")
            return
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            kind = self._kind(entry, path, above)
            if kind == "file":
                yield path
            elif kind:
                yield from self._walk(path, (*above, kind))

    def _kind(self, entry: os.DirEntry[str], path: str, above: tuple[str, ...]) -> str:
        """`file`, the real path of a directory to enter, or nothing for what is skipped."""
        try:
            entry.name.encode()
            if entry.is_symlink() and self._inside(path) is None:
                self._add_gap(path, "is a link that leads out of the scanned directory")
                return ""
            if entry.is_dir():
                if entry.name.startswith(".") or entry.name in SKIPPED_DIRECTORIES:
                    return ""
                real = os.path.realpath(self.root / path)
                return "" if real in above else real
            if entry.is_file():
                return "file"
            self._add_gap(path, "is a link to nothing, or not a regular file")
        except UnicodeEncodeError:
            self._add_gap(folder_of(path), "holds a file whose name is not text")
        except OSError as error:
            self._add_gap(path, f"cannot be read: {error.strerror or error}")
        return ""

    def _add_gap(self, path: str, reason: str) -> None:
        self._gaps.setdefault(path, _gap(path, reason))


def _gap(path: str, reason: str) -> Gap:
    name = path.encode(errors="replace").decode() or "."
    question = f"What is in {name}?"
    return Gap(
        id=gap_id(Reach.OPAQUE, name, question),
        subject=name,
        question=question,
        reason=f"{name} {reason}",
        reach=Reach.OPAQUE,
        origin=FileOrigin(name),
    )


def folder_of(path: str) -> str:
    """The directory a file is in; the root is `""`."""
    return dirname(path)


TOP = "/scanned-directory"
"""How absolute paths begin that lead into the tree: where it is on this machine is not told."""


def from_top(path: str) -> str | None:
    """An absolute path that leads into the tree, as seen from its root; None for all others."""
    if path == TOP:
        return "."
    return path.removeprefix(f"{TOP}/").lstrip("/") if path.startswith(f"{TOP}/") else None


def resolve(folder: str, path: str) -> str | None:
    """`path` as seen from `folder`, normalised; None where it climbs out of the root."""
    if path.startswith("/"):
        return None
    joined = normpath(join_path(folder, path))
    if joined == ".." or joined.startswith("../"):
        return None
    return "" if joined == "." else joined
