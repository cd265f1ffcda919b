"""How sentences name several things."""

from __future__ import annotations

MOST_NAMED = 3


def listed(names: list[str]) -> str:
    """`a, b and c`; of many the first, and how many more there are."""
    if len(names) > MOST_NAMED + 1:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
