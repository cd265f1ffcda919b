"""Reports of sources that have not changed since, found again by content.

A report is kept with every question that reading its sources asked of a directory and with
what the directory answered. It holds as long as each answer is the same, the tool and the
rules are the same, and so is what the user asked for. Nothing kept is ever executed.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

import scanner
from scanner.collect.tree import Tree
from scanner.model import Report
from scanner.model.codec import encode, pack, unpack
from scanner.pipeline import Request, config_of, report, scan
from scanner.rule import load_rules
from scanner.store import Store

MOST_KEPT = 32
"""Reports in the folder; the oldest go first."""


class Kept(msgspec.Struct, frozen=True):
    """A report, and for each scanned directory what it answered: question -> digest."""

    answers: list[dict[str, str]]
    report: bytes
    """Packed and compressed: it is not unpacked where an answer has changed."""


def judged(request: Request, folder: Path | None) -> Report:
    """The report that `request` asks for: the kept one in `folder`, if nothing has changed
    since, else a new one, which is kept. Raises CutsetError."""
    if folder is None:
        return report(scan(request))
    store = Store(folder)
    name = f"report-{_key(request)}.msgpack"
    kept = store.get(name, Kept)
    found = _still(kept, request.paths) if kept else None
    if found is not None:
        return found
    found, answers = _anew(request)
    store.put(name, Kept(answers, zlib.compress(pack(found), level=1)))
    _make_room(folder)
    return found


def _anew(request: Request) -> tuple[Report, list[dict[str, str]]]:
    """A new report, and what the directories answered; all else is let go."""
    done = scan(request)
    return report(done), [tree.answers for tree in done.trees]


def _still(kept: Kept, paths: tuple[Path, ...]) -> Report | None:
    """The kept report if it still holds and can be read."""
    if not _unchanged(paths, kept.answers):
        return None
    try:
        return unpack(zlib.decompress(kept.report), Report)
    except (zlib.error, ValueError, RecursionError, msgspec.MsgspecError):
        return None


def _unchanged(paths: tuple[Path, ...], answers: list[dict[str, str]]) -> bool:
    if len(answers) != len(paths):
        return False
    return all(Tree(path).answers_as(before) for path, before in zip(paths, answers, strict=True))


def _key(request: Request) -> str:
    """Of all that decides a report beside the scanned directories."""
    config = config_of(request)
    digest = hashlib.sha256(_tool().encode())
    for part in _asked(request):
        digest.update(part + b"\0")
    digest.update(encode(config))
    digest.update(encode(sorted(load_rules(request.rule_folders).items())))
    if config.accept:  # an acceptance may have expired since
        digest.update(request.today.isoformat().encode())
    return digest.hexdigest()[:32]


def _asked(request: Request) -> Iterator[bytes]:
    yield from (path.as_posix().encode() for path in request.paths)
    for file in request.inventories:
        yield file.as_posix().encode()
        yield hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b""
    yield encode(
        [
            request.var_files,
            request.variables,
            request.workspace,
            sorted(request.module_paths.items()),
            request.environments,
        ]
    )


@cache
def _tool() -> str:
    """Digest of the program and its knowledge: a new version judges everything anew."""
    digest = hashlib.sha256(scanner.__version__.encode())
    folder = Path(scanner.__file__).parent
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".py", ".yaml", ".tf"):
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _make_room(folder: Path) -> None:
    try:
        files = sorted(folder.glob("report-*.msgpack"), key=lambda file: file.stat().st_mtime_ns)
        for file in files[:-MOST_KEPT]:
            file.unlink()
    except OSError:
        return
