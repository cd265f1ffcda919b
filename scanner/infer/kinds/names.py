"""Names by which customers and programs reach things, and records that stand in for each other."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer.answers import SOMEWHERE, answers, together
from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.model import (
    Evidence,
    Reach,
    Requirement,
    Resource,
    Strength,
    Takeover,
    Term,
    address,
    all_of,
    any_of,
)


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """One requirement for each name that several records of one environment answer: any of them
    where health checks choose, else all of them, each for its share of those who ask."""
    for host, groups in answers(context).groups.items():
        for records in groups.values():
            if len(records) > 1:
                yield _together(context, locator, host, records)
        if len(groups) > 1 and "" not in groups:
            yield from _somewhere(context, host, list(groups.values()))


def _together(
    context: Context, locator: Locator, host: str, records: list[Resource]
) -> Requirement:
    ways = [_way(context, locator, record) for record in records]
    first, *others = [record.id for record in records]
    if all(ways):
        standins = [
            Term(port=name, takeover=way) for name, way in zip(others, ways[1:], strict=True)
        ]
        needs = any_of(first, *standins)
    else:
        needs = all_of(first, *others)
    return Requirement(
        dependent=together(records), needs=needs, evidence=_evidence(context, host, records)
    )


def _somewhere(context: Context, host: str, groups: list[list[Resource]]) -> Iterator[Requirement]:
    """Who asks from elsewhere is answered in one of the environments, and no other stands in."""
    records = [record for found in groups for record in found]
    dependent = address(records[0].id, SOMEWHERE)
    evidence = _evidence(context, host, records)
    nodes = [together(found) for found in groups]
    yield Requirement(dependent=dependent, needs=any_of(*nodes), evidence=evidence)
    gap = context.gap(
        Reach.PLACEMENT,
        records[0].id,
        f"In which environment is {host} answered?",
        f"{len(groups)} environments have a record of that name",
        evidence[0].origin,
    )
    for node in nodes:
        yield Requirement(
            dependent=dependent,
            needs=node,
            strength=Strength.MEDIUM,
            evidence=evidence,
            gap=gap,
        )


def _evidence(context: Context, host: str, records: list[Resource]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence("declared_resource", f"{record.id} answers {host}", context.origin(record))
        for record in records
    )


def _way(context: Context, locator: Locator, record: Resource) -> Takeover | None:
    """How this record comes to answer instead of another; None if it does not."""
    known = context.type_of(record)
    for alternative in known.alternatives if known else ():
        if locator.holds(alternative.when, record):
            return Takeover(after=alternative.after)
    return None
