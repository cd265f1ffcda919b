"""The parts of a walk: begun, handed over, or left when the walk ends before they do."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable

from scanner.collect.aws.accounts import Account
from scanner.collect.aws.units import Unit, unasked
from scanner.model.codec import encode

_REGION = re.compile(r"(?<![\w-])[a-z]{2,5}(?:-[a-z]+)+-\d(?![\w-])")
"""What has the form of a region's name."""
Key = tuple[str, str, str]
"""Account, region and service, as `Unit.key`."""


class Parts:
    """`record` takes each unit, one at a time; what is `done` was read before."""

    def __init__(self, record: Callable[[Unit], None], done: Iterable[Key]) -> None:
        self._record = record
        self._lock = threading.Lock()
        self._open: dict[Key, Account] = {}
        """What has been begun and not handed over."""
        self._notes: dict[str, str] = {}
        """What there was to say of an account that is no gap."""
        self._closed = False
        self.done = frozenset(done)
        self.read = Counter(account for account, _, _ in self.done)
        """Account -> how many services in regions were read wholly."""
        self.resources = 0
        self.named: set[str] = set()
        """Regions that something in another region names, or what may be one."""

    def begin(self, account: Account, region: str, service: str) -> None:
        """A part is open from now on, until its unit is put."""
        with self._lock:
            self._open[account.id, region, service] = account

    def put(self, unit: Unit) -> None:
        """Hand over a part, unless nothing is taken any more."""
        written = encode(unit.resources).decode() if unit.resources else ""
        named = set(_REGION.findall(written))
        with self._lock:
            self._open.pop(unit.key, None)
            if self._closed:
                return
            self.resources += len(unit.resources)
            self.read[unit.account] += unit.whole
            self.named.update(named - {unit.region})
            if not unit.region and not unit.service:
                self._notes[unit.account] = unit.note
            self._record(unit)

    def note_of(self, account: str) -> str:
        """What was said of an account that is no gap."""
        return self._notes.get(account, "")

    def taken(self, account: str) -> list[tuple[str, str]]:
        """The regions and services of an account that are open; they are so no longer."""
        with self._lock:
            left = [key for key in self._open if key[0] == account]
            for key in left:
                del self._open[key]
        return [(region, service) for _, region, service in left]

    def give_up(self, why: str) -> None:
        """Everything that is open is a gap each; what still comes is too late."""
        with self._lock:
            left = list(self._open.items())
        for (number, region, service), account in left:
            self.put(unasked(number, account.name, region, service, why))
        with self._lock:
            self._closed = True
