"""Inventory files: what is read of them, and how their faults are told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from scanner.collect.inventory_file import collect, schema
from scanner.errors import InputError, LimitError
from scanner.model import Duration, FileOrigin, Inventory, Need
from scanner.model.codec import encode

SAMPLES = Path(__file__).parents[2] / "sample_inventories"

SOUND = """\
schema_version: 1
about: an exchange
resources:
  - id: ledger
    type: aws_db_instance
    region: us-east-1
    zones: [us-east-1a]
    attributes: {multi_az: true, size: 3, name: no}
    needs:
      - dns
      - {any_of: [a, {to: b, after: 90s}], effect: slow}
  - type: service
    id: "dns"
domains:
  - {id: vendor/infura, kind: vendor}
journeys:
  - id: withdraw
    tier: 1
    rto: 1h30m
    needs: [ledger]
"""


def read(folder: Path, text: str | bytes, name: str = "inventory.yaml") -> Inventory:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return collect(file, name)


def fault(folder: Path, text: str | bytes, name: str = "inventory.yaml") -> InputError:
    with pytest.raises(InputError) as caught:
        read(folder, text, name)
    return caught.value


def as_json(text: str) -> str:
    return json.dumps(yaml.load(text, yaml.BaseLoader), indent=2)


# --- what is read -----------------------------------------------------------------------


def test_sound(tmp_path: Path) -> None:
    found = read(tmp_path, SOUND)
    ledger, dns = found.resources
    assert ledger.zones == ("us-east-1a",)
    assert ledger.attributes == {"multi_az": True, "size": 3, "name": "no"}
    assert ledger.needs[0] == "dns"
    second = ledger.needs[1]
    assert isinstance(second, Need)
    assert second.any_of == ("a", Need(to="b", after=Duration.parse("90s")))
    assert ledger.origin == FileOrigin("inventory.yaml", 4, 5)
    assert dns.origin == FileOrigin("inventory.yaml", 12, 5)
    assert found.domains[0].origin == FileOrigin("inventory.yaml", 15, 5)
    assert found.journeys[0].rto == Duration.parse("90m")
    (source,) = found.sources
    assert (source.id, source.kind, source.declared) == ("inventory.yaml", "inventory", 2)


def test_json_says_the_same(tmp_path: Path) -> None:
    plain = SOUND.replace("    tier: 1\n", "").replace("{multi_az: true, size: 3, name: no}", "{}")
    text = json.dumps({**json.loads(as_json(plain)), "schema_version": 1})
    by_yaml, by_json = read(tmp_path, plain), read(tmp_path, text, "inventory.json")
    for one, other in zip(by_yaml.resources, by_json.resources, strict=True):
        assert (one.id, one.needs, one.zones) == (other.id, other.needs, other.zones)
    assert by_json.resources[0].origin == FileOrigin("inventory.json")


def test_json_under_the_name_of_yaml_has_lines(tmp_path: Path) -> None:
    text = '{"schema_version": 1,\n "resources": [\n  {"id": "a", "type": "x"}]}'
    assert read(tmp_path, text).resources[0].origin == FileOrigin("inventory.yaml", 3, 3)


def test_a_snapshot_comes_back_as_it_was(tmp_path: Path) -> None:
    first = read(tmp_path, SOUND)
    text = b'{"schema_version":1,' + encode(first)[1:]
    assert read(tmp_path, text, "snapshot.json") == first


def test_nothing_in_it(tmp_path: Path) -> None:
    found = read(tmp_path, "schema_version: 1\n")
    assert found.resources == ()
    assert found.sources[0].declared == 0


@pytest.mark.parametrize("file", sorted(SAMPLES.rglob("*.yaml")), ids=lambda file: file.name)
def test_samples(file: Path) -> None:
    text = file.read_text()
    if "schema_version" not in text or file.name == "cutset.yaml":
        pytest.skip("no inventory")
    assert collect(file, file.name).resources


# --- faults -----------------------------------------------------------------------------

HEAD = "schema_version: 1\nresources:\n"
FAULTS: list[tuple[str, tuple[int, int], str, str, str]] = [
    (
        HEAD + "  - id: a\n    type: x\n    regoin: us-east-1\n",
        (5, 5),
        "resources[0].regoin",
        'there is no field "regoin" here',
        "Did you mean region",
    ),
    (
        "schema_version: 1\nresuorces: []\n",
        (2, 1),
        "resuorces",
        'there is no field "resuorces" here',
        "Did you mean resources",
    ),
    (
        HEAD + "  - {id: a, type: x}\n  - {id: b, type: x, zones: us-east-1a}\n",
        (4, 22),
        "resources[1].zones",
        "expected `array`, got `str`",
        "",
    ),
    (HEAD + "  - id: a\n", (3, 5), "resources[0]", "missing required field `type`", ""),
    ("resources: []\n", (1, 1), "", "missing required field `schema_version`", ""),
    ("schema_version: one\n", (1, 1), "schema_version", "expected `int`", ""),
    ("schema_version: 2\n", (1, 1), "schema_version", "schema version 2 is not one", "version 1"),
    ("[]\n", (1, 1), "", "expected `object`, got `array`", ""),
    ("text\n", (1, 1), "", "expected `object`, got `str`", ""),
    ("", (1, 1), "", "expected `object`, got `null`", ""),
    (
        HEAD + "  - {id: a, type: x}\n  - {id: b, type: x}\n  - {id: a, type: x}\n",
        (5, 5),
        "resources[2].id",
        '"a" is defined twice, first on line 3',
        "",
    ),
    (
        "schema_version: 1\njourneys:\n  - {id: a}\n  - {id: a}\n",
        (4, 5),
        "journeys[1].id",
        '"a" is defined twice, first on line 3',
        "",
    ),
    (HEAD + '  - {id: "a#b", type: x}\n', (3, 5), "resources[0].id", '"a#b" is no id', ""),
    (HEAD + '  - {id: "a@b", type: x}\n', (3, 5), "resources[0].id", '"a@b" is no id', ""),
    (HEAD + '  - {id: " ", type: x}\n', (3, 5), "resources[0].id", '" " is no id', ""),
    (
        HEAD + "  - id: a\n    type: x\n    needs:\n      - {to: b, any_of: [c]}\n",
        (6, 9),
        "needs",
        "exactly one of",
        "",
    ),
    (
        HEAD + "  - id: a\n    type: x\n    needs:\n      - any_of:\n          - {of: [b, c]}\n",
        (7, 13),
        "needs",
        "exactly one of",
        "",
    ),
    (
        "schema_version: 1\njourneys:\n  - id: a\n    rto: soon\n",
        (4, 5),
        "journeys[0].rto",
        "soon",
        "",
    ),
    (
        "schema_version: 1\njourneys:\n  - id: a\n    needs:\n      - {to: b, effect: stpo}\n",
        (5, 17),
        "journeys[0].needs[0].effect",
        "stpo",
        "",
    ),
    (
        HEAD + f"  - {{id: a, type: x, name: {'n' * 2_000}}}\n",
        (3, 5),
        "resources[0].name",
        "a name of 2,000 characters is longer than the 1,000 that are read",
        "",
    ),
    (HEAD + "  - {id: a, id: b, type: x}\n", (3, 13), "", '"id" is given twice', ""),
    ("schema_version: 1\nresources: [\n", (3, 1), "", "", ""),
    ("a: b: c\n", (1, 5), "", "mapping values are not allowed", ""),
    ("schema_version: 1\n\tabout: x\n", (2, 1), "", "", ""),
    ("schema_version: 1\nabout: !!python/name:os.system x\n", (2, 8), "", "", ""),
    ("schema_version: 1\nabout: !secret x\n", (2, 8), "", "the tag !secret is not read", ""),
    (HEAD + "  - {id: a, type: x, to: b}\n", (3, 22), "resources[0].to", 'no field "to"', ""),
    ("schema_version: 1\n---\nschema_version: 1\n", (2, 1), "", "", ""),
    ("schema_version: 1\nabout: *nowhere\n", (2, 8), "", "undefined alias", ""),
    ("schema_version: 1\n? [a, b]\n: c\n", (2, 3), "", "", ""),
    ("schema_version: 1\n1: x\n", (1, 1), "", "expected `str`", ""),
]


@pytest.mark.parametrize(("text", "place", "field", "what", "hint"), FAULTS)
def test_faults_name_file_line_and_field(
    tmp_path: Path, text: str, place: tuple[int, int], field: str, what: str, hint: str
) -> None:
    error = fault(tmp_path, text)
    assert (error.path, error.line, error.column) == ("inventory.yaml", *place)
    assert error.field == field
    assert what in error.what
    assert hint in error.next
    assert str(error).startswith(f"inventory.yaml:{place[0]}:{place[1]}:")


JSON_FAULTS: list[tuple[str, int, str, str]] = [
    ('{"schema_version": 1,\n "resources": [\n {"id": "a", "typo": 1}]}', 3, "resources[0].typo",
     "typo"),
    ('{"schema_version": 1,\n "resources": [\n {"id": "a"}]}', 3, "resources[0]", "type"),
    ('{"schema_version": 1,', 1, "", "not JSON"),
    ("schema_version: 1", 1, "", "not JSON"),
    ('{"schema_version": 7}', 1, "schema_version", "schema version 7"),
    ('{"schema_version": 1, "resources": [{"id": "a", "type": "x"}, {"id": "a", "type": "x"}]}', 1,
     "resources[1].id", '"a" is defined twice'),
    ("[" * 100_000, 1, "", ""),
    ('{"a":' * 100_000, 1, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "field", "what"), JSON_FAULTS)
def test_faults_in_json(tmp_path: Path, text: str, line: int, field: str, what: str) -> None:
    error = fault(tmp_path, text, "inventory.json")
    assert (error.path, error.line, error.field) == ("inventory.json", line, field)
    assert what in error.what


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        collect(tmp_path / "nowhere.yaml", "nowhere.yaml")
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        collect(tmp_path, "folder")


# --- bombs ------------------------------------------------------------------------------


def laughs(levels: int) -> str:
    lines = ["schema_version: 1", "about: x", "a0: &a0 [lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


BOMBS: list[tuple[str, str | bytes]] = [
    ("unfolds to more than", laughs(10)),
    ("contains itself", "schema_version: 1\nresources: &a [*a]\n"),
    ("contains itself", "schema_version: 1\nresources: &a {x: {y: *a}}\n"),
    ("levels deep", "schema_version: 1\nresources: " + "[" * 500 + "]" * 500 + "\n"),
    ("levels deep", "schema_version: 1\nresources: " + "{a: " * 5_000 + "}" * 5_000 + "\n"),
    ("16 MB", b"#" * (17 * 2**20)),
]


@pytest.mark.parametrize(("what", "text"), BOMBS, ids=range(len(BOMBS)))
def test_bombs(tmp_path: Path, what: str, text: str | bytes) -> None:
    error = fault(tmp_path, text)
    assert isinstance(error, LimitError)
    assert what in error.what
    assert error.exit_code == 2


@pytest.mark.parametrize("depth", [50_000, 1_000_000])
def test_the_parser_survives_what_is_nested_deeper_still(tmp_path: Path, depth: int) -> None:
    """In a process of its own: a parser that recurses in C takes the process with it."""
    (tmp_path / "deep.yaml").write_text("[" * depth)
    program = (
        "from pathlib import Path; from scanner.collect.inventory_file import collect\n"
        "from scanner.errors import InputError\n"
        "try: collect(Path('deep.yaml'), 'deep.yaml')\n"
        "except InputError: print('refused')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(SAMPLES.parent)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "refused\n", done.stderr[-500:]


@pytest.mark.parametrize(
    "content",
    [b"\x00", b"\xff\xfe\x00", bytes(range(256)), b"a: \x07", b"\x80abc", b"%YAML 9.9\n---\n",
     b"!<tag:yaml.org,2002:binary> x", b"a: 0x", b"a: 99999999999999999999999999999", b"a: .nan",
     b"<<: 5", b"<<: [1]", b"schema_version: 1\n<<: {about: 5}\n", b"a: 1:2:3", b"=: 1",
     b"schema_version: 1e999", b"a: " + b"9" * 10_000, b"!!int x", b"!!float x", b"!!timestamp x",
     b"!!bool x", b"!!omap x", b"!!set {a}", b"!!map x", b"!!seq x", b"!!merge x"],
    ids=lambda content: repr(content[:20]),
)  # fmt: skip
@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_noise_is_an_input_error(tmp_path: Path, content: bytes, name: str) -> None:
    assert fault(tmp_path, content, name).path == name


# --- the schema -------------------------------------------------------------------------


def valid(value: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(schema()).is_valid(value))


def test_schema_says_what_is_read() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert valid({"schema_version": 1})
    assert valid({"schema_version": 1, "resources": [{"id": "a", "type": "x", "needs": ["b"]}]})
    assert valid({"schema_version": 1, "journeys": [{"id": "a", "rto": "1h"}]})
    assert not valid({})
    assert not valid({"schema_version": 1, "resources": [{"id": "a"}]})
    assert not valid({"schema_version": 1, "resuorces": []})


def test_what_collectors_write_fits_the_schema(tmp_path: Path) -> None:
    first = read(tmp_path, SOUND)
    assert valid({"schema_version": 1, **json.loads(encode(first))})
