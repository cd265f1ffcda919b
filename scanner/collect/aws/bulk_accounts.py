"""What sources of many accounts add to a walk: what nobody read, and accounts not entered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from scanner.collect.aws.asking import AskError
from scanner.collect.aws.bulk import Aggregator, Held, Look, asked, listed, operation_of, selected
from scanner.collect.aws.bulk_facts import facts
from scanner.collect.aws.bulk_items import Item, Whose, item_of, units_of
from scanner.collect.aws.bulk_unread import most_of, unanswered_by, unread_of
from scanner.collect.aws.declarations import Service
from scanner.collect.aws.transport import Transport
from scanner.collect.aws.units import Unit, closed_account, plain_gap, some
from scanner.knowledge import Knowledge
from scanner.model import ApiOrigin, Gap, Reach

BULK = "bulk"
"""The service of the units in which the sources say what they hold beside what was read."""
OLD = timedelta(days=1)
PAGE = 100
"""Items in one answer: the most that may be asked for."""
ITEMS = (
    "SELECT accountId, awsRegion, resourceType, resourceId, resourceName, arn, tags, "
    "configuration, configurationItemCaptureTime WHERE accountId = '{account}' "
    "AND resourceType IN ({types})"
)
REGIONS = "SELECT awsRegion, COUNT(*) WHERE accountId = '{account}' GROUP BY awsRegion"
NOT_ENTERED = "it was not entered, as was asked for"
UP_TO_DATE = "SUCCEEDED"


@dataclass
class Seen:
    """What the units of a scan told of each account, as far as it matters here."""

    names: dict[str, str] = field(default_factory=dict)
    closed: dict[str, Unit] = field(default_factory=dict)
    """Accounts that were not entered."""
    types: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Account -> the types of resources that were read in it."""

    def note(self, unit: Unit) -> None:
        """Take `unit` into account."""
        self.names[unit.account] = unit.name
        self.types[unit.account].update(resource.type for resource in unit.resources)
        if unit.closed and not (unit.region or unit.service):
            self.closed[unit.account] = unit

    def noting(self, record: Callable[[Unit], None]) -> Callable[[Unit], None]:
        """`record`, which notes each unit besides."""

        def noted(unit: Unit) -> None:
            self.note(unit)
            record(unit)

        return noted


def added(
    look: Look,
    transport: Transport,
    seen: Seen,
    knowledge: Knowledge,
    services: dict[str, Service],
    now: datetime | None = None,
) -> Iterator[Unit]:
    """Units beside those of a walk: for accounts that were closed, what an aggregator holds of
    them; for all others, what is held and was not read."""
    held = look.wait()
    reading = _Reading(held, transport, services, now or datetime.now(UTC))
    unanswered = unanswered_by(held)
    elsewhere = [gap for a, gaps in unanswered.items() if a not in look.wanted for gap in gaps]
    for account, name in sorted(seen.names.items()):
        if account not in look.wanted:
            continue  # it is gone, or no account but several that nobody could tell
        gaps = [*unanswered.get(account, ()), *elsewhere]
        elsewhere = []
        closed = seen.closed.get(account)
        try:
            if closed is None:
                gaps += unread_of(account, seen.types[account], held, knowledge, services)
            else:
                yield from list(reading.instead(closed))
        except Exception as error:  # a defect of ours: no other account suffers from it
            gaps.append(_fault(account, f"cutset failed inside ({type(error).__name__}: {error})"))
        if held.fault:
            gaps.append(_fault(account, held.fault))
        # also where there is none, so that a scan that goes on forgets what it said before
        yield Unit(account=account, name=name, service=BULK, gaps=tuple(gaps))


def put(record: Callable[[Unit], None], units: Iterable[Unit]) -> bool:
    """Record `units`; False where the user interrupted, and what was open stays so."""
    try:
        for unit in units:
            record(unit)
    except KeyboardInterrupt:
        return False
    return True


# --- accounts that were not entered -----------------------------------------------------


@dataclass
class _Rows:
    """What an aggregator answered of one account."""

    items: list[Item] = field(default_factory=list)
    unreadable: int = 0
    regions: set[str] = field(default_factory=set)
    errors: list[AskError] = field(default_factory=list)


class _Reading:
    """Reads accounts out of aggregators."""

    def __init__(
        self, held: Held, transport: Transport, services: dict[str, Service], now: datetime
    ) -> None:
        self._held = held
        self._transport = transport
        self._services = services
        self._now = now

    def instead(self, closed: Unit) -> Iterator[Unit]:
        """What an aggregator holds of an account that was not entered, and what it does not."""
        aggregator = self._held.aggregators.get(closed.account)
        if aggregator is None:
            looked = "no aggregator of configuration items that could be asked holds it"
            yield _closed(closed, f"{closed.closed}; {looked}", ())
            return
        rows = self._rows(closed.account, aggregator)
        home, operation = aggregator.signed.partition.home, operation_of("aggregated")
        whose = Whose(closed.account, closed.name, home, aggregator.title, operation)
        units = [unit for unit in units_of(whose, rows.items, self._services) if unit.resources]
        yield from units
        found = [resource for unit in units for resource in unit.resources]
        kinds = len({resource.type for resource in found})
        why = (
            f"{closed.closed}; {aggregator.title} stands in for it: {len(found):,} resources of "
            f"{kinds} types from {len(rows.items):,} configuration items"
        )
        yield _closed(closed, why, self._lacks(closed.account, aggregator, rows))

    def _rows(self, account: str, aggregator: Aggregator) -> _Rows:
        rows = _Rows()
        for types in listed(sorted(facts().configured)):
            query = ITEMS.format(account=account, types=types)
            for row in self._selected(aggregator, query, rows, limit=PAGE):
                item = item_of(row)
                if item is None or item["accountId"] != account:
                    rows.unreadable += 1
                else:
                    rows.items.append(item)
        for row in self._selected(aggregator, REGIONS.format(account=account), rows):
            rows.regions.add(str(row.get("awsRegion")))
        return rows

    def _selected(
        self, aggregator: Aggregator, query: str, rows: _Rows, *, limit: int = 0
    ) -> Iterator[dict[str, Any]]:
        def ask(*given: Any) -> Iterator[dict[str, Any]]:
            return asked(self._transport, *given)

        try:
            yield from selected(ask, aggregator, query, limit=limit)
        except AskError as error:
            rows.errors.append(error)

    def _lacks(self, account: str, aggregator: Aggregator, rows: _Rows) -> Iterator[str]:
        """What the aggregator cannot show of an account, a part of a sentence each."""
        known = facts()
        others = {
            kind: number
            for kind, number in self._held.counts.get(account, Counter()).items()
            if kind not in known.configured and kind not in known.about_others
        }
        if others:
            yield f"{sum(others.values()):,} more are of types not read from it: {most_of(others)}"
        yield "what its recorders do not record is not in it"
        empty = sorted(set(self._held.regions.get(aggregator.signed, ())) - rows.regions)
        if empty:
            yield f"it holds nothing from {some(empty)}, where nothing may be or no recorder runs"
        times = sorted(_times(rows.items))
        old = [time for time in times if self._now - time > OLD]
        if old:
            yield (
                f"{len(old):,} of {len(rows.items):,} items were captured more than a day before, "
                f"the first on {old[0]:%Y-%m-%d}"
            )
        if len(times) < len(rows.items):
            yield f"{len(rows.items) - len(times):,} items do not say when they were captured"
        if rows.unreadable:
            yield f"{rows.unreadable:,} rows could not be read"
        yield from self._behind(account, aggregator)
        for error in rows.errors:
            yield f"a query was not answered to its end ({error.code})"

    def _behind(self, account: str, aggregator: Aggregator) -> Iterator[str]:
        """Where the aggregator itself has not been brought up to date."""
        given = {"ConfigurationAggregatorName": aggregator.name}
        try:
            told = list(
                asked(
                    self._transport, "aggregated_from", aggregator.signed, aggregator.region, given
                )
            )
        except AskError as error:
            yield f"whether it is up to date was not answered ({error.code})"
            return
        late = {
            f"{one.get('AwsRegion')} ({one.get('LastErrorCode') or one.get('LastUpdateStatus')})"
            for one in told
            if one.get("SourceId") == account and one.get("LastUpdateStatus") != UP_TO_DATE
        }
        if late:
            yield f"it is not up to date for {some(late)}"


def _closed(closed: Unit, why: str, lacks: Iterable[str]) -> Unit:
    """The unit of an account that was not entered, saying what was done instead."""
    reason = "; ".join((why, *lacks))
    gaps = tuple(msgspec.structs.replace(gap, reason=reason) for gap in closed.gaps)
    return msgspec.structs.replace(closed, closed=why, gaps=gaps)


def _times(items: Iterable[Item]) -> Iterator[datetime]:
    for item in items:
        text = item.get("configurationItemCaptureTime")
        try:
            time = datetime.fromisoformat(text) if isinstance(text, str) else None
        except ValueError:
            time = None
        if time is not None:
            yield time if time.tzinfo else time.replace(tzinfo=UTC)


def not_entered(account: str, name: str) -> Unit:
    """An account that is read from an aggregator alone."""
    return closed_account(account, name, NOT_ENTERED, gone=False)


def _fault(account: str, why: str) -> Gap:
    question = f"What do other sources hold of {account}?"
    return plain_gap(account, question, why, Reach.EXISTENCE, ApiOrigin(BULK, "", "", account))
