"""Small Terraform code written inline, collected, and asked about.

A case is a text of files, a question and the answer. In the text `-- path --` begins a file;
what stands before the first is `main.tf`. Each inventory that is asked for is also held
against what is true of all: see `check`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scanner.collect.terraform import Options, collect
from scanner.collect.tree import Tree, TreeLimits
from scanner.model import FileOrigin, Inventory, Read, Resource
from scanner.model.codec import decode_json, encode

from .knowledge import SMALL

Question = Callable[[Inventory], Any]

_FILE = re.compile(r"^-- (.+) --\n", re.MULTILINE)
_KEY = re.compile(r'\[(?:\d+|\?|"(?:[^"\\]|\\.)*")\]$')


def write(folder: Path, text: str) -> None:
    """The files that `text` holds, below `folder`."""
    first, *others = _FILE.split(text)
    pairs = zip(others[::2], others[1::2], strict=True)
    for path, content in [("main.tf", first), *pairs] if first.strip() else pairs:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


def inventory(
    folder: Path, text: str = "", options: Options | None = None, limits: TreeLimits | None = None
) -> Inventory:
    """What the code in `folder`, with that of `text` added, comes to."""
    write(folder, text)
    found = collect(Tree(folder, limits), SMALL, options)
    check(found)
    return found


def check(found: Inventory) -> None:
    """What holds for every inventory."""
    ids = [resource.id for resource in found.resources]
    assert len(set(ids)) == len(ids)
    gaps = {gap.id: gap for gap in found.gaps}
    assert len(gaps) == len(found.gaps)
    declared = [r.id for r in evaluated(found)]
    for source in found.sources:
        own = (i for i in declared if f"terraform:{i.partition(':')[0]}" == source.id)
        blocks = {_KEY.sub("", i) for i in own}
        left_out = len(source.excluded) + len(source.unevaluated)
        assert source.declared == len(blocks) + left_out, source
        assert all(gap.id in gaps for gap in source.unevaluated)
        for what in (source.excluded, [gap.id for gap in source.unevaluated]):
            assert max(Counter(map(str, what)).values(), default=1) == 1
        assert (source.read is Read.ALL) or source.reason
    assert {i.partition(":")[0] for i in ids} <= {s.id.partition(":")[2] for s in found.sources}
    assert all(gap.reason and gap.question for gap in found.gaps)
    text = encode(found)
    assert decode_json(text, "inventory.json", Inventory) == found


def resource(found: Inventory, identifier: str) -> Resource:
    """The resource with an id, or with an address in the root at the top."""
    by_id = {some.id: some for some in found.resources}
    return by_id[identifier] if identifier in by_id else by_id[f".:{identifier}"]


# --- questions --------------------------------------------------------------------------


def ids(found: Inventory) -> list[str]:
    """Every resource's id; of the root at the top, the address alone."""
    return sorted(r.id.removeprefix(".:") for r in evaluated(found))


def evaluated(found: Inventory) -> list[Resource]:
    """Resources that the code declares; beside them there are lookups, and what stands for
    modules that were not read."""
    return [r for r in found.resources if not r.existing and r.type != "module"]


def sources(found: Inventory) -> dict[str, str]:
    """How well each root was read."""
    return {s.id.removeprefix("terraform:"): str(s.read) for s in found.sources}


def counts(found: Inventory) -> tuple[int, int, int, int]:
    """Declared, evaluated, excluded and unevaluated blocks of all roots."""
    declared = sum(s.declared for s in found.sources)
    excluded = sum(len(s.excluded) for s in found.sources)
    unevaluated = sum(len(s.unevaluated) for s in found.sources)
    return declared, declared - excluded - unevaluated, excluded, unevaluated


def excluded(found: Inventory) -> dict[str, str]:
    """What was left out on purpose, and why."""
    return {e.id.removeprefix(".:"): e.reason for s in found.sources for e in s.excluded}


def unevaluated(found: Inventory) -> dict[str, str]:
    """What could not be counted, and why."""
    return {g.subject.removeprefix(".:"): g.reason for s in found.sources for g in s.unevaluated}


def gaps(found: Inventory) -> dict[str, str]:
    """Every gap's question and reason."""
    return {gap.question: gap.reason for gap in found.gaps}


def reaches(found: Inventory) -> list[str]:
    """What the gaps leave open."""
    return sorted(str(gap.reach) for gap in found.gaps)


def regions(found: Inventory) -> dict[str, str]:
    """Each resource's region; `?` and the symbol where it is not known."""
    return {r.id.removeprefix(".:"): _region(r) for r in found.resources}


def _region(some: Resource) -> str:
    unknown = some.unknown.get("region")
    return some.region or (f"?{unknown.symbol}" if unknown else "")


def environments(found: Inventory) -> dict[str, str]:
    """Each resource's environment."""
    return {r.id.removeprefix(".:"): r.environment for r in found.resources}


def attribute(identifier: str, name: str) -> Question:
    """The value of an attribute; None where it has none."""
    return lambda found: resource(found, identifier).attributes.get(name)


def attributes(name: str) -> Question:
    """The value that each resource has for an attribute, by id."""
    return lambda found: {r.id.removeprefix(".:"): r.attributes.get(name) for r in found.resources}


def unknown(identifier: str, path: str) -> Question:
    """Why an attribute is unknown, and the symbol of its value."""

    def ask(found: Inventory) -> tuple[str, str]:
        fact = resource(found, identifier).unknown[path]
        return fact.reason, fact.symbol

    return ask


def unknowns(identifier: str) -> Question:
    """Why each unknown attribute is."""
    return lambda found: {p: u.reason for p, u in resource(found, identifier).unknown.items()}


def references(identifier: str) -> Question:
    """What a resource refers to: path, target, attribute."""
    return lambda found: [
        (r.path, r.target.removeprefix(".:"), r.attribute)
        for r in resource(found, identifier).references
    ]


def because(identifier: str, fact: str = "region") -> Question:
    """How a derived fact came about."""
    return lambda found: resource(found, identifier).because.get(fact, "")


def place(origin: object) -> str:
    """An origin as `path:line:column`, with the last line where there are several."""
    assert isinstance(origin, FileOrigin)
    return f"{origin}-{origin.end_line}" if origin.end_line else str(origin)
