"""The users' corrections, applied last: they know what no source shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from scanner.config import DenyFact, Fact, RetimeFact
from scanner.errors import UnknownNameError
from scanner.infer.context import Context, Find
from scanner.infer.needs import requirements_of
from scanner.model import Basis, Evidence, KnowledgeOrigin, Requirement, Takeover, Term, ports_of

Unused = Callable[[Fact, str], None]
"""Told of facts that changed nothing, so that nobody relies on them."""


def apply_facts(
    requirements: Iterable[Requirement],
    facts: Iterable[Fact],
    find: Find,
    context: Context,
    unused: Unused,
) -> list[Requirement]:
    """`requirements` as the facts correct them, in order of the file.

    What a fact says of a dependent is also said of its definitions: a task needs what its
    definition names.
    """
    found = list(requirements)
    parts = _Parts(found, find, context.defines, context.is_setting)
    for fact in facts:
        try:
            found = _applied(found, fact, parts, unused)
        except UnknownNameError as error:
            raise error.placed(f"{fact.origin}: a fact") from None
    return found


def _applied(
    found: list[Requirement], fact: Fact, parts: _Parts, unused: Unused
) -> list[Requirement]:
    evidence, find = _evidence(fact), parts.find
    if fact.add:
        for dependent in find(fact.add.dependent):
            found += requirements_of(dependent, (fact.add.needs,), evidence, find)
    elif fact.place:
        for node in find(fact.place.node):
            found += requirements_of(node, (fact.place.at,), evidence, find)
    elif fact.deny:
        kept = [r for r in found if not _denied(r, fact.deny, parts)]
        if len(kept) == len(found):
            unused(fact, "nothing that was read says so")
        return kept
    elif fact.retime:
        retimed = [_retimed(r, fact.retime, evidence, parts) for r in found]
        if retimed == found:
            unused(fact, "there is no such requirement to retime")
        return retimed
    return found


def _evidence(fact: Fact) -> Evidence:
    origin = fact.origin or KnowledgeOrigin("cutset.yaml", fact.source)
    return Evidence("fact", f"{fact.owner}: {fact.source}", origin)


class _Parts:
    """Dependents with their definitions, and targets with the addresses they are reached by."""

    def __init__(
        self,
        requirements: Iterable[Requirement],
        find: Find,
        defines: Callable[[str], bool],
        is_setting: Callable[[str], bool],
    ) -> None:
        self.find = find
        self._defined: dict[str, set[str]] = {}
        self._settings: dict[str, set[str]] = {}
        for requirement in requirements:
            names = ports_of(requirement.needs)
            if is_setting(requirement.dependent):
                self._settings.setdefault(requirement.dependent, set()).update(names)
            for name in names:
                if defines(name):
                    self._defined.setdefault(requirement.dependent, set()).add(name)

    def dependents(self, name: str) -> set[str]:
        seen = set(self.find(name))
        todo = list(seen)
        while todo:
            fresh = self._defined.get(todo.pop(), set()) - seen
            seen |= fresh
            todo.extend(fresh)
        return seen

    def among(self, term: str | Term, name: str) -> set[str]:
        """The ports of `term` that `name` means: itself, an address of it, or a setting that
        leads to it, such as a login's client."""
        wanted = set(self.find(name))
        return {p for p in ports_of(term) if self._means(p, wanted)}

    def _means(self, port: str, wanted: set[str]) -> bool:
        if port in wanted or port.partition("@")[0] in wanted:
            return True
        return bool(self._settings.get(port, set()) & wanted)


def _denied(requirement: Requirement, fact: DenyFact, parts: _Parts) -> bool:
    if requirement.dependent not in parts.dependents(fact.dependent):
        return False
    return set(ports_of(requirement.needs)) == parts.among(requirement.needs, fact.on)


def _retimed(
    requirement: Requirement, fact: RetimeFact, evidence: Evidence, parts: _Parts
) -> Requirement:
    on = parts.among(requirement.needs, fact.on)
    if not on or requirement.dependent not in parts.dependents(fact.dependent):
        return requirement
    changed = requirement
    if fact.holds is not None:
        changed = msgspec.structs.replace(changed, holds=fact.holds)
    if fact.after is not None or fact.action:
        action = next(iter(parts.find(fact.action)), "") if fact.action else None
        changed = msgspec.structs.replace(changed, needs=_retake(changed.needs, on, fact, action))
    if changed == requirement:
        return requirement
    return msgspec.structs.replace(
        changed, basis=Basis.DECLARED, evidence=(evidence, *requirement.evidence)
    )


def _retake(term: str | Term, on: set[str], fact: RetimeFact, action: str | None) -> str | Term:
    """`term` with the takeover of the alternatives in `on` as the fact tells."""
    if isinstance(term, str):
        term = Term(port=term)
    if term.port in on or (term.takeover and on & set(ports_of(term)) and not term.port):
        old = term.takeover or Takeover()
        takeover = Takeover(
            action=old.action if action is None else action,
            after=old.after if fact.after is None else fact.after,
            by=fact.by or old.by,
        )
        return msgspec.structs.replace(term, takeover=takeover)
    members = tuple(_retake(member, on, fact, action) for member in term.members)
    plain = tuple(
        m.port if isinstance(m, Term) and m == Term(port=m.port) and m.port else m for m in members
    )
    return msgspec.structs.replace(term, members=plain)
