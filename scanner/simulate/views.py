"""What counts when: one rule for every edge, read by the fast simulator and its slow twin.

A *view* is a plane (at least how bad), an instant and a reading. In a view an edge is
kept, or its member is taken for UP (a requirement that does not count) or for DOWN (an
alternative that does not count).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Plane(IntEnum):
    """The bit "at least this bad". Planes nest: what is stopped is also stale and slowed."""

    SLOW = 1
    STALE = 2
    STOP = 3


class Reading(StrEnum):
    """How doubtful statements count: in our favour, or against us."""

    BETTER = "better"
    WORSE = "worse"

    @property
    def other(self) -> Reading:
        """The reading whose ground set this one is judged by."""
        return Reading.WORSE if self is Reading.BETTER else Reading.BETTER


@dataclass(frozen=True)
class View:
    """A plane at an instant (seconds after the loss) in a reading."""

    plane: Plane
    instant_s: float
    reading: Reading


class Standing(IntEnum):
    """What becomes of an edge in a view."""

    KEEP = 0
    UP = 1
    DOWN = 2


class Label(NamedTuple):
    """The attributes of an edge that decide its standing; edges share few distinct ones."""

    from_gate: bool
    plane: Plane
    """Of a requirement: how bad its failure is. Of a gate's member: not used."""
    strength: str
    delay_s: float
    """`holds_s` of a requirement, `after_s` of a member; NaN where nobody knows."""


PLANES = {"stop": Plane.STOP, "stale": Plane.STALE, "slow": Plane.SLOW}


def label_of(attributes: dict[str, object], from_gate: bool) -> Label:
    """The label of an edge with `attributes`; missing ones have their defaults."""
    delay = attributes.get("after_s" if from_gate else "holds_s", 0.0)
    effect = str(attributes.get("effect", "stop"))
    return Label(
        from_gate,
        Plane.STOP if from_gate else PLANES[effect],
        str(attributes.get("strength", "strong")),
        math.nan if delay is None else float(delay),  # type: ignore[arg-type]
    )


def standing(label: Label, view: View) -> Standing:
    """Whether an edge with `label` counts in `view`."""
    worse = view.reading is Reading.WORSE
    if label.from_gate:
        if label.strength == "weak" or (worse and label.strength == "medium"):
            return Standing.DOWN
        after = (math.inf if worse else 0.0) if math.isnan(label.delay_s) else label.delay_s
        return Standing.DOWN if after > view.instant_s else Standing.KEEP
    if label.strength == "weak" or (not worse and label.strength == "medium"):
        return Standing.UP
    holds = (0.0 if worse else math.inf) if math.isnan(label.delay_s) else label.delay_s
    plane = Plane.SLOW if holds > view.instant_s else label.plane
    return Standing.KEEP if plane >= view.plane else Standing.UP
