"""Records of host names, and what calls these names.

What calls a host name has no reference to the record that answers it: who is meant is worked out
when all is known. Until then it is enough to know whose records may be meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import Any

from scanner.knowledge import Knowledge
from scanner.model import Resource

MOST_CHARACTERS = 200_000
"""Of one text; what is beyond is not searched."""
_HOST = re.compile(r"(?<![\w.-])(?:[a-z0-9_-]{1,63}\.)+[a-z][a-z0-9-]{1,62}(?![\w-])")
"""In lower case."""


class Records:
    """The host names that have records, in any environment."""

    def __init__(self, resources: Iterable[Resource], knowledge: Knowledge) -> None:
        self._ids: dict[str, list[str]] = defaultdict(list)
        for resource in resources:
            for name in _names(resource, knowledge):
                self._ids[name.lower().rstrip(".")].append(resource.id)

    def called_by(self, resource: Resource, known: Container[str]) -> Iterator[str]:
        """Ids of the records that answer what is called in the texts of `resource`; none for a
        name that one of the `known` answers."""
        for host in sorted(_hosts(resource.attributes)) if self._ids else ():
            answering = self._answering(host)
            if not any(one in known for one in answering):
                yield from answering

    def _answering(self, host: str) -> list[str]:
        """The record of that name, else the one with a star right below the nearest name."""
        parent = host
        while parent not in self._ids and f"*.{parent}" not in self._ids and "." in parent:
            parent = parent.partition(".")[2]
        return self._ids.get(host) or self._ids.get(f"*.{parent}", [])


def _names(resource: Resource, knowledge: Knowledge) -> Iterator[str]:
    """The host names that a record answers."""
    known = knowledge.type_of(resource.type)
    if known and any(knowledge.roles[role].names_hosts for role in known.roles):
        texts = (resource.name, *(resource.attributes.get(path) for path in known.name))
        yield from {text for text in texts if isinstance(text, str) and "." in text}


def _hosts(value: Any) -> set[str]:
    """Every host name in the texts of a value."""
    if isinstance(value, str):
        return set(_HOST.findall(value[:MOST_CHARACTERS].lower())) if "." in value else set()
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return set()
    return set().union(*map(_hosts, value))
