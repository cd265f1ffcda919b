"""The published JSON Schemas are those of the code, and what we ship is valid by them.

Write them anew with `python3 dev.py fix`, or `python -m tests.test_schemas` alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from scanner.collect import inventory_file
from scanner.collect.aws import declarations
from scanner.config import Config
from scanner.model.codec import encode, json_schema, read_document
from scanner.pipeline import Request, report, scan
from scanner.report import Look, json
from scanner.rule import Rule

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "schema"
SAMPLES = ROOT / "sample_inventories"
STORIES = [f for f in sorted(SAMPLES.glob("*.yaml")) if ".expected" not in f.name]


def schemas() -> dict[str, dict[str, Any]]:
    """Every published schema by the name of its file."""
    return {
        "inventory-1.json": inventory_file.schema(),
        "report-1.json": json.schema(),
        "aws-service-1.json": declarations.schema(),
        "config-1.json": json_schema(
            Config, title="cutset.yaml", identifier="urn:cutset:schema:config-1"
        ),
        "rule-1.json": json_schema(
            Rule, title="cutset rule", identifier="urn:cutset:schema:rule-1"
        ),
    }


def text(schema: dict[str, Any]) -> bytes:
    """A schema as its file holds it."""
    return encode(schema, indent=2) + b"\n"


def write() -> None:
    """Write every schema to docs/schema."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / name).write_bytes(text(schema))


@pytest.mark.parametrize("name", sorted(schemas()))
def test_up_to_date(name: str) -> None:
    file = FOLDER / name
    published = file.read_bytes() if file.is_file() else b""
    assert published == text(schemas()[name]), f"docs/schema/{name} is old: python3 dev.py fix"


def test_nothing_else_is_published() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(schemas())


@pytest.mark.parametrize("name", sorted(schemas()))
def test_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas()[name])


@pytest.mark.parametrize(
    ("name", "file"),
    [
        *(("inventory-1.json", file) for file in STORIES),
        *(("config-1.json", file) for file in sorted(SAMPLES.rglob("cutset.yaml"))),
        *(("aws-service-1.json", file) for file in sorted(declarations.SERVICES.glob("*.yaml"))),
        *(("rule-1.json", file) for file in sorted((ROOT / "rules").rglob("*.yaml"))),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else value.partition("-")[0],
)
def test_what_we_ship_is_valid(name: str, file: Path) -> None:
    value = read_document(file.read_bytes(), file.name).value
    jsonschema.validate(value, schemas()[name])


def test_a_report_is_valid() -> None:
    done = report(scan(Request(inventories=(SAMPLES / "one-region.yaml",))))
    jsonschema.validate(
        read_document(json.render(done, Look()).encode(), "report.json").value, json.schema()
    )


@pytest.mark.parametrize("name", ["inventory-1.json", "config-1.json", "rule-1.json"])
def test_an_unknown_field_is_not_valid(name: str) -> None:
    with pytest.raises(jsonschema.ValidationError, match="no_such_field"):
        jsonschema.validate({"schema_version": 1, "no_such_field": 1}, schemas()[name])


if __name__ == "__main__":
    write()
