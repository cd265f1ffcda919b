"""Accepting a risk: marked, dated, and reported when it is over or fits nothing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from scanner.errors import InputError
from scanner.model import FindingState, Report
from scanner.pipeline import Request, report, scan

SAMPLE = Path(__file__).resolve().parents[1] / "sample_inventories" / "one-region.yaml"
VENDOR = """
accept:
  - rule: journey-needs-one-vendor
    domain: vendor/fireblocks
    until: {until}
    owner: custody
    reason: contract runs until spring
"""


def judged(config: str, tmp_path: Path) -> Report:
    file = tmp_path / "cutset.yaml"
    file.write_text(config)
    request = Request(inventories=(SAMPLE,), config=file, today=date(2026, 11, 21))
    return report(scan(request))


def states(result: Report, rule: str) -> set[FindingState]:
    return {f.state for f in result.findings if f.rule_id == rule}


def test_an_accepted_risk_is_marked_and_still_shown(tmp_path: Path) -> None:
    result = judged(VENDOR.format(until="2027-03-31"), tmp_path)
    assert states(result, "journey-needs-one-vendor") == {FindingState.ACCEPTED}
    assert not result.warnings


def test_an_expired_acceptance_counts_no_more_and_is_told(tmp_path: Path) -> None:
    result = judged(VENDOR.format(until="2026-11-20"), tmp_path)
    assert states(result, "journey-needs-one-vendor") == {FindingState.NEW}
    assert "expired on 2026-11-20" in result.warnings[0]


def test_an_acceptance_that_fits_nothing_is_told(tmp_path: Path) -> None:
    text = VENDOR.format(until="2027-03-31").replace("fireblocks", "bitgo")
    assert "fits no finding" in judged(text, tmp_path).warnings[0]


def test_a_wrong_date_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cutset\.yaml:3.*not a date"):
        judged(VENDOR.format(until="next year"), tmp_path)


# --- what each condition fits -----------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "slip", "meant"),
    [
        (
            "domain: vendor/fireblocks",
            "domain: vendor/firebloks",
            "did you mean vendor/fireblocks?",
        ),
        ("domain: vendor/fireblocks", "journey: withdrawl", "did you mean withdraw?"),
        (
            "rule: journey-needs-one-vendor",
            "rule: journey-needs-one-vendr",
            "no such rule (did you",
        ),
    ],
)
def test_a_slip_is_told_with_what_was_meant(
    field: str, slip: str, meant: str, tmp_path: Path
) -> None:
    text = VENDOR.format(until="2027-03-31").replace(field, slip)
    assert meant in judged(text, tmp_path).warnings[0]


def test_a_journey_is_accepted_only_where_it_alone_suffers(tmp_path: Path) -> None:
    text = VENDOR.format(until="2027-03-31").replace(
        "domain: vendor/fireblocks", "journey: withdraw"
    )
    result = judged(text.replace("one-vendor", "one-region"), tmp_path)
    assert states(result, "journey-needs-one-region") == {FindingState.NEW}
    assert "fits no finding" in result.warnings[0]


@pytest.mark.parametrize("name", ["rule", "owner", "reason", "until"])
def test_an_empty_field_accepts_nothing(name: str, tmp_path: Path) -> None:
    lines = VENDOR.format(until="2027-03-31").splitlines()
    text = "\n".join(
        re.sub(r": .*", ": ''", line) if f"{name}:" in line else line for line in lines
    )
    with pytest.raises(InputError, match=rf"cutset\.yaml.*accept\[0\]\.{name}: is empty"):
        judged(text, tmp_path)


# --- in code ----------------------------------------------------------------------------

CODE = """\
provider "aws" {
  region = "eu-west-1"
}

resource "aws_instance" "web" {
  availability_zone = "eu-west-1a"
}
"""
HERE = '# cutset: accept[one-copy] until=2027-03-31 owner=sre reason="replaced in spring"'


def of_code(files: dict[str, str], folder: Path, *more: Path, today: str = "2026-11-21") -> Report:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return report(scan(Request(paths=(folder, *more), today=date.fromisoformat(today))))


def with_line(at: int, text: str = HERE) -> str:
    lines = CODE.splitlines()
    return "\n".join([*lines[:at], text, *lines[at:]]) + "\n"


def test_a_comment_above_the_resource_accepts_its_finding_and_no_other(tmp_path: Path) -> None:
    plain = of_code({"main.tf": CODE}, tmp_path)
    result = of_code({"main.tf": with_line(4)}, tmp_path)
    assert states(result, "one-copy") == {FindingState.ACCEPTED}
    assert not result.warnings
    others = {f.id: f.state for f in result.findings if f.rule_id != "one-copy"}
    assert others == {f.id: f.state for f in plain.findings if f.rule_id != "one-copy"}
    assert [f.id for f in result.findings] == [f.id for f in plain.findings]


@pytest.mark.parametrize(
    ("line", "text", "says"),
    [
        (0, HERE, "main.tf:1:1: the acceptance of one-copy fits no finding of line 2 (line 6 has"),
        (4, HERE.replace("one-copy", "one-cpy"), "no such rule (did you mean one-copy?)"),
        (4, HERE.replace("owner=sre", ""), "main.tf:5: this acceptance has no owner"),
        (4, HERE.replace("2027", "2026"), "main.tf:5:1: the acceptance of one-copy expired"),
    ],
)
def test_what_does_not_count_is_told_and_accepts_nothing(
    line: int, text: str, says: str, tmp_path: Path
) -> None:
    result = of_code({"main.tf": with_line(line, text)}, tmp_path)
    assert states(result, "one-copy") == {FindingState.NEW}
    (warning,) = result.warnings
    assert says in warning


def test_its_last_day_still_counts_and_the_next_does_not(tmp_path: Path) -> None:
    last = of_code({"main.tf": with_line(4)}, tmp_path, today="2027-03-31")
    over = of_code({"main.tf": with_line(4)}, tmp_path, today="2027-04-01")
    assert states(last, "one-copy") == {FindingState.ACCEPTED}
    assert states(over, "one-copy") == {FindingState.NEW}


def test_downloaded_code_accepts_nothing(tmp_path: Path) -> None:
    """Whoever wrote a module carries no risk of whoever uses it."""
    modules = '{"Modules":[{"Key":"web","Source":"x/web/aws","Dir":".terraform/modules/web"}]}'
    provider, _, resource = with_line(4).partition("\n\n")
    files = {
        "main.tf": f'{provider}\nmodule "web" {{\n  source = "x/web/aws"\n}}\n',
        ".terraform/modules/modules.json": modules,
        ".terraform/modules/web/main.tf": resource,
    }
    result = of_code(files, tmp_path)
    assert states(result, "one-copy") == {FindingState.NEW}
    assert any("downloaded code" in warning for warning in result.warnings)


def test_a_name_that_two_sources_have_accepts_nothing(tmp_path: Path) -> None:
    other = tmp_path / "b"
    other.mkdir()
    (other / "main.tf").write_text(CODE)
    result = of_code({"main.tf": with_line(4)}, tmp_path / "a", other)
    assert FindingState.ACCEPTED not in states(result, "one-copy")
    assert "2 of the scanned sources have a file main.tf" in " ".join(result.warnings)


def test_a_comment_in_an_inventory(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(
        "schema_version: 1\njourneys: [{id: buy, needs: [web]}]\nresources:\n"
        f"  {HERE}\n  - {{id: web, type: aws_instance, region: eu-west-1, zones: [euw1-az1]}}\n"
    )
    result = report(scan(Request(inventories=(file,), today=date(2026, 11, 21))))
    assert states(result, "one-copy") == {FindingState.ACCEPTED}
