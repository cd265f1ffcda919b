"""Inventory files, YAML or JSON: for what no collector can see, and for snapshots of what
collectors saw. The format is docs/inventory.md; its JSON Schema is `schema()`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from scanner.collect.names import too_long
from scanner.errors import InputError
from scanner.model import (
    Domain,
    FileOrigin,
    Gap,
    Inventory,
    Journey,
    Need,
    Resource,
    Source,
    plain_id,
)
from scanner.model.codec import Document, decode, decode_json, json_schema, read_document
from scanner.model.files import content_of
from scanner.model.record import Record

SCHEMA_VERSION = 1


class InventoryFile(Record, frozen=True, kw_only=True):
    """A file of resources, with the journeys they serve if one likes."""

    schema_version: int
    about: str = ""
    """What the file tells of, for people."""
    resources: tuple[Resource, ...] = ()
    domains: tuple[Domain, ...] = ()
    journeys: tuple[Journey, ...] = ()
    sources: tuple[Source, ...] = ()
    gaps: tuple[Gap, ...] = ()


def collect(file: Path, path: str) -> Inventory:
    """The inventory in `file`; `path` is how messages call it.

    Raises InputError naming file, line, field and a near match.
    """
    try:
        text = content_of(file)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    if file.suffix == ".json":
        content = decode_json(text, path, InventoryFile)
        document = Document(path, None, None)
    else:
        document = read_document(text, path)
        content = decode(document, InventoryFile)
    _check(content, document)
    return Inventory(
        resources=_placed("resources", content.resources, document),
        domains=_placed("domains", content.domains, document),
        journeys=_placed("journeys", content.journeys, document),
        sources=content.sources or (_source(path, content),),
        gaps=content.gaps,
    )


def written(inventory: Inventory) -> InventoryFile:
    """What was collected as such a file: `collect` reads the same inventory back from it."""
    return InventoryFile(schema_version=SCHEMA_VERSION, **msgspec.structs.asdict(inventory))


def schema() -> dict[str, Any]:
    """The published JSON Schema of the format."""
    return json_schema(
        InventoryFile,
        title="cutset inventory",
        identifier="urn:cutset:schema:inventory-1",
    )


def _source(path: str, content: InventoryFile) -> Source:
    return Source(id=path, kind="inventory", files=1, declared=len(content.resources))


def _check(content: InventoryFile, document: Document) -> None:
    if content.schema_version != SCHEMA_VERSION:
        line, column = document.line("schema_version")
        raise InputError(
            f"schema version {content.schema_version} is not one this cutset reads",
            path=document.path,
            line=line,
            column=column,
            field="schema_version",
            next=f"It reads version {SCHEMA_VERSION}; upgrade cutset or write the file anew.",
        )
    for section in ("resources", "domains", "journeys"):
        _check_lengths(section, getattr(content, section), document)
        _check_ids(section, [entry.id for entry in getattr(content, section)], document)
    for section in ("resources", "journeys"):
        for index, entry in enumerate(getattr(content, section)):
            for position, need in enumerate(entry.needs):
                _check_need(need, document, (section, index, "needs", position))


def _check_lengths(section: str, entries: tuple[Record, ...], document: Document) -> None:
    for index, entry in enumerate(entries):
        for field in entry.__struct_fields__:
            text = getattr(entry, field)
            if isinstance(text, str) and (fault := too_long(text)):
                line, column = document.line(section, index)
                where = f"{section}[{index}].{field}"
                raise InputError(fault, path=document.path, line=line, column=column, field=where)


def _check_ids(section: str, ids: Iterable[str], document: Document) -> None:
    first: dict[str, int] = {}
    for index, name in enumerate(ids):
        line, column = document.line(section, index)
        fault = ""
        if name in first:
            fault = f'"{name}" is defined twice, first on line {first[name]}'
        elif name != plain_id(name) or not name.strip():
            fault = (
                f'"{name}" is no id: it is empty or has a # or @, which name actions and addresses'
            )
        if fault:
            raise InputError(
                fault, path=document.path, line=line, column=column, field=f"{section}[{index}].id"
            )
        first[name] = line


def _check_need(need: str | Need, document: Document, steps: tuple[str | int, ...]) -> None:
    if isinstance(need, str):
        return
    given = [name for name in ("to", "any_of", "all_of", "of") if getattr(need, name)]
    if len(given) != 1 or bool(need.of) != bool(need.k):
        line, column = document.line(*steps)
        raise InputError(
            "a need has exactly one of `to`, `any_of`, `all_of`, or `of` with `k`",
            path=document.path,
            line=line,
            column=column,
            field="needs",
        )
    for name in ("any_of", "all_of", "of"):
        for position, member in enumerate(getattr(need, name)):
            _check_need(member, document, (*steps, name, position))


def _placed(section: str, entries: tuple[Any, ...], document: Document) -> tuple[Any, ...]:
    """`entries` with their line in the file, where they bring no origin of their own."""
    placed = []
    for index, entry in enumerate(entries):
        if entry.origin is None:
            line, column = document.line(section, index)
            entry = msgspec.structs.replace(entry, origin=FileOrigin(document.path, line, column))
        placed.append(entry)
    return tuple(placed)
