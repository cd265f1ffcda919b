"""Many observations, one requirement: the best evidence decides, all of it is listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from scanner.knowledge import EvidenceKind
from scanner.model import Basis, Effect, Evidence, Requirement, Strength, Term

_STRENGTHS = list(Strength)
_BASES = list(Basis)


def merge(
    requirements: Iterable[Requirement], kinds: Mapping[str, EvidenceKind]
) -> list[Requirement]:
    """One requirement for each (dependent, needs, effect), in a stable order.

    What people declared beats what was observed, that beats what was inferred, and that what
    a type implies; within one basis the stronger statement wins.
    """
    groups: dict[tuple[str, str | Term, Effect], list[Requirement]] = {}
    for requirement in requirements:
        key = (requirement.dependent, requirement.needs, requirement.effect)
        groups.setdefault(key, []).append(requirement)
    merged = [_merge(found, kinds) for found in groups.values()]
    return sorted(merged, key=_order)


def confidence(evidence: Evidence, kinds: Mapping[str, EvidenceKind]) -> float:
    """How far one piece of evidence carries, 0..1; 0 for a kind nobody described."""
    kind = kinds.get(evidence.kind)
    return kind.confidence if kind else 0.0


def _merge(found: list[Requirement], kinds: Mapping[str, EvidenceKind]) -> Requirement:
    if len(found) == 1:
        return found[0]
    best = min(found, key=lambda r: (_BASES.index(r.basis), _STRENGTHS.index(r.strength)))
    strongest = min((r.strength for r in found), key=_STRENGTHS.index)
    if best.basis is Basis.DECLARED:
        strongest = best.strength
    evidence = {e: None for r in (best, *found) for e in r.evidence}
    ranked = sorted(evidence, key=lambda e: -confidence(e, kinds))
    gap = best.gap if strongest is best.strength else ""
    return msgspec.structs.replace(best, strength=strongest, evidence=tuple(ranked), gap=gap)


def _order(requirement: Requirement) -> tuple[str, int, str]:
    needs = requirement.needs
    return (
        requirement.dependent,
        list(Effect).index(requirement.effect),
        needs if isinstance(needs, str) else repr(needs),
    )
