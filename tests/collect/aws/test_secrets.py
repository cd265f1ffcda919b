"""Wherever an answer holds a secret, nothing that is kept of it does."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from scanner.collect.aws.asking import Where
from scanner.collect.aws.declarations import services
from scanner.collect.aws.fetch import fetch
from scanner.collect.aws.translate import tags_of, translate

from tests.collect.aws.answers import Recording, recordings

SECRET = "hunter2-Xq9"
SCRIPT = f"#!/bin/sh\nexport DB_PASSWORD={SECRET}\ncurl https://u:{SECRET}@setup.example.com/\n"
PLANTS = [SCRIPT, base64.b64encode(SCRIPT.encode()).decode()]
"""A text with secrets of two forms, as it stands and as answers encode such texts."""


@pytest.mark.parametrize("one", recordings(), ids=lambda one: one.name)
def test_no_secret_is_kept_wherever_it_stands(one: Recording) -> None:
    """Each text of the answers in turn is one that holds secrets."""
    for answers in _planted(one.answers):
        assert SECRET not in _kept(replace(one, answers=answers))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("ec2", "user_data"),
        ("ec2_parts", "user_data"),
        ("autoscaling", "user_data"),
        ("ecs", "container_definitions"),
        ("ssm", "value"),
        ("tags", "tags"),
    ],
)
def test_what_stands_around_a_secret_is_kept(name: str, kept: str) -> None:
    """So the law above is about something."""
    (one,) = (one for one in recordings() if one.name == name)
    shown = [
        text
        for a in _planted(one.answers)
        if "setup.example.com" in (text := _kept(replace(one, answers=a)))
    ]
    assert any(kept in text for text in shown)


def _kept(one: Recording) -> str:
    """Attributes, tags and reasons; names and ids are what people call things by in public."""
    service = services()[one.service]
    where = Where(one.account, one.region, service.service)
    answers = fetch(service, where, one.asking)
    found = [
        ({**r.attributes, "name": ""}, r.tags, r.unknown)
        for r in translate(service, where, answers, one.zones)
    ]
    return f"{found} tags {[*tags_of(service, answers).values()]}"


def _planted(value: Any) -> Iterator[Any]:
    """`value` with one of its texts in turn replaced; keys stay."""
    if isinstance(value, str):
        yield from PLANTS
    elif isinstance(value, dict):
        for key, part in value.items():
            for planted in _planted(part) if key != "given" else ():
                yield {**value, key: planted}
    elif isinstance(value, list):
        for position, part in enumerate(value):
            for planted in _planted(part):
                yield [*value[:position], planted, *value[position + 1 :]]
