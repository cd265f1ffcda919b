"""The other way in: sources that hold resources of many accounts at once.

An aggregator of configuration items holds what recorders wrote down in every account that it
covers; an index of resources only that they exist. Both are asked while the walk goes on. They
say which regions are in use that a probe takes for empty, and which resources exist that nobody
reads; and for accounts that cannot be entered, items of the aggregator stand in for the describe
calls. What they do not hold is unknown, never absent: of such an account the gap stays.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from scanner.collect.aws.accounts import Account
from scanner.collect.aws.asking import PROVIDER, AskError, Failure, Where
from scanner.collect.aws.bulk_items import document_of
from scanner.collect.aws.declarations import Probe, access
from scanner.collect.aws.fetch import found_by
from scanner.collect.aws.holders import Asked, holders
from scanner.collect.aws.home import Signed
from scanner.collect.aws.transport import Transport
from scanner.collect.aws.units import reason_of
from scanner.collect.aws.walk import NOT_ENABLED
from scanner.knowledge import Knowledge

AT_ONCE = 8
"""Regions that are asked for aggregators at a time."""
MOST_LISTED = 3_000
"""Characters of types in one query, which may have 4,096."""
MOST_ITEMS = 1_000_000
"""Rows that are looked at, of one answer."""
COUNT = "COUNT(*)"
BY_TYPE = "SELECT resourceType, COUNT(*) WHERE accountId = '{account}' GROUP BY resourceType"
BY_REGION = (
    "SELECT awsRegion, COUNT(*) WHERE accountId = '{account}' AND resourceType IN ({types}) "
    "GROUP BY awsRegion"
)
"""A query may group by one property only."""


@dataclass(frozen=True)
class Aggregator:
    """Holds configuration items of many accounts."""

    name: str
    region: str
    signed: Signed

    @property
    def title(self) -> str:
        """As messages call it."""
        return f'the aggregator "{self.name}" in {self.region} of account {self.signed.account}'


@dataclass
class Held:
    """What such sources hold of the accounts that are scanned."""

    aggregators: dict[str, Aggregator] = field(default_factory=dict)
    """Account -> the one that holds most of it."""
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    """Account -> type, as the source calls it -> how many there are."""
    ways: dict[str, list[str]] = field(default_factory=dict)
    """Account -> the sources that hold something of it."""
    used: set[tuple[str, str]] = field(default_factory=set)
    """Accounts and regions in which something runs."""
    regions: dict[Signed, list[str]] = field(default_factory=dict)
    """Those that are enabled where the aggregators were looked for."""
    fault: str = ""
    """What kept us from looking to the end."""
    failed: dict[tuple[str, str], list[tuple[str, AskError]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """A call, and the account it was asked in -> where it was not answered, and why."""

    def note(self, account: str, way: str, counts: Counter[str]) -> None:
        """One source holds so many of an account; of two that hold a type, the larger number."""
        self.counts[account] = self.counts.get(account, Counter()) | counts
        self.ways.setdefault(account, []).append(way)


class Look:
    """Asks what there is, beside everything else: `wait` for the answer."""

    def __init__(
        self, transport: Transport, knowledge: Knowledge, accounts: Iterable[Account]
    ) -> None:
        self._ask = transport
        self._accounts = list(accounts)
        self.wanted = frozenset(account.id for account in self._accounts)
        """Of which accounts something is looked for."""
        self._running = sorted(_running(knowledge))
        self._held = Held()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def wait(self) -> Held:
        """What was found."""
        self._thread.join()
        return self._held

    def used(self) -> set[tuple[str, str]]:
        """Accounts and regions in which something runs; none where that could not be found."""
        self._thread.join()
        return self._held.used

    def _look(self) -> None:
        try:
            aggregators: list[Aggregator] = []
            for signed in holders(self._accounts, self._ask, self._asked, self._failed):
                self._index(signed, self.wanted)
                aggregators += self._aggregators(signed)
            for account in sorted(self.wanted) if aggregators else ():
                self._count(account, aggregators)
        except Exception as error:  # a defect of ours: the walk does not suffer from it
            self._held.fault = f"cutset failed inside ({type(error).__name__}: {error})"

    # --- aggregators ----------------------------------------------------------------------

    def _aggregators(self, signed: Signed) -> Iterator[Aggregator]:
        regions = self._asked("regions", signed, signed.partition.home, {})
        names = sorted(str(one["name"]) for one in regions if one.get("state") != NOT_ENABLED)
        self._held.regions[signed] = names

        def found(region: str) -> list[Aggregator]:
            where = Where(signed.key, region, access().calls["aggregators"].service)
            with self._ask.trial(where):
                told = self._asked("aggregators", signed, region, {})
            named = [str(one.get("ConfigurationAggregatorName") or "") for one in told]
            return [Aggregator(name, region, signed) for name in named if name]

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for aggregators in pool.map(found, names):
                yield from aggregators

    def _count(self, account: str, aggregators: list[Aggregator]) -> None:
        best: Counter[str] = Counter()
        for one in aggregators:
            rows = selected(self._asked, one, BY_TYPE.format(account=account))
            counts = Counter({str(r.get("resourceType")): _number(r.get(COUNT)) for r in rows})
            if counts.total() > best.total():
                best, self._held.aggregators[account] = counts, one
        if not best:
            return
        chosen = self._held.aggregators[account]
        self._held.note(account, chosen.title, best)
        for types in listed(self._running):
            query = BY_REGION.format(account=account, types=types)
            for row in selected(self._asked, chosen, query):
                if _number(row.get(COUNT)) > 0:
                    self._held.used.add((account, str(row.get("awsRegion"))))

    # --- indexes --------------------------------------------------------------------------

    def _index(self, signed: Signed, accounts: frozenset[str]) -> None:
        indexes = self._asked("indexes", signed, signed.partition.home, {})
        whole = [one for one in indexes if one.get("Type") == "AGGREGATOR"]
        for index in whole or indexes:
            region = str(index.get("Region") or "")
            way = f"the index of resources in {region} of account {signed.account}"
            counts: dict[str, Counter[str]] = defaultdict(Counter)
            for one in self._asked("indexed", signed, region, {}) if region else ():
                account = str(one.get("OwningAccountId") or "")
                if account not in accounts:
                    continue
                kind = str(one.get("CfnResourceType") or one.get("ResourceType") or "")
                counts[account][kind] += 1
                if kind in self._running:
                    self._held.used.add((account, str(one.get("Region") or "")))
            for account, found in sorted(counts.items()):
                self._held.note(account, way, found)

    # --- asking ---------------------------------------------------------------------------

    def _asked(
        self, call: str, signed: Signed, region: str, given: dict[str, Any]
    ) -> list[dict[str, Any]]:
        try:
            return list(asked(self._ask, call, signed, region, given))
        except AskError as error:
            if error.code not in access().calls[call].none:
                self._failed(call, signed, region, error)
            return []

    def _failed(self, call: str, signed: Signed, where: str, error: AskError) -> None:
        if error.failure not in (Failure.ABSENT, Failure.STOPPED):
            self._held.failed[call, signed.account].append((where, error))


def asked(
    ask: Transport, call: str, signed: Signed, region: str, given: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """The items of one of the calls of `access.yaml`, at most so many. Raises AskError."""
    probe = access().calls[call]
    where = Where(signed.key, region, probe.service)
    for number, item in enumerate(found_by(probe, where, ask, {**probe.parameters, **given})):
        if number >= MOST_ITEMS:
            raise AskError(Failure.REFUSED, "TooMany", f"more than {MOST_ITEMS:,} rows")
        yield item if isinstance(item, dict) else {"value": item}


def selected(
    ask: Asked, aggregator: Aggregator, query: str, *, limit: int = 0
) -> Iterator[dict[str, Any]]:
    """The rows of an aggregator's answer, as it encodes them: `{"value": text}` where a row is
    no document. Raises what `ask` raises."""
    given: dict[str, Any] = {
        "ConfigurationAggregatorName": aggregator.name,
        "Expression": query,
        **({"Limit": limit} if limit else {}),
    }
    for row in ask("aggregated", aggregator.signed, aggregator.region, given):
        found = document_of(row.get("value"))
        yield found if isinstance(found, dict) else row


def listed(types: Iterable[str]) -> Iterator[str]:
    """Names of types as a query lists them, so many at a time as one query may have."""
    part: list[str] = []
    for name in types:
        if part and sum(map(len, part)) + 4 * len(part) + len(name) > MOST_LISTED:
            yield ", ".join(part)
            part = []
        part.append(f"'{name}'")
    if part:
        yield ", ".join(part)


def why_not(held: Held) -> Iterator[tuple[str, str, str]]:
    """`(account, operation, why and where)` of every call that was not answered."""
    for (call, account), failures in sorted(held.failed.items(), key=lambda pair: pair[0]):
        probe: Probe = access().calls[call]
        places = ", ".join(sorted({where for where, _ in failures}))
        why = reason_of(failures[0][1], probe.prefix or probe.service, probe)
        yield account, f"{probe.service}:{probe.call}", f"{why}; in {places}"


def operation_of(call: str) -> str:
    """How policies and messages call one of the calls of `access.yaml`."""
    probe = access().calls[call]
    return f"{probe.service}:{probe.call}"


def _running(knowledge: Knowledge) -> Iterator[str]:
    """Types, as templates call them, of what runs: where there is one, a region is in use."""
    for provider, known in knowledge.types:
        if provider == PROVIDER and any(knowledge.roles[role].runs for role in known.roles):
            yield from (name for name in known.aliases if "'" not in name)


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
