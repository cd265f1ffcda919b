"""What every kind of evidence looks things up in: the inventory, indexed, and the knowledge."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import msgspec

from scanner.infer.attributes import Reading, bare, read, references_at, strings
from scanner.infer.places import Places
from scanner.knowledge import Knowledge, Link, ResourceType
from scanner.model import (
    Evidence,
    Gap,
    Inventory,
    KnowledgeOrigin,
    Origin,
    Reach,
    Resource,
    Unknown,
    address,
    gap_id,
)

_INSTANCE = re.compile(r"\[[^\[\]]*\]$")
"""The key of one instance of a block, at the end of an address."""

Find = Callable[[str], list[str]]
"""Ports that a name or selector stands for; raises or records a gap where there are none."""


def _any(resource: Resource) -> bool:
    del resource
    return True


def _nowhere(text: str) -> list[str]:
    raise LookupError(text)


@dataclass(frozen=True)
class Target:
    """A node that an attribute names, with the evidence for it."""

    node: str
    evidence: Evidence
    path: str = ""
    """Where in the referring resource."""


class Context:
    """The inventory and the knowledge, indexed; places and gaps gathered on the way."""

    def __init__(self, inventory: Inventory, knowledge: Knowledge) -> None:
        self.inventory = inventory
        self.knowledge = knowledge
        self.places = Places(knowledge)
        self.resources = {resource.id: resource for resource in inventory.resources}
        self.gaps: dict[str, Gap] = {}
        self._types: dict[str, ResourceType | None] = {}
        self.opaques: dict[str, str] = {}
        """Node that may hold anything -> the gap that says why."""
        self.copies: dict[str, dict[str, str]] = {}
        """Of a resource with a copy in each region: region -> the address of that copy."""
        self.handed = {name: gap.id for gap in inventory.gaps for name in gap.handed}
        """Resource -> the gap of something unread that it was handed to."""
        self.unread = {gap.subject: gap for gap in inventory.gaps if gap.reach is Reach.OPAQUE}
        """What was not read -> the gap that says why."""
        self.find: Find = _nowhere
        """How names that people wrote become ports; set once everything is indexed."""
        self.records = self._index_records()
        """Host name -> the records that answer it, whatever the environment, in order of id."""
        self._by_name = self._index_names()
        self._by_identity = self._index_identities()
        self._links = self._index_links()

    # --- types --------------------------------------------------------------------------

    def type_of(self, resource: Resource) -> ResourceType | None:
        """What is known of the resource's type, or None where it is not listed."""
        if resource.type not in self._types:
            self._types[resource.type] = self.knowledge.type_of(resource.type)
        return self._types[resource.type]

    def provider_of(self, resource: Resource) -> str:
        """Id of the provider or vendor the resource lives at; empty where unknown."""
        return resource.provider or self.knowledge.provider_of_type(resource.type) or ""

    def with_providers(self) -> Inventory:
        """The inventory, with the provider of each resource filled in where it is known."""
        filled = tuple(
            r if r.provider else msgspec.structs.replace(r, provider=self.provider_of(r))
            for r in self.inventory.resources
        )
        return msgspec.structs.replace(self.inventory, resources=filled)

    def runs(self, resource: Resource) -> bool:
        """Whether losing it changes something that runs: false for settings."""
        known = self.type_of(resource)
        return known is None or any(self.knowledge.roles[role].runs for role in known.roles)

    def defines(self, node: str) -> bool:
        """Whether a node only says how something else runs: a task definition, a template."""
        resource = self.resources.get(node)
        known = self.type_of(resource) if resource else None
        roles = [self.knowledge.roles[role] for role in known.roles] if known else []
        return any(role.calls_out and not role.runs for role in roles)

    def is_setting(self, node: str) -> bool:
        """Whether a node is a resource that nothing runs in, nor from."""
        resource = self.resources.get(node)
        return resource is not None and not self.runs(resource) and not self.defines(node)

    def has_role(self, resource: Resource, test: str) -> bool:
        """Whether one of the resource's roles has the property `test`, e.g. `keeps_data`."""
        known = self.type_of(resource)
        return known is not None and any(
            getattr(self.knowledge.roles[role], test) for role in known.roles
        )

    def counts_as(self, resource: Resource) -> str:
        """What kind of single thing it is to lose; empty for what is no loss of its own."""
        known = self.type_of(resource)
        kinds = [self.knowledge.roles[role].counts_as for role in known.roles] if known else []
        return next(filter(None, kinds), "")

    def stable(self, provider: str, service: str) -> bool:
        """Whether what a service runs goes on without the service itself."""
        known = self.knowledge.service(provider, service)
        return known is not None and known.stable

    # --- attributes ---------------------------------------------------------------------

    def read(self, resource: Resource, path: str) -> Reading:
        """What stands at `path`, the provider's own default included."""
        reading = read(resource, path)
        if reading.absent and resource.existing:
            reason = "it is looked up, and where it is declared was not read"
            return Reading((), (Unknown(reason, f"{resource.id}.{path}", resource.origin),))
        known = self.type_of(resource)
        if reading.absent and known and path in known.defaults:
            return Reading((known.defaults[path],))
        return reading

    # --- what an attribute names --------------------------------------------------------

    def targets(
        self, resource: Resource, path: str, accept: Callable[[Resource], bool] = _any
    ) -> list[Target]:
        """Resources that the attribute at `path` names, by reference or by identity, among those
        that `accept` takes.

        `path` may end in `@name`: then the address `name` of each is meant; `self` is the
        resource itself.
        """
        path, _, name = path.partition("@")
        if path == "self":
            evidence = Evidence("declared_resource", resource.id, self.origin(resource))
            found = [Target(resource.id, evidence)]
        else:
            found = [
                *(t for t in self._referenced(resource, path) if accept(self.resources[t.node])),
                *self._identified(resource, path, accept),
            ]
        if name:
            found = [Target(address(t.node, name), t.evidence, t.path) for t in found]
        return list({target.node: target for target in reversed(found)}.values())[::-1]

    def _referenced(self, resource: Resource, path: str) -> Iterable[Target]:
        for reference in references_at(resource, path):
            if reference.target in self.resources and reference.target != resource.id:
                says = f"{reference.path} = {reference.target}"
                if reference.attribute:
                    says += f".{reference.attribute}"
                origin = reference.origin or self.origin(resource)
                evidence = Evidence("code_reference", says, origin)
                yield Target(reference.target, evidence, reference.path)

    def _identified(
        self, resource: Resource, path: str, accept: Callable[[Resource], bool]
    ) -> Iterable[Target]:
        for value in self.read(resource, path).values:
            for at, text in strings(value, path):
                named = self.identified(text, near=resource, accept=accept)
                if named and named != resource.id:
                    evidence = Evidence("same_identity", f"{at} = {text}", self.origin(resource))
                    yield Target(named, evidence, at)

    def identified(
        self,
        text: str,
        *,
        near: Resource | None = None,
        accept: Callable[[Resource], bool] = _any,
    ) -> str:
        """The one resource that `text` identifies, among those that `accept` takes; with several,
        the one in the same source, and there the one in the same region."""
        found = [name for name in self._by_identity.get(text, ()) if accept(self.resources[name])]
        if len(found) > 1 and near:
            scope = near.id.partition(":")[0]
            found = [name for name in found if name.partition(":")[0] == scope] or found
            home = near.region
            found = [name for name in found if self.resources[name].region == home] or found
        return found[0] if len(found) == 1 else ""

    def linked(self, kind: str, node: str) -> list[str]:
        """Resources that a link of `kind` says are this to `node`: its members, copies, ..."""
        return self._links.get((kind, node), [])

    def link_ends(self, resource: Resource, link: Link) -> Iterator[tuple[Target, Target]]:
        """Pairs of which the first is what the link says to the second."""
        for one in self.meant(resource, link):
            for other in self.targets(resource, link.at):
                if one.node != other.node:
                    yield one, other

    def meant(self, resource: Resource, link: Link) -> Iterator[Target]:
        """What a link is about: what `of` names, or what that names `through` an attribute."""
        for target in self.targets(resource, link.of):
            if not link.through:
                yield target
                continue
            between = self.resources[target.node]
            yield from self.targets(between, link.through)
            for value in self.read(between, link.through).values if link.type else ():
                named = self.named(link.type, str(value), between.region)
                if named:
                    evidence = Evidence(
                        "same_identity", f"{link.through} = {value}", self.origin(between)
                    )
                    yield Target(named, evidence, link.through)

    def reached(self, target: Resource, attribute: str, by: Resource) -> str:
        """The node that whoever uses `attribute` of `target` depends on.

        An attribute may stand for an address (writer, reader). A store with a copy in each
        region is reached in the region of whoever asks: that is what SDKs do unasked.
        """
        known = self.type_of(target)
        name = known.addresses.get(attribute) if known else None
        if name:
            return address(target.id, name)
        copies = self.copies.get(target.id)
        if copies:
            provider = self.provider_of(target)
            region = self.knowledge.region_id(provider, by.region or target.region)
            return copies.get(region) or next(iter(copies.values()))
        return target.id

    def named(self, kind: str, name: str, region: str = "") -> str:
        """The one resource of a type with that name in the cloud (and region); else empty."""
        found = self._by_name.get((kind, name), ())
        if len(found) > 1 and region:
            found = [r for r in found if r.region == region]
        return found[0].id if len(found) == 1 else ""

    def names_of(self, resource: Resource) -> list[str]:
        """The names a resource has in the cloud, as far as configuration says them."""
        known = self.type_of(resource)
        texts = [resource.name]
        for path in known.name if known else ():
            texts += [v for v in read(resource, path).values if isinstance(v, str)]
        return [text for text in dict.fromkeys(texts) if text and "${" not in text]

    def _index_records(self) -> dict[str, list[Resource]]:
        records: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.inventory.resources:
            if self.has_role(resource, "names_hosts"):
                for name in self.names_of(resource):
                    if "." in name.strip("."):
                        records[name.rstrip(".").lower()].append(resource)
                        break
        return {host: sorted(found, key=lambda r: r.id) for host, found in sorted(records.items())}

    def _index_names(self) -> dict[tuple[str, str], list[Resource]]:
        index: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for resource in self.inventory.resources:
            for name in self.names_of(resource):
                index[resource.type, name].append(resource)
        return index

    def _index_links(self) -> dict[tuple[str, str], list[str]]:
        index: dict[tuple[str, str], list[str]] = defaultdict(list)
        for resource in self.inventory.resources:
            known = self.type_of(resource)
            for link in known.links if known else ():
                for one, other in self.link_ends(resource, link):
                    index[link.kind, other.node].append(one.node)
        return index

    def _index_identities(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for resource in self.inventory.resources:
            known = self.type_of(resource)
            names = {resource.id}
            for path in known.identities if known else ():
                names.update(
                    value
                    for value in read(resource, path).values
                    if isinstance(value, str) and "${" not in value
                )
            for name in names:
                index[name].append(resource.id)
        return index

    # --- gaps and origins ---------------------------------------------------------------

    def origin(self, resource: Resource) -> Origin:
        """Where the resource was read."""
        return resource.origin or KnowledgeOrigin(resource.id, "given without a place")

    def place_of(self, resource: Resource, path: str) -> Origin:
        """The line of one attribute, or of the resource."""
        top = bare(path).partition(".")[0]
        return resource.places.get(top) or self.origin(resource)

    def gap(self, reach: Reach, subject: str, question: str, reason: str, origin: Origin) -> str:
        """Record a question nobody answered; gives its id."""
        identifier = gap_id(reach, subject, question)
        if identifier not in self.gaps:
            self.gaps[identifier] = Gap(
                id=identifier,
                subject=subject,
                question=question,
                reason=reason,
                reach=reach,
                origin=origin,
            )
        return identifier

    def unread_of(self, node: str) -> Gap | None:
        """Why a node that stands for something unread was not read; None for all others."""
        return self.unread.get(_INSTANCE.sub("", node)) if node in self.resources else None

    def opaque(self, gap: str) -> str:
        """A node that may hold anything, for what a gap of that reach leaves unread."""
        node = f"?{gap}".replace("#", "%23").replace("@", "%40")
        self.opaques[node] = gap
        return node
