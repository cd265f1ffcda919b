"""How sentences name several things."""

from __future__ import annotations

MOST_NAMED = 4


def listed(names: list[str], most: int = MOST_NAMED) -> str:
    """`A, B and C`; of more than `most` the first, and how many more there are."""
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
