"""Reads `data/`, and keeps a compiled copy so that nobody waits for YAML twice."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from scanner.errors import InputError, KnowledgeError
from scanner.knowledge.knowledge import Knowledge
from scanner.knowledge.types import KnowledgeFile
from scanner.model.codec import decode, read_document
from scanner.store import Store

DATA = Path(__file__).parent / "data"
MODULES = "modules"
"""The part of it that is read where a module is called: see `scanner.knowledge.modules`."""


@cache
def load(directory: Path = DATA) -> Knowledge:
    """The facts in `directory`. Raises KnowledgeError where they contradict themselves."""
    contents = {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*.yaml"))
        if not path.is_relative_to(directory / MODULES)
    }
    digest = hashlib.sha256(_format())
    for path, content in contents.items():
        digest.update(path.encode() + b"\0" + content + b"\0")
    name = f"knowledge-{digest.hexdigest()[:32]}.msgpack"
    store = Store(_cache_directory())
    files = store.get(name, dict[str, KnowledgeFile])
    if files is None or files.keys() != contents.keys():
        files = dict(_parsed(contents))
        store.put(name, files)
    return Knowledge(files)


def _parsed(contents: dict[str, bytes]) -> Iterator[tuple[str, KnowledgeFile]]:
    for path, content in contents.items():
        try:
            yield path, decode(read_document(content, path), KnowledgeFile)
        except InputError as error:
            raise KnowledgeError(str(error)) from error


def _format() -> bytes:
    """Changes whenever the shapes do, so that an old copy is never read as new."""
    files = sorted(Path(__file__).with_name("types").glob("*.py"))
    shapes = b"\0".join(file.read_bytes() for file in files)
    return hashlib.sha256(shapes).digest() + msgspec.__version__.encode()


# --- the compiled copy ------------------------------------------------------------------


def _cache_directory() -> Path | None:
    """Where the user's caches are; None where that cannot be told, or others may write there."""
    given = os.environ.get("CUTSET_CACHE_DIR")
    if given == "":
        return None
    if given:
        directory = Path(given)
    else:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
        directory = Path(home) / "cutset"
    try:
        status = directory.stat()
    except OSError:
        return directory if directory.is_absolute() else None
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
        return None
    return directory
