"""The headline: the one loss that does most harm, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.measure.judgement import Judgement, called, fails
from scanner.measure.proof import name_of
from scanner.measure.remedy import smallest_change
from scanner.model import Cell, Coverage, Instant, Read, Verdict
from scanner.simulate import Scenario

NARROW_FIRST = ("hall", "zone", "region", "multi-region", "service", "vendor")
"""Kinds of losses a headline may be about, the narrowest first. That all stops when a whole
provider does is news to nobody, so providers come in only where nothing else stops."""
NARROW = ("hall", "zone", "service")
WIDE = ("region", "multi-region")
LAST_RESORT = ("account", "control-plane", "global-service", "provider")
MOST_CAUSES = 3


def verdict_of(judgement: Judgement, table: Iterable[Cell], coverage: Coverage) -> Verdict:
    """The sentence, its cause, and whether anything unread could change it."""
    whole = not judgement.limits and all(s.read is Read.ALL for s in coverage.sources)
    total = len(judgement.journeys)
    if not total:
        return Verdict(sentence="No journey was found, so nothing was judged.", known=False)
    stopped = {s.id: judgement.stopped_at_once(s) for s in judgement.scenarios}
    worst = _worst(judgement, stopped, NARROW_FIRST) or _worst(judgement, stopped, LAST_RESORT)
    if worst is None:
        return _nothing_stops(table, total, whole=whole)
    count = len(stopped[worst.id])
    sentence = f"If {fails(worst)}, {_of(count, total)} {'stops' if count == 1 else 'stop'}"
    narrower = _narrower(judgement, stopped, worst)
    if narrower:
        sentence += f"; {called(narrower)} alone stops {len(stopped[narrower.id])}"
    return Verdict(sentence=sentence + ".", cause=_cause(judgement, worst, stopped), known=whole)


def _worst(
    judgement: Judgement, stopped: dict[str, tuple[str, ...]], kinds: tuple[str, ...]
) -> Scenario | None:
    """The loss of `kinds` that stops most journeys, the narrowest of several."""
    found = [s for s in judgement.scenarios if s.kind in kinds and stopped[s.id]]
    return min(found, key=lambda s: (-len(stopped[s.id]), kinds.index(s.kind), s.id), default=None)


def _narrower(
    judgement: Judgement, stopped: dict[str, tuple[str, ...]], worst: Scenario
) -> Scenario | None:
    """A zone, hall or service that alone stops some of what `worst` stops."""
    if worst.kind not in WIDE:
        return None
    return _worst(judgement, stopped, NARROW)


def _nothing_stops(table: Iterable[Cell], total: int, *, whole: bool) -> Verdict:
    open_cells = any(c.possibly == "stopped" and c.at is Instant.NOW for c in table)
    journeys = "the journey" if total == 1 else f"any of the {total} journeys"
    if open_cells or not whole:
        return Verdict(
            sentence=f"No single loss is known to stop {journeys}, but not everything is known.",
            cause="See what is not known, below.",
            known=False,
        )
    return Verdict(sentence=f"No single loss that was tried stops {journeys}.")


def _of(count: int, total: int) -> str:
    return f"{count} of {total} {'journey' if total == 1 else 'journeys'}"


def _cause(judgement: Judgement, worst: Scenario, stopped: dict[str, tuple[str, ...]]) -> str:
    """What has no copy elsewhere, for the most important journey."""
    journey = min(stopped[worst.id], key=judgement.rank)
    remedy = smallest_change(judgement, journey, worst, Instant.NOW)
    if remedy is None:
        return ""
    names = [name_of(judgement.graph, node) for node in remedy.nodes]
    shown = ", ".join(names[:MOST_CAUSES])
    if len(names) > MOST_CAUSES:
        shown += f" and {len(names) - MOST_CAUSES} more"
    verb = "has" if len(names) == 1 else "have"
    name = judgement.attributes(journey)["name"]
    return f"{shown} {verb} no copy outside it that {name} could go on with."
