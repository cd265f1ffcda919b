"""Resources of live accounts, joined by the values that they have in common.

A provider's answers have no references as code has: where a resource's full name (one that
means the same everywhere: an ARN, an id, an endpoint) stands in another's attribute, that
refers to it. So does a plain name where it is said what it names: by the attribute, or by the
name of the setting (`SESSIONS_TABLE`). Other plain names are left to inference.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from scanner.knowledge import Knowledge
from scanner.model import Reference, Resource

SHORTEST = 8
"""Characters of a full name that is looked for inside a longer text."""
MOST_CHARACTERS = 200_000
MOST_PIECES = 5_000
"""Of one text that are looked up."""
MOST_CUTS = 4
"""Steps that are taken off the end of a name: `.../index/by-date` is a part of its table."""
_PIECE = re.compile(r"[\w.:/*+=-]{8,}")
_STEP = re.compile(r"[:/]")
_INDEX = re.compile(r"\[\d+\]")
_SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
"""The name of an environment variable."""

Names = Callable[[str], Iterable[str]]
"""Type -> the attributes that identify resources of it for everybody."""
Refers = Callable[[str], Mapping[str, str]]
"""Type -> its attributes that call something by its plain name -> the type of that."""


@dataclass
class Unread:
    """What is there, or may be, and was not read."""

    regions: dict[str, list[str]] = field(default_factory=dict)
    """Region -> subjects of the gaps about it."""
    accounts: dict[str, list[str]] = field(default_factory=dict)
    """Account -> subjects of the gaps about it."""


@dataclass
class Joined:
    """The resources with their references, and accounts that they name and nobody reads."""

    resources: list[Resource]
    foreign: dict[str, list[str]]
    """Account -> ids of those that name it."""


def joined(
    resources: Iterable[Resource],
    knowledge: Knowledge,
    names: Names,
    unread: Unread,
    refers: Refers = lambda _: {},
) -> Joined:
    """`resources`, each with a reference wherever it names another, or what was not read."""
    resources = list(resources)
    index = _index(resources, names)
    called = _Called(resources, refers)
    reading = _Reading(index, names, knowledge, unread, {r.account for r in resources}, called)
    found = [reading.referring(resource) for resource in resources]
    return Joined(found, dict(reading.foreign))


Index = dict[str, dict[str, str]]
"""Full name -> id of the resource -> its attribute."""


def _index(resources: Iterable[Resource], names: Names) -> Index:
    index: Index = defaultdict(dict)
    for resource in resources:
        for attribute in names(resource.type):
            for text in _at(resource.attributes, attribute):
                if isinstance(text, str) and text:
                    index[text.lower()].setdefault(resource.id, attribute)
    return dict(index)


class _Called:
    """What is called by its plain name, next door or in the account, where the type is known."""

    def __init__(self, resources: Iterable[Resource], refers: Refers) -> None:
        self._refers = refers
        self._ids: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for resource in resources:
            self._ids[resource.name].append((resource.type, resource.id))

    def at(self, resource: Resource, path: str, setting: str, text: str) -> list[tuple[str, str]]:
        """Ids of what `text` at `path` calls, each with the attribute that is its name.

        A setting says what its value names where one of its words is the noun of a type
        (`QUEUE`: a queue) and one thing alone of such a type has that name.
        """
        named = self._ids.get(text, ()) if text else ()
        near = [(kind, one) for kind, one in named if _next_door(resource.id, one)]
        wanted = self._refers(resource.type).get(_INDEX.sub("", path))
        if wanted:
            return [(one, "name") for kind, one in near if kind == wanted]
        words = set(setting.lower().split("_"))
        told = [(one, "name") for kind, one in near if words & _nouns(kind)]
        return told if len(told) == 1 else []


class _Reading:
    def __init__(
        self,
        index: Index,
        names: Names,
        knowledge: Knowledge,
        unread: Unread,
        accounts: set[str],
        called: _Called,
    ) -> None:
        self._index = index
        self._called = called
        self._names = names
        self._knowledge = knowledge
        self._unread = unread
        self._accounts = accounts
        self._regions = _words(unread.regions)
        self._patterns: dict[str, re.Pattern[str] | None] = {}
        self.foreign: dict[str, list[str]] = defaultdict(list)

    def referring(self, resource: Resource) -> Resource:
        found: dict[tuple[str, str], Reference] = {}
        for path, setting, text in _texts(resource.attributes, self._silent(resource)):
            called = self._called.at(resource, path, setting, text)
            for target, attribute in called or self._named(resource, text):
                if target != resource.id:
                    found.setdefault((path, target), Reference(path, target, attribute))
        if not found:
            return resource
        references = (*resource.references, *(found[key] for key in sorted(found)))
        return msgspec.structs.replace(resource, references=references)

    def _silent(self, resource: Resource) -> set[str]:
        """Attributes that say who it is itself, or that carry no dependency."""
        known = self._knowledge.type_of(resource.type)
        ignored = self._knowledge.ignored_attributes(resource.provider)
        own = (*known.name, *known.identities) if known else ()
        return {*ignored, *own, *self._names(resource.type)}

    def _named(self, resource: Resource, text: str) -> Iterator[tuple[str, str]]:
        whole = self._index.get(text.lower())
        if whole is not None:
            yield from _nearest(whole, resource)
        elif len(text) >= SHORTEST:
            for piece in _PIECE.findall(text[:MOST_CHARACTERS])[:MOST_PIECES]:
                found = next(filter(None, map(self._index.get, _forms(piece.lower()))), None)
                yield from _nearest(found, resource) if found else self._elsewhere(resource, piece)

    def _elsewhere(self, resource: Resource, piece: str) -> Iterator[tuple[str, str]]:
        """Gaps that may be about what a name of something unread means."""
        if self._regions:
            for region in self._regions.findall(piece):
                if region != resource.region:  # its own region's gaps concern it anyhow
                    yield from ((subject, "") for subject in self._unread.regions[region])
        account = self._account(resource.provider, piece)
        if account and account != resource.account:
            if account in self._unread.accounts:
                yield from ((subject, "") for subject in self._unread.accounts[account])
            elif account not in self._accounts:
                self.foreign[account].append(resource.id)

    def _account(self, provider: str, piece: str) -> str:
        if ":" not in piece:
            return ""
        if provider not in self._patterns:
            known = self._knowledge.providers.get(provider)
            form = known.account_pattern if known else ""
            self._patterns[provider] = re.compile(form) if form else None
        pattern = self._patterns[provider]
        found = pattern.search(piece) if pattern else None
        return found.group(found.lastindex or 0) if found else ""


def _next_door(one: str, other: str) -> bool:
    """Whether two are in one account and region, or in one account and one has no region."""
    here, there = (name.partition(":")[0] + "/" for name in (one, other))
    return here.startswith(there) or there.startswith(here)


def _nearest(found: dict[str, str], resource: Resource) -> Iterable[tuple[str, str]]:
    """Of several with one name, those next door, if there are any."""
    if len(found) == 1:
        return found.items()
    scope = resource.id.partition(":")[0]
    near = [(name, a) for name, a in found.items() if name.partition(":")[0] == scope]
    return near or found.items()


def _at(value: Any, path: str) -> Iterator[Any]:
    """What stands at a path of plain steps, lists read through."""
    if isinstance(value, list):
        for part in value:
            yield from _at(part, path)
    elif path:
        step, _, rest = path.partition(".")
        yield from _at(value.get(step) if isinstance(value, dict) else None, rest)
    else:
        yield value


Text = tuple[str, str, str]
"""Where it stands, the environment variable that it is the value of (or empty), the text."""


def _texts(value: Any, without: set[str]) -> Iterator[Text]:
    for name, part in value.items():
        if name not in without:
            yield from _inside(part, name, "")


def _inside(value: Any, path: str, setting: str) -> Iterator[Text]:
    if isinstance(value, str):
        yield path, setting, value
    elif isinstance(value, dict):
        pair = str(value.get("name", "")) if "value" in value else ""
        for key, part in value.items():
            variable = pair if key == "value" else key
            said = variable if _SETTING.fullmatch(variable) else ""
            yield from _inside(part, f"{path}.{key}", said)
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _inside(part, f"{path}[{position}]", "")


def _nouns(kind: str) -> set[str]:
    """What things of a type are called: the last word of its name, one or several of them."""
    noun = kind.rpartition("_")[2]
    return {noun, f"{noun}s"}


def _forms(piece: str) -> Iterator[str]:
    """A word as it stands, with its end cut off step by step, and each of its steps."""
    piece = piece.strip(".*:/-=+")
    yield piece
    for cut in [match.start() for match in _STEP.finditer(piece)][: -MOST_CUTS - 1 : -1]:
        yield piece[:cut].rstrip("/:")
    yield from (step for step in _STEP.split(piece) if len(step) >= SHORTEST)


def _words(names: Mapping[str, object]) -> re.Pattern[str] | None:
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])") if names else None
