"""What each recorded answer means. A file of `recorded/` is a case: answers in, resources out."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from scanner.collect.aws.asking import Where
from scanner.collect.aws.declarations import services
from scanner.collect.aws.fetch import fetch
from scanner.collect.aws.translate import translate
from scanner.collect.aws.units import gaps_of
from scanner.model import Resource

from tests.collect.aws.answers import Recording, recordings

RECORDINGS = recordings()
SESSION = botocore.session.Session()
PLANTED = "hunter2"
"""In each secret of a recording."""


def _read(one: Recording) -> tuple[list[Resource], list[Any]]:
    service = services()[one.service]
    where = Where(one.account, one.region, service.service)
    answers = fetch(service, where, one.asking)
    gaps = gaps_of(service, one.service, where, answers.unread)
    return list(translate(service, where, answers, one.zones)), gaps


@pytest.mark.parametrize("one", RECORDINGS, ids=lambda one: one.name)
def test_an_answer_becomes_these_resources_and_no_others(one: Recording) -> None:
    found, _ = _read(one)
    by_id = {resource.id: resource for resource in found}
    assert sorted(r.id for r in found) == sorted(wanted["id"] for wanted in one.resources)
    for wanted in one.resources:
        resource = by_id[wanted["id"]]
        assert resource.type == wanted["type"]
        assert (resource.account, resource.provider) == (one.account, "aws")
        for field in ("name", "region", "zones", "tags"):
            if field in wanted:
                have = getattr(resource, field)
                assert (list(have) if field == "zones" else have) == wanted[field], field
        for name, value in wanted.get("attributes", {}).items():
            assert resource.attributes.get(name) == value, name
        assert set(resource.unknown) == set(wanted.get("unknown", ())), resource.id
        for name in wanted.get("absent", ()):
            assert name not in resource.attributes, name
            assert name not in resource.unknown, name


@pytest.mark.parametrize("one", RECORDINGS, ids=lambda one: one.name)
def test_what_is_not_answered_is_told(one: Recording) -> None:
    _, gaps = _read(one)
    assert len(gaps) == len(one.gaps)
    for gap, wanted in zip(gaps, one.gaps, strict=True):
        assert gap.reach == wanted["reach"]
        assert gap.question == wanted["question"]
        assert wanted["reason"] in gap.reason


@pytest.mark.parametrize("one", RECORDINGS, ids=lambda one: one.name)
def test_a_recording_has_the_form_of_the_api(one: Recording) -> None:
    """Each field is one of the API's own model: a slip of the pen would prove nothing."""
    model = SESSION.get_service_model(services()[one.service].service)
    for operation, found in one.answers.items():
        shape = model.operation_model(operation).output_shape
        for one_of in found if isinstance(found, list) else [{"page": found}]:
            for page in one_of["page"].get("pages") or [one_of["page"]]:
                assert list(_strange(page, shape, operation)) == []


def _strange(value: Any, shape: Any, path: str) -> Any:
    if shape.type_name == "structure":
        for name, part in value.items():
            if name not in shape.members:
                yield f"{path}.{name}"
            else:
                yield from _strange(part, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for part in value:
            yield from _strange(part, shape.member, f"{path}[]")


def test_every_type_that_is_read_has_a_recording() -> None:
    shown = {wanted["type"] for one in RECORDINGS for wanted in one.resources}
    read = {mapping.type for service in services().values() for mapping in service.resources}
    assert read - shown == set()
    assert {one.service for one in RECORDINGS} == set(services())


@pytest.mark.parametrize("one", RECORDINGS, ids=lambda one: one.name)
def test_no_secret_is_kept(one: Recording) -> None:
    found, _ = _read(one)
    assert not [resource.id for resource in found if PLANTED in str(resource)]


def test_secrets_are_planted() -> None:
    assert sum(PLANTED in str(one.answers) for one in RECORDINGS) > 5
