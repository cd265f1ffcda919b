"""What a setting chooses without naming it: by patterns of full names, and by tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from scanner.infer.attributes import strings
from scanner.infer.context import Context
from scanner.infer.locate import Locator, Where
from scanner.knowledge import Choice, Tagged
from scanner.model import Resource, Unknown

ANY = "*"
"""Of names and of services: whatever it is."""
Place = tuple[str, str]
"""Account and region, where both are told."""
UNKNOWN: Place = ("", "")
Answer = bool | Unknown
"""Yes, no, or why nobody can tell."""
Chosen = tuple[Resource, Unknown | None]
"""What is chosen, and the doubt there is whether it is."""


@dataclass(frozen=True)
class _Names:
    """The full names, and patterns of some, that stand at a path of a setting."""

    ids: frozenset[str] = frozenset()
    """Of the resources that they lead to."""
    texts: tuple[str, ...] = ()
    everything: bool = False
    unknown: Unknown | None = None


@dataclass(frozen=True)
class _Tag:
    """A tag that a setting asks for."""

    name: str
    """Empty where not even that is known."""
    value: str
    test: str
    unknown: Unknown | None = None
    """Why its value is not known."""


@dataclass(frozen=True)
class _Request:
    """What a setting asks for."""

    title: str
    choice: Choice
    here: Where
    names: _Names
    but: _Names
    any: tuple[_Tag, ...]
    all: tuple[_Tag, ...]
    opted: dict[str, Any]
    opted_unknown: Unknown | None


class Chooser:
    """Answers what settings choose; reads each once, and the resources of each type and place."""

    def __init__(self, context: Context, locator: Locator) -> None:
        self._context = context
        self._locator = locator
        self._chosen: dict[tuple[str, str], list[Chosen]] = {}
        self._by_type: dict[str, dict[Place, list[Resource]]] = {}
        for resource in context.inventory.resources:
            places = self._by_type.setdefault(resource.type, {})
            places.setdefault(_place(resource), []).append(resource)

    def chosen(self, setting: Resource, path: str) -> list[Chosen]:
        """Each resource that `setting` names at `path` or chooses beside it."""
        key = (setting.id, path)
        if key not in self._chosen:
            targets = self._context.targets(setting, path)
            named: list[Chosen] = [(self._context.resources[t.node], None) for t in targets]
            known = self._context.type_of(setting)
            choice = known.chooses.get(path) if known else None
            beside = self._beside(setting, path, choice) if choice else ()
            self._chosen[key] = [*named, *beside]
        return self._chosen[key]

    def _beside(self, setting: Resource, path: str, choice: Choice) -> Iterator[Chosen]:
        request = self._request(setting, path, choice)
        for resource in (r for kind in choice.types for r in self._near(setting, kind)):
            answer = self._chooses(request, resource)
            if answer is not False and resource.id not in request.names.ids:
                yield resource, None if answer is True else answer

    def _near(self, setting: Resource, kind: str) -> Iterator[Resource]:
        """Resources of a type that may be in one place with `setting`."""
        places = self._by_type.get(kind, {})
        here = _place(setting)
        for place in (here, UNKNOWN) if here != UNKNOWN else places:
            yield from places.get(place, ())

    # --- what is asked for --------------------------------------------------------------

    def _request(self, setting: Resource, path: str, choice: Choice) -> _Request:
        opted = self._context.read(setting, choice.opted) if choice.opted else None
        said = next((v for v in opted.values if isinstance(v, dict)), {}) if opted else {}
        return _Request(
            title=setting.title,
            choice=choice,
            here=self._locator.where(setting),
            names=self._names(setting, path),
            but=self._names(setting, choice.but) if choice.but else _Names(),
            any=tuple(t for tagged in choice.any for t in self._tags(setting, tagged)),
            all=tuple(t for tagged in choice.all for t in self._tags(setting, tagged)),
            opted=said,
            opted_unknown=next(iter(opted.unknown), None) if opted else None,
        )

    def _names(self, setting: Resource, path: str) -> _Names:
        reading = self._context.read(setting, path)
        texts = [text for value in reading.values for _, text in strings(value)]
        return _Names(
            ids=frozenset(target.node for target in self._context.targets(setting, path)),
            texts=tuple(text for text in texts if "${" not in text and text != ANY),
            everything=ANY in texts,
            unknown=next(iter(reading.unknown), None),
        )

    def _tags(self, setting: Resource, tagged: Tagged) -> Iterator[_Tag]:
        """One for each block; and one for blocks of which not even the number is known."""
        reading = self._context.read(setting, tagged.at)
        why = next(iter(reading.unknown), None)
        blocks = [block for block in reading.values if isinstance(block, dict)]
        whole = [block for block in blocks if {"key", "value"} <= block.keys()]
        for block in blocks if why else whole:
            name = str(block.get("key", "")).removeprefix(tagged.before)
            unknown = None if block in whole else why
            yield _Tag(name, str(block.get("value", "")), tagged.test, unknown)
        if why and len(whole) == len(blocks):
            yield _Tag("", "", tagged.test, why)

    # --- whether it is so ---------------------------------------------------------------

    def _chooses(self, request: _Request, resource: Resource) -> Answer:
        place = _same_place(request.here, self._locator.where(resource))
        if place is False:
            return False
        asks = [self._has(resource, tag) for tag in request.any]
        opted = request.opted.get(request.choice.types[resource.type], request.opted_unknown)
        unnamed = _both([_either([request.names.everything, *asks]), _unless_told(opted)])
        wanted = _either([self._is_named(request.names, resource), unnamed])
        if request.all and not request.any and request.names == _Names():
            wanted = Unknown(f"{request.title} has conditions, and says not what they are for")
        demands = (self._has(resource, tag) for tag in request.all)
        kept = _not(self._is_named(request.but, resource))
        return _both([wanted, *demands, kept, place])

    def _is_named(self, names: _Names, resource: Resource) -> Answer:
        if resource.id in names.ids:
            return True
        own = self._full_names(resource) if names.texts else []
        if any(fnmatchcase(name, text) for text in names.texts for name in own):
            return True
        if names.unknown:
            return names.unknown
        if not own and any(self._may_be(text, resource) for text in names.texts):
            return Unknown(f"the full name of {resource.title} is not known")
        return False

    def _may_be(self, text: str, resource: Resource) -> bool:
        """Whether a full name, or a pattern of some, may be that of a resource without one."""
        matched = self._context.knowledge.match_name(text)
        known = self._context.type_of(resource)
        if matched is None or matched.endpoint is None or known is None:
            return True
        if matched.endpoint.service not in (ANY, known.service):
            return False
        name, names = matched.groups.get("name"), self._context.names_of(resource)
        return ANY in text or not name or not names or name in names

    def _full_names(self, resource: Resource) -> list[str]:
        known = self._context.type_of(resource)
        paths = known.identities if known else ()
        values = (value for path in paths for value in self._context.read(resource, path).values)
        texts = (text for value in values for _, text in strings(value))
        return [text for text in texts if ":" in text and "${" not in text]

    def _has(self, resource: Resource, tag: _Tag) -> Answer:
        have = self._tag(resource, tag.name) if tag.name else tag.unknown or False
        wanted = tag.test in ("eq", "glob")
        if isinstance(have, Unknown):
            return have
        if have is False:
            return False if wanted else Unknown(f"it has no tag {tag.name}, to be another")
        if tag.unknown:
            return tag.unknown
        equal = have == tag.value if tag.test in ("eq", "ne") else fnmatchcase(have, tag.value)
        return equal is wanted

    def _tag(self, resource: Resource, name: str) -> str | Unknown | Literal[False]:
        """The value of a tag; False where there is none."""
        if name in resource.tags:
            return resource.tags[name]
        for at, fact in resource.unknown.items():
            for head in self._context.knowledge.ignored_attributes(resource.provider):
                if at in (head, f'{head}["{name}"]', f"{head}.{name}"):
                    return fact
        return False


def _place(resource: Resource) -> Place:
    told = (resource.account, resource.region)
    return told if all(told) else UNKNOWN


def _same_place(one: Where, other: Where) -> Answer:
    """Whether two are in one account and region. Accounts that are not told are those of different
    roots, and as a rule different ones: a copy that only might be made is none."""
    if one.account != other.account:
        return False
    if one.region == other.region:
        return True
    if one.region and other.region and not (_is_symbol(one.region) or _is_symbol(other.region)):
        return False
    return Unknown("whether both are in one region is not known")


def _is_symbol(place: str) -> bool:
    return place.startswith("?")


def _unless_told(said: Any) -> Answer:
    """Where nothing says otherwise, yes."""
    return said if isinstance(said, Unknown) else said is None or bool(said)


def _either(answers: Iterable[Answer]) -> Answer:
    doubt: Answer = False
    for answer in answers:
        if answer is True:
            return True
        doubt = doubt or answer
    return doubt


def _both(answers: Iterable[Answer]) -> Answer:
    doubt: Answer = True
    for answer in answers:
        if answer is False:
            return False
        doubt = answer if doubt is True else doubt
    return doubt


def _not(answer: Answer) -> Answer:
    return answer if isinstance(answer, Unknown) else not answer
