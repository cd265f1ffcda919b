"""Reports of sources that have not changed since, found again by content.

A report is kept with every question that reading its sources asked of a directory and with
what the directory answered. It holds as long as each answer is the same, the tool and the
rules are the same, and so is what the user asked for. Beside the reports lies a memo of their
parts, for sources of which a part has changed. Nothing kept is ever executed.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

import scanner
from scanner.collect.memo import Memo
from scanner.collect.tree import Tree
from scanner.config import Config
from scanner.model import Report
from scanner.model.codec import encode, pack, unpack
from scanner.pipeline import Request, config_of, folder_called, report, scan
from scanner.rule import load_rules
from scanner.store import Store

LAST_NAMES = "names.msgpack"
MOST_KEPT = 32
"""Reports in the folder; the oldest go first."""
MOST_VARIANTS = 4
"""Reports that are looked at to find one that still holds."""


class Kept(msgspec.Struct, frozen=True):
    """A report, and for each scanned directory what it answered: question -> digest."""

    answers: list[dict[str, str]]
    report: bytes
    """Packed and compressed: it is not unpacked where an answer has changed."""
    day: str = ""
    """The only day it holds for, where risks are accepted: one may have expired since."""


class Names(msgspec.Struct, frozen=True):
    """What the last report called its journeys and domains: id -> name."""

    journeys: dict[str, str] = {}
    domains: dict[str, str] = {}


def last_names(folder: Path) -> Names:
    """The names of the last report that was kept in `folder`, without reading the report."""
    return Store(folder).get(LAST_NAMES, Names) or Names()


def judged(request: Request, folder: Path | None) -> Report:
    """The report that `request` asks for: the kept one in `folder`, if nothing has changed
    since, else a new one, which is kept. Raises CutsetError."""
    if folder is None:
        return report(scan(request))
    store = Store(folder)
    memo, memo_name = request.memo or Memo(), f"memo-{_tool()[:32]}.msgpack"
    key = _key(request)
    trees = [Tree(path) for path in request.paths]  # each is asked once, for all variants
    for kept in _variants(store, folder, key):
        found = _still(kept, trees, request.today)
        if found is not None:
            return found
    memo.read(store, memo_name)
    found, answers, dated = _anew(replace(request, memo=memo))
    memo.write(store, memo_name)
    day = request.today.isoformat() if dated else ""
    store.put(LAST_NAMES, _names(found))
    name = f"report-{key}-{hashlib.sha256(encode([answers, day])).hexdigest()[:16]}.msgpack"
    store.put(name, Kept(answers, zlib.compress(pack(found), level=1), day))
    _make_room(folder)
    return found


def judged_before(
    request: Request, content: str, beside: Config, folder: Path | None
) -> Report | None:
    """The report of sources that are known by a name for their content (a tree of git), so that
    they need not be there to be asked; None where it was not kept today.

    `request` names them as they are called here, `beside` is a configuration that counts too.
    """
    if folder is None or not content:
        return None
    kept = Store(folder).get(_name_of(request, content, beside), Kept)
    return _still(kept, [], request.today) if kept else None


def keep_as(
    request: Request, content: str, beside: Config, folder: Path | None, found: Report
) -> None:
    """Keep a report for `judged_before`, until the day is over: a risk may expire."""
    if folder is not None and content:
        kept = Kept([], zlib.compress(pack(found), level=1), request.today.isoformat())
        Store(folder).put(_name_of(request, content, beside), kept)


def _name_of(request: Request, content: str, beside: Config) -> str:
    digest = hashlib.sha256(f"{_key(request)}\0{content}\0".encode())
    digest.update(encode(beside))
    return f"report-{digest.hexdigest()[:32]}-named.msgpack"


def _variants(store: Store, folder: Path, key: str) -> Iterator[Kept]:
    """Reports that answer one question of different contents, the newest first: of the base and
    the head of a change, say."""
    for file in _by_age(folder, f"report-{key}-*.msgpack")[: -MOST_VARIANTS - 1 : -1]:
        kept = store.get(file.name, Kept)
        if kept is not None:
            yield kept


def _by_age(folder: Path, pattern: str) -> list[Path]:
    """Files, the oldest first; none where that cannot be told."""
    try:
        return sorted(folder.glob(pattern), key=lambda file: file.lstat().st_mtime_ns)
    except OSError:
        return []


def _names(found: Report) -> Names:
    journeys = {journey.id: journey.name for journey in found.journeys}
    return Names(journeys, {domain.id: domain.name for domain in found.domains})


def _anew(request: Request) -> tuple[Report, list[dict[str, str]], bool]:
    """A new report, what the directories answered, and whether it holds for today only; all
    else is let go."""
    done = scan(request)
    dated = bool(done.config.accept or done.inline.acceptances)
    return report(done), [tree.answers for tree in done.trees], dated


def _still(kept: Kept, trees: list[Tree], today: date) -> Report | None:
    """The kept report if it still holds and can be read."""
    if kept.day not in ("", today.isoformat()):
        return None
    if not _unchanged(trees, kept.answers):
        return None
    try:
        return unpack(zlib.decompress(kept.report), Report)
    except (zlib.error, ValueError, RecursionError, msgspec.MsgspecError):
        return None


def _unchanged(trees: list[Tree], answers: list[dict[str, str]]) -> bool:
    if len(answers) != len(trees):
        return False
    return all(tree.answers_as(before) for tree, before in zip(trees, answers, strict=True))


def _key(request: Request) -> str:
    """Of all that decides a report beside the scanned directories."""
    config = config_of(request)
    digest = hashlib.sha256(_tool().encode())
    for part in _asked(request):
        digest.update(part + b"\0")
    digest.update(encode(config))
    digest.update(encode(sorted(load_rules(request.rule_folders).items())))
    return digest.hexdigest()[:32]


def _asked(request: Request) -> Iterator[bytes]:
    yield encode(
        [(folder_called(request, path), path.is_file() and path.name) for path in request.paths]
    )
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
        for kind, most in (("report", MOST_KEPT), ("memo", 1)):
            for file in _by_age(folder, f"{kind}-*.msgpack")[:-most]:
                file.unlink()
    except OSError:
        return
