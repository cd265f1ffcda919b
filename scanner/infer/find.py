"""Names that people write, turned into ports: ids, addresses, actions, domains, selectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

from scanner.infer.answers import ANSWER
from scanner.model import SERVE, Resource, address, port, split_port

Missing = Callable[[str, Iterable[str]], list[str]]
"""What to do about a name nobody has: raise, or give the opaque node that stands for it."""


def selects(text: str) -> bool:
    """Whether a name is a selector or a glob: it means whatever fits it, unread things too."""
    return text.startswith(("type:", "tag:")) or any(sign in text for sign in "*?")


class Finder:
    """Looks names up among resources and domains.

    A name is, in this order: a resource's id; its address without the root; its name in the
    cloud; a domain (`vendor/infura`, `aws/region/us-east-1`); a selector (`type:aws_lb`,
    `tag:journey=withdraw`); a glob over ids, addresses and names. Behind it may stand an
    address (`@writer`) and an action (`#promote`). `www.example.com@answer` is whoever answers at
    that name: where health checks choose among its records, any of them.
    """

    def __init__(
        self,
        resources: Iterable[Resource],
        domains: Callable[[str], str],
        hosts: Callable[[str], str],
    ) -> None:
        self._resources = sorted(resources, key=lambda resource: resource.id)
        self._domain = domains
        self._host = hosts
        self._index: dict[str, list[str]] = {}
        for resource in self._resources:
            for name in self._names(resource):
                self._index.setdefault(name, []).append(resource.id)

    def find(self, text: str, missing: Missing) -> list[str]:
        """Ports that `text` stands for, each once, in order of id."""
        base, side = split_port(text)
        base, _, way = base.partition("@")
        whoever = self._host(base.lower().rstrip(".")) if way == ANSWER else ""
        if whoever:
            return [port(whoever, side)]
        found = self._index.get(base) or self._selected(base)
        if not found:
            domain = self._domain(base)
            if not domain:
                return missing(text, self._index)
            found = [domain]
        ports = [address(node, way) if way else node for node in dict.fromkeys(found)]
        return [port(node, side) for node in ports] if side != SERVE else ports

    def _selected(self, text: str) -> list[str]:
        kind, colon, rest = text.partition(":")
        if colon and kind == "type":
            return [r.id for r in self._resources if fnmatchcase(r.type, rest)]
        if colon and kind == "tag":
            key, _, value = rest.partition("=")
            return [
                r.id for r in self._resources if fnmatchcase(r.tags.get(key, ""), value or "?*")
            ]
        if any(sign in text for sign in "*?["):
            pattern = text.replace("[", "[[]")  # an index in an address is no character class
            return [
                r.id
                for r in self._resources
                if any(fnmatchcase(n, pattern) for n in self._names(r))
            ]
        return []

    @staticmethod
    def _names(resource: Resource) -> list[str]:
        _, colon, local = resource.id.partition(":")
        names = [resource.id, local if colon else "", resource.name]
        return list(dict.fromkeys(name for name in names if name))
