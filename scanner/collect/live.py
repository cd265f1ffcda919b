"""How live accounts are read, of whatever provider."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

ROLE = "cutset-read"
AT_ONCE = 32
THREADS = 2 * AT_ONCE
"""Some wait until they may try again, and others take their turn."""
EACH_ACCOUNT = 12
AUTO, ONLY, NEVER = BULK = ("auto", "only", "never")


@dataclass(frozen=True)
class Live:
    """What the user chose."""

    role: str = ROLE
    """The role that is assumed in accounts one is not in."""
    requests_per_second: float = 0.0
    """Over all accounts; 0 for no limit but the provider's."""
    every_region: bool = False
    """Ask regions too in which a probe finds nothing."""
    bulk: str = AUTO
    """Whether sources that hold many accounts at once are asked too, alone, or not at all."""
    snapshot: Path | None = None
    """Where each unit is written as soon as it is read."""
    resume: Path | None = None
    """A snapshot whose whole units are not asked again."""
    outline: bool = False
    """With a snapshot: only what there is to say of it is wanted, and not what is in it."""
    threads: int = THREADS
    at_once: int = AT_ONCE
    """Requests under way, in all accounts together."""
    each_account: int = EACH_ACCOUNT
    """Parts of one account that are read at once."""
    interrupted: threading.Event = field(default_factory=threading.Event)
    """Set where the user broke off, and what was read until then is judged."""
