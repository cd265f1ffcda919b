"""Items of an answer into resources as Terraform's state would show them. Pure: no network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.collect.aws.asking import PROVIDER, Where, scope_of
from scanner.collect.aws.declarations import Mapping, Service
from scanner.collect.aws.expressions import Expression, Place, UnreadError, compiled, holds
from scanner.collect.aws.fetch import FAILED, PARENT, Answers, Item
from scanner.collect.secrecy import redacted, without_secrets
from scanner.model import ApiOrigin, Resource, Unknown, plain_id

MOST_UNKNOWN_CHARACTERS = 300


def translate(
    service: Service, where: Where, answers: Answers, zones: dict[str, str]
) -> Iterator[Resource]:
    """The resources among the answers, nothing secret in them.

    `zones` are the zone ids of the account's letters in that region.
    """
    unread = {one.step: one.error.says or one.error.code for one in answers.unread}
    for name, step in service.steps.items():  # nor is what would have been asked of it
        if step.each in unread:
            unread.setdefault(name, unread[step.each])
    place = Place(zones, answers.items, unread)
    for mapping in service.resources:
        condition = compiled(mapping.when) if mapping.when else None
        for item in _items(mapping, answers):
            if condition is None or _holds(condition, item, place):
                step = service.steps[mapping.step]
                origin = f"{service.service}:{step.call}"
                resource = _resource(mapping, item, where, place, origin, service.scope)
                if resource is not None:
                    yield resource


def _holds(condition: Expression, item: Item, place: Place) -> bool:
    """Whether an item is meant; not where that rests on a call without an answer, whose gap is
    about it."""
    try:
        return holds(condition(item, place))
    except UnreadError:
        return False


def tags_of(service: Service, answers: Answers) -> dict[str, dict[str, str]]:
    """Full name -> tags, nothing secret in them, of what other services tell of."""
    told = service.tagging
    if told is None:
        return {}
    name, tags = compiled(told.of), compiled(told.tags)
    pairs = ((name(item), tags(item)) for item in answers.items.get(told.step, ()))
    return {of: _told(given) for of, given in pairs if isinstance(of, str) and given}


def _told(tags: dict[str, Any]) -> dict[str, str]:
    kept: dict[str, str] = without_secrets({str(key): str(tags[key]) for key in sorted(tags)})
    return kept


def _items(mapping: Mapping, answers: Answers) -> Iterator[Item]:
    for item in answers.items.get(mapping.step, ()):
        if not mapping.items:
            yield item
            continue
        for part in compiled(mapping.items)(item) or ():
            yield {**(part if isinstance(part, dict) else {"value": part}), PARENT: item}


def _resource(
    mapping: Mapping, item: Item, where: Where, place: Place, operation: str, scope: str
) -> Resource | None:
    full_name = compiled(mapping.id)(item, place)
    if not isinstance(full_name, str) or not full_name:
        return None
    own_region = scope == "regional" and not mapping.everywhere
    region = where.region if own_region else ""
    because = {"region": f"{operation} answered it in {where.region}"} if own_region else {}
    if mapping.region:
        region = str(compiled(mapping.region)(item, place) or "")
        because = {"region": f"{operation} says {region}"} if region else {}
    attributes, unknown = _attributes(mapping, item, place)
    if mapping.region and not region:
        unknown["region"] = Unknown(f"{operation} does not say it")
    tags = (compiled(mapping.tags)(item, place) if mapping.tags else None) or {}
    if mapping.tags and (why := _unread(item, compiled(mapping.tags))):
        unknown["tags"] = why
    zones = _zones(mapping, item, place)
    return Resource(
        id=plain_id(f"{scope_of(where.account, region)}:{full_name}"),
        type=mapping.type,
        name=_name(mapping, item, place),
        provider=PROVIDER,
        account=where.account,
        region=region,
        zones=tuple(dict.fromkeys(zone for zone in zones if zone)),
        tags=_told(tags),
        attributes=without_secrets(dict(sorted(attributes.items()))),
        unknown=unknown,
        because=because,
        origin=ApiOrigin(operation, _short(full_name), where.region, where.account),
    )


def _short(full_name: str) -> str:
    """Without what an ARN says of partition, service, region and account: an origin has those."""
    return full_name.split(":", 5)[-1] if full_name.startswith("arn:") else full_name


def _name(mapping: Mapping, item: Item, place: Place) -> str:
    """What people call it; nothing where that rests on a call without an answer."""
    try:
        return str((compiled(mapping.name)(item, place) if mapping.name else "") or "")
    except UnreadError:
        return ""


def _zones(mapping: Mapping, item: Item, place: Place) -> list[Any]:
    """Its zones; none where they rest on a call without an answer, which has a gap of its own."""
    try:
        return (compiled(mapping.zones)(item, place) if mapping.zones else None) or []
    except UnreadError:
        return []


def _attributes(
    mapping: Mapping, item: Item, place: Place
) -> tuple[dict[str, Any], dict[str, Unknown]]:
    attributes: dict[str, Any] = dict(mapping.fixed)
    unknown: dict[str, Unknown] = {}
    for texts, needed in ((mapping.attributes, True), (mapping.optional, False)):
        for name, text in texts.items():
            expression = compiled(text)
            if why := _unread(item, expression):
                unknown[name] = why
                continue
            try:
                value = _pruned(expression(item, place))
            except UnreadError as error:
                unknown[name] = _unknown(str(error))
                continue
            if value is not None:
                attributes[name] = value
            elif needed:
                unknown[name] = Unknown("the answer does not tell it")
    return attributes, unknown


def _unread(item: Item, expression: Expression) -> Unknown | None:
    """Why what an expression reads is not known, where a part of the item was not read."""
    failed = item.get(FAILED) or {}
    broken = next((part for part in failed if part in expression.names), None)
    return _unknown(failed[broken]) if broken is not None else None


def _unknown(reason: str) -> Unknown:
    """Why something is not known, in the provider's words."""
    return Unknown(redacted(reason)[:MOST_UNKNOWN_CHARACTERS])


def _pruned(value: Any) -> Any:
    """`value` without what is null in it, maps in the order of their keys; None where nothing is
    left of what was there."""
    if isinstance(value, dict):
        pairs = sorted(((str(key), item) for key, item in value.items()), key=lambda pair: pair[0])
        kept = {key: left for key, item in pairs if (left := _pruned(item)) is not None}
        return kept if kept or not value else None
    if isinstance(value, list):
        left = [inner for item in value if (inner := _pruned(item)) is not None]
        return left if left or not value else None
    return value if isinstance(value, str | int | float | bool) else _text(value)


def _text(value: Any) -> str | None:
    """Dates and the like as text; bytes are never written out."""
    if value is None or isinstance(value, bytes | bytearray):
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
