"""What the knowledge asks of a type is told of live resources, or `not_told.yaml` says why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import yaml
from scanner.collect.aws.asking import PROVIDER
from scanner.collect.aws.declarations import services
from scanner.knowledge import ResourceType, load

from tests.collect.aws.shapes import has, told

REASONS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "not_told.yaml").read_text())
SESSION = botocore.session.Session()
KNOWN = {known.type: known for provider, known in load().types if provider == PROVIDER}
NAMED_ONLY = {name for name, known in KNOWN.items() if "names-aws" in known.source}
"""Settings without a meaning of their own."""
READ = {one.type for service in services().values() for one in service.resources}
COVERED = {name for s in services().values() for one in s.resources for name in one.covers}


def test_every_type_with_a_meaning_has_a_live_source() -> None:
    without = KNOWN.keys() - NAMED_ONLY - READ - COVERED
    assert without == REASONS["types"].keys()


def test_every_attribute_that_has_a_meaning_is_told() -> None:
    missing = {name: found for name in sorted(READ - NAMED_ONLY) if (found := _missing(name))}
    assert missing == {name: set(why) for name, why in REASONS["attributes"].items()}


def test_every_reason_is_a_sentence() -> None:
    texts = [*REASONS["types"].values(), *_texts(REASONS["attributes"])]
    assert all(len(text.split()) > 3 for text in texts)


def _texts(attributes: dict[str, dict[str, str]]) -> Iterator[str]:
    for found in attributes.values():
        yield from found.values()


def _missing(name: str) -> set[str]:
    """The paths that no mapping of that type tells; of several that are ways to say one thing,
    all of them where none is told."""
    tells = [found for kind, found in TOLD if kind == name]
    missing = set()
    for ways in (found - {"", "self"} for found in _read_of(KNOWN[name])):
        if ways and not any(_tells(found, path) for found in tells for path in ways):
            missing |= ways
    return missing


TOLD = [
    pair
    for service in services().values()
    for pair in told(service, SESSION.get_service_model(service.service))
]


def _tells(found: dict[str, Any], path: str) -> bool:
    first, *rest = path.split(".")
    return first in found and has(found[first], rest)


def _read_of(known: ResourceType) -> Iterator[set[str]]:
    """What inference reads of a type, as sets of paths of which one is enough."""
    locate = known.locate
    for ways in (locate.region, locate.zones, locate.subnets, locate.hall, locate.account):
        yield {*ways}
    yield {*known.identities, *known.name}
    for layout in known.layouts:
        yield {path for path in layout.instances if not path.isdigit()}
        yield from ({path} for path in (layout.regions, layout.follows))
    conditions = [layout.when for layout in known.layouts]
    conditions += [edge.when for edge in known.edges]
    conditions += [one.when for one in known.alternatives]
    conditions += [known.snapshots or {}, known.paired or {}, known.off or {}, known.entry or {}]
    for condition in (*conditions, known.public):
        yield from ({path} for path, tests in condition.items() if "distinct_zones_ge" not in tests)
    for link in known.links:
        yield from ({link.at}, {link.of})
    for edge in known.edges:
        yield from ({end.partition("@")[0]} for end in (edge.source, edge.target))
    yield from ({need.at} for needs in known.actions.values() for need in needs)
    for path in (*known.addresses, *known.uses, *known.boot, known.within, known.answers):
        yield {path}
    if known.serves:
        yield {known.serves.owner}
