"""The two sides of a comparison: what each word after `scan diff` stands for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath

import msgspec

from scanner.collect.changes import changed_lines
from scanner.collect.revision import (
    as_it_stands,
    at_revision,
    commit_of,
    path_in_repository,
    top_of,
    top_of_copy,
    tree_of,
)
from scanner.collect.tree import Tree
from scanner.config import find_config
from scanner.config.file import FILE_NAME
from scanner.errors import InputError, UsageError
from scanner.model import Report
from scanner.model.codec import decode_json
from scanner.model.files import content_of
from scanner.pipeline import Request, config_file_of, folder_called, shown

WORK_TREE = ""
Side = Request | Report
"""What is to be scanned, or was found before."""
Written = dict[str, Path]
"""Contents that a copy of a revision holds already, by digest."""


@dataclass(frozen=True)
class Word:
    """A word after `scan diff`."""

    text: str
    """A revision, a file or folder, or `WORK_TREE`."""
    commits: Mapping[Path, str]
    """Of a revision: each folder of the sources -> the commit that it names there."""


def word_of(text: str, request: Request) -> Word:
    """What `text` names, asked of git once. Raises UsageError where it names two things, and
    InputError where it names nothing."""
    if text == WORK_TREE:
        return Word(text, {})
    is_path = os.path.exists(text)  # noqa: PTH110 - a name that is too long is none
    commits: dict[Path, str] = {}
    for folder in [path for path in request.paths if path.is_dir()] or [Path()]:
        try:
            commits[folder] = commit_of(folder, text)
        except InputError:
            if not is_path:
                raise
    if is_path and commits and text == Path(text).name:
        raise UsageError(
            f'"{text}" is a revision, and a file or folder',
            next=f"Say ./{text} for the file or folder, or refs/heads/{text} for a branch",
        )
    return Word(text, {} if is_path else commits)


def side_of(word: Word, request: Request, stack: ExitStack, written: Written) -> Side:
    """What to scan, or what was found before. Its configuration is the one of that side."""

    def at_commit(folder: Path, others: Sequence[str]) -> AbstractContextManager[Path]:
        return at_revision(folder, word.commits[folder], others, written)

    if word.text == WORK_TREE:
        return _copied(request, as_it_stands, stack)
    if word.commits:
        return _copied(request, at_commit, stack)
    path = Path(word.text)
    if path.is_dir():
        return replace(request, paths=(path,), inventories=())
    return _file(path, request)


def content_at(word: Word, request: Request) -> str:
    """What stands for the content of that side: the trees of git that it names; empty where it
    names none, or where files that are not of the repository count too."""
    if request.inventories or not all(path in word.commits for path in request.paths):
        return ""
    return " ".join(tree_of(folder, word.commits[folder]) for folder in request.paths)


def _file(path: Path, request: Request) -> Side:
    """A report is compared as it is; all else is scanned."""
    kind = _kind(path)
    if kind == "report":
        return decode_json(content_of(path), path.as_posix(), Report)
    if kind == "document":
        return replace(request, paths=(path,), inventories=())
    return replace(request, paths=(), inventories=(path,))


class _Marks(msgspec.Struct):
    """What tells one JSON document from another; empty where it is not there."""

    digest: str = ""
    verdict: msgspec.Raw = msgspec.Raw()
    terraform_version: str = ""
    format_version: str = ""


def _kind(path: Path) -> str:
    if path.suffix != ".json" and not path.name.endswith(".tfstate"):
        return "inventory"
    try:
        marks = msgspec.json.decode(content_of(path), type=_Marks)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        return "inventory"  # whose reader says what is wrong with it
    if marks.digest and bytes(marks.verdict):
        return "report"
    return "document" if marks.terraform_version or marks.format_version else "inventory"


# --- copies -----------------------------------------------------------------------------

Copy = Callable[[Path, Sequence[str]], AbstractContextManager[Path]]


def _copied(request: Request, copy: Copy, stack: ExitStack) -> Request:
    """`request` with each directory replaced by a copy, called as the directory is."""
    copies = {
        folder: stack.enter_context(copy(folder, _configs(folder, request.config)))
        for folder in request.paths
        if folder.is_dir()
    }
    config, called = _config_in(copies, request.config)
    called |= {there: folder_called(request, folder) for folder, there in copies.items()}
    paths = tuple(copies.get(path, path) for path in request.paths)
    return replace(request, paths=paths, config=config, called=called)


def _configs(folder: Path, named: Path | None) -> list[str]:
    """Where the configuration of `folder` may be outside of it, from the root of the repository."""
    if named is not None:
        inside = path_in_repository(named, folder)
        return [inside] if inside else []
    parents = PurePosixPath(path_in_repository(folder, folder) or ".").parents
    return [(parent / FILE_NAME).as_posix() for parent in parents]


def _config_in(
    copies: Mapping[Path, Path], named: Path | None
) -> tuple[Path | None, dict[Path, str]]:
    """The configuration of a side, from the first copy that has one, and how it is called. One
    that is named is the same as it was there, if it was; or as it lies, where it is no part of
    what was copied."""
    if named is not None and not any(path_in_repository(named, folder) for folder in copies):
        return named, {}
    for folder, there in copies.items():
        top = top_of_copy(there, folder)
        if named is None:
            file = find_config(there)
        else:
            inside = path_in_repository(named, folder)
            file = top / inside if inside else None
        if file is not None and file.is_file():
            return file, {file: shown(top_of(folder) / file.relative_to(top))}
    return None, {}


def with_config_of(old: Side, new: Side) -> tuple[Side, str]:
    """`old` with the configuration of `new` if it has none: journeys that are named for the
    first time are no other journeys."""
    if isinstance(old, Report) or isinstance(new, Report):
        return old, ""
    file = config_file_of(new)
    if file is None or config_file_of(old) is not None:
        return old, ""
    name = new.called.get(file, shown(file.resolve()))
    both = replace(old, config=file, called=old.called | {file: name})
    return both, f"{name} is new: what was there before is judged with it as well"


# --- what is other ----------------------------------------------------------------------


def changes(old_side: Callable[[], Side], new: Side) -> Callable[[str], frozenset[int]]:
    """The lines of a file, as the report of `new` calls it, that are not in the old side, which is
    made only when it is asked for."""

    @cache
    def trees() -> list[tuple[str, Tree, Tree]]:
        old = old_side()
        if isinstance(old, Report) or isinstance(new, Report):
            return []
        return [
            (folder_called(new, now), Tree(before), Tree(now))
            for before, now in zip(old.paths, new.paths, strict=False)
            if before.is_dir() and now.is_dir()
        ]

    @cache
    def changed(path: str) -> frozenset[int]:
        for folder, before, now in trees():
            inside = path.removeprefix(f"{folder}/") if folder else path
            if (inside != path or not folder) and now.exists(inside):
                return changed_lines(before, now, inside)
        return frozenset()

    return changed
