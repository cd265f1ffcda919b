"""The SDK's own descriptions of services, as small as they can be kept.

A scan holds those of eighty services. As the SDK reads them, with what they explain and in maps
that remember their order twice, they take more than all that 100,000 resources do.
"""

from __future__ import annotations

import gzip
from typing import Any

import msgspec
from botocore.loaders import JSONFileLoader

_FORMS = ((".json", open), (".json.gz", gzip.open))
EXPLAINS = "documentation"


class Plain(JSONFileLoader):  # type: ignore[misc]
    """Reads files as the SDK does, into plain maps; what only people read is empty."""

    def load_file(self, file_path: str) -> Any:
        """What the file of that path, without its ending, holds; None where there is none."""
        for ending, opened in _FORMS:
            try:
                with opened(file_path + ending, "rb") as file:
                    return _without_words(msgspec.json.decode(file.read()))
            except FileNotFoundError:
                continue
        return None


def _without_words(value: Any) -> Any:
    """`value`, changed in place: the words are empty, not gone, as the SDK takes some for granted.
    A map under that name is a field that is called so."""
    if isinstance(value, dict):
        if isinstance(value.get(EXPLAINS), str):
            value[EXPLAINS] = ""
        for inner in value.values():
            _without_words(inner)
    elif isinstance(value, list):
        for inner in value:
            _without_words(inner)
    return value
