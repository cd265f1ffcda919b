"""Every name in a report that has a field of its own, and what is known of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

from scanner.model import (
    Accepted,
    ApiOrigin,
    Cell,
    Change,
    DomainRef,
    Evidence,
    Excluded,
    FileOrigin,
    Finding,
    Gap,
    Journey,
    KnowledgeOrigin,
    Location,
    Proof,
    Report,
)
from scanner.model.inference import JOURNEY_PREFIX
from scanner.report.redact.aliases import Aliases
from scanner.report.redact.published import Published

ANY = "*"
REPEATED = (ApiOrigin, DomainRef, Evidence, FileOrigin, KnowledgeOrigin, Location, Proof)
"""Values that a report holds many times; equal ones are looked at once."""
_NODE = re.compile(r"(?P<base>.+?)(?P<side>[@#][a-z-]+)?(?P<gate>\?\d+)?", re.DOTALL)
_TYPE = re.compile(r"(?:^|[:.])([a-z][a-z0-9]*_[a-z0-9_]+)(?=\.)")
_IN_PLACE = re.compile(r"(?P<head>(?:part-of:)?\??[a-z-]+)/(?P<rest>.*)", re.DOTALL)


@lru_cache(maxsize=100_000)
def base_of(node: str) -> tuple[str, str]:
    """A node without its side, address or number, and what was cut off."""
    found = _NODE.fullmatch(node)
    if found is None:
        return node, ""
    base = found["base"]
    return base, node[len(base) :]


class Names:
    """The names of a report, with the kind of each and whose id it stands for."""

    def __init__(self, report: Report, published: Published) -> None:
        self._published = published
        self.kinds: dict[str, str] = {}
        """Name or id -> kind; the first kind that is told holds."""
        self.accounts: set[str] = set()
        self.paths: set[str] = set()
        """Files and folders that the report points at."""
        self.anything = {"", ".", ANY, *(f"{ANY}/{domain.kind}" for domain in report.domains)}
        """What stands for nothing in particular, or for any loss of a kind."""
        self._ids: dict[str, set[str]] = defaultdict(set)
        for value in _structs(report):
            _OF.get(type(value), _none)(self, value)

    def aliases(self, aliases: Aliases) -> dict[str, str]:
        """Each name with its alias: of a name that one thing has, the alias of its id."""
        whose = {
            name: next(iter(self._ids[name])) if len(self._ids[name]) == 1 else name
            for name in self.kinds
        }
        aliases.reserve(whose.values())
        return {name: aliases.alias(self.kinds[of], of) for name, of in whose.items()}

    # --- what each value of the report names ----------------------------------------------

    def node(self, node: str, kind: str = "resource") -> str:
        """Remember the thing that a node belongs to; gives its id, or nothing for a place."""
        base, _ = base_of(node)
        if base.startswith(JOURNEY_PREFIX):
            base, kind = base.removeprefix(JOURNEY_PREFIX), "journey"
        if base in self.anything or base in self.paths or self._of_a_place(base):
            return ""
        return self.name(base, self._type(base) or kind)

    def name(self, name: str, kind: str, of: str = "") -> str:
        """Remember a name, of the thing with the id `of` where it has one."""
        if not name.strip():
            return ""
        if name not in self.kinds:
            said = all(map(self._published.is_word, kind.replace("-", " ").split()))
            self.kinds[name] = kind if said else "name"
        if of:
            self._ids[name].add(of)
        return name

    def _type(self, identifier: str) -> str:
        """The last word of the resource type in an address: `aws_lb.x` is an `lb`."""
        types = [text for text in _TYPE.findall(identifier) if self._published.is_type(text)]
        return types[-1].rpartition("_")[2] if types else ""

    def _of_a_place(self, identifier: str) -> bool:
        """Whether it is the id of a place; what people named in it is remembered."""
        parts = place_parts(identifier, self._published)
        if parts is None:
            return False
        _, known, rest = parts
        if rest:
            kind = known.partition("/")[0] or "place"
            if kind == "account":
                self.accounts.add(rest)
            inner = self.node(rest, kind) if ":" in rest else self.name(rest, kind)
            self.kinds.setdefault(inner, kind)
        return True

    def _domain(self, domain: DomainRef) -> None:
        identifier = self.node(domain.id, domain.kind)
        parts = place_parts(domain.id, self._published)
        if identifier:
            self.name(domain.name, domain.kind, identifier)
        elif parts and parts[2] and domain.name and domain.kind != "hall":
            self.name(domain.name, domain.kind, parts[2])

    def _journey(self, journey: Journey) -> None:
        identifier = self.name(journey.id, "journey")
        self.name(journey.name, "journey", identifier)
        self.name(journey.owner, "owner")

    def _proof(self, proof: Proof) -> None:
        rest = base_of(proof.node)[1]
        identifier = self.node(proof.node)
        if identifier and not (rest and "?" in rest):
            suffix = f" ({rest[1:]})" if rest else ""
            self.name(proof.name.removesuffix(suffix), self.kinds[identifier], identifier)

    def _finding(self, finding: Finding) -> None:
        for node in finding.subjects:
            self.node(node)
        hit = finding.journeys
        for journey in (*hit.stopped, *hit.stale, *hit.slowed, *hit.unknown):
            self.name(journey, "journey")

    def _cell(self, cell: Cell | Change) -> None:
        self.name(cell.journey, "journey")

    def _gap(self, gap: Gap) -> None:
        for node in (gap.subject, *gap.handed):
            self.node(node)
        for name in gap.called:
            self.name(name, "name")

    def _accepted(self, accepted: Accepted) -> None:
        self.name(accepted.owner, "owner")

    def _excluded(self, excluded: Excluded) -> None:
        self.node(excluded.id)

    def _answer(self, origin: ApiOrigin) -> None:
        self.node(origin.resource)
        if self.name(origin.account, "account"):
            self.accounts.add(origin.account)

    def _file(self, place: FileOrigin | Location) -> None:
        path = place.path
        while is_inside(path) and path not in self.paths:
            self.paths.add(path)
            path = path.rpartition("/")[0]


_OF: dict[type, Any] = {
    FileOrigin: Names._file,
    Location: Names._file,
    Journey: Names._journey,
    DomainRef: Names._domain,
    Proof: Names._proof,
    Finding: Names._finding,
    Cell: Names._cell,
    Change: Names._cell,
    Gap: Names._gap,
    Accepted: Names._accepted,
    Excluded: Names._excluded,
    ApiOrigin: Names._answer,
}


def _none(names: Names, value: object) -> None:
    del names, value


def is_inside(path: str) -> bool:
    """Whether a path is one of a scanned tree: it is neither absolute nor climbs out."""
    return path not in ("", ".") and not path.startswith(("/", "~")) and ".." not in path.split("/")


def place_parts(identifier: str, published: Published) -> tuple[str, str, str] | None:
    """The id of a place as what it begins with, the parts that a provider or vendor has named
    (each with its slash), and the rest, which somebody has; None where it is no such id."""
    found = _IN_PLACE.fullmatch(identifier)
    if found is None or found["head"].removeprefix("part-of:").lstrip("?") not in published.heads:
        return None
    known, rest = "", found["rest"]
    while rest:
        part, slash, after = rest.partition("/")
        if not (part in published.kinds or published.is_place(part)):
            break
        known, rest = known + part + slash, after
    return found["head"] + "/", known, rest


def _structs(report: Report) -> Iterator[msgspec.Struct]:
    """Every value in the report, files first: what is a path is no name."""
    found: list[msgspec.Struct] = []
    seen: set[msgspec.Struct] = set()
    waiting: list[Any] = [report]
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting += value
        elif isinstance(value, msgspec.Struct):
            if isinstance(value, REPEATED):
                if value in seen:
                    continue
                seen.add(value)
            found.append(value)
            fields = (getattr(value, name) for name in value.__struct_fields__)
            waiting += [field for field in fields if isinstance(field, tuple | msgspec.Struct)]
    found.reverse()
    order: dict[type, int] = {Location: 0, FileOrigin: 0, Journey: 1, DomainRef: 2}
    return iter(sorted(found, key=lambda value: order.get(type(value), 3)))
