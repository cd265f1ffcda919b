"""Equal texts become one object, and nothing else changes."""

from __future__ import annotations

import msgspec
from scanner.model import ApiOrigin, Gap, Reach, Resource
from scanner.model.codec import encode
from scanner.model.texts import shared

RESOURCE = Resource(
    id="1/r:name",
    type="type",
    name="name",
    zones=("zone", "zone"),
    attributes={"a": ["zone", {"b": "name"}, 1, None, True, 2.5]},
    origin=ApiOrigin("s:Operation", "name", "zone"),
)
GAP = Gap(id="g", subject="opaque", question="?", reason="name", reach=Reach.OPAQUE)


def _decoded(value: msgspec.Struct) -> msgspec.Struct:
    return msgspec.json.decode(encode(value), type=type(value))


def test_equal_texts_are_one_object() -> None:
    texts: dict[str, str] = {}
    found = [shared(_decoded(RESOURCE), texts) for _ in range(2)]
    assert found == [RESOURCE, RESOURCE]
    one, other = found
    assert one.id is other.id
    assert one.name is other.attributes["a"][1]["b"] is other.origin.resource
    assert one.zones[0] is one.zones[1] is one.attributes["a"][0] is other.origin.region


def test_a_word_of_an_enumeration_stays_one() -> None:
    found = shared(_decoded(GAP), {"opaque": "opaque"})
    assert found.reach is Reach.OPAQUE
    assert found == GAP
