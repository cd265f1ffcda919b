"""The shape of a rule: one YAML file, one id, one question.

survives   lose any one domain of a kind: the subjects stay at a state or better
separates  related things do not share a domain of a kind
requires   a fact about one resource
limits     a measure lies within bands
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from scanner.model import Instant, Severity
from scanner.model.record import Record


class Survives(Record, frozen=True, kw_only=True, tag="survives", tag_field="kind"):
    """Lose any one domain of the kinds in `lose`: subjects stay at `stay` or better."""

    lose: tuple[str, ...]
    """Domain kinds: `zone`, `region`, `provider`, `vendor`, `account`, `service`, ..."""
    subjects: str = "journeys"
    """`journeys`, or a role of resources such as `data_store`."""
    stay: str = "slowed"
    """The worst state that is still fine: `ok`, `slowed` or `stale`."""
    at: Instant = Instant.RTO


class Separates(Record, frozen=True, kw_only=True, tag="separates", tag_field="kind"):
    """Things in a `relation` do not share a domain of a kind in `lose`."""

    relation: str
    """`copies` (a store and what restores it), `takeover` (what takes over and the action that
    makes it), `quorum` (the members of one)."""
    lose: tuple[str, ...]


class Requires(Record, frozen=True, kw_only=True, tag="requires", tag_field="kind"):
    """Resources with a role meet a condition on their attributes."""

    role: str
    condition: dict[str, dict[str, Any]] = {}
    instances: int = 0
    """At least so many copies."""


class Limits(Record, frozen=True, kw_only=True, tag="limits", tag_field="kind"):
    """A measure does not exceed `most`."""

    measure: str
    """`journeys_on_store`, `cold_start`."""
    most: float


Question = Survives | Separates | Requires | Limits


class Band(Record, frozen=True, kw_only=True):
    """A severity and when it applies. The first band whose every field fits counts."""

    severity: Severity
    tier: int = 0
    """Applies to journeys of this tier; 0 to any."""
    state: str = ""
    """Applies to this state; empty to any."""
    at: Instant | None = None
    """Applies where the state holds at this instant."""
    surely: bool | None = None
    """True: in both readings. False: only in the worse."""
    above: float | None = None
    """Applies where a measure exceeds this."""


class Rule(Record, frozen=True, kw_only=True):
    """One rule."""

    id: str
    """Kebab-case, never used again for another meaning."""
    title: str
    why: str
    """What happened because of this, with the incident that taught it."""
    question: Question
    severity: tuple[Band, ...]
    says: str
    """A finding in one sentence; `{subject}`, `{domain}`, `{state}` are filled in."""
    fires: str
    silent: str
    limits: str = ""
    """What the rule cannot see."""
    fix: dict[str, str]
    """By provider, or `any`."""
    references: tuple[str, ...] = ()
    maps_to: dict[str, tuple[str, ...]] = {}
    """Catalogue or regulation -> ids there."""


class SelfTest(StrEnum):
    """The three cases every rule comes with."""

    FLAGGED = "flagged"
    CLEAN = "clean"
    NOT_KNOWN = "not-known"
