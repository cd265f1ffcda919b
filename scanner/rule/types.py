"""The shape of a rule: one YAML file, one id, one question.

survives   lose any one domain of a kind: the journeys stay at a state or better
separates  related things do not share a domain of a kind
requires   resources of a kind outlive any one domain of a kind, each by itself
limits     a measure does not exceed a figure
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from scanner.model import Finding, Instant, RuleText, Severity
from scanner.model.record import Record


class Survives(Record, frozen=True, kw_only=True, tag="survives", tag_field="kind"):
    """Lose any one domain of the kinds in `lose`: journeys stay at `stay` or better."""

    lose: tuple[str, ...]
    """Kinds of domains: `zone`, `region`, `provider`, `vendor`, `account`, `service`, ..."""
    stay: str = "slowed"
    """The worst state that is still fine: `ok`, `slowed` or `stale`."""


class Separates(Record, frozen=True, kw_only=True, tag="separates", tag_field="kind"):
    """Things in a `relation` do not share a domain of a kind in `lose`."""

    relation: str
    """`copies` (a store and what restores it), `takeovers` (what takes over, and the action
    that makes it), `quorums` (the members of one)."""
    lose: tuple[str, ...]


class Requires(Record, frozen=True, kw_only=True, tag="requires", tag_field="kind"):
    """Resources that count as one of `resources` outlive any one domain in `lose`."""

    resources: tuple[str, ...]
    """What they count as: `data store`, `cache`, `queue`, `stream`, `workload`, ..."""
    lose: tuple[str, ...]


class Limits(Record, frozen=True, kw_only=True, tag="limits", tag_field="kind"):
    """A measure does not exceed `most`."""

    measure: str
    """`journeys_on_one_store`, or `cold_start_loops`."""
    most: int


Question = Survives | Separates | Requires | Limits


class Band(Record, frozen=True, kw_only=True):
    """A severity and when it applies. The first band whose every field fits counts."""

    severity: Severity
    tier: int = 0
    """Applies where a journey of this tier, or of one before it, is hit; 0 to any."""
    state: str = "stopped"
    """Applies where a journey gets as bad as this."""
    at: Instant = Instant.NOW
    """Applies where it does so at this instant."""
    journeys: int = 1
    """Applies where at least so many journeys are."""


class Rule(RuleText, frozen=True, kw_only=True):
    """One rule: what it says of itself, what it asks, and what it says of a finding."""

    question: Question
    severity: tuple[Band, ...]
    """Harm to journeys, worst first; where no band fits the finding is low."""
    says: str
    """A finding in one sentence; `{journeys}`, `{verb}`, `{domain}`, `{subject}`, `{action}`,
    `{others}` and `{count}` are filled in."""


def texts_of(rules: Mapping[str, Rule], findings: Iterable[Finding]) -> tuple[RuleText, ...]:
    """What the rules of `findings` say of themselves, in order of id."""
    ids = sorted({finding.rule_id for finding in findings})
    return tuple(msgspec.convert(rules[i], RuleText, from_attributes=True) for i in ids)
