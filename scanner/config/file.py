"""The shape of `cutset.yaml`, and reading it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from scanner.config.settings import Setting, Settings, placed_settings
from scanner.errors import InputError
from scanner.model import Duration, FileOrigin, Journey, Need
from scanner.model.codec import Document, decode, read_document
from scanner.model.files import content_of
from scanner.model.record import Record

FILE_NAME = "cutset.yaml"

T = TypeVar("T", bound=msgspec.Struct)


class AddFact(Record, frozen=True, kw_only=True):
    """`dependent` needs this, whatever the sources say."""

    dependent: str
    needs: str | Need


class DenyFact(Record, frozen=True, kw_only=True):
    """`dependent` does not need `on`, though the sources look like it."""

    dependent: str
    on: str


class RetimeFact(Record, frozen=True, kw_only=True):
    """How long `dependent` lives without `on` (`holds`), or how long it takes until `on`
    has taken over for it (`after`, with the action that it takes)."""

    dependent: str
    on: str
    holds: Duration | None = None
    after: Duration | None = None
    action: str = ""
    by: str = ""


class PlaceFact(Record, frozen=True, kw_only=True):
    """`node` runs in the domain `at`, e.g. `aws/zone/use1-az4`."""

    node: str
    at: str


class Fact(Record, frozen=True, kw_only=True):
    """A correction or addition, with who says so and on what grounds."""

    owner: str
    source: str
    add: AddFact | None = None
    deny: DenyFact | None = None
    retime: RetimeFact | None = None
    place: PlaceFact | None = None
    origin: FileOrigin | None = None


class Acceptance(Record, frozen=True, kw_only=True):
    """A risk that somebody has accepted until a day."""

    rule: str
    until: str
    owner: str
    reason: str
    journey: str = ""
    subject: str = ""
    domain: str = ""
    origin: FileOrigin | None = None


class Config(Record, frozen=True, kw_only=True):
    """All of `cutset.yaml`."""

    schema_version: int = 1
    name: str = ""
    environments: tuple[str, ...] = ()
    """Judged environments; production ones where none are named."""
    journeys: tuple[Journey, ...] = ()
    facts: tuple[Fact, ...] = ()
    accept: tuple[Acceptance, ...] = ()
    settings: Settings = Settings()
    """Options of the command line that hold for everybody."""


def find_config(start: Path) -> Path | None:
    """The nearest `cutset.yaml` from `start` upwards, no further than the repository's root."""
    for folder in (start, *start.parents):
        candidate = folder / FILE_NAME
        if candidate.is_file():
            return candidate
        if (folder / ".git").exists():
            return None
    return None


def read_config(file: Path, path: str) -> Config:
    """Read and check a `cutset.yaml`; `path` is how messages call it. Raises InputError."""
    return _checked(_document(file, path))


def read_settings(file: Path, path: str) -> list[Setting]:
    """What the `settings` of a `cutset.yaml` say, each with its line. Raises InputError."""
    document = _document(file, path)
    if document.value is None:
        return []
    settings = decode(document, Config).settings
    lines = {name: document.line("settings", name)[0] for name in settings.__struct_fields__}
    return placed_settings(settings, file.parent, lines, path)


def _document(file: Path, path: str) -> Document:
    try:
        text = content_of(file)
    except OSError as error:
        raise InputError(
            error.strerror or str(error),
            path=path,
            means="Its journeys, facts and settings would be missing.",
            next="Write one: scan init; or leave --config out: the nearest cutset.yaml is taken.",
        ) from error
    return read_document(text, path)


def _checked(document: Document) -> Config:
    if document.value is None:
        return Config()
    config = decode(document, Config)
    _check_ids("journeys", [journey.id for journey in config.journeys], document)
    for index, fact in enumerate(config.facts):
        _check_fact(fact, index, document)
    for index, acceptance in enumerate(config.accept):
        _check_acceptance(acceptance, index, document)
    return msgspec.structs.replace(
        config,
        journeys=_placed("journeys", config.journeys, document),
        facts=_placed("facts", config.facts, document),
        accept=_placed("accept", config.accept, document),
    )


def _check_ids(section: str, ids: Iterable[str], document: Document) -> None:
    first: dict[str, int] = {}
    for index, name in enumerate(ids):
        line, column = document.line(section, index)
        if name in first:
            raise InputError(
                f'"{name}" is defined twice, first on line {first[name]}',
                path=document.path,
                line=line,
                column=column,
                field=f"{section}[{index}].id",
            )
        first[name] = line


def _check_fact(fact: Fact, index: int, document: Document) -> None:
    kinds = ("add", "deny", "retime", "place")
    given = [kind for kind in kinds if getattr(fact, kind) is not None]
    if len(given) != 1:
        line, column = document.line("facts", index)
        raise InputError(
            f"a fact is exactly one of {', '.join(kinds)}, not {' and '.join(given) or 'none'}",
            path=document.path,
            line=line,
            column=column,
            field=f"facts[{index}]",
        )


def _check_acceptance(acceptance: Acceptance, index: int, document: Document) -> None:
    for name in ("rule", "until", "owner", "reason"):
        if not getattr(acceptance, name).strip():
            line, column = document.line("accept", index, name)
            raise InputError(
                "is empty",
                path=document.path,
                line=line,
                column=column,
                field=f"accept[{index}].{name}",
                means="A risk is accepted by somebody, for a reason, until a day.",
            )


def _placed(section: str, entries: tuple[T, ...], document: Document) -> tuple[T, ...]:
    """`entries` with the place of each in the file."""
    placed = []
    for index, entry in enumerate(entries):
        line, column = document.line(section, index)
        origin = FileOrigin(document.path, line, column)
        placed.append(msgspec.structs.replace(entry, origin=origin))
    return tuple(placed)
