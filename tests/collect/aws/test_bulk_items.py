"""Configuration items: what each means, what it cannot tell, and that the data says so rightly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import yaml
from scanner.collect.aws.bulk_facts import Configured, facts
from scanner.collect.aws.bulk_items import Whose, folded, item_of, units_of
from scanner.collect.aws.declarations import services
from scanner.collect.aws.expressions import compiled
from scanner.knowledge import load
from scanner.model import Resource

from tests.collect.aws.derived import derived

HERE = Path(__file__).parent / "bulk"
RECORDED = yaml.safe_load((HERE / "items.yaml").read_text())
PROPERTIES = yaml.safe_load((HERE / "properties.yaml").read_text())
SESSION = botocore.session.Session()
WHOSE = Whose("444455556666", "ledger", "us-east-1", 'the aggregator "org"', "config:Select")
CONFIGURED = sorted(facts().configured)


def read(items: list[dict[str, Any]]) -> dict[str, Resource]:
    rows = [item_of(item) for item in items]
    units = units_of(WHOSE, [row for row in rows if row], services())
    return {resource.id: resource for unit in units for resource in unit.resources}


def test_items_become_these_resources_and_no_others() -> None:
    found = read(RECORDED["items"])
    assert sorted(found) == sorted(wanted["id"] for wanted in RECORDED["resources"])


@pytest.mark.parametrize("wanted", RECORDED["resources"], ids=lambda one: one["type"])
def test_an_item_becomes_this_resource(wanted: dict[str, Any]) -> None:
    resource = read(RECORDED["items"])[wanted["id"]]
    assert resource.type == wanted["type"]
    assert set(resource.unknown) == set(wanted["unknown"])
    for name in ("name", "region", "tags"):
        assert getattr(resource, name) == wanted.get(name, getattr(resource, name))
    assert list(resource.zones) == wanted.get("zones", list(resource.zones))
    assert {name: resource.attributes.get(name) for name in wanted["attributes"]} == wanted[
        "attributes"
    ]
    assert str(resource.origin).startswith("config:Select")


def test_no_secret_is_kept() -> None:
    rows = [row for item in RECORDED["items"] if (row := item_of(item))]
    assert "hunter2" in str(rows)
    assert "hunter2" not in str(list(units_of(WHOSE, rows, services())))


def test_where_no_service_could_be_asked_it_is_asked_again() -> None:
    rows = [row for item in RECORDED["items"] if (row := item_of(item))]
    units = list(units_of(WHOSE, rows, services()))
    assert units
    assert not [unit for unit in units if unit.whole]


STRANGE = [
    {"configuration": "no document"},
    {"configuration": None},
    {"configuration": [1]},
    {"accountId": 5},
    {"resourceType": None},
]


@pytest.mark.parametrize("change", STRANGE, ids=str)
def test_a_row_that_is_no_item_is_none(change: dict[str, Any]) -> None:
    assert item_of(RECORDED["items"][0]) is not None
    assert item_of({**RECORDED["items"][0], **change}) is None


@pytest.mark.parametrize("broken", [5, "text", [], {"a": {"b": 1}}, True], ids=str)
@pytest.mark.parametrize("item", RECORDED["items"], ids=lambda one: one["resourceId"])
def test_whatever_stands_in_an_item_nothing_breaks(item: dict[str, Any], broken: Any) -> None:
    """Each value in turn is something else."""
    row = item_of(item)
    assert row is not None
    for name in row["configuration"]:
        changed = {**row, "configuration": {**row["configuration"], name: broken}}
        assert len(read([changed])) <= 1
    for name in ("tags", "arn", "resourceName"):
        read([{**row, name: broken}])


FOLDED = [
    ("rds", "DBInstance", {"multiAZ": "true"}, {"MultiAZ": True}),
    ("rds", "DBInstance", {"dBInstanceIdentifier": "a"}, {"DBInstanceIdentifier": "a"}),
    ("rds", "DBInstance", {"backupRetentionPeriod": "7"}, {"BackupRetentionPeriod": 7}),
    ("rds", "DBInstance", {"nobody": "knows"}, {}),
    ("rds", "DBInstance", {"engine": None}, {"Engine": None}),
    ("ec2", "NatGateway", {"state": {"value": "available"}}, {"State": "available"}),
    ("sqs", "QueueAttributeMap", {"FifoQueue": True, "X": 3}, {"FifoQueue": "true", "X": "3"}),
]


@pytest.mark.parametrize(("service", "shape", "value", "wanted"), FOLDED)
def test_words_and_types_are_those_of_the_api(
    service: str, shape: str, value: Any, wanted: Any
) -> None:
    strange: list[str] = []
    like = SESSION.get_service_model(service).shape_for(shape)
    assert folded(value, like, strange) == wanted
    assert strange == []


@pytest.mark.parametrize("value", [{"a": 1}, [1], "perhaps"])
def test_a_value_of_another_form_is_not_known(value: Any) -> None:
    strange: list[str] = []
    like = SESSION.get_service_model("rds").shape_for("DBInstance")
    assert folded({"multiAZ": value}, like, strange) == {}
    assert strange == ["MultiAZ"]


# --- the data ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CONFIGURED)
def test_what_an_item_is_like_is_there(kind: str) -> None:
    configured = facts().configured[kind]
    name, step, shape = configured.like
    service = services()[name]
    assert step in service.steps
    assert SESSION.get_service_model(service.service).shape_for(shape)
    for text in (configured.at, *configured.also.values()):
        compiled(text)
    read_of = {mapping.type for mapping in service.resources if mapping.step == step}
    assert set(configured.tells) <= read_of
    known = load().type_of(kind)
    assert known is None or known.type in configured.tells or kind.endswith("DBInstance")


@pytest.mark.parametrize("kind", CONFIGURED)
def test_an_item_tells_what_its_published_properties_have(kind: str) -> None:
    """Each attribute that is said to be told is made of properties that such items have; none is
    taken for absent that they cannot have."""
    configured: Configured = facts().configured[kind]
    can = derived(configured, PROPERTIES[kind], _fed_with(configured))
    for name, tells in configured.tells.items():
        assert set(tells) <= can[name], f"{kind} {name}: {sorted(set(tells) - can[name])}"


def _fed_with(configured: Configured) -> dict[str, tuple[Configured, list[str]]]:
    """The other steps of its service that items feed."""
    return {
        one.like[1]: (one, PROPERTIES[kind])
        for kind, one in facts().configured.items()
        if one.like[0] == configured.like[0]
    }


def test_what_no_item_has_is_not_told() -> None:
    configured = facts().configured["AWS::RDS::DBInstance"]
    properties = [p for p in PROPERTIES["AWS::RDS::DBInstance"] if p != "multiAZ"]
    assert "multi_az" not in derived(configured, properties, {})["aws_db_instance"]


def test_types_that_items_feed() -> None:
    """How far the bulk way goes: a number that shall only grow."""
    told = facts().configured.values()
    whole = part = 0
    for one in told:
        mappings = {m.type: m for m in services()[one.like[0]].resources}
        for name, tells in one.tells.items():
            all_of_it = {*mappings[name].attributes, *mappings[name].optional} <= set(tells)
            whole, part = whole + all_of_it, part + (not all_of_it)
    assert len(facts().configured) >= 75
    assert whole >= 35, json.dumps({"whole": whole, "part": part})
