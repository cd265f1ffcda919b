"""What an included configuration and the one that includes it come to together.

Source: terragrunt.gruntwork.io/docs/features/includes (merge strategies)
"""

from __future__ import annotations

from enum import Enum

import msgspec

from scanner.collect.terraform.values import Mapping, Null, Record, Sequence, Unknown, Value
from scanner.collect.terraform.values.types import as_object
from scanner.collect.terraform.values.unknown import derived


class Strategy(Enum):
    """How an included configuration is merged."""

    SHALLOW = "shallow"
    """What the child says takes the place of it, one name at a time."""
    DEEP = "deep"
    """Maps are merged, lists put together."""
    NONE = "no_merge"
    """It is only there to be asked."""


def deep(parent: Value, child: Value) -> Value:
    """`child` merged into `parent`: maps key by key, lists one after the other, and else the
    child's."""
    parent, child = _plain(parent), _plain(child)
    if isinstance(child, Null):
        return parent
    if isinstance(parent, Mapping) and isinstance(child, Mapping):
        items = dict(parent.items)
        for key, value in child.items.items():
            items[key] = deep(items[key], value) if key in items else value
        return msgspec.structs.replace(child, items=items, marks=parent.marks | child.marks)
    if isinstance(parent, Sequence) and isinstance(child, Sequence):
        items_of_both = parent.items + child.items
        marks = parent.marks | child.marks
        return msgspec.structs.replace(child, items=items_of_both, marks=marks)
    if isinstance(child, Unknown) and isinstance(parent, Mapping | Sequence):
        return derived("", [child, parent])
    if isinstance(parent, Unknown) and isinstance(child, Mapping | Sequence):
        return derived("", [parent, child])
    return child


def _plain(value: Value) -> Value:
    return as_object(value) if isinstance(value, Record) else value
