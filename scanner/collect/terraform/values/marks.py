"""What a value carries along with it: the resources it was read from, and whether it is secret.

Every operation hands the marks of what it took to what it gives, as Terraform's own values
do for sensitivity (github.com/zclconf/go-cty, "marks").
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from scanner.model import FileOrigin


class Ref(NamedTuple):
    """A resource's attribute that a value was read from, and the place that names it."""

    target: str
    """The resource's full id."""
    attribute: str
    """Its attribute with the steps from it, e.g. `endpoint[0].address`; empty for all of it."""
    origin: FileOrigin | None = None


class Secrecy(Enum):
    """The mark of a value that no output may show."""

    SENSITIVE = "sensitive"


SENSITIVE = Secrecy.SENSITIVE
Mark = Ref | Secrecy
Marks = frozenset[Mark]
NO_MARKS: Marks = frozenset()


def union(marks: Iterable[Marks]) -> Marks:
    """All marks together."""
    found = [some for some in marks if some]
    if not found:
        return NO_MARKS
    return found[0] if len(found) == 1 else found[0].union(*found[1:])


def references(marks: Marks) -> list[Ref]:
    """The references among `marks`, in order, one for each target and attribute."""
    if not marks:
        return []
    found = sorted(
        (mark for mark in marks if isinstance(mark, Ref)),
        key=lambda ref: (ref.target, ref.attribute, _place(ref.origin)),
    )
    return list({(ref.target, ref.attribute): ref for ref in reversed(found)}.values())[::-1]


def _place(origin: FileOrigin | None) -> tuple[str, int, int]:
    return (origin.path, origin.line, origin.column) if origin else ("", 0, 0)
