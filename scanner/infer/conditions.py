"""Three-valued conditions on attributes: they hold, do not hold, or nobody can tell.

A condition is `{attribute path: {operator: value}}`, as the resource types and rules
write it; all of its parts must hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from scanner.infer.attributes import Reading

Condition = Mapping[str, Mapping[str, Any]]
Read = Callable[[str], Reading]
CountZones = Callable[[str], int | None]
"""How many distinct zones the resource is in, whatever the path; None where not known."""


def holds(condition: Condition, read: Read, count_zones: CountZones) -> bool | None:
    """Whether every part of `condition` holds; None where an unknown value decides."""
    answer: bool | None = True
    for path, tests in condition.items():
        for operator, wanted in tests.items():
            part = _test(operator, wanted, path, read, count_zones)
            if part is False:
                return False
            if part is None:
                answer = None
    return answer


def _test(
    operator: str, wanted: Any, path: str, read: Read, count_zones: CountZones
) -> bool | None:
    if operator == "distinct_zones_ge":
        count = count_zones(path)
        return None if count is None else count >= wanted
    reading = read(path)
    if operator in ("exists", "absent"):
        if reading.unknown and not reading.values:
            return None  # it may be null
        return (not reading.absent) is (bool(wanted) is (operator == "exists"))
    if operator == "count_ge":
        if len(reading.values) >= wanted:
            return True
        return None if reading.unknown else False
    if reading.unknown:
        return None
    return OPERATORS[operator](reading.values, wanted)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _plain(value: Any) -> Any:
    """Configuration languages write `true` and `"true"`, `3` and `"3"` for one thing."""
    if isinstance(value, str):
        lowered = value.lower()
        if lowered in ("true", "false"):
            return lowered == "true"
        number = _number(value)
        return value if number is None else number
    return value


def _any(test: Callable[[Any, Any], bool]) -> Callable[[tuple[Any, ...], Any], bool]:
    return lambda values, wanted: any(test(value, wanted) for value in values)


OPERATORS: dict[str, Callable[[tuple[Any, ...], Any], bool]] = {
    "eq": _any(lambda value, wanted: _plain(value) == _plain(wanted)),
    "ne": lambda values, wanted: all(_plain(value) != _plain(wanted) for value in values),
    "in": _any(lambda value, wanted: _plain(value) in [_plain(item) for item in wanted]),
    "not_in": lambda values, wanted: all(
        _plain(value) not in [_plain(item) for item in wanted] for value in values
    ),
    "ge": _any(lambda value, wanted: (_number(value) or 0) >= wanted),
    "lt": _any(lambda value, wanted: _number(value) is not None and float(value) < wanted),
    "regex": _any(lambda value, wanted: re.search(wanted, str(value)) is not None),
}
"""Operators on known values; an absent attribute has none and fails all but the negative."""
