"""The services' files: sound, read-only, in the words of the API, and understood by inference."""

from __future__ import annotations

import re
from pathlib import Path

import botocore.session
import pytest
import yaml
from scanner.collect.aws.declarations import (
    SERVICES,
    Service,
    access,
    home_of,
    services,
)
from scanner.errors import KnowledgeError
from scanner.knowledge import load

from tests.collect.aws.shapes import faults

NAMES = sorted(services())
SESSION = botocore.session.Session()
READS = re.compile(r"(Describe|List|Get|BatchGet|Select)[A-Z]\w+")
ENTERS = {"AssumeRole"}


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_only_reads(name: str) -> None:
    for step in services()[name].steps.values():
        assert READS.fullmatch(step.call), step.call


def test_finding_accounts_only_reads_but_for_entering_them() -> None:
    calls = {call.call for call in (*access().calls.values(), *access().probes)}
    assert {call for call in calls if not READS.fullmatch(call)} == ENTERS


@pytest.mark.parametrize("name", NAMES)
def test_operations_and_parameters_are_those_of_the_api(name: str) -> None:
    service = services()[name]
    model = SESSION.get_service_model(service.service)
    for step in service.steps.values():
        operation = model.operation_model(step.call)
        members = operation.input_shape.members if operation.input_shape else {}
        assert {*step.parameters, *step.given} <= set(members), step.call
        needed = set(operation.input_shape.required_members) if operation.input_shape else set()
        assert needed <= {*step.parameters, *step.given}, step.call


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_is_read_is_in_the_answer(name: str) -> None:
    """Each name in each expression is one of the API's model, however deep it stands."""
    service = services()[name]
    assert faults(service, SESSION.get_service_model(service.service)) == []


def test_a_slip_of_the_pen_is_found(tmp_path: Path) -> None:
    content = yaml.safe_load((SERVICES / "ec2.yaml").read_text())
    subnet = next(one for one in content["resources"] if one["type"] == "aws_subnet")
    subnet["attributes"]["vpc_id"] = "Vpcid"
    content["steps"]["vpcs"]["items"] = "Vpc[?State == 'available']"
    (tmp_path / "ec2.yaml").write_text(yaml.safe_dump(content))
    found = faults(services(tmp_path)["ec2"], SESSION.get_service_model("ec2"))
    assert found == ["vpcs: no Vpc", "aws_subnet: no Vpcid"]


@pytest.mark.parametrize("name", NAMES)
def test_types_and_identities_are_known_to_inference(name: str) -> None:
    knowledge = load()
    for mapping in services()[name].resources:
        for kind in (mapping.type, *mapping.covers):
            assert knowledge.type_of(kind), kind
        given = {*mapping.attributes, *mapping.optional, *mapping.fixed}
        names = {path.partition(".")[0] for path in mapping.full_names}
        assert names - {"arn", "id"} <= given, mapping.type
        assert {"arn", "id"} & given or not mapping.full_names or mapping.type.endswith("cluster")


@pytest.mark.parametrize("name", NAMES)
def test_the_conditions_of_its_layout_can_be_told(name: str) -> None:
    """What decides how copies are laid out is read, and absence is never taken for `no`."""
    knowledge = load()
    for mapping in services()[name].resources:
        known = knowledge.type_of(mapping.type)
        assert known is not None
        given = {*mapping.attributes, *mapping.optional, *mapping.fixed}
        for layout in known.layouts:
            for path, tests in layout.when.items():
                counted = set(tests) == {"distinct_zones_ge"}  # of wherever its zones are told
                assert counted or path.partition(".")[0] in given, f"{mapping.type}: {path}"


FAULTS = [
    ("scope: everywhere", "neither regional nor global"),
    ("steps: {a: {call: ListA, each: b}}", 'asked of "b", which is no earlier step'),
    ("steps: {a: {call: ListA, given: {B: c}}}", "needs `each`"),
    ("steps: {a: {call: ListA}, b: {call: ListB, each: a, batch: 5, into: B}}", "needs `same`"),
    ("resources: [{type: t, step: z, id: Id}]", 'read from "z", which is no step'),
    (
        "resources: [{type: t, step: a, id: Id, attributes: {x: X}, optional: {x: X}}]",
        "says x twice",
    ),
    ("stepz: {}", "stepz"),
]


@pytest.mark.parametrize(("text", "says"), FAULTS)
def test_a_fault_is_told(text: str, says: str, tmp_path: Path) -> None:
    whole = {"service": "sqs", "steps": {"a": {"call": "ListA"}}, "source": ["test"]}
    content = {**whole, **yaml.safe_load(text)}
    (tmp_path / "bad.yaml").write_text(yaml.safe_dump(content))
    with pytest.raises(KnowledgeError, match=re.escape(says)):
        services(tmp_path)


def test_a_service_is_what_its_file_is_called() -> None:
    assert all(isinstance(service, Service) for service in services().values())
    assert {path.stem for path in SERVICES.glob("*.yaml")} == set(services())


HOMES = [
    ({}, "aws", "us-east-1"),
    ({"aws": "us-west-2"}, "aws", "us-west-2"),
    ({"aws": "us-west-2"}, "aws-cn", ""),
]


@pytest.mark.parametrize(("homes", "partition", "asked"), HOMES)
def test_where_a_global_service_is_asked(homes: dict[str, str], partition: str, asked: str) -> None:
    service = Service(service="x", scope="global", homes=homes, steps={}, source=())
    found = next(one for one in access().partitions if one.id == partition)
    assert home_of(service, found) == asked
