"""The base of every typed value that is written by people or read back from a file."""

from __future__ import annotations

import msgspec


class Record(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Immutable, compared by value, encoded without its defaults, strict about field names."""
