"""What the collectors hand over: resources with an origin each, and what they could not read."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any

from scanner.model.origin import FileOrigin, Origin
from scanner.model.record import Record
from scanner.model.requirement import NO_TIME, Duration, Effect, Strength


class Reach(StrEnum):
    """What a gap leaves open, and so how it enters the two readings."""

    PLACEMENT = "placement"
    """Where something runs: one symbolic domain stands for the unknown place."""
    REDUNDANCY = "redundancy"
    """Whether an alternative exists: it counts in the better reading only."""
    EFFECT = "effect"
    """How long or how badly: none in the better reading, the worst in the worse."""
    EXISTENCE = "existence"
    """Whether the thing itself is there."""
    OPAQUE = "opaque"
    """Anything at all: an unread file, module, account or operation."""


class Gap(Record, frozen=True, kw_only=True):
    """A question that no source answered. Never a guess, and never left out of an output."""

    id: str
    subject: str
    """The node, domain or source it is about."""
    question: str
    """What is not known, as a question a person can answer."""
    reason: str
    """Why: the expression, the denied operation, the parse error."""
    reach: Reach
    handed: tuple[str, ...] = ()
    """Ids of resources that were handed over to what was not read: it may hold further copies
    of them."""
    called: tuple[str, ...] = ()
    """Names that were handed over to what was not read: it may make things that have them."""
    origin: Origin | None = None


def gap_id(reach: Reach, subject: str, question: str) -> str:
    """An id that stays the same as long as the question does; short, as reports repeat it."""
    digest = hashlib.sha256(f"{subject}\0{question}".encode()).hexdigest()
    return f"{reach}:{digest[:16]}"


class Unknown(Record, frozen=True, gc=False):
    """The value of an attribute that could not be worked out."""

    reason: str
    """Why, in a few words: `var.region has no value`."""
    symbol: str = ""
    """Two unknowns with one symbol have one value, whatever it is: the expression with
    the scope it is read in. Empty where nothing is known to be equal to it."""
    origin: Origin | None = None


class Reference(Record, frozen=True, gc=False):
    """An attribute that was written as another resource's attribute."""

    path: str
    """Where it stands in the referring resource: `environment[0].value`."""
    target: str
    """Id of the resource referred to; or, of one that is only known by name, `named`."""
    attribute: str = ""
    """Which of its attributes: `endpoint`, `reader_endpoint`, `arn`."""
    origin: Origin | None = None


def named(kind: str, name: str) -> str:
    """The target of a reference to the resource of a type that has that name, wherever it is."""
    return f"{NAMED}{kind}/{name}"


NAMED = "named:"


class Need(Record, frozen=True, kw_only=True):
    """A requirement as people write it beside a resource or a journey.

    Exactly one of `to`, `any_of`, `all_of` or `of` (with `k`) is given.
    """

    to: str = ""
    """A node, address or action: `ledger`, `ledger@writer`, `ledger#promote`."""
    any_of: tuple[str | Need, ...] = ()
    all_of: tuple[str | Need, ...] = ()
    of: tuple[str | Need, ...] = ()
    k: int = 0
    """How many of `of` must be up."""
    effect: Effect = Effect.STOP
    holds: Duration | None = NO_TIME
    """How long the dependent lives without it; null where nobody knows."""
    after: Duration | None = NO_TIME
    """As an alternative: how long until it has taken over; null where nobody knows."""
    action: str = ""
    """As an alternative: the action that makes it take over."""
    by: str = "automatic"
    """`automatic`, or `person` where somebody has to act."""
    strength: Strength = Strength.STRONG
    why: str = ""


class Resource(Record, frozen=True, kw_only=True):
    """One thing that runs, keeps data or carries traffic."""

    id: str
    """Unique in the inventory. Code: `root:address`; live: the provider's full name."""
    type: str
    """A key of the resource types in `scanner.knowledge`, e.g. `aws_db_instance`."""
    name: str = ""
    """The name in the cloud, where known: joins code and live views, and names findings."""
    environment: str = ""
    provider: str = ""
    account: str = ""
    region: str = ""
    zones: tuple[str, ...] = ()
    """Zone names or ids as the source writes them."""
    tags: dict[str, str] = {}
    attributes: dict[str, Any] = {}
    """Plain values by attribute name, blocks as lists of dicts. What is written as another
    resource's attribute stands as `${target.attribute}` and in `references`."""
    unknown: dict[str, Unknown] = {}
    """By attribute path; also `region`, `account`, `zones`, `count`."""
    references: tuple[Reference, ...] = ()
    because: dict[str, str] = {}
    """How a derived fact came about: `region` -> `provider alias aws.dr (providers.tf:4)`."""
    places: dict[str, Origin] = {}
    """Where each top-level attribute stands, for messages that point at one line."""
    needs: tuple[str | Need, ...] = ()
    existing: bool = False
    """Looked up, not declared: what is not written of it is not known, defaults included."""
    origin: Origin | None = None
    called_at: tuple[FileOrigin, ...] = ()
    """The calls of modules that led to it, the nearest first: what it is like may be said there."""

    @property
    def title(self) -> str:
        """How people call it: its name in the cloud; else its address, and the root it stands
        in unless that is the top of what was scanned."""
        root, _, address = self.id.partition(":")
        if self.name or not address:
            return self.name or self.id
        return address if root == "." else f"{address} in {root}"


class Journey(Record, frozen=True, kw_only=True):
    """What a customer or a regulator would miss: place order, withdraw, log in."""

    id: str
    name: str = ""
    tier: int = 2
    rto: Duration | None = None
    """How long it may be down; 24 h is used where none is declared."""
    rpo: Duration | None = None
    loss_per_hour: float | None = None
    owner: str = ""
    environment: str = ""
    needs: tuple[str | Need, ...] = ()
    """Ports or selectors (`type:aws_lb`, `tag:journey=withdraw`, globs of ids and names)."""
    guessed: bool = False
    origin: Origin | None = None


class Domain(Record, frozen=True, kw_only=True):
    """Something that can be lost as one: a zone, a region, a vendor, a hall of a zone."""

    id: str
    """`<provider>/<kind>/<name>`, e.g. `aws/region/us-east-1`; `vendor/infura`."""
    kind: str
    name: str = ""
    parents: tuple[str, ...] = ()
    """Domains whose loss takes this one along."""
    may_be: tuple[str, ...] = ()
    """For a symbolic domain: the domains it may turn out to be."""
    apart_from: str = ""
    """Symbolic domains with one such mark are known to be different from each other."""
    gap: str = ""
    """For a symbolic domain: the question which place it is."""
    origin: Origin | None = None


class Read(StrEnum):
    """How much of a source was read."""

    ALL = "all"
    PART = "part"
    NONE = "none"


class Excluded(Record, frozen=True, gc=False):
    """A declared resource that is left out on purpose, and why."""

    id: str
    reason: str
    origin: Origin | None = None


class Source(Record, frozen=True, kw_only=True):
    """One thing that was asked for its resources, and how well it answered.

    `declared` resources end up as evaluated (they are in the inventory), `excluded` or
    `unevaluated`; the three always add up.
    """

    id: str
    kind: str
    read: Read = Read.ALL
    reason: str = ""
    files: int = 0
    declared: int = 0
    excluded: tuple[Excluded, ...] = ()
    unevaluated: tuple[Gap, ...] = ()


class Inventory(Record, frozen=True, kw_only=True):
    """All resources of a scan, their sources and what is missing."""

    resources: tuple[Resource, ...] = ()
    domains: tuple[Domain, ...] = ()
    journeys: tuple[Journey, ...] = ()
    sources: tuple[Source, ...] = ()
    gaps: tuple[Gap, ...] = ()
