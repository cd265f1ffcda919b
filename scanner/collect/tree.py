"""The scanned directory: the only way by which collectors touch files.

Nothing outside the root is read, nothing is written or executed. What cannot be read is a
`Gap` with reach opaque, never an exception: it may hold anything.
"""

from __future__ import annotations

import hashlib
import os
import stat
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from posixpath import dirname, normpath
from posixpath import join as join_path

from scanner.model import FileOrigin, Gap, Reach, gap_id

LISTING = "files:"
"""The question for all that is there."""
AFTER_SLASH = "0"
"""The sign after the slash: what begins with a folder and this comes after all that is in it."""
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
        self._asked: set[str] = set()
        """Where questions are noted at the moment; see `asking`."""
        self._digests: dict[str, str] = {}
        """Of all answers, also of those that were only compared."""

    # --- what is there ------------------------------------------------------------------

    @property
    def files(self) -> tuple[str, ...]:
        """Every regular file, sorted."""
        self._answered(LISTING, lambda: (self._files, sorted(self._gaps)))
        return self._files

    @cached_property
    def _files(self) -> tuple[str, ...]:
        found: list[str] = []
        for path in self._walk("", (os.path.realpath(self.root),)):
            if len(found) >= self.limits.files:
                self._add_gap(
                    "", f"has more than {self.limits.files:,} files; the rest is not read"
                )
                break
            found.append(path)
        return tuple(sorted(found))

    def below(self, folder: str) -> tuple[str, ...]:
        """Every regular file in and below `folder`, sorted."""
        prefix = f"{folder}/" if folder else ""
        first = bisect_left(self._files, prefix)
        last = bisect_left(self._files, f"{folder}{AFTER_SLASH}") if folder else None
        found = self._files[first:last]
        self._answered(f"below:{folder}", lambda: found)
        return found

    @property
    def directories(self) -> dict[str, tuple[str, ...]]:
        """Directory -> names of the files directly in it, both sorted; the root is `""`."""
        self._answered(LISTING, lambda: (self._files, sorted(self._gaps)))
        return self._directories

    @cached_property
    def _directories(self) -> dict[str, tuple[str, ...]]:
        grouped: dict[str, list[str]] = {}
        for path in self._files:
            folder, _, name = path.rpartition("/")
            grouped.setdefault(folder, []).append(name)
        return {folder: tuple(sorted(grouped[folder])) for folder in sorted(grouped)}

    @property
    def gaps(self) -> dict[str, Gap]:
        """Path -> what the listing could not reach. The gap of a single file's content is
        given to whoever asks for that content."""
        self._answered(LISTING, lambda: (self._files, sorted(self._gaps)))
        return self._unreached

    @cached_property
    def _unreached(self) -> dict[str, Gap]:
        if not self._files and not self.root.is_dir():
            self._add_gap("", "is not a directory")
        return {path: self._gaps[path] for path in sorted(self._gaps)}

    def unreached(self, folder: str) -> dict[str, Gap]:
        """Names directly in `folder` that the listing could not reach, and why."""
        found = {
            path.rpartition("/")[2]: gap
            for path, gap in self._unreached.items()
            if path and folder_of(path) == folder
        }
        self._answered(f"unreached:{folder}", lambda: [gap.reason for gap in found.values()])
        return found

    def read(self, path: str) -> bytes | Gap:
        """The content of a file, or the gap that says why there is none to be had."""
        known = self._unread.get(path)
        content = known.reason if known else self._read(path)
        self._answered(f"read:{path}", lambda: content)
        if isinstance(content, bytes):
            return content
        return known or self._unread.setdefault(path, _gap(path, content))

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
        self._answered(f"exists:{path}", lambda: found)
        return found

    def list(self, folder: str) -> tuple[str, ...]:
        """Names of the files directly in `folder`, sorted; also of a hidden directory."""
        names = self._directories.get(folder)
        if names is None:
            names = self._hidden(folder)
        self._answered(f"list:{folder}", lambda: names)
        return names

    def _hidden(self, folder: str) -> tuple[str, ...]:
        names: list[str] = []
        try:
            real = self._inside(folder)
            if real is not None and real.is_dir():
                names = sorted(entry.name for entry in os.scandir(real) if entry.is_file())
        except (OSError, ValueError):
            names = []
        return tuple(names[: self.limits.files])

    def real(self, path: str) -> str | None:
        """`path` with its symbolic links resolved; None where it leads out of the root."""
        try:
            inside = self._inside(path)
        except (OSError, ValueError):
            inside = None
        found = None if inside is None else inside.relative_to(self.root).as_posix()
        self._answered(f"real:{path}", lambda: found)
        return "" if found == "." else found

    # --- what was asked -----------------------------------------------------------------

    @contextmanager
    def asking(self, asked: set[str]) -> Iterator[None]:
        """What is asked meanwhile is noted in `asked`, and nowhere else but in `answers`."""
        before, self._asked = self._asked, asked
        try:
            yield
        finally:
            self._asked = before

    def asked(self, questions: Iterable[str]) -> None:
        """Note `questions` as if they were asked now."""
        for question in questions:
            self.answers[question] = self.answer(question)
            self._asked.add(question)

    def note(self, question: str) -> None:
        """Note a question that is not of the directory."""
        self._asked.add(question)

    def learned(self, answers: dict[str, str]) -> None:
        """Take over what another process was answered."""
        self.answers.update(answers)
        self._digests.update(answers)

    def answer(self, question: str) -> str:
        """The digest of an answer; that it was asked for is not noted. Empty for what is no
        question."""
        if question not in self._digests:
            with self.unnoted():
                self._ask(question)
        return self._digests.get(question, "")

    @contextmanager
    def unnoted(self) -> Iterator[None]:
        """What is asked meanwhile is noted nowhere."""
        noted, self.answers = self.answers, {}
        try:
            with self.asking(set()):
                yield
        finally:
            self.answers = noted

    def answers_as(self, before: dict[str, str]) -> bool:
        """Whether each question in `before` has the same answer here."""
        return all(self.answer(question) == before[question] for question in before)

    def _ask(self, question: str) -> None:
        what, _, path = question.partition(":")
        match what:
            case "files":
                self.files  # noqa: B018  (asking is what counts)
            case "below":
                self.below(path)
            case "unreached":
                self.unreached(path)
            case "read":
                self.read(path)
            case "exists":
                self.exists(path)
            case "list":
                self.list(path)
            case "real":
                self.real(path)

    def _answered(self, question: str, answer: Callable[[], object]) -> None:
        digest = self._digests.get(question)
        if digest is None:
            given = answer()
            content = given if isinstance(given, bytes) else repr(given).encode(errors="replace")
            digest = self._digests[question] = hashlib.sha256(content).hexdigest()
        self.answers[question] = digest
        self._asked.add(question)

    # --- looking ------------------------------------------------------------------------

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
