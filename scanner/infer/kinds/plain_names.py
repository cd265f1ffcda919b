"""Plain names in settings and scripts: `TABLE=orders-live`, `--secret-id app/SMTP_PASSWORD`.

A name alone does not say what kind of thing it names, nor that it is used, so what follows
from one is a question with the likelier answer, never a fact.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from scanner.infer.attributes import bare, strings, under
from scanner.infer.context import Context
from scanner.infer.kinds.hosts import MOST_CHARACTERS, effect_of_node
from scanner.infer.kinds.references import claimed
from scanner.infer.locate import Locator
from scanner.infer.words import read_as_names
from scanner.model import Basis, Evidence, Reach, Requirement, Resource, Strength

SHORTEST = 6
"""Characters of a name that is looked for: shorter ones stand for too much."""
_WORD = re.compile(r"/?[A-Za-z0-9][\w./+=-]*[A-Za-z0-9]")
_TELLING = re.compile(r"[-_/.]|\d")
"""What a name has that no plain word of a language has."""


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """One medium requirement for each store, queue or secret that settings name."""
    del locator
    names = _names(context)
    for resource in context.inventory.resources:
        if context.has_role(resource, "calls_out"):
            yield from _named(context, names, resource)


def _names(context: Context) -> dict[str, list[Resource]]:
    """Telling names -> the resources that have them and that programs use by name."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for resource in context.inventory.resources:
        if context.has_role(resource, "keeps_data") or context.has_role(resource, "by_name"):
            for name in context.names_of(resource):
                if len(name) >= SHORTEST and _TELLING.search(name):
                    found[name].append(resource)
    return found


def _named(
    context: Context, names: dict[str, list[Resource]], resource: Resource
) -> Iterator[Requirement]:
    known = context.type_of(resource)
    own = {*(known.name if known else ()), *claimed(context, resource)}
    referred = {reference.target for reference in resource.references}
    seen: set[str] = set()
    for path, text in strings(resource.attributes):
        plain = bare(path)
        if any(under(plain, prefix) for prefix in own):
            continue
        for word in _words(text[:MOST_CHARACTERS]):
            target = _one(names.get(word, ()), resource)
            if target is None or target.id in seen or target.id in referred:
                continue
            seen.add(target.id)
            place = context.place_of(resource, path)
            yield Requirement(
                dependent=resource.id,
                needs=target.id,
                effect=effect_of_node(context, known, plain, target.id),
                basis=Basis.INFERRED,
                strength=Strength.MEDIUM,
                evidence=(Evidence("environment_value", f"{path} names {word}", place),),
                gap=context.gap(
                    Reach.EXISTENCE,
                    resource.id,
                    f"Does {resource.title} use {target.title}?",
                    "its settings hold that name, and nothing says what for",
                    place,
                ),
            )


def _words(text: str) -> Iterator[str]:
    """Everything in `text` that may be a name, each once."""
    found = dict.fromkeys(_WORD.findall(text))
    yield from dict.fromkeys(name for word in found for name in read_as_names(word))


def _one(found: list[Resource] | tuple[()], by: Resource) -> Resource | None:
    """The one that `by` may mean: in its own source, else the only one in its environment."""
    root = by.id.partition(":")[0]
    here = [r for r in found if r.id.partition(":")[0] == root]
    near = here or [r for r in found if r.environment == by.environment]
    return near[0] if len(near) == 1 and near[0].id != by.id else None
