"""Configuration items into what the describe calls would have answered, and so into resources.

An item's configuration has the members that the answer of a describe call has, in other capitals,
or those of a template. `folded` writes them as the SDK's model does; what an item is not known to
tell (`bulk.yaml`) is unknown, whether or not the item has something by that name.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import botocore.session
import msgspec
from botocore.model import ServiceModel, Shape

from scanner.collect.aws.asking import AskError, Failure, Unread, Where
from scanner.collect.aws.bulk_facts import Configured, Facts, facts
from scanner.collect.aws.declarations import Mapping, Service
from scanner.collect.aws.expressions import compiled
from scanner.collect.aws.fetch import FAILED, Answers
from scanner.collect.aws.translate import translate
from scanner.collect.aws.units import Unit
from scanner.collect.secrecy import without_secrets
from scanner.model import ApiOrigin, Resource, Unknown

MOST_CHARACTERS = 2**22
"""Of one item."""
NOT_HELD = "configuration items do not tell it"
STRANGE = "the configuration item has it in a form that is not known"
_NUMBERS = {"integer": int, "long": int, "float": float, "double": float}
Item = dict[str, Any]


def item_of(row: Item) -> Item | None:
    """A row of a query's answer; None where it does not say what it is, where, and how."""
    item = dict(row)
    names = ("accountId", "awsRegion", "resourceType")
    item["configuration"] = document_of(item.get("configuration"))
    whole = all(isinstance(item.get(name), str) for name in names)
    return item if whole and isinstance(item["configuration"], dict) else None


@dataclass(frozen=True)
class Whose:
    """Whose items they are, and who has them."""

    account: str
    name: str
    home: str
    """Where global services would be asked."""
    way: str
    """The source that holds them, as messages call it."""
    operation: str


def units_of(whose: Whose, items: Iterable[Item], services: dict[str, Service]) -> Iterator[Unit]:
    """A unit for each service and region that `items` of one account tell of."""
    known = facts()
    items = list(items)
    zones = _zones(items, known)
    parts: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        configured = known.configured.get(item["resourceType"])
        if configured:
            regional = services[configured.like[0]].scope == "regional"
            parts[item["awsRegion"] if regional else "", configured.like[0]].append(item)
    for (region, name), mine in sorted(parts.items()):
        service = services[name]
        where = Where(whose.account, region or whose.home, service.service)
        found = _resources(service, where, mine, zones.get(region, {}))
        yield Unit(
            account=whose.account,
            name=whose.name,
            region=region,
            service=name,
            resources=tuple(_from(whose, one) for one in found),
            tags=dict(_tags(mine)),
            way=whose.way,
        )


def _resources(
    service: Service, where: Where, items: list[Item], zones: dict[str, str]
) -> Iterator[Resource]:
    known = facts()
    answers = Answers()
    tells: dict[str, tuple[str, ...]] = {}
    for item in items:
        configured = known.configured[item["resourceType"]]
        _, step, shape = configured.like
        like = _model(service.service).shape_for(shape)
        answers.items.setdefault(step, []).append(_answer(item, configured, like, known))
        tells.update(configured.tells)
    absent = AskError(Failure.REFUSED, "NotHeld", NOT_HELD)
    answers.unread = [Unread(step, absent) for step in service.steps if step not in answers.items]
    mappings = {mapping.type: mapping for mapping in service.resources}
    for resource in translate(service, where, answers, zones):
        if resource.type in tells:
            yield _withheld(resource, mappings[resource.type], set(tells[resource.type]))


def _withheld(resource: Resource, mapping: Mapping, told: set[str]) -> Resource:
    """`resource` with only what items of its type tell; the rest is unknown."""
    names = {*mapping.attributes, *mapping.optional}
    if mapping.zones:
        names.add("zones")
    if mapping.region:
        names.add("region")
    silent = {name: Unknown(NOT_HELD) for name in sorted(names - told)}
    return msgspec.structs.replace(
        resource,
        attributes={n: value for n, value in resource.attributes.items() if n not in silent},
        unknown={**resource.unknown, **silent},
        zones=() if "zones" in silent else resource.zones,
        region="" if "region" in silent else resource.region,
    )


def _from(whose: Whose, resource: Resource) -> Resource:
    """The same, saying where it was really read."""
    origin = resource.origin
    return msgspec.structs.replace(
        resource,
        because={"region": f"{whose.way} says {resource.region}"} if resource.region else {},
        origin=msgspec.structs.replace(origin, operation=whose.operation)
        if isinstance(origin, ApiOrigin)
        else origin,
    )


def _zones(items: Iterable[Item], known: Facts) -> dict[str, dict[str, str]]:
    """Region -> the account's letter of a zone -> its id, as far as items tell it."""
    name, identity = compiled(known.zones.name), compiled(known.zones.id)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for item in items:
        if item["resourceType"] == known.zones.type:
            letter, zone = name(item), identity(item)
            if isinstance(letter, str) and isinstance(zone, str):
                found[item["awsRegion"]][letter] = zone
    return found


def _tags(items: Iterable[Item]) -> Iterator[tuple[str, dict[str, str]]]:
    for item in items:
        tags = item.get("tags")
        pairs = [pair for pair in tags if isinstance(pair, dict)] if isinstance(tags, list) else []
        told = {str(pair["key"]): str(pair.get("value") or "") for pair in pairs if "key" in pair}
        if told and isinstance(item.get("arn"), str):
            yield item["arn"], without_secrets(dict(sorted(told.items())))


# --- one item ---------------------------------------------------------------------------


def _answer(item: Item, configured: Configured, shape: Shape, known: Facts) -> Item:
    """What the step would have answered of the resource that `item` is about."""
    found = compiled(configured.at)(item)
    own = dict(found) if isinstance(found, dict) else {}
    members = shape.members if shape.type_name == "structure" else {}
    tags = next((name for name in members if name.lower() in known.tags), "")
    if tags and not any(name.lower() == tags.lower() for name in own):
        own[tags] = item.get("tags") or []
    for name, text in configured.also.items():
        own = {key: value for key, value in own.items() if key.lower() != name.lower()}
        own[name] = compiled(text)(item)
    strange: list[str] = []
    made: Item = folded(own, shape, strange)
    made.update({n: own[n] for n in configured.also if n not in members})
    unknown = [name for name in strange if name != tags]  # an item's tags are handed over apart
    if unknown:
        made[FAILED] = dict.fromkeys(unknown, STRANGE)
    return made


def folded(value: Any, shape: Shape, strange: list[str]) -> Any:
    """`value` in the words and the types of `shape`; `strange` gathers the members whose value
    has another form, and which are therefore not known."""
    if value is None:
        return None
    if shape.type_name == "structure" and isinstance(value, dict):
        return _structure(value, shape, strange)
    if shape.type_name == "map" and isinstance(value, dict):
        return _members(((key, part, shape.value) for key, part in value.items()), strange)
    if shape.type_name == "list" and isinstance(value, list):
        return [folded(part, shape.member, strange) for part in value]
    if shape.type_name in ("structure", "map", "list"):
        raise ValueError(f"no {shape.type_name}")
    return _scalar(value, shape.type_name)


def _structure(value: dict[str, Any], shape: Shape, strange: list[str]) -> dict[str, Any]:
    keys = {key.lower(): key for key in value}
    named = ((n, n if n in value else keys.get(n.lower()), m) for n, m in shape.members.items())
    return _members(((name, value[key], m) for name, key, m in named if key is not None), strange)


def _members(parts: Iterable[tuple[str, Any, Shape]], strange: list[str]) -> dict[str, Any]:
    made = {}
    for name, value, shape in parts:
        try:
            made[name] = folded(value, shape, strange)
        except ValueError:
            strange.append(name)
    return made


def _scalar(value: Any, kind: str) -> Any:
    """Numbers and truths may be written as text, or the other way round; a plain value may stand
    alone in a map."""
    if isinstance(value, dict) and set(value) == {"value"}:
        value = value["value"]
    if isinstance(value, dict | list):
        raise ValueError(f"no {kind}")
    if kind == "boolean" and isinstance(value, str):
        if value.lower() not in ("true", "false"):
            raise ValueError("neither true nor false")
        return value.lower() == "true"
    if kind == "string" and not isinstance(value, str):
        return json.dumps(value)
    if kind in _NUMBERS and isinstance(value, str):
        return _NUMBERS[kind](value)
    return value


@cache
def _model(service: str) -> ServiceModel:
    """The SDK's model of a service; it takes a second to load the largest."""
    return botocore.session.Session().get_service_model(service)


def document_of(text: Any) -> Any:
    """What a text encodes as JSON; None where it is too long or none; anything else as it is."""
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        return None if isinstance(text, str) else text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
