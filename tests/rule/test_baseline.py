"""A baseline: written, read back in each form, and only what is new or worse told apart."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import msgspec
import pytest
from scanner.errors import InputError
from scanner.model import Finding, FindingState, Report, Severity
from scanner.model.codec import encode
from scanner.pipeline import Request, report, scan
from scanner.report import Look
from scanner.report import json as json_format
from scanner.rule import against, baseline_of, read_baseline
from scanner.rule.baseline import known_now

SAMPLE = Path(__file__).resolve().parents[2] / "sample_inventories" / "one-region.yaml"


@cache
def now() -> Report:
    return report(scan(Request(inventories=(SAMPLE,))))


def with_findings(*findings: Finding) -> Report:
    return msgspec.structs.replace(now(), findings=findings)


def written(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


FORMS = {
    "a baseline": lambda report: baseline_of(report).encoded(),
    "a report": lambda report: json_format.render(report, Look()).encode(),
    "ids as JSON": lambda report: encode([finding.id for finding in report.findings]),
    "ids in lines": lambda report: "".join(
        f"{f.id}  # {f.says}\n" for f in report.findings
    ).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_was_there_exists_and_the_rest_is_new(form: str, tmp_path: Path) -> None:
    _, *rest = now().findings
    file = written(tmp_path / "known", FORMS[form](with_findings(*rest)))
    told = against(read_baseline(file), now())
    assert [f.state for f in told.findings] == [
        FindingState.NEW,
        *[FindingState.EXISTING] * len(rest),
    ]
    assert [f.id for f in told.findings] == [f.id for f in now().findings]
    assert told.verdict == now().verdict
    assert not told.warnings


@pytest.mark.parametrize("form", ["a baseline", "a report"])
def test_what_does_more_harm_is_worse(form: str, tmp_path: Path) -> None:
    first, *rest = now().findings
    milder = msgspec.structs.replace(first, severity=Severity.LOW)
    file = written(tmp_path / "known", FORMS[form](with_findings(milder, *rest)))
    told = against(read_baseline(file), now())
    assert [f.state for f in told.findings][:2] == [FindingState.WORSE, FindingState.EXISTING]


def test_what_is_accepted_or_fixed_is_no_baseline() -> None:
    first, second, *_ = now().findings
    accepted = msgspec.structs.replace(first, state=FindingState.ACCEPTED)
    fixed = msgspec.structs.replace(second, state=FindingState.FIXED)
    assert not baseline_of(with_findings(accepted, fixed)).findings
    states = [f.state for f in known_now(with_findings(accepted, fixed, first)).findings]
    assert states == [FindingState.ACCEPTED, FindingState.FIXED, FindingState.EXISTING]


def test_an_accepted_finding_stays_accepted() -> None:
    first, *rest = now().findings
    accepted = msgspec.structs.replace(first, state=FindingState.ACCEPTED)
    told = against(baseline_of(now()), with_findings(accepted, *rest))
    assert told.findings[0].state is FindingState.ACCEPTED


def test_what_is_gone_is_counted() -> None:
    told = against(baseline_of(now()), with_findings(*now().findings[2:]))
    (warning,) = told.warnings
    assert "2 findings of it are gone" in warning


def test_the_same_findings_are_the_same_bytes_in_any_order() -> None:
    turned = with_findings(*reversed(now().findings))
    assert baseline_of(turned).encoded() == baseline_of(now()).encoded()
    ids = [entry["id"] for entry in json.loads(baseline_of(now()).encoded())["findings"]]
    assert ids == sorted(ids)


def test_no_line_and_no_file_is_in_it() -> None:
    assert SAMPLE.name not in baseline_of(now()).encoded().decode()


BROKEN = [
    (b"{", "not JSON"),
    (b'{"kind": "baseline"}', "schema_version"),
    (b'{"kind": "baseline", "schema_version": 2}', "invalid enum value 2"),
    (b'{"kind": "baseline", "schema_version": 1, "findngs": []}', "Did you mean findings"),
    (b'{"some": "report"}', "known"),
    (b'["0123456789abcdef", "xyz"]', '"xyz" is no id of a finding'),
    (b"0123456789abcdef\n\nxyz\n", "known:3"),
    (b"[1]", "expected `str`"),
]


@pytest.mark.parametrize(("content", "says"), BROKEN)
def test_what_is_no_baseline_is_told(content: bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_baseline(written(tmp_path / "known", content))
    assert says in str(error.value)


def test_a_file_that_is_not_there_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--write-baseline"):
        read_baseline(tmp_path / "nowhere.json")


def test_an_empty_baseline_knows_nothing(tmp_path: Path) -> None:
    told = against(read_baseline(written(tmp_path / "known", b"")), now())
    assert {f.state for f in told.findings} == {FindingState.NEW}
