"""How long names may be. Reports repeat the name of a thing in every row that it is in, so a name
of megabytes would make gigabytes."""

from __future__ import annotations

LONGEST = 1_000
"""Characters. No cloud takes names half as long; addresses in modules add up to more."""
_SHOWN = 80


def too_long(name: str) -> str:
    """Why a name does not count, as a reason of a gap; empty where it does."""
    if len(name) <= LONGEST:
        return ""
    return f"a name of {len(name):,} characters is longer than the {LONGEST:,} that are read"


def short(name: str) -> str:
    """A name as a message may show it: of one that is too long, the beginning."""
    return f"{name[:_SHOWN]}..." if too_long(name) else name
