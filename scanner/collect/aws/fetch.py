"""Asks the calls that a service's file declares, and keeps the answers as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from scanner.collect.aws.asking import Ask, AskError, Failure, Unread, Where
from scanner.collect.aws.declarations import Call, Service, Step
from scanner.collect.aws.expressions import compiled, holds

MOST_ITEMS = 200_000
"""Of one step in one account and region."""
PATIENCE = 5
"""Items in a row of which a step is denied; then it is not asked of the others."""
PARENT = "_parent"
ACCOUNT = "{account}"
"""A parameter that is the number of the account that is asked."""
FAILED = "_failed"
"""Parts of an item that were not read -> why."""
_TOO_MANY = AskError(Failure.REFUSED, "TooMany", f"there are more than {MOST_ITEMS:,}")
Item = dict[str, Any]


@dataclass
class Answers:
    """What a service answered in one account and region."""

    items: dict[str, list[Item]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)


def fetch(service: Service, where: Where, ask: Ask) -> Answers:
    """Every step of `service`, in order. Never raises for what the provider answers."""
    answers = Answers()
    for name, step in service.steps.items():
        if step.each:
            _ask_of_each(name, step, where, ask, answers)
            continue
        found: list[Item] = []
        answers.items[name] = found
        try:
            found.extend(_items(step, where, ask, step.parameters))
        except AskError as error:
            if error.code not in step.none and error.failure is not Failure.ABSENT:
                answers.unread.append(Unread(name, error))
    return answers


def longest_first(services: dict[str, Service]) -> dict[str, Service]:
    """Those that ask again for each of their items before the others: what is begun last may be
    what everybody waits for."""

    def again(name: str) -> int:
        return sum(bool(step.each) for step in services[name].steps.values())

    return {name: services[name] for name in sorted(services, key=again, reverse=True)}


def found_by(call: Call, where: Where, ask: Ask, parameters: dict[str, Any]) -> Iterator[Any]:
    """The items of one call. Raises AskError."""
    for page in ask(where, call, parameters):
        yield from items_in(call, page)


def items_in(call: Call, page: dict[str, Any]) -> list[Any]:
    """The items of one page of an answer."""
    if not call.items:
        return [{name: value for name, value in page.items() if name != "ResponseMetadata"}]
    found = compiled(call.items)(page)
    return found if isinstance(found, list) else [] if found is None else [found]


def _items(step: Step, where: Where, ask: Ask, parameters: dict[str, Any]) -> Iterator[Item]:
    given = {n: where.account if v == ACCOUNT else v for n, v in parameters.items()}
    for count, found in enumerate(found_by(step, where, ask, given)):
        if count >= MOST_ITEMS:
            raise _TOO_MANY
        yield found if isinstance(found, dict) else {"value": found}


def _ask_of_each(name: str, step: Step, where: Where, ask: Ask, answers: Answers) -> None:
    owners = answers.items.get(step.each, [])
    if step.when:
        condition = compiled(step.when)
        owners = [owner for owner in owners if holds(condition(owner))]
    missing, error, in_vain = 0, None, 0
    results: list[Item] = []
    for batch in _batches(owners, step.batch):
        if error is not None and (in_vain >= PATIENCE or error.failure in _FINAL):
            missing += _fail(batch, step, error)
            continue
        try:
            found = list(_items(step, where, ask, _parameters(step, batch)))
        except AskError as failed:
            if failed.code in step.none:
                continue
            error, in_vain = failed, in_vain + 1
            missing += _fail(batch, step, failed)
            continue
        in_vain = 0
        _place(step, batch, found, results)
    if not step.into:
        answers.items[name] = results
    if error is not None:
        answers.unread.append(Unread(name, error, len(owners), missing))


_FINAL = frozenset({Failure.STOPPED, Failure.EXPIRED, Failure.UNREACHABLE, Failure.THROTTLED})
"""Failures that the next item would meet as well."""


def _batches(owners: list[Item], size: int) -> Iterator[list[Item]]:
    """One item each, or so many at once that have one parent."""
    if not size:
        yield from ([owner] for owner in owners)
        return
    for _, family in groupby(owners, lambda owner: id(owner.get(PARENT))):
        members = list(family)
        for start in range(0, len(members), size):
            yield members[start : start + size]


def _parameters(step: Step, batch: list[Item]) -> dict[str, Any]:
    of: Any = batch if step.batch else batch[0]
    given = {name: compiled(text)(of) for name, text in step.given.items()}
    return {**step.parameters, **{n: value for n, value in given.items() if value is not None}}


def _place(step: Step, batch: list[Item], found: list[Item], results: list[Item]) -> None:
    """Put what was found into the items it was asked of, or beside them."""
    if not step.into:
        parent = batch[0].get(PARENT) if step.batch else batch[0]
        for item in found:
            if parent is not None:
                item[PARENT] = parent
            results.append(item)
        return
    for owner in batch:
        own = found
        for mine, theirs in step.same.items():
            key, other = compiled(mine)(owner), compiled(theirs)
            own = [item for item in own if other(item) == key]
        owner[step.into] = (own[0] if own else None) if step.single else own


def _fail(batch: list[Item], step: Step, error: AskError) -> int:
    if step.into:
        for owner in batch:
            owner.setdefault(FAILED, {})[step.into] = error.says or error.code
    return len(batch)
