"""What requirements leave open: times that nobody gave, and actions that nobody described."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from scanner.infer.context import Context
from scanner.model import (
    Basis,
    Effect,
    Evidence,
    KnowledgeOrigin,
    Origin,
    Reach,
    Requirement,
    Strength,
    Term,
    ports_of,
    split_port,
)


def with_open_times(context: Context, requirements: Iterable[Requirement]) -> Iterator[Requirement]:
    """The requirements, each unknown time with the question it leaves."""
    for requirement in requirements:
        origin = _origin(requirement)
        changed = requirement
        if requirement.holds is None and not requirement.gap:
            who, what = _named(context, requirement.dependent), _first(context, requirement.needs)
            question = f"How long does {who} live without {what}?"
            gap = context.gap(Reach.EFFECT, requirement.dependent, question, NOBODY, origin)
            changed = msgspec.structs.replace(changed, gap=gap)
        if _is_doubt(context, requirement) and not changed.gap:
            changed = msgspec.structs.replace(changed, gap=_doubt(context, requirement, origin))
        if not isinstance(changed.needs, str):
            needs = _timed(context, changed.dependent, changed.needs, origin)
            if needs is not changed.needs:
                changed = msgspec.structs.replace(changed, needs=needs)
        yield changed


NOBODY = "nobody says how long"


def _is_doubt(context: Context, requirement: Requirement) -> bool:
    """Whether a requirement that may not be one is about something of the user's own: what
    providers need inside is no question that users can answer."""
    node = split_port(requirement.dependent)[0].partition("@")[0]
    return (
        requirement.strength is Strength.MEDIUM
        and requirement.effect is not Effect.SLOW
        and node in context.resources
    )


def _doubt(context: Context, requirement: Requirement, origin: Origin) -> str:
    """The question that a requirement leaves which may not be one."""
    who = _named(context, requirement.dependent)
    if isinstance(requirement.needs, str):
        what = _named(context, requirement.needs)
        verb = "stop" if requirement.effect is Effect.STOP else "answer stale"
        question = f"Does {who} {verb} without {what}?"
    else:
        question = f"Which of its places does {who} hang on at the moment of a loss?"
    reason = next((evidence.says for evidence in requirement.evidence), "nobody has said so")
    return context.gap(Reach.EFFECT, requirement.dependent, question, reason, origin)


def _timed(context: Context, dependent: str, term: Term, origin: Origin) -> Term:
    members = tuple(
        member if isinstance(member, str) else _timed(context, dependent, member, origin)
        for member in term.members
    )
    if members != term.members:
        term = msgspec.structs.replace(term, members=members)
    if term.takeover is None or term.takeover.after is not None or term.gap:
        return term
    what, who = _first(context, term), _named(context, dependent)
    question = f"How long does it take until {what} has taken over for {who}?"
    gap = context.gap(Reach.EFFECT, dependent, question, NOBODY, origin)
    return msgspec.structs.replace(term, gap=gap)


def undescribed_actions(
    context: Context, requirements: Iterable[Requirement]
) -> Iterator[Requirement]:
    """A requirement of each action that takeovers count on and that nobody has described: what
    it takes is not known, so it may fail with anything."""
    requirements = list(requirements)
    described = {requirement.dependent for requirement in requirements}
    wanted: dict[str, Requirement] = {}
    for requirement in requirements:
        for name in _actions(requirement.needs):
            wanted.setdefault(name, requirement)
    for name, requirement in sorted(wanted.items()):
        node, action = split_port(name)
        resource = context.resources.get(node.partition("@")[0])
        known = context.type_of(resource) if resource else None
        if name in described or (known and action in known.actions):
            continue
        origin = _origin(requirement)
        gap = context.gap(
            Reach.OPAQUE,
            name,
            f"What does it take to {action} {_named(context, node)}?",
            "a takeover counts on it, and nobody has described it",
            origin,
        )
        yield Requirement(
            dependent=name,
            needs=context.opaque(gap),
            strength=Strength.MEDIUM,
            basis=Basis.ASSUMED,
            evidence=(Evidence("nothing_behind", "nobody has described it", origin),),
            gap=gap,
        )


def _actions(term: str | Term) -> Iterator[str]:
    if isinstance(term, str):
        return
    if term.takeover and term.takeover.action:
        yield term.takeover.action
    for member in term.members:
        yield from _actions(member)


def _named(context: Context, name: str) -> str:
    node = split_port(name)[0].partition("@")[0]
    resource = context.resources.get(node)
    if resource:
        return resource.title
    domain = context.places.domains.get(node)
    return domain.name if domain else node.removeprefix("journey:")


def _first(context: Context, term: str | Term) -> str:
    return _named(context, next(iter(ports_of(term)), ""))


def _origin(requirement: Requirement) -> Origin:
    for evidence in requirement.evidence:
        return evidence.origin
    return KnowledgeOrigin(requirement.dependent, "given without a place")
