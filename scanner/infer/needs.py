"""Needs as people write them, turned into requirements."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.errors import UsageError
from scanner.infer.context import Find
from scanner.model import (
    Basis,
    Duration,
    Evidence,
    Need,
    Requirement,
    Strength,
    Takeover,
    Term,
    all_of,
    any_of,
)


def requirements_of(
    dependent: str, needs: tuple[str | Need, ...], evidence: Evidence, find: Find
) -> Iterator[Requirement]:
    """One requirement for each need of `dependent`."""
    for need in needs:
        if isinstance(need, str):
            need = Need(to=need)
        term = term_of(need, find)
        terms = [term]
        if isinstance(term, Term) and not term.k and not term.takeover and term.members:
            terms = list(term.members)  # all of several: one requirement each reads better
        for one in terms:
            yield Requirement(
                dependent=dependent,
                needs=one,
                effect=need.effect,
                holds=need.holds,
                strength=need.strength,
                basis=Basis.DECLARED,
                evidence=(evidence,),
            )


def term_of(need: str | Need, find: Find) -> str | Term:
    """The tree that a need means. A selector with several hits needs them all."""
    if isinstance(need, str):
        return _all(find(need))
    given = [name for name in ("to", "any_of", "all_of", "of") if getattr(need, name)]
    if len(given) != 1 or bool(need.of) != bool(need.k):
        raise UsageError(
            "a need has exactly one of `to`, `any_of`, `all_of`, or `of` with `k`",
            means=f"this one has: {', '.join(given) or 'none'}{f', k={need.k}' if need.k else ''}",
        )
    if need.to:
        term = _all(find(need.to))
    elif need.any_of:
        term = any_of(*(term_of(member, find) for member in need.any_of))
    elif need.all_of:
        term = all_of(*(term_of(member, find) for member in need.all_of))
    else:
        term = Term(members=tuple(term_of(member, find) for member in need.of), k=need.k)
    if not need.action and need.after == Duration(0):
        return term if need.strength is Strength.STRONG else _weaker(term, need.strength)
    action = next(iter(find(need.action)), "") if need.action else ""
    takeover = Takeover(action=action, after=need.after, by=need.by)
    if isinstance(term, str):
        return Term(port=term, strength=need.strength, takeover=takeover)
    return Term(members=term.members, k=term.k, strength=need.strength, takeover=takeover)


def _weaker(term: str | Term, strength: Strength) -> Term:
    if isinstance(term, str):
        return Term(port=term, strength=strength)
    return Term(members=term.members, k=term.k, strength=strength)


def _all(ports: list[str]) -> str | Term:
    return ports[0] if len(ports) == 1 else all_of(*ports)
