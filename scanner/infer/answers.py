"""Who answers at a host name: its records, and those of a wildcard that covers it.

Records of one name in one environment answer together. Two environments that have a record of
one name each are two answers: whoever asks is answered in its own environment.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from scanner.infer.context import Context
from scanner.model import Resource, address

ANSWER = "answer"
"""The address of whoever answers at a name that several records have."""
SOMEWHERE = "answer-somewhere"
"""The same, in one environment or another: nobody knows which."""


class Answers:
    """The records of each host, by environment."""

    def __init__(self, records: dict[str, list[Resource]]) -> None:
        self.groups: dict[str, dict[str, list[Resource]]] = {}
        for host, found in records.items():
            groups: dict[str, list[Resource]] = defaultdict(list)
            for record in found:
                groups[record.environment].append(record)
            self.groups[host] = dict(groups)

    def __contains__(self, host: str) -> bool:
        return host in self.groups

    def at(self, host: str, environment: str) -> str:
        """The node that whoever is in `environment` and uses the name depends on: the record or
        records of its own environment, else of none in particular, else of the only one that has
        any. Empty where there are none."""
        groups = self.groups.get(host, {})
        if not groups:
            return ""
        for near in (environment, ""):
            if near in groups:
                return together(groups[near])
        records = [record for found in groups.values() for record in found]
        return together(records) if len(groups) == 1 else address(records[0].id, SOMEWHERE)


def together(records: list[Resource]) -> str:
    """The node of what `records` of one name answer."""
    return records[0].id if len(records) == 1 else address(records[0].id, ANSWER)


@lru_cache(maxsize=2)
def answers(context: Context) -> Answers:
    """The records of each host of an inventory."""
    return Answers(context.records)


def answering(context: Context, host: str, environment: str) -> str:
    """The node that answers a host name to whoever is in `environment`: its record, else the
    wildcard that covers it, which is the one right below the nearest name that there is
    (RFC 4592); empty where none does."""
    known = answers(context)
    found = known.at(host, environment) or within_zones(context).get(host, "")
    parent = host
    while not found and "." in parent:
        parent = parent.partition(".")[2]
        found = known.at(f"*.{parent}", environment)
        if parent in known:
            break
    return found


@lru_cache(maxsize=2)
def within_zones(context: Context) -> dict[str, str]:
    """Full host name -> the record that answers it, of records named within their zone."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in context.inventory.resources:
        known = context.type_of(record)
        if known is None or not known.within or not context.has_role(record, "names_hosts"):
            continue
        zones = [
            name
            for target in context.targets(record, known.within)
            for name in context.names_of(context.resources[target.node])
        ]
        zones += [str(value) for value in context.read(record, known.within).values]
        zone = next((z.strip(".").lower() for z in zones if "." in z and "${" not in z), "")
        for name in context.names_of(record)[-1:]:
            plain = name.strip(".").lower()
            if zone and not f".{plain}".endswith(f".{zone}"):
                found[zone if name == "@" else f"{plain}.{zone}"].append(record.id)
    return {host: records[0] for host, records in found.items() if len(records) == 1}
