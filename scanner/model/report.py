"""The result of a scan, in the shape that the JSON report publishes."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from scanner.model.inventory import Excluded, Gap, Journey, Read
from scanner.model.origin import Evidence, FileOrigin, Origin
from scanner.model.record import Record

SCHEMA_VERSION = 1


class State(IntEnum):
    """What a loss does to a journey or node; worse is greater."""

    OK = 0
    SLOWED = 1
    STALE = 2
    STOPPED = 3

    @property
    def word(self) -> str:
        """The word people read."""
        return ("keeps working", "slows", "answers stale", "stops")[self]


class Severity(StrEnum):
    """How much harm a finding tells of."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How good the evidence of a finding is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Instant(StrEnum):
    """When a loss is judged."""

    NOW = "now"
    RTO = "rto"


class Data(StrEnum):
    """What becomes of the data a journey keeps if a domain is gone for good."""

    KEPT = "kept"
    LOST = "lost"
    UNKNOWN = "unknown"


class DomainRef(Record, frozen=True):
    """A domain, or a single resource that is lost as one."""

    kind: str
    id: str
    name: str = ""


class Cell(Record, frozen=True, kw_only=True):
    """What the loss of `domain` does to `journey`.

    `surely` and `possibly` are the states in the better and the worse reading; where they
    differ the answer is not known, and `gap_ids` name what would decide it.
    """

    journey: str
    domain: DomainRef
    at: Instant
    surely: str
    possibly: str
    blocked: tuple[str, ...] = ()
    """Actions that cannot be done meanwhile: `launch`, `promote`, `route`."""
    data: Data = Data.KEPT
    back_by_min: float | None = None
    """Minutes after which it surely works again without the domain; None if it does not."""
    gap_ids: tuple[str, ...] = ()


class Proof(Record, frozen=True, kw_only=True):
    """Why a node is down: one step of the chain, and what it rests on."""

    node: str
    name: str
    gate: str = ""
    """`all of`, `any of` or `3 of 5`; empty for what is lost itself."""
    k: int = 0
    members: tuple[Proof, ...] = ()
    """Members that are down, the one the chain goes on with first."""
    why: str = ""
    evidence: tuple[Evidence, ...] = ()
    location: Origin | None = None


class Location(Record, frozen=True, kw_only=True):
    """A block or line in a file that a finding points at."""

    path: str
    line: int
    column: int = 1
    end_line: int = 0


class FindingState(StrEnum):
    """A finding against a baseline or an acceptance."""

    NEW = "new"
    EXISTING = "existing"
    WORSE = "worse"
    FIXED = "fixed"
    ACCEPTED = "accepted"


class Affected(Record, frozen=True, kw_only=True):
    """Journeys by what happens to them."""

    stopped: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    slowed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Accepted(Record, frozen=True, kw_only=True):
    """Who carries the risk of a finding, until which day, and why."""

    until: str
    owner: str
    reason: str
    inline: bool = False
    """Whether it is written beside the code; else in cutset.yaml."""
    origin: FileOrigin | None = None


class Finding(Record, frozen=True, kw_only=True):
    """One answer of one rule."""

    id: str
    rule_id: str
    title: str
    severity: Severity
    confidence: Confidence
    basis: str
    domain: DomainRef
    subjects: tuple[str, ...]
    """The primary one first."""
    journeys: Affected = Affected()
    blocked: tuple[str, ...] = ()
    says: str = ""
    """The finding in one sentence."""
    proof: Proof | None = None
    locations: tuple[Location, ...] = ()
    fix: str = ""
    references: tuple[str, ...] = ()
    state: FindingState = FindingState.NEW
    """`new` says something only where the report was compared."""
    acceptance: Accepted | None = None
    """Of an accepted finding."""
    gap_ids: tuple[str, ...] = ()


class RuleText(Record, frozen=True, kw_only=True):
    """What a rule says of itself, for readers of a finding."""

    id: str
    """Kebab-case, never used again for another meaning."""
    title: str
    why: str
    """What happened because of this, with the incident that taught it."""
    fires: str
    silent: str
    limits: str = ""
    """What the rule cannot see."""
    fix: dict[str, str]
    """By provider, or `any`."""
    references: tuple[str, ...] = ()
    maps_to: dict[str, tuple[str, ...]] = {}
    """Catalogue or regulation -> ids there."""


class Change(Record, frozen=True, kw_only=True):
    """What a loss surely does to a journey at once, where it did something else before."""

    journey: str
    domain: DomainRef
    was_surely: str
    was_possibly: str
    surely: str
    possibly: str
    is_new: bool = False
    """Whether the journey itself was not there before."""


class SourceRead(Record, frozen=True, kw_only=True):
    """How well one source answered."""

    id: str
    read: Read
    reason: str = ""


class Coverage(Record, frozen=True, kw_only=True):
    """What was judged and what was not. `declared = evaluated + excluded + unknown`, always."""

    sources: tuple[SourceRead, ...]
    declared: int
    evaluated: int
    excluded: tuple[Excluded, ...]
    unknown: tuple[Gap, ...]
    gaps: tuple[Gap, ...]

    @property
    def percent(self) -> float:
        """Of what was declared, how much was evaluated or left out on purpose; 99.9 at most
        where any source was not read wholly."""
        known = self.evaluated + len(self.excluded)
        share = 100.0 * known / self.declared if self.declared else 100.0
        whole = all(source.read is Read.ALL for source in self.sources)
        return share if whole else min(share, 99.9)


class Verdict(Record, frozen=True, kw_only=True):
    """The headline: a sentence calculated from the graph."""

    sentence: str
    cause: str = ""
    known: bool = True
    """False where something that could change the sentence was not read."""


class Tool(Record, frozen=True, kw_only=True):
    """What made the report."""

    name: str
    version: str
    rules: str
    """Digest of the rules used."""


class Report(Record, frozen=True, kw_only=True):
    """All of it."""

    schema_version: int
    tool: Tool
    scope: tuple[str, ...]
    digest: str
    """SHA-256 of the graph that was judged."""
    verdict: Verdict
    journeys: tuple[Journey, ...]
    domains: tuple[DomainRef, ...]
    """Everything that was lost in turn. A pair without a row in `table` is as the journey's row
    for any other of its kind says (its domain is `*/zone` for zones); without one as its row for
    `*` says; without that it keeps working."""
    table: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage
    rules: tuple[RuleText, ...] = ()
    """The rules that found something, in order of id."""
    compared: bool = False
    """Whether it was held against an earlier report or a baseline: each finding's state then
    says what became of it."""
    changes: tuple[Change, ...] = ()
    """Of a report that was held against an earlier one: cells that say something else."""
    warnings: tuple[str, ...] = ()
    redacted: bool = False
    """Whether names that people gave are aliases; see `scanner.report.redact`."""
