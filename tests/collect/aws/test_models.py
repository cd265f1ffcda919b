"""The SDK's descriptions of services, read by us and by the SDK: equal but for what people read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader
from scanner.collect.aws.declarations import services
from scanner.collect.aws.models import Plain

SERVICES = sorted({one.service for one in services().values()})


def without_words(value: Any) -> Any:
    """The slow way: a copy in which every text called `documentation` is empty."""
    if isinstance(value, dict):
        return {
            key: "" if key == "documentation" and isinstance(inner, str) else without_words(inner)
            for key, inner in value.items()
        }
    return [without_words(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", ["service-2", "paginators-1", "endpoint-rule-set-1"])
def test_nothing_differs_but_words(kind: str) -> None:
    ours, theirs = Loader(file_loader=Plain()), Loader()
    kinds = {name for name in SERVICES if name in theirs.list_available_services(kind)}
    assert len(kinds) > 60
    for name in kinds:
        found = ours.load_service_model(name, kind)
        assert found == without_words(theirs.load_service_model(name, kind)), name
        for key, value in found.items():  # the order of members is that of the call's
            assert not isinstance(value, dict) or list(value) == list(
                theirs.load_service_model(name, kind)[key]
            )


def test_a_field_that_is_called_documentation_stays(tmp_path: Path) -> None:
    text = '{"members": {"documentation": {"shape": "Text"}}, "documentation": "words"}'
    (tmp_path / "one.json").write_text(text)
    found = Plain().load_file(str(tmp_path / "one"))
    assert found == {"members": {"documentation": {"shape": "Text"}}, "documentation": ""}
    assert Plain().load_file(str(tmp_path / "none")) is None
