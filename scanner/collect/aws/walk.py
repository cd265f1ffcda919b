"""Goes through accounts, regions and services, and hands over each unit as soon as it is read.

An account tells its regions; a region is tried once (its zones are asked for), then probed, and
where it is in use each service is a task. A region that does not answer its trial is given up
for all accounts, and costs one thread what a trial may last. An account whose credentials end is
asked no further: what was begun in it and not handed over is told as one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import nullcontext
from functools import partial

from msgspec.structs import replace

from scanner.collect.aws.accounts import Account, Closed
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Service, access, home_of
from scanner.collect.aws.entries import CredentialsEndedError, Entries, ended_account
from scanner.collect.aws.fetch import fetch, found_by, items_in, longest_first
from scanner.collect.aws.parts import Key, Parts
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

DRAIN_S = 3.0
"""How long an interrupted scan waits for the answers that are under way."""
TELL_S = 5.0
NOT_ENABLED = "not-opted-in"
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
        done: Iterable[Key] = (),
        used: Callable[[], set[tuple[str, str]]] = set,
    ) -> None:
        self._transport = transport
        self._ask = Entries(transport)
        self._services = longest_first(services)
        self._options = options
        self._progress = progress
        self._parts = Parts(record, done)
        self._pool = Pool(options.threads, options.each_account)
        self._regions = Regions()
        self._lock = threading.Lock()
        self._skipped: list[tuple[Account, str]] = []
        """Regions in which a probe found nothing, and which nothing names so far."""
        self._used = used
        """Accounts and regions that another source says are in use."""
        self._asked_for: set[tuple[str, str]] = set()
        self._accounts = 0
        self._started = self._told = time.monotonic()

    def run(self, accounts: Sequence[Account | Closed]) -> bool:
        """Read them all; False where the user interrupted, and the rest is gaps."""
        for account in accounts:
            if isinstance(account, Closed):
                self._parts.put(
                    closed_account(account.id, account.name, account.reason, gone=account.gone)
                )
            else:
                self._accounts += 1
                self._begin(account, "", "", partial(self._account, account))
        try:
            self._pool.run(self._look)
            while self._skipped and self._ask_again(self._used()):
                self._pool.run(self._look)
        except KeyboardInterrupt:
            self._transport.stopped.set()
            self._pool.drain(DRAIN_S)
            self._put_ended()
            self._parts.give_up("the scan was interrupted")
            return False
        self._put_ended()
        return True

    # --- accounts and regions -------------------------------------------------------------

    def _account(self, account: Account) -> None:
        try:
            self._ask.enter(account)
        except AskError as error:
            probe = access().calls["assume"]
            why = reason_of(error, probe.prefix or probe.service, probe)
            closed = closed_account(account.id, account.name, why, gone=False)
            self._parts.put(replace(closed, units=account.units))
            return
        home = account.partition.home
        for name, service in self._services.items():
            if service.scope == "global" and (asked := home_of(service, account.partition)):
                self._service(account, asked, name, {})
        probe = access().calls["regions"]
        where = Where(account.id, home, probe.service)
        try:
            told = list(found_by(probe, where, self._ask, probe.parameters))
        except AskError as error:
            question = f"Which regions has account {account.id}, and what is in them?"
            gap = probe_gap(account.id, "", question, probe, error, Reach.OPAQUE)
            unit = Unit(account=account.id, name=account.name, units=account.units, gaps=(gap,))
            self._parts.put(unit)
            return
        disabled = sorted(str(r["name"]) for r in told if r.get("state") == NOT_ENABLED)
        for region in sorted(str(r["name"]) for r in told if r.get("state") != NOT_ENABLED):
            self._begin(account, region, "", partial(self._region, account, region))
        note = f"regions not enabled: {', '.join(disabled)}" if disabled else ""
        self._parts.put(Unit(account=account.id, name=account.name, units=account.units, note=note))

    def _region(self, account: Account, region: str) -> None:
        state = self._regions.claim(region, account)
        if state is State.DEAD:
            self._silent(account, region, "", [])
        elif state is not State.TRYING:
            self._ask_region(account, region, first=state is State.UNTRIED)

    def _ask_region(self, account: Account, region: str, *, first: bool) -> None:
        try:
            zones, gaps = self._zones(account, region, first=first)
        except AskError as error:
            question = f"What is in {region} of account {account.id}?"
            probe = access().calls["zones"]
            gap = probe_gap(account.id, region, question, probe, error, Reach.OPAQUE)
            self._parts.put(Unit(account=account.id, name=account.name, region=region, gaps=(gap,)))
            return
        finally:
            for other in self._regions.tried(region, dead=False) if first else ():
                self._begin(other, region, "", partial(self._region, other, region))
        if zones is None:
            self._silent(account, region, "", gaps)
            return
        sure = self._options.every_region or (account.id, region) in self._asked_for
        note = "" if sure else self._empty(account, region)
        for name, service in self._services.items() if not note else ():
            if service.scope == "regional":
                self._service(account, region, name, zones)
        self._parts.put(
            Unit(account=account.id, name=account.name, region=region, gaps=tuple(gaps), note=note)
        )
        if note:
            with self._lock:
                self._skipped.append((account, region))

    def _zones(
        self, account: Account, region: str, *, first: bool
    ) -> tuple[Zones | None, list[Gap]]:
        """The account's zones; None where the region does not answer. Raises AskError where it
        refuses the credentials: it would do so whatever it is asked."""
        probe = access().calls["zones"]
        where = Where(account.id, region, probe.service)
        try:
            with self._transport.trial(where) if first else nullcontext():
                told = list(found_by(probe, where, self._ask, probe.parameters))
        except AskError as error:
            if error.failure is Failure.BARRED:
                raise
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
                for page in self._ask(where, probe, probe.parameters):
                    if items_in(probe, page):
                        return ""
                    break  # the first page tells
            except AskError:
                return ""
        return f"a probe found nothing there; it cannot see {access().unseen}"

    def _ask_again(self, used: Collection[tuple[str, str]] = ()) -> bool:
        """What seems empty, and something elsewhere names, or is `used`, is asked after all; false
        where there is none."""
        named = self._parts.named
        with self._lock:
            again = [(a, r) for a, r in self._skipped if r in named or (a.id, r) in used]
            for one in again:
                self._skipped.remove(one)
            self._asked_for.update((account.id, region) for account, region in again)
        for account, region in again:
            self._begin(account, region, "", partial(self._region, account, region))
        return bool(again)

    # --- services -------------------------------------------------------------------------

    def _service(self, account: Account, region: str, name: str, zones: Zones) -> None:
        shown = region if self._services[name].scope == "regional" else ""
        if (account.id, shown, name) not in self._parts.done:
            self._begin(account, shown, name, partial(self._unit, account, region, name, zones))

    def _unit(self, account: Account, region: str, name: str, zones: Zones) -> None:
        service = self._services[name]
        where = Where(account.id, region, service.service)
        shown = region if service.scope == "regional" else ""
        if shown and self._regions.is_dead(region):
            self._silent(account, region, name, [])
            return
        answers = fetch(service, where, self._ask)
        gaps = gaps_of(service, name, where, answers.unread)
        silent = [one.error for one in answers.unread if one.error.failure is Failure.UNREACHABLE]
        if shown and self._regions.heard(region, answered=not silent):
            gaps.append(dead_region(region, silent[0].code))
        self._parts.put(
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
        self._parts.begin(account, region, service)

        def guarded() -> None:
            try:
                if not self._ask.has_ended(account.id):
                    task()
            except CredentialsEndedError:
                return  # it stays open, and is told with all that is left of the account
            except Exception as error:  # a defect of ours: no other unit suffers from it
                why = f"cutset failed inside ({type(error).__name__}: {error})"
                self._parts.put(unasked(account.id, account.name, region, service, why))

        self._pool.add(account.id, guarded)

    def _silent(self, account: Account, region: str, service: str, gaps: list[Gap]) -> None:
        """A part of a region that does not answer."""
        self._parts.put(
            Unit(
                account=account.id,
                name=account.name,
                region=region,
                service=service,
                gaps=tuple(gaps),
                closed=f"{region} does not answer",
            )
        )

    def _put_ended(self) -> None:
        """What is left of accounts whose credentials have ended."""
        keeps = self._options.snapshot or self._options.resume
        again = "go on with --resume" if keeps else "scan again"
        for account, error in self._ask.ended():
            left = self._parts.taken(account.id)
            read, note = self._parts.read[account.id], self._parts.note_of(account.id)
            self._parts.put(ended_account(account, error, left, read, again, note))

    def _look(self) -> None:
        self._ask_again()
        self._tell()

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
            f"parts, {self._parts.resources:,} resources, {self._transport.requests / passed:.0f} "
            f"requests/s{left}"
        )
