"""Snapshots: a line of JSON for each unit, written as soon as it is read, and safe to break off.

The first line says what it is. A line that was cut off counts as never written; of two lines
about the same, the later one holds.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from scanner.collect.aws.units import Unit
from scanner.errors import InputError, LimitError, UsageError
from scanner.model.codec import encode
from scanner.model.record import Record
from scanner.model.texts import shared

KIND = "cutset live snapshot"
SCHEMA_VERSION = 1
MOST_LINE_BYTES = 2**30


class Header(Record, frozen=True, kw_only=True):
    """The first line."""

    kind: str
    schema_version: int
    provider: str = ""


class Reader:
    """Lines into units; what many of them say is kept once."""

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(Unit)
        self._texts: dict[str, str] = {}

    def __call__(self, line: bytes) -> Unit:
        """Raises MsgspecError, RecursionError or ValueError where it is none."""
        unit: Unit = shared(self._decoder.decode(line), self._texts)
        return unit


class Writer:
    """Writes units to a new file, `before` first, so that it is whole by itself; or goes on in
    a file that is one already."""

    def __init__(self, file: Path, provider: str, before: list[Unit], *, goes_on: bool) -> None:
        self._lock = threading.Lock()
        try:
            self._file: IO[bytes] = file.open("r+b" if goes_on else "wb")
            if goes_on:
                _cut(self._file)
            else:
                file.chmod(0o600)
        except OSError as error:
            raise UsageError(
                f"cannot write {file}: {error.strerror}", means="Nothing was read."
            ) from error
        if goes_on:
            return
        header = Header(kind=KIND, schema_version=SCHEMA_VERSION, provider=provider)
        self._line(encode(header))
        for unit in before:
            self.write(unit)

    def write(self, unit: Unit) -> None:
        """Add a unit; it is on its way to the disk when this returns."""
        self._line(encode(unit))

    def close(self) -> None:
        """Nothing more comes."""
        self._file.close()

    def _line(self, line: bytes) -> None:
        with self._lock:
            self._file.write(line + b"\n")
            self._file.flush()


def _cut(file: IO[bytes]) -> None:
    """To the end of the file's last whole line, and nothing behind it."""
    end = 0
    for line in file:
        end += len(line) if line.endswith(b"\n") else 0
    file.seek(end)
    file.truncate()


def is_snapshot(file: Path) -> bool:
    """Whether a file is one, told by its first line."""
    if not file.is_file():  # a pipe would not end
        return False
    try:
        with file.open("rb") as lines:
            return _header(lines.readline(4096)) is not None
    except OSError:
        return False


def read(file: Path, path: str) -> list[Unit]:
    """The units of a snapshot, each once; `path` is how messages call it. Raises InputError."""
    found: dict[tuple[str, str, str], Unit] = {}
    for unit in units(file, path):
        found[unit.key] = unit
    return list(found.values())


def units(file: Path, path: str) -> Iterator[Unit]:
    """Every unit that was written, one at a time. Raises InputError."""
    unit_of = Reader()
    try:
        with file.open("rb") as lines:
            header = _header(lines.readline(4096))
            if header is None or header.schema_version != SCHEMA_VERSION:
                raise InputError(
                    "this is no snapshot that this cutset reads", path=path, line=1,
                    next=f"It reads version {SCHEMA_VERSION}; write it anew with "
                    "`scan collect --account ... --output snapshot=FILE`.",
                )  # fmt: skip
            for number, line in enumerate(lines, 2):
                if len(line) > MOST_LINE_BYTES:
                    raise LimitError("the line is too long", path=path, line=number)
                if not line.endswith(b"\n"):
                    return  # it was being written when the scan broke off
                try:
                    yield unit_of(line)
                except (msgspec.MsgspecError, RecursionError, ValueError) as error:
                    raise InputError(f"not a unit: {error}", path=path, line=number) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error


def _header(line: bytes) -> Header | None:
    try:
        header = msgspec.json.decode(line, type=Header)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    return header if header.kind == KIND else None
