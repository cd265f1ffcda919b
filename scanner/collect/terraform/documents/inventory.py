"""What a document holds, written out as an inventory.

Blocks are counted as in code: each once for each instance of the module it stands in. It is
*evaluated* if there is an instance of it, *excluded* if there is none or the plan removes it,
and else *unevaluated*, as is each place in the document that has not the form it should.
"""

from __future__ import annotations

from collections.abc import Iterable

from scanner.collect.secrecy import redacted
from scanner.collect.terraform.documents.contents import EXPRESSIONS, Contents
from scanner.collect.terraform.documents.dependencies import Dependencies
from scanner.collect.terraform.documents.links import Links
from scanner.collect.terraform.documents.places import Places as Placing
from scanner.collect.terraform.documents.places import is_secret
from scanner.collect.terraform.documents.text import Document
from scanner.collect.terraform.documents.values import Values
from scanner.collect.terraform.documents.world import Instance
from scanner.collect.terraform.instances.environments import VARIABLES, named_in
from scanner.collect.terraform.instances.inventory import beside
from scanner.collect.terraform.instances.plain import Plain
from scanner.collect.terraform.instances.resources import Places, name_of, tags_of
from scanner.model import Excluded, FileOrigin, Gap, Inventory, Reach, Read, Resource, Source

_STATE_FOLDERS = "terraform.tfstate.d/"
"""Where Terraform keeps the states of workspaces, a folder each."""


def inventory_of(contents: Contents, document: Document, workspace: str = "") -> Inventory:
    """Resources, source and gaps of a document that has been read."""
    writer = _Writer(contents, document.path, workspace)
    resources = writer.resources()
    excluded = tuple(
        Excluded(contents.world.full_id(block), reason, origin)
        for block, (reason, origin) in sorted(contents.excluded.items())
    )
    unevaluated = {gap.id: gap for gap in writer.unevaluated(document)}
    evaluated = len({instance.address.block for instance in contents.world.instances.values()})
    root = contents.world.root
    reason = writer.reason(len(unevaluated))
    source = Source(
        id=f"terraform:{root}",
        kind="terraform",
        read=Read.PART if reason else Read.ALL,
        reason=reason,
        files=1,
        declared=evaluated + len(excluded) + len(unevaluated),
        excluded=excluded,
        unevaluated=tuple(unevaluated[identifier] for identifier in sorted(unevaluated)),
    )
    writer.tell_lost()
    return Inventory(
        resources=tuple(sorted(resources, key=lambda resource: resource.id)),
        sources=(source,),
        gaps=contents.ledger.gaps,
    )


def _some(names: Iterable[str]) -> str:
    """The first few names."""
    ordered = sorted(names)
    return ", ".join(ordered[:5]) + (", ..." if len(ordered) > 5 else "")


class _Writer:
    def __init__(self, contents: Contents, path: str, workspace: str) -> None:
        self._contents = contents
        self._path = path
        self._facts = contents.world.facts
        self._placing = Placing(self._facts, contents.configuration, contents.variables)
        self._environment = self._environment_of(workspace)
        self._dependencies = Dependencies(contents.world)
        self._say_regions: set[str] = set()
        self._without_region: set[str] = set()
        self._unseen: dict[str, FileOrigin] = {}

    def resources(self) -> list[Resource]:
        """Every instance as a resource."""
        instances = self._contents.world.instances.values()
        for instance in instances:
            provider = self._facts.provider(self._facts.provider_id("", instance.provider))
            if provider is not None and self._facts.identities(instance.address.type):
                self._placing.hear(instance, provider, self._values(instance)[0])
        found = [self._resource(instance) for instance in instances]
        return [self._placed(resource) for resource in found]

    def unevaluated(self, document: Document) -> list[Gap]:
        """A gap for each block, and each place in the document, that is not understood."""
        contents, add = self._contents, self._contents.ledger.add
        found = [
            add(
                Reach.OPAQUE,
                contents.world.full_id(block),
                f"What is {contents.world.full_id(block)}?",
                reason,
                origin,
            )
            for block, (reason, origin) in contents.missing.items()
        ]
        for start, what in document.faults.items():
            origin = document.origin(start)
            question = f"What is at {origin}?"
            found.append(add(Reach.OPAQUE, contents.world.root, question, what, origin))
        if contents.beyond:
            most = contents.limits.instances_per_root
            reason = f"{contents.beyond:,} resources are more than the {most:,} that are read"
            question = f"What else is in {contents.world.root}?"
            found.append(
                add(Reach.OPAQUE, contents.world.root, question, reason, FileOrigin(self._path))
            )
        return found

    def reason(self, unevaluated: int) -> str:
        """Why the document is not read in full; empty where it is."""
        gaps = self._contents.ledger.gaps
        doubts = [gap.reason for gap in gaps if gap.reach is Reach.OPAQUE]
        if unevaluated > 1:
            return f"{unevaluated} blocks or places not understood"
        return doubts[0] if doubts else ""

    def tell_lost(self) -> None:
        """Gaps for what values are made of and the document does not keep. A value that is not
        known yet may come from any resource; one that is known shows what it names."""
        root = self._contents.world.root
        subject = f"{root}:{EXPRESSIONS}"
        lost, unseen = self._contents.lost, self._unseen
        advice = "give the code it was made from beside it (--path DIR)"
        if lost:
            question = f"Which resources do {_some(lost)} come from?"
            reason = f"a plan keeps neither locals nor dynamic blocks; {advice}"
            self._contents.ledger.add(Reach.OPAQUE, subject, question, reason, lost[min(lost)])
        if unseen:
            question = f"What do {len(unseen)} resources of {root} need others for?"
            reason = f"a state keeps no more than that they depend: {_some(unseen)}; {advice}"
            self._contents.ledger.add(Reach.EFFECT, subject, question, reason, unseen[min(unseen)])

    # --- one resource ---------------------------------------------------------------------

    def _values(self, instance: Instance) -> tuple[Values, Links]:
        contents = self._contents
        links = Links(contents.world, contents.configuration, self._dependencies, instance)
        address = instance.address
        return Values(address.type, str(address), instance.given(), links), links

    def _resource(self, instance: Instance) -> Resource:
        contents, facts = self._contents, self._facts
        world = contents.world
        values, links = self._values(instance)
        plain = Plain(world.root, contents.limits.values_per_resource)
        attributes = plain.write_all({name: values.get(name) for name in values.names()})
        provider_id = facts.provider_id(instance.address.type.partition("_")[0], instance.provider)
        provider = facts.provider(provider_id)
        places = Places(plain, contents.ledger, instance.origin)
        places.take("name", name_of(facts, instance.address.type, attributes))
        identifier = world.full_id(str(instance.address))
        if provider is not None:
            region, says_it = self._placing.region(instance, provider, values)
            places.put("region", region)
            if says_it:
                self._say_regions.add(provider_id)
            elif region.absent:
                self._without_region.add(identifier)
            places.put("account", self._placing.account(instance, provider, values))
        for name, origin in links.lost.items():
            contents.lost.setdefault(name, origin)
        for block in self._dependencies.unseen(instance, (ref[1] for ref in plain.references)):
            self._unseen.setdefault(f"{instance.address.block} on {block}", instance.origin)
        for path, unknown in plain.unknown.items():
            contents.ledger.matters(path, unknown)
        return Resource(
            id=identifier,
            type=instance.address.type,
            name=places.texts.get("name", ""),
            environment=self._environment,
            provider=provider_id,
            account=places.texts.get("account", ""),
            region=places.texts.get("region", ""),
            tags=tags_of(provider, attributes),
            attributes=attributes,
            unknown=plain.unknown,
            references=tuple(plain.references[key] for key in sorted(plain.references)),
            because=places.because,
            places={name: given.origin for name, given in values.given.items()},
            origin=instance.origin,
        )

    def _placed(self, resource: Resource) -> Resource:
        left_alone = resource.id in self._without_region and resource.provider in self._say_regions
        return beside(resource) if left_alone else resource

    def _environment_of(self, workspace: str) -> str:
        """As for code: a variable, the workspace, or the path says it."""
        configuration = self._contents.configuration
        root = configuration.modules.get(()) if configuration else None
        declared = root.node.members_of("variables") if root else {}
        for name in VARIABLES:
            given = self._contents.variables.get(name)
            value = given.get("value") if given else None
            text = value.plain() if value else None
            if (
                isinstance(text, str)
                and text
                and not (name in declared and is_secret(declared[name]))
            ):
                return redacted(text)
        if workspace and workspace != "default":
            return workspace
        _, inside, below = self._path.partition(_STATE_FOLDERS)
        return below.partition("/")[0] if inside else named_in(self._path)
