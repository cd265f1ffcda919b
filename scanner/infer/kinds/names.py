"""Names by which customers and programs reach things, and records that stand in for each other."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.model import (
    Evidence,
    Requirement,
    Resource,
    Takeover,
    Term,
    all_of,
    any_of,
)


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """One requirement for each name that several records answer: any of them where health
    checks choose, else all of them, each for its share of those who ask."""
    for host, records in context.records.items():
        node = context.hosts[host]
        if node == records[0].id:
            continue
        ways = [_way(context, locator, record) for record in records]
        evidence = tuple(
            Evidence("declared_resource", f"{record.id} answers {host}", context.origin(record))
            for record in records
        )
        first, *others = [record.id for record in records]
        if all(ways):
            standins = [
                Term(port=name, takeover=way) for name, way in zip(others, ways[1:], strict=True)
            ]
            yield Requirement(dependent=node, needs=any_of(first, *standins), evidence=evidence)
        else:
            yield Requirement(dependent=node, needs=all_of(first, *others), evidence=evidence)


def _way(context: Context, locator: Locator, record: Resource) -> Takeover | None:
    """How this record comes to answer instead of another; None if it does not."""
    known = context.type_of(record)
    for alternative in known.alternatives if known else ():
        if locator.holds(alternative.when, record):
            return Takeover(after=alternative.after)
    return None
