"""Which region a resource is in, and how that came about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scanner.infer.attributes import bare, under
from scanner.infer.context import Context
from scanner.infer.places import GLOBAL
from scanner.infer.where import Where
from scanner.knowledge import Locate, Shape
from scanner.model import Resource, Unknown


@dataclass(frozen=True)
class Home:
    """The region of a resource, and how it came about; see `Where`."""

    region: str = ""
    tied: bool = True
    because: str = ""


class Regions:
    """Finds the region of a resource: what it says, else that of what it belongs to."""

    def __init__(self, context: Context, where: Callable[[Resource], Where]) -> None:
        self.context = context
        self.where = where

    def of(self, resource: Resource, provider: str, locate: Locate) -> Home:
        """Where nothing tells the region of what runs, it is a symbolic one of its own."""
        context = self.context
        known = context.type_of(resource)
        service = context.knowledge.service(provider, known.service) if known else None
        worldwide = service is not None and service.scope in (GLOBAL, "partition")
        if known and known.layouts and all(lay.shape is Shape.GLOBAL for lay in known.layouts):
            return Home(tied=False, because=f"{resource.type} is tied to no region")
        if service and worldwide and not locate.region:
            return Home(tied=False, because=f"{service.name} is tied to no region")
        said = self._said(resource, provider, locate)
        if said:
            return said
        owner = self._of_owner(resource, provider, locate)
        if owner:
            return owner
        written = self._written(resource, locate)
        if written and written.symbol:
            region = context.places.unknown_region(provider, written.symbol)
            return Home(region, because=resource.because.get("region", written.reason))
        if worldwide:
            return Home(tied=False, because="it names no region")
        fact = self._open_owner(resource, provider)
        if fact is None and not (context.runs(resource) or resource.existing):
            return Home(tied=False, because="a setting that belongs to nothing with a region")
        fact = fact or written
        if fact:
            the = "" if resource.existing else "the "  # what is looked up has a name for it
            symbol = fact.symbol or f"{the}region of {resource.id}"
            return Home(context.places.unknown_region(provider, symbol), because=fact.reason)
        return Home()

    def _said(self, resource: Resource, provider: str, locate: Locate) -> Home | None:
        """What the resource's own attributes say, else what its provider's configuration does."""
        texts = [
            (path, value)
            for path in locate.region
            for value in self.context.read(resource, path).values
            if isinstance(value, str)
        ]
        derived = resource.because.get("region", "")
        given = ("region", resource.region)
        for path, written in (given, *texts) if derived else (*texts, given):
            text = self.context.knowledge.place_within(provider, written)
            if not text or "${" in text or "/" in text:
                continue
            because = derived or f"{path} = {text}"
            if text.lower() == GLOBAL:
                return Home(tied=False, because=because)
            return Home(self._named(text, provider), because=because)
        return None

    def _written(self, resource: Resource, locate: Locate) -> Unknown | None:
        """Why the region is not known, where it is written or follows from what is."""
        found = [
            unknown
            for path in ("region", *locate.region)  # what was derived goes first
            for at, unknown in resource.unknown.items()
            if under(bare(at), path)
        ]
        return min(found, key=lambda unknown: not unknown.symbol, default=None)

    def _open_owner(self, resource: Resource, provider: str) -> Unknown | None:
        """The region of what it is a part of, where only the name of that is known; of what is
        looked up, else its own name."""
        known = self.context.type_of(resource)
        paths = list(self._owner_paths(resource, provider))
        if known and resource.existing and f"{resource.type}_name".endswith(tuple(paths)):
            paths += known.name  # others name it in the same way
        for path in paths:
            for at, unknown in resource.unknown.items():
                if bare(at) == path and unknown.symbol:
                    home, colon, name = unknown.symbol.rpartition(": ")
                    return Unknown(unknown.reason, f"{home}{colon}region of {name}")
            for value in self.context.read(resource, path).values:
                if isinstance(value, str) and value and "${" not in value:
                    return Unknown(f"{value} was not read", f'region of "{value}"')
        return None

    def _owner_paths(self, resource: Resource, provider: str) -> Iterator[str]:
        """Attributes that name what it is a part of."""
        known = self.context.type_of(resource)
        if known:
            yield from filter(None, (known.within, *(lay.follows for lay in known.layouts)))
        yield from self.context.knowledge.providers[provider].owner_attributes

    def _of_owner(self, resource: Resource, provider: str, locate: Locate) -> Home | None:
        """The region of what the resource belongs to: as its type says, else of what it is a part
        of, else the only region among everything it refers to."""
        for path in (*locate.region, *self._owner_paths(resource, provider)):
            owners = [(t.path or path, t.node) for t in self.context.targets(resource, path)]
            if owners and (found := self._only_region(owners)):
                return found
        return self._only_region((r.path, r.target) for r in resource.references)

    def _only_region(self, owners: Iterable[tuple[str, str]]) -> Home | None:
        """The region of all `(path, id)`, if they have but one."""
        found: dict[str, Home] = {}
        for path, name in owners:
            owner = self.context.resources.get(name)
            where = self.where(owner) if owner else None
            if where and where.region:
                because = f"{path} -> {name}" + (f": {where.because}" if where.because else "")
                found.setdefault(where.region, Home(where.region, because=because))
        return next(iter(found.values())) if len(found) == 1 else None

    def _named(self, text: str, provider: str) -> str:
        context = self.context
        zone = context.knowledge.zone(provider, text)
        if zone and zone.region:
            text = zone.region
        if context.knowledge.multi_region(provider, text):
            return context.places.multi_region(provider, text.lower())
        name = context.knowledge.region_id(provider, text)
        if not context.knowledge.is_region(provider, name):  # a name that something replaces
            return context.places.unknown_region(provider, text)
        return context.places.region(provider, name)
