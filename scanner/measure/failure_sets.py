"""The smallest sets of losses that stop a journey: its cut sets, of one and of two."""

from __future__ import annotations

from itertools import combinations

from scanner.measure.judgement import Judgement
from scanner.model import Instant
from scanner.simulate import Reading, Scenario, together

MOST_PAIRS = 20_000


def minimal_failure_sets(
    judgement: Judgement, journey: str, at: Instant, kinds: tuple[str, ...]
) -> tuple[list[Scenario], list[Scenario], bool]:
    """`(singles, pairs, complete)`: losses of `kinds` that surely stop `journey` alone, and
    pairs of which neither does alone. Not complete where there were too many pairs to try."""
    instant_s = judgement.instant_s(journey, at)
    candidates = [s for s in judgement.scenarios if s.kind in kinds]
    stops = _stops(judgement, journey, candidates, instant_s)
    singles = [s for s, stopped in zip(candidates, stops, strict=True) if stopped]
    rest = [s for s, stopped in zip(candidates, stops, strict=True) if not stopped]
    tried = [together(one, other) for one, other in combinations(rest, 2)]
    complete = len(tried) <= MOST_PAIRS
    tried = tried[:MOST_PAIRS]
    stops = _stops(judgement, journey, tried, instant_s)
    return singles, [s for s, stopped in zip(tried, stops, strict=True) if stopped], complete


def _stops(
    judgement: Judgement, journey: str, scenarios: list[Scenario], instant_s: float
) -> list[bool]:
    if not scenarios:
        return []
    stopped = judgement.compiled.stopped(scenarios, [journey], instant_s, Reading.BETTER)
    return [bool(stops) for stops in stopped[0]]
