"""What a resource is to those that its attributes name."""

from __future__ import annotations

from typing import Any

from scanner.model import NO_TIME, Duration, Effect, Strength, Takeover
from scanner.model.record import Record


class Link(Record, frozen=True, kw_only=True):
    """What this resource is to those named by attribute `at`."""

    at: str
    of: str = "self"
    """Attribute path of the one that the link is about, where a setting declares it."""
    kind: str
    """`member_of` (it is a copy of), `copy_of` (a replica of), `global_of` (its regional
    part of), `entry_of` (an entry in a block of), `backup_of`, `beside` (in one zone with), `key`
    (encrypted with), `same_as`, `setting_of`, `none`."""
    through: str = ""
    """Attribute path of what `of` names: what stands there is what the link is about, e.g. the
    vault of a plan."""
    type: str = ""
    """Type of what stands there, where it is named by a plain name."""
    into: str = ""
    """Of an entry: the block and argument in which its region would stand there."""
    once: bool = False
    """It was made at one moment and is not kept up to date: how old it is at a loss, nobody
    knows."""
    after: Duration | None = NO_TIME
    action: str = ""
    by: str = "automatic"


class Tagged(Record, frozen=True, kw_only=True):
    """Tags that a setting asks for: blocks with a `key` and a `value` each."""

    at: str
    """Attribute path of the blocks."""
    test: str = "eq"
    """`eq`, `ne`, `glob` or `not_glob`: the last two with `*` for any text."""
    before: str = ""
    """What stands before a tag's name in a key."""


class Choice(Record, frozen=True, kw_only=True):
    """How a setting chooses others without naming each: by patterns of full names, and by tags.

    What it chooses has one of the names or of the tags of `any`, and all those of `all`.
    """

    types: dict[str, str]
    """Types that it can choose, and what `opted` calls them; of these, what is in its own account
    and region."""
    opted: str = ""
    """Attribute path of a map that says of which types it chooses any but those it names."""
    but: str = ""
    """Attribute path of full names, or patterns of some, that are left out."""
    any: tuple[Tagged, ...] = ()
    all: tuple[Tagged, ...] = ()


class Edge(Record, frozen=True, kw_only=True):
    """A requirement between what two attributes name: `source` needs `target`.

    `self` is the resource. `path@name` is the address `name` of what `path` names.
    """

    source: str
    target: str
    any: str = ""
    """Edges of one source with one mark here are alternatives: one is enough."""
    side: str = "serve"
    target_side: str = "serve"
    effect: Effect = Effect.STOP
    holds: Duration | None = NO_TIME
    strength: Strength = Strength.STRONG
    takeover: Takeover | None = None
    """Among alternatives: when this one counts, e.g. a secondary DNS record."""
    evidence: str = ""
    """Kind of evidence, where it is another than a plain reference."""
    when: dict[str, dict[str, Any]] = {}


class Serves(Record, frozen=True, kw_only=True):
    """Resources that need this one because they share an owner with it and have no other."""

    type: str
    """Their type."""
    owner: str
    """Attribute path of the owner here."""
    their_owner: str
    """Attribute path of the owner there."""
    unless: str = ""
    """Type of the setting that gives one of them another."""
    at: str = ""
    """Attribute path in that setting of the one it is about."""
