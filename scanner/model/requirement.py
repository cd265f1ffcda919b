"""The one primitive: `dependent.side` needs K of `[member.side, ...]`, with an effect.

A *port* is the string that names one side of one node: `ledger` is the serving side of
`ledger`, `ledger#promote` its action `promote`, `ledger#data` the data it keeps. An
address is a node of its own, `ledger@writer`. Ports are also the names of the graph's
nodes and of the simulator's rows, so that one name means one thing everywhere.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Self, cast

from scanner.model.origin import Evidence
from scanner.model.record import Record

SERVE = "serve"
DATA = "data"
OWN = "own"
"""The address of what a store holds itself, beside what its copies hold."""


def port(node: str, side: str = SERVE) -> str:
    """The port of `side` at `node`; serving is a node's plain name."""
    return node if side == SERVE else f"{node}#{side}"


def split_port(name: str) -> tuple[str, str]:
    """`(node, side)` of a port: the inverse of `port`."""
    node, mark, side = name.rpartition("#")
    return (node, side) if mark else (name, SERVE)


def address(node: str, name: str) -> str:
    """The node that dependents reach `node` by, e.g. its writer or regional endpoint."""
    return f"{node}@{name}"


def plain_id(text: str) -> str:
    """`text` with the two signs that have a meaning in ports written otherwise."""
    return text.replace("#", "%23").replace("@", "%40")


class Effect(StrEnum):
    """What a dependent suffers when a requirement is not met, worst first."""

    STOP = "stop"
    STALE = "stale"
    """Old or wrong answers: a reader whose writer is gone."""
    SLOW = "slow"


class Strength(StrEnum):
    """How sure we are that a statement is true.

    Strong counts in both readings. A medium *requirement* counts only in the worse
    reading, a medium *alternative* only in the better one. Weak is listed, never simulated.
    """

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class Basis(StrEnum):
    """How we came to know a statement."""

    DECLARED = "declared"
    """Somebody wrote it down: an inventory, `cutset.yaml`."""
    OBSERVED = "observed"
    """Seen in traffic or answered by a provider's interface."""
    INFERRED = "inferred"
    """Concluded from configuration."""
    ASSUMED = "assumed"
    """Follows from what the resource's type means."""


_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d|w)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


class Duration(float):
    """Seconds. Written in files as `90s`, `15m`, `1h30m`, `2d`, or a bare number of seconds."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str | float) -> Self:
        """Read a duration; raises ValueError for anything else, negative ones included."""
        if isinstance(text, bool):
            raise ValueError(f"{text!r} is not a duration")
        if isinstance(text, int | float):
            if not 0 <= text < float("inf"):
                raise ValueError(f"{text!r} is not a duration")
            return cls(text)
        compact = text.strip().lower()
        parts = _DURATION.findall(compact)
        if not parts or _DURATION.sub("", compact).strip():
            raise ValueError(f'"{text}" is not a duration such as 90s, 15m, 1h30m or 2d')
        return cls(sum(float(number) * _SECONDS[unit] for number, unit in parts))

    def __str__(self) -> str:
        """The shortest exact form in the unit people use: 90s, 15m, 1h30m, 2d."""
        rest, parts = float(self), []
        for unit in ("d", "h", "m"):
            whole, rest = divmod(rest, _SECONDS[unit])
            if whole:
                parts.append(f"{int(whole)}{unit}")
        if rest or not parts:
            parts.append(f"{rest:g}s")
        return "".join(parts)


NO_TIME = cast(Duration, 0.0)
"""The default of durations: a plain float, which msgspec can write into a JSON Schema."""


class Takeover(Record, frozen=True, gc=False):
    """When an alternative counts: once `after` has passed, and only if `action` is up.

    `after=None` means nobody knows how long it takes: at once in the better reading,
    never in the worse. An empty `action` needs nothing but time.
    """

    action: str = ""
    """Port of the action that makes it happen, e.g. `ledger#promote`."""
    after: Duration | None = None
    by: str = "automatic"
    """`automatic` or `person`."""


class Term(Record, frozen=True):
    """A node of a requirement's tree: a leaf (`port`) or K of `members`.

    A leaf with nothing to add is written as the bare port string.
    """

    port: str = ""
    members: tuple[str | Term, ...] = ()
    k: int = 0
    """How many members must be up; 0 means all."""
    strength: Strength = Strength.STRONG
    """As an alternative among others: how sure we are that it really is one."""
    takeover: Takeover | None = None
    gap: str = ""
    """Id of the gap that keeps `strength` from being strong."""

    @property
    def needed(self) -> int:
        """K, with `all` written out."""
        return self.k or len(self.members)


def any_of(*members: str | Term) -> Term:
    """One of `members` is enough."""
    return Term(members=members, k=1)


def all_of(*members: str | Term) -> Term:
    """Every one of `members` is needed."""
    return Term(members=members)


def ports_of(term: str | Term) -> list[str]:
    """Every port a tree names, takeover actions included, in order of appearance."""
    if isinstance(term, str):
        return [term]
    found = [term.port] if term.port else []
    if term.takeover and term.takeover.action:
        found.append(term.takeover.action)
    for member in term.members:
        found.extend(ports_of(member))
    return found


class Requirement(Record, frozen=True, kw_only=True):
    """`dependent` needs `needs`, or suffers `effect`."""

    dependent: str
    """A port."""
    needs: str | Term
    effect: Effect = Effect.STOP
    holds: Duration | None = NO_TIME
    """How long the dependent lives without it; until then the effect is `slow`.
    None means that nobody knows: for ever in the better reading, not at all in the worse."""
    strength: Strength = Strength.STRONG
    basis: Basis = Basis.INFERRED
    evidence: tuple[Evidence, ...] = ()
    """Best first."""
    gap: str = ""
    """Id of the gap that keeps `strength` from being strong, or that `holds=None` leaves."""
