"""Goes through accounts, regions and services, and hands over each unit as soon as it is read.

An account tells its regions; a region is tried once (its zones are asked for), then probed, and
where it is in use each service is a task. A region that does not answer its trial is given up
for all accounts, and costs one thread what a trial may last.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import partial

from scanner.collect.aws.accounts import Account, Closed
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Service, access, home_of
from scanner.collect.aws.fetch import fetch, found_by, items_in
from scanner.collect.aws.pool import Pool, Task
from scanner.collect.aws.regions import Regions, State
from scanner.collect.aws.translate import tags_of, translate
from scanner.collect.aws.transport import Transport
from scanner.collect.aws.units import (
    Unit,
    closed_account,
    dead_region,
    gaps_of,
    probe_gap,
    reason_of,
    unasked,
)
from scanner.collect.live import Live
from scanner.model import Gap, Reach
from scanner.model.codec import encode

DRAIN_S = 3.0
"""How long an interrupted scan waits for the answers that are under way."""
TELL_S = 5.0
NOT_ENABLED = "not-opted-in"
_REGION = re.compile(r"(?<![\w-])[a-z]{2,5}(?:-[a-z]+)+-\d(?![\w-])")
"""What has the form of a region's name."""
Zones = dict[str, str]
"""An account's letter of a zone -> the id that is the same for everybody."""


class Walk:
    """One scan of accounts; `record` takes each unit, in any order, one at a time."""

    def __init__(
        self,
        transport: Transport,
        services: dict[str, Service],
        options: Live,
        record: Callable[[Unit], None],
        progress: Callable[[str], None],
        done: Iterable[tuple[str, str, str]] = (),
        used: Callable[[], set[tuple[str, str]]] = set,
    ) -> None:
        self._transport = transport
        self._services = services
        self._options = options
        self._record = record
        self._progress = progress
        self._done = frozenset(done)
        self._pool = Pool(options.threads, options.each_account)
        self._regions = Regions()
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str, str], Account] = {}
        """What has been begun and not handed over."""
        self._skipped: list[tuple[Account, str]] = []
        """Regions in which a probe found nothing."""
        self._named: set[str] = set()
        """Regions that something in another region names, or what may be one."""
        self._used = used
        """Accounts and regions that another source says are in use."""
        self._asked_for: set[tuple[str, str]] = set()
        self._stopped = False
        self._resources = self._accounts = 0
        self._started = self._told = time.monotonic()

    def run(self, accounts: Sequence[Account | Closed]) -> bool:
        """Read them all; False where the user interrupted, and the rest is gaps."""
        for account in accounts:
            if isinstance(account, Closed):
                self._put(
                    closed_account(account.id, account.name, account.reason, gone=account.gone)
                )
            else:
                self._accounts += 1
                self._begin(account, "", "", partial(self._account, account))
        try:
            self._pool.run(self._tell)
            self._ask_named()
        except KeyboardInterrupt:
            self._transport.stopped.set()
            self._pool.drain(DRAIN_S)
            self._give_up("the scan was interrupted")
            return False
        return True

    # --- accounts and regions -------------------------------------------------------------

    def _account(self, account: Account) -> None:
        try:
            self._transport.enter(account.id, account.credentials())
        except AskError as error:
            probe = access().calls["assume"]
            why = reason_of(error, probe.prefix or probe.service, probe)
            self._put(closed_account(account.id, account.name, why, gone=False))
            return
        home = account.partition.home
        for name, service in self._services.items():
            if service.scope == "global" and (asked := home_of(service, account.partition)):
                self._service(account, asked, name, {})
        probe = access().calls["regions"]
        where = Where(account.id, home, probe.service)
        try:
            told = list(found_by(probe, where, self._transport, probe.parameters))
        except AskError as error:
            question = f"Which regions has account {account.id}, and what is in them?"
            gap = probe_gap(account.id, "", question, probe, error, Reach.OPAQUE)
            self._put(Unit(account=account.id, name=account.name, gaps=(gap,)))
            return
        disabled = sorted(str(r["name"]) for r in told if r.get("state") == NOT_ENABLED)
        for region in sorted(str(r["name"]) for r in told if r.get("state") != NOT_ENABLED):
            self._begin(account, region, "", partial(self._region, account, region))
        note = f"regions not enabled: {', '.join(disabled)}" if disabled else ""
        self._put(Unit(account=account.id, name=account.name, note=note))

    def _region(self, account: Account, region: str) -> None:
        state = self._regions.claim(region, account)
        if state is State.DEAD:
            self._silent(account, region, "", [])
        elif state is not State.TRYING:
            self._ask_region(account, region, first=state is State.UNTRIED)

    def _ask_region(self, account: Account, region: str, *, first: bool) -> None:
        try:
            zones, gaps = self._zones(account, region, first=first)
        finally:
            for other in self._regions.tried(region, dead=False) if first else ():
                self._begin(other, region, "", partial(self._region, other, region))
        if zones is None:
            self._silent(account, region, "", gaps)
            return
        sure = self._options.every_region or (account.id, region) in self._asked_for
        note = "" if sure else self._empty(account, region)
        if note:
            with self._lock:
                self._skipped.append((account, region))
        for name, service in self._services.items() if not note else ():
            if service.scope == "regional":
                self._service(account, region, name, zones)
        self._put(
            Unit(account=account.id, name=account.name, region=region, gaps=tuple(gaps), note=note)
        )

    def _zones(
        self, account: Account, region: str, *, first: bool
    ) -> tuple[Zones | None, list[Gap]]:
        """The account's zones; None where the region does not answer."""
        probe = access().calls["zones"]
        where = Where(account.id, region, probe.service)
        try:
            with self._transport.trial(where) if first else nullcontext():
                told = list(found_by(probe, where, self._transport, probe.parameters))
        except AskError as error:
            if error.failure is Failure.UNREACHABLE:
                if first or self._regions.heard(region, answered=False):
                    for other in self._regions.tried(region, dead=True):
                        self._begin(other, region, "", partial(self._region, other, region))
                    return None, [dead_region(region, error.code)]
                question = f"What is in {region} of account {account.id}?"
                return None, [probe_gap(account.id, region, question, probe, error, Reach.OPAQUE)]
            question = f"Which zone ids are the zones of {region} in account {account.id}?"
            return {}, [probe_gap(account.id, region, question, probe, error, Reach.PLACEMENT)]
        return {str(zone["name"]): str(zone["id"]) for zone in told if zone.get("id")}, []

    def _empty(self, account: Account, region: str) -> str:
        """Why a region is not asked further; empty where it is in use, or nobody can tell."""
        for probe in access().probes:
            where = Where(account.id, region, probe.service)
            try:
                for page in self._transport(where, probe, probe.parameters):
                    if items_in(probe, page):
                        return ""
                    break  # the first page tells
            except AskError:
                return ""
        return f"a probe found nothing there; it cannot see {access().unseen}"

    def _ask_named(self) -> None:
        """What seems empty, and something elsewhere names or holds, is asked after all."""
        used = self._used() if self._skipped else set()
        again = [
            (a, region)
            for a, region in self._skipped
            if region in self._named or (a.id, region) in used
        ]
        self._asked_for = {(a.id, region) for a, region in again}
        for account, region in again:
            self._begin(account, region, "", partial(self._region, account, region))
        if again:
            self._pool.run(self._tell)

    # --- services -------------------------------------------------------------------------

    def _service(self, account: Account, region: str, name: str, zones: Zones) -> None:
        shown = region if self._services[name].scope == "regional" else ""
        if (account.id, shown, name) not in self._done:
            self._begin(account, shown, name, partial(self._unit, account, region, name, zones))

    def _unit(self, account: Account, region: str, name: str, zones: Zones) -> None:
        service = self._services[name]
        where = Where(account.id, region, service.service)
        shown = region if service.scope == "regional" else ""
        if shown and self._regions.is_dead(region):
            self._silent(account, region, name, [])
            return
        answers = fetch(service, where, self._transport)
        gaps = gaps_of(service, name, where, answers.unread)
        silent = [one.error for one in answers.unread if one.error.failure is Failure.UNREACHABLE]
        if shown and self._regions.heard(region, answered=not silent):
            gaps.append(dead_region(region, silent[0].code))
        self._put(
            Unit(
                account=account.id,
                name=account.name,
                region=shown,
                service=name,
                resources=tuple(translate(service, where, answers, zones)),
                tags=tags_of(service, answers),
                gaps=tuple(gaps),
            )
        )

    # --- handing over ---------------------------------------------------------------------

    def _begin(self, account: Account, region: str, service: str, task: Task) -> None:
        with self._lock:
            self._open[account.id, region, service] = account

        def guarded() -> None:
            try:
                task()
            except Exception as error:  # a defect of ours: no other unit suffers from it
                why = f"cutset failed inside ({type(error).__name__}: {error})"
                self._put(unasked(account.id, account.name, region, service, why))

        self._pool.add(account.id, guarded)

    def _put(self, unit: Unit) -> None:
        written = encode(unit.resources).decode() if unit.resources else ""
        named = set(_REGION.findall(written))
        with self._lock:
            self._open.pop(unit.key, None)
            if not self._stopped:
                self._resources += len(unit.resources)
                self._named.update(named - {unit.region})
                self._record(unit)

    def _silent(self, account: Account, region: str, service: str, gaps: list[Gap]) -> None:
        """A part of a region that does not answer."""
        self._put(
            Unit(
                account=account.id,
                name=account.name,
                region=region,
                service=service,
                gaps=tuple(gaps),
                closed=f"{region} does not answer",
            )
        )

    def _give_up(self, why: str) -> None:
        """Everything that was begun is a gap; what still comes is too late."""
        with self._lock:
            left = list(self._open.items())
        for (number, region, service), account in left:
            self._put(unasked(number, account.name, region, service, why))
        with self._lock:
            self._stopped = True

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._told < TELL_S:
            return
        self._told = now
        passed = now - self._started
        done, added = self._pool.done, self._pool.added
        left_s = passed / done * (added - done) if done > 20 else 0.0
        left = f", about {left_s:.0f} s left" if left_s >= 1 else ""
        self._progress(
            f"{self._accounts:,} accounts, {len(self._regions)} regions, {done:,} of {added:,} "
            f"parts, {self._resources:,} resources, {self._transport.requests / passed:.0f} "
            f"requests/s{left}"
        )
