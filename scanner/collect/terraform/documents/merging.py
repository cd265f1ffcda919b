"""One resource from the code and from a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from scanner.model import Reference, Resource, Unknown

_KEY = re.compile(r'\[(?:\d+|\?|"(?:[^"\\]|\\.)*")\]')
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_\-./:]*")
_UNCOUNTED = re.compile(r"\$\{([^{}]*\[\?\][^{}]*)\}")


@dataclass(frozen=True)
class Names:
    """What ids become when the two are joined."""

    root: str
    """What ids in the code begin with."""
    document: str
    """And those in the document."""
    instances: dict[str, list[str]]
    """Id without keys -> ids of the instances that there are."""
    without_code: frozenset[str]
    """Ids of modules that only the document tells of."""

    def of_document(self, identifier: str) -> str:
        """An id as the code would have it."""
        root, colon, address = identifier.partition(":")
        return f"{self.root}:{address}" if colon and root == self.document else identifier

    def of_code(self, identifier: str) -> list[str]:
        """A target in the code: of instances of unknown number, those that there are."""
        if "[?]" not in identifier:
            return [identifier]
        return self.instances.get(_keyless(identifier), [])


def around(identifier: str, modules: frozenset[str]) -> str:
    """Which of `modules` an id is, is an instance of, or is in; empty where it is in none."""
    root, _, address = _keyless(identifier).partition(":")
    steps = address.split(".")
    ends = (f"{root}:{'.'.join(steps[:end])}" for end in range(2, len(steps) + 1, 2))
    return next((module for module in ends if module in modules), "")


def merged(
    ours: Resource | None, theirs: Resource, names: Names, identifier: str, *, exact: bool
) -> Resource:
    """Values of `theirs`, lines and references of `ours`, which is the code's block; `exact`
    where it is that very instance, or stands for all."""
    theirs = _renamed(theirs, names, identifier)
    if ours is None:
        return theirs
    places = {**theirs.places, **ours.places}
    if not exact:  # another instance of the block: its expressions gave other values
        return msgspec.structs.replace(theirs, places=places, origin=ours.origin)
    attributes, unknown = _filled(ours, theirs, names)
    found = msgspec.structs.replace(
        theirs,
        name=theirs.name or ours.name,
        attributes=attributes,
        references=tuple(_references(ours, theirs, names)),
        places=places,
        needs=ours.needs,
        origin=ours.origin,
        unknown=unknown,
    )
    return _placed(ours, theirs, found)


def _placed(ours: Resource, theirs: Resource, found: Resource) -> Resource:
    """Region and account: the document's; the code's where it does not say."""
    unknown, because = dict(found.unknown), dict(theirs.because)
    facts = {}
    for fact in ("region", "account"):
        of_code, of_document = getattr(ours, fact), getattr(theirs, fact)
        facts[fact] = of_document or of_code
        if facts[fact]:
            unknown.pop(fact, None)
        elif fact in ours.unknown:
            unknown[fact] = ours.unknown[fact]
        if of_code == facts[fact] and fact in ours.because:
            because[fact] = ours.because[fact]
    return msgspec.structs.replace(found, unknown=unknown, because=because, **facts)


# --- attributes -------------------------------------------------------------------------


def _filled(
    ours: Resource, theirs: Resource, names: Names
) -> tuple[dict[str, Any], dict[str, Unknown]]:
    """The document's attributes, with the code's where the document does not know yet; and
    what is still unknown."""
    fill = _Fill(ours, theirs, names)
    attributes: dict[str, Any] = {}
    for name in dict.fromkeys((*theirs.attributes, *ours.attributes, *sorted(fill.open))):
        if name in theirs.attributes or name in fill.open or name not in theirs.places:
            value = fill.value(theirs.attributes.get(name), ours.attributes.get(name), name)
            if value is not None:
                attributes[name] = value
    unknown = {path: fact for path, fact in theirs.unknown.items() if path not in fill.answered}
    for path, fact in ours.unknown.items():
        if path != "count" and any(_below(path, other) for other in fill.answered):
            unknown.setdefault(path, fact)
    for path, fact in ours.unknown.items():
        top = path.partition(".")[0].partition("[")[0]
        if top not in theirs.places and path != "count":  # an attribute only the code has
            unknown.setdefault(path, fact)
    return attributes, unknown


class _Fill:
    """Puts the code's values where the document has none yet."""

    def __init__(self, ours: Resource, theirs: Resource, names: Names) -> None:
        self._names = names
        self._told = theirs.places
        self.open = {path.partition(".")[0].partition("[")[0] for path in theirs.unknown}
        self._unknown = theirs.unknown
        self._ours = ours
        self.answered: set[str] = set()

    def value(self, theirs: Any, ours: Any, path: str) -> Any:
        """One value: `theirs` where it is known."""
        if path in self._unknown or self._stands_for(theirs):
            usable = None if ours is None else self._counted(ours)
            told = any(_below(at, path) for at in self._ours.unknown)
            if usable is None and not told:
                return theirs
            self.answered.add(path)
            return usable
        if theirs is None and path not in self._told and "." not in path and "[" not in path:
            return self._counted(ours)  # the document does not speak of it at all
        if isinstance(theirs, dict) and isinstance(ours, dict):
            inside = {
                key: self.value(theirs.get(key), ours.get(key), _inner(path, key))
                for key in dict.fromkeys((*theirs, *ours))
                if key in theirs or _inner(path, key) in self._unknown
            }
            return {key: value for key, value in inside.items() if value is not None}
        if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
            return [
                self.value(one, other, f"{path}[{position}]")
                for position, (one, other) in enumerate(zip(theirs, ours, strict=True))
            ]
        return theirs

    def _stands_for(self, theirs: Any) -> bool:
        """Whether the document has no more than the name of what it will be."""
        return isinstance(theirs, str) and theirs.startswith("${") and theirs.endswith("}")

    def _counted(self, value: Any) -> Any:
        """A value of the code with the instances that there are; None where it names some of
        which there is not exactly one."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            inside = {key: self._counted(item) for key, item in value.items()}
            return {key: item for key, item in inside.items() if item is not None}
        if isinstance(value, list):
            return [self._counted(item) for item in value]
        return value

    def _text(self, text: str) -> str | None:
        for match in _UNCOUNTED.finditer(text):
            root, _, rest = match[1].partition("[?]")
            found = self._names.of_code(f"{root}[?]")
            if len(found) != 1 or "[?]" in rest:
                return None
            text = text.replace(match[0], f"${{{found[0]}{rest}}}")
        return text


def _inner(path: str, key: str) -> str:
    return f"{path}.{key}" if _NAME.fullmatch(key) else f'{path}["{key}"]'


def _below(path: str, above: str) -> bool:
    return path == above or path.startswith((f"{above}.", f"{above}["))


# --- references -------------------------------------------------------------------------


def _references(ours: Resource, theirs: Resource, names: Names) -> Iterator[Reference]:
    """The code's; what they say of modules without code, the document says better."""
    seen: set[tuple[str, str, str]] = set()
    for reference in ours.references:
        if around(reference.target, names.without_code):
            found = _into(reference, theirs, names)
        else:
            found = [
                msgspec.structs.replace(reference, target=target)
                for target in names.of_code(reference.target)
            ]
        for one in found:
            key = (one.path, one.target, one.attribute)
            if key not in seen:
                seen.add(key)
                yield one


def _into(reference: Reference, theirs: Resource, names: Names) -> list[Reference]:
    """The document's references from the same attribute into the same module without code."""
    top = re.split(r"[.\[]", reference.path)[0]
    module = around(reference.target, names.without_code)
    return [
        Reference(reference.path, other.target, other.attribute, reference.origin)
        for other in theirs.references
        if re.split(r"[.\[]", other.path)[0] == top
        and around(other.target, names.without_code) == module
    ]


def _keyless(identifier: str) -> str:
    """An id without the keys in its address."""
    root, colon, address = identifier.partition(":")
    return root + colon + _KEY.sub("", address)


def _renamed(theirs: Resource, names: Names, identifier: str) -> Resource:
    """The document's resource with the ids that the code would give."""
    before, after = f"${{{names.document}:", f"${{{names.root}:"

    def inside(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace(before, after)
        if isinstance(value, dict):
            return {key: inside(item) for key, item in value.items()}
        return [inside(item) for item in value] if isinstance(value, list) else value

    return msgspec.structs.replace(
        theirs,
        id=identifier,
        attributes=inside(theirs.attributes),
        references=tuple(
            msgspec.structs.replace(one, target=names.of_document(one.target))
            for one in theirs.references
        ),
    )
