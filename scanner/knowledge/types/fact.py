"""What every fact has: where it is from."""

from __future__ import annotations

from enum import StrEnum

from scanner.model.record import Record


class SourceBasis(StrEnum):
    """What kind of text a source is, best first."""

    DOCUMENTED = "documented"
    INCIDENT = "incident"
    SCHEMA = "schema"
    PRESS = "press"
    MEMORY = "memory"


class Fact(Record, frozen=True, kw_only=True):
    """What every entry has: where it is from."""

    source: tuple[str, ...]
    """Keys of the file's `sources`, best first."""
    note: str = ""


class Citation(Record, frozen=True):
    """A text that facts rest on."""

    url: str
    basis: SourceBasis
    date: str
    """When it was read or published, ISO; for memory, when it was written down."""
    via: str = ""
    """Where it was not read directly: what quoted it."""
