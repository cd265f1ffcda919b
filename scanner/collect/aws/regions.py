"""What all accounts know of a region together: whether it answers."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from scanner.collect.aws.accounts import Account

PATIENCE = 6
"""Parts in a row that a region may leave unanswered after it has answered its trial."""


class State(StrEnum):
    """How far a region is known."""

    UNTRIED = "untried"
    TRYING = "trying"
    ALIVE = "alive"
    DEAD = "dead"


@dataclass
class _Region:
    state: State = State.UNTRIED
    waiting: list[Account] = field(default_factory=list)
    silent: int = 0


class Regions:
    """The regions by name; of each never asked before, one account goes ahead of the others."""

    def __init__(self) -> None:
        self._regions: dict[str, _Region] = defaultdict(_Region)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._regions)

    def claim(self, region: str, account: Account) -> State:
        """What an account that wants to ask finds: `untried` means that it goes ahead, `trying`
        that it is told when another has done so."""
        with self._lock:
            known = self._regions[region]
            found = known.state
            if found is State.UNTRIED:
                known.state = State.TRYING
            elif found is State.TRYING:
                known.waiting.append(account)
            return found

    def is_dead(self, region: str) -> bool:
        """Whether it has been given up."""
        with self._lock:
            return self._regions[region].state is State.DEAD

    def tried(self, region: str, *, dead: bool) -> list[Account]:
        """Note the outcome of a trial; gives the accounts that have waited for it."""
        with self._lock:
            known = self._regions[region]
            if known.state is not State.DEAD:
                known.state = State.DEAD if dead else State.ALIVE
            waiting, known.waiting = known.waiting, []
            return waiting

    def heard(self, region: str, *, answered: bool) -> bool:
        """Note whether a part of it answered; true where that makes it a dead one."""
        with self._lock:
            known = self._regions[region]
            known.silent = 0 if answered else known.silent + 1
            if known.silent < PATIENCE or known.state is State.DEAD:
                return False
            known.state = State.DEAD
            return True
