"""A document beside the code that it was made of, as one inventory.

Which resources there are, and the values of their attributes, are the document's; lines and
references are the code's, which alone has whole expressions. What only one of the two has is
kept and said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from scanner.collect.terraform.documents.addresses import parse_address, parse_path
from scanner.collect.terraform.documents.contents import EXPRESSIONS
from scanner.collect.terraform.documents.merging import Names, around, merged
from scanner.model import (
    Excluded,
    Gap,
    Inventory,
    Reach,
    Read,
    Resource,
    Source,
    Unknown,
    gap_id,
    plain_id,
)

_KEY = re.compile(r'\[(?:\d+|\?|"(?:[^"\\]|\\.)*")\]')
_LAST_KEY = re.compile(r'\[(?:\d+|\?|"(?:[^"\\]|\\.)*")\]$')


def joined(code: Inventory, document: Inventory) -> Inventory:
    """The two as one: `document`, of one source, takes the place of the root in `code` that
    shares most addresses with it. Where none shares half of them, both stay as they are."""
    source = document.sources[0]
    root = _root_of(code, document) if source.read is not Read.NONE else ""
    if not root:
        return _added(code, document)
    return _Join(code, document, root, _root(source)).inventory()


def _added(code: Inventory, document: Inventory) -> Inventory:
    return msgspec.structs.replace(
        code,
        resources=(*code.resources, *document.resources),
        sources=(*code.sources, *document.sources),
        gaps=(*code.gaps, *document.gaps),
    )


def _root_of(code: Inventory, document: Inventory) -> str:
    """The root that a document was made of. Environments of one root have one set of
    addresses: then the names in the cloud, and the environment, decide."""
    theirs = {bare(_address(r.id)): r.name for r in document.resources}
    environments = {r.environment for r in document.resources}
    roots: dict[str, list[Resource]] = defaultdict(list)
    for resource in code.resources:
        roots[resource.id.partition(":")[0]].append(resource)
    best, chosen = (0, 0, False), ""
    for root in sorted(roots):
        ours = {bare(_address(r.id)): r for r in roots[root]}
        shared = ours.keys() & theirs.keys()
        if 2 * len(shared) < min(len(ours), len(theirs)):
            continue
        names = sum(bool(ours[one].name) and ours[one].name == theirs[one] for one in shared)
        score = (len(shared), names, ours.popitem()[1].environment in environments)
        if score > best:
            best, chosen = score, root
    return chosen


@dataclass
class _Join:
    code: Inventory
    document: Inventory
    root: str
    name: str
    """What ids begin with in the document."""
    resources: list[Resource] = field(default_factory=list)
    excluded: dict[str, Excluded] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source = next(s for s in self.code.sources if _root(s) == self.root)
        mine = [r for r in self.code.resources if r.id.startswith(f"{self.root}:")]
        self.without_code = self._modules_without_code()
        self.beside = [
            r for r in mine if _is_data(r) or (_is_module(r) and r.id not in self.without_code)
        ]
        """What exists elsewhere, or was not read, and is not the document's to tell."""
        self.ours = {
            _address(r.id): r
            for r in mine
            if not _is_data(r) and not _is_module(r) and not around(r.id, self.without_code)
        }
        self.theirs = {_address(r.id): r for r in self.document.resources}
        self.alike: dict[str, list[str]] = defaultdict(list)
        """Address without keys -> addresses in the document."""
        for address in self.theirs:
            self.alike[bare(address)].append(address)
        self.left_out = {_address(e.id): e for e in self.document.sources[0].excluded}

    def inventory(self) -> Inventory:
        both, only_theirs = self._take_theirs()
        only_ours = self._take_ours()
        evaluated = {_LAST_KEY.sub("", r.id) for r in self.resources}
        self.resources += self.beside
        ours = [one for one in self.source.excluded if not around(one.id, self.without_code)]
        for one in (*ours, *self.left_out.values()):
            excluded = msgspec.structs.replace(one, id=self._id(_address(one.id)))
            if excluded.id not in evaluated:
                self.excluded.setdefault(excluded.id, excluded)
        unevaluated = self._unevaluated(evaluated)
        source = self._source(evaluated, unevaluated)
        said = (
            f"joined to {self.source.id}: {both} addresses in both, {only_theirs} only here, "
            f"{only_ours} only in the code"
        )
        sources = [source if s is self.source else s for s in self.code.sources]
        resources = [r for r in self.code.resources if not r.id.startswith(f"{self.root}:")]
        kept = self._gaps_kept(unevaluated)
        gaps = {gap.id: gap for gap in (*kept, *self.gaps)}
        return msgspec.structs.replace(
            self.code,
            resources=tuple(sorted((*resources, *self.resources), key=lambda r: r.id)),
            sources=(*sources, self._document_source(said)),
            gaps=tuple(gaps[identifier] for identifier in sorted(gaps)),
        )

    # --- resources ------------------------------------------------------------------------

    def _take_theirs(self) -> tuple[int, int]:
        """What the document has: how many of them the code has too, and how many not."""
        names = Names(self.root, self.name, self._instances(), self.without_code)
        counterparts: dict[str, Resource] = {}
        for address, resource in self.ours.items():
            counterparts.setdefault(bare(address), resource)
        environment = next((r.environment for r in self.ours.values()), "")
        both = 0
        for address, theirs in self.theirs.items():
            ours = self.ours.get(address)
            kin = ours or counterparts.get(bare(address))
            both += kin is not None
            exact = ours is not None or (kin is not None and "[?]" in kin.id)
            found = merged(kin, theirs, names, self._id(address), exact=exact)
            self.resources.append(
                msgspec.structs.replace(found, environment=environment or found.environment)
            )
        return both, len(self.theirs) - both

    def _take_ours(self) -> int:
        """What only the code has: left out where the document says how many there are of it;
        else it may be there or not."""
        kept = 0
        for address, resource in self.ours.items():
            if self.alike.get(bare(address)):
                continue
            block = _LAST_KEY.sub("", address)
            if block in self.left_out:
                continue  # excluded, with the document's reason
            if "[?]" in address:
                reason = f"{self.name} has no instance of it"
                identifier = self._id(block)
                self.excluded[identifier] = Excluded(identifier, reason, resource.origin)
                continue
            kept += 1
            self.resources.append(self._perhaps(resource))
        return kept

    def _perhaps(self, resource: Resource) -> Resource:
        """A resource that only the code has, with the question whether it is there."""
        reason = f"it is in the code, and not in {self.name}"
        question = f"Is {resource.id} there?"
        self.gaps.append(
            Gap(
                id=gap_id(Reach.EXISTENCE, resource.id, question),
                subject=resource.id,
                question=question,
                reason=reason,
                reach=Reach.EXISTENCE,
                origin=resource.origin,
            )
        )
        unknown = {**resource.unknown, "count": Unknown(reason, "", resource.origin)}
        return msgspec.structs.replace(resource, unknown=unknown)

    def _id(self, address: str) -> str:
        return f"{self.root}:{address}"

    def _instances(self) -> dict[str, list[str]]:
        return {self._id(at): [self._id(a) for a in found] for at, found in self.alike.items()}

    def _modules_without_code(self) -> frozenset[str]:
        """Ids of modules whose code is missing, and whose resources the document has."""
        if self.document.sources[0].read is not Read.ALL:
            return frozenset()
        return frozenset(
            gap.subject
            for gap in self.code.gaps
            if gap.subject.startswith(f"{self.root}:") and parse_path(_address(gap.subject))
        )

    # --- what is left open ----------------------------------------------------------------

    def _unevaluated(self, evaluated: set[str]) -> tuple[Gap, ...]:
        """What the code could not read, and the document does not tell either."""
        answered = self.without_code | evaluated
        return tuple(gap for gap in self.source.unevaluated if gap.subject not in answered)

    def _gaps_kept(self, unevaluated: Iterable[Gap]) -> list[Gap]:
        """Gaps that are still open: causes of values that are known now are not."""
        open_now = {(u.reason, u.origin) for r in self.resources for u in r.unknown.values()}
        dropped = {gap.id for gap in self.source.unevaluated} - {gap.id for gap in unevaluated}
        kept = [
            gap
            for gap in self.code.gaps
            if gap.id not in dropped
            and gap.subject not in self.without_code
            and (
                plain_id(gap.subject) != self.root
                or gap.reach is Reach.OPAQUE
                or (gap.reason, gap.origin) in open_now
            )
        ]
        answered = {gap.id for gap in self._answered_by_code()}
        for gap in self.document.gaps:
            expressions = gap.subject == f"{self.name}:{EXPRESSIONS}"
            if gap.id not in answered and not expressions:
                kept.append(gap)
        return kept

    def _answered_by_code(self) -> list[Gap]:
        """Blocks of which the document says nothing and that the code has."""
        ours = {_LAST_KEY.sub("", address) for address in self.ours}
        return [g for g in self.document.sources[0].unevaluated if _address(g.subject) in ours]

    def _source(self, evaluated: set[str], unevaluated: tuple[Gap, ...]) -> Source:
        excluded = tuple(self.excluded[one] for one in sorted(self.excluded))
        parts = [part for part in self.source.reason.split("; ") if part]
        if self.document.sources[0].read is Read.ALL:
            parts = [part for part in parts if "module" not in part]
        return msgspec.structs.replace(
            self.source,
            read=Read.PART if parts else Read.ALL,
            reason="; ".join(parts),
            declared=len(evaluated) + len(excluded) + len(unevaluated),
            excluded=excluded,
            unevaluated=unevaluated,
        )

    def _document_source(self, said: str) -> Source:
        """The document itself: its resources are counted with the root's."""
        source = self.document.sources[0]
        answered = {gap.id for gap in self._answered_by_code()}
        unevaluated = tuple(gap for gap in source.unevaluated if gap.id not in answered)
        return msgspec.structs.replace(
            source,
            reason="; ".join(part for part in (source.reason, said) if part),
            declared=len(unevaluated),
            excluded=(),
            unevaluated=unevaluated,
        )


def _root(source: Source) -> str:
    """What the ids of a source's resources begin with."""
    return plain_id(source.id.partition(":")[2])


def bare(address: str) -> str:
    """An address without any keys: the block, whatever instance of its module."""
    return _KEY.sub("", address)


def _is_data(resource: Resource) -> bool:
    address = parse_address(_address(resource.id))
    return address is not None and bool(address.mode)


def _is_module(resource: Resource) -> bool:
    return parse_path(_address(resource.id)) is not None


def _address(identifier: str) -> str:
    return identifier.partition(":")[2]
