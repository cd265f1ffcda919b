"""Version constraints of module calls, and whether what they choose lies within a range.

Source: developer.hashicorp.com/terraform/language/expressions/version-constraints
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Version = tuple[int, int, int]

ENDLESS: Version = (2**31, 0, 0)
_FIRST: Version = (0, 0, 0)
_PART = re.compile(r"\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d{1,9}(?:\.\d{1,9}){0,2})(?:\+[\w.-]+)?\s*")


@dataclass(frozen=True)
class Range:
    """Releases from `low` on, and before `high`."""

    low: Version = _FIRST
    high: Version = ENDLESS

    def __contains__(self, version: Version) -> bool:
        return self.low <= version < self.high

    def within(self, other: Range) -> bool:
        """Whether each release in here is one of `other`."""
        return other.low <= self.low and self.high <= other.high


def version_of(text: str) -> Version | None:
    """`1.2.3`, `v1.2` as a version; None for what is none, or comes before a release."""
    found = _PART.fullmatch(text)
    return _numbers(found[2]) if found and not found[1] else None


def range_of(constraint: str) -> Range | None:
    """The releases that a constraint allows; None where it is not one that is understood.

    Releases that it leaves out one by one (`!=`) count as allowed.
    """
    low, high = _FIRST, ENDLESS
    for part in constraint.split(",") if constraint.strip() else ():
        found = _PART.fullmatch(part)
        if found is None:
            return None
        first, last = _bounds(found[1] or "=", found[2])
        low, high = max(low, first), min(high, last)
    return Range(low, high)


def chosen_within(
    asked: Range, described: Range, releases: Iterable[Version], newest: Version
) -> bool:
    """Whether Terraform, which takes the newest release that is allowed, takes one of those
    described. `releases` are some of these, and `newest` is the newest of all there were."""
    if newest in asked:
        return newest in described
    if asked.within(described):
        return asked.low < asked.high
    return asked.high <= described.high and any(release in asked for release in releases)


def _bounds(sign: str, text: str) -> tuple[Version, Version]:
    version = _numbers(text)
    after = (*version[:2], version[2] + 1)
    match sign:
        case "=":
            return version, after
        case ">=":
            return version, ENDLESS
        case ">":
            return after, ENDLESS
        case "<":
            return _FIRST, version
        case "<=":
            return _FIRST, after
        case "~>":
            major, minor, _ = version
            high = (major, minor + 1, 0) if text.count(".") == 2 else (major + 1, 0, 0)
            return version, high
    return _FIRST, ENDLESS


def _numbers(text: str) -> Version:
    major, minor, patch = [*map(int, text.split(".")), 0, 0][:3]
    return major, minor, patch
