"""What `bulk.yaml` says of sources that hold resources of many accounts at once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from scanner.errors import InputError, KnowledgeError
from scanner.model.codec import decode, read_document
from scanner.model.record import Record

FACTS = Path(__file__).parent / "bulk.yaml"


class Zones(Record, frozen=True, kw_only=True):
    """The items that tell an account's zones."""

    type: str
    name: str
    """JMESPath on the item: the account's letter of it."""
    id: str
    """The same: the id that means one place in every account."""


class Configured(Record, frozen=True, kw_only=True):
    """What items of one type mean."""

    like: tuple[str, str, str]
    """A service's file, a step of it, and the SDK's name for the shape of that step's items."""
    at: str = "configuration"
    """JMESPath on the item: what is like that shape, but for capitals."""
    also: dict[str, str] = {}
    """Member of the shape -> JMESPath on the item, of what the item has elsewhere."""
    missing: tuple[str, ...] = ()
    """Members that no item has, and that say nothing by that."""
    tells: dict[str, tuple[str, ...]]
    """Type of resource -> the attributes that an item tells (`zones` and `region` too)."""


class Facts(Record, frozen=True, kw_only=True):
    """The whole file."""

    zones: Zones
    tags: tuple[str, ...]
    """Members of shapes, without capitals, that are the tags of a resource."""
    about_others: tuple[str, ...]
    """Types that are about other resources, and are none themselves."""
    configured: dict[str, Configured]
    source: tuple[str, ...]
    """What it rests on."""


@cache
def facts() -> Facts:
    """What is known of these sources. Raises KnowledgeError where the file is not sound."""
    try:
        return decode(read_document(FACTS.read_bytes(), FACTS.name), Facts)
    except InputError as error:
        raise KnowledgeError(str(error)) from error
