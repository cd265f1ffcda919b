"""What a change makes worse: what means something is told, and what can no longer be seen is not
called fixed. What means nothing is in `test_mutations`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from scanner.model import FindingState, Read, Report, Severity
from scanner.pipeline import Request, report, scan
from scanner.rule import compared
from scanner.rule.likeness import Known, same_findings

SAMPLE = Path(__file__).resolve().parents[2] / "sample_inventories" / "kestrel-terraform"
Mutation = Callable[[Path], None]


def judged(folder: Path) -> Report:
    return report(scan(Request(paths=(folder,), config=folder / "cutset.yaml")))


@cache
def base() -> Report:
    return judged(SAMPLE)


# --- what means something ---------------------------------------------------------------


def resource(name: str, zone: str = "eu-west-1a", more: str = "") -> str:
    return f'resource "aws_instance" "{name}" {{\n  availability_zone = "{zone}"\n{more}}}\n'


PROVIDER = 'provider "aws" {\n  region = "eu-west-1"\n}\n'


def of(folder: Path, *blocks: str, journey: str = "[aws_instance.web]", more: str = "") -> Report:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf").write_text(PROVIDER + "".join(blocks))
    (folder / "cutset.yaml").write_text(
        f"journeys:\n  - {{id: buy, name: Buy, tier: 1, rto: 1h, needs: {journey}}}\n{more}"
    )
    return judged(folder)


def counted(result: Report, rule: str) -> dict[str, int]:
    return dict(Counter(str(f.state) for f in result.findings if f.rule_id == rule))


def test_one_more_of_a_kind_is_new_even_if_it_looks_like_what_is_there(tmp_path: Path) -> None:
    before = of(tmp_path, resource("web"))
    after = of(tmp_path, resource("web"), resource("worker"))
    assert counted(compared(before, after), "one-copy") == {"existing": 1, "new": 1}


def test_renamed_and_one_more_is_one_new(tmp_path: Path) -> None:
    before = of(tmp_path, resource("web"))
    after = of(tmp_path, resource("api"), resource("bot"), journey="[aws_instance.api]")
    result = compared(before, after)
    assert counted(result, "one-copy") == {"existing": 1, "new": 1}
    (new,) = [f for f in result.findings if f.state is FindingState.NEW]
    assert new.subjects[0] == ".:aws_instance.bot"


def test_what_is_gone_is_fixed(tmp_path: Path) -> None:
    before = of(tmp_path, resource("web"), resource("worker"))
    after = of(tmp_path, resource("web"))
    result = compared(before, after)
    assert counted(result, "one-copy") == {"existing": 1, "fixed": 1}
    assert result.verdict.sentence == "This change makes nothing worse that is known. 1 fixed."
    assert not result.warnings


def test_a_new_dependency_is_the_headline(tmp_path: Path) -> None:
    before = of(tmp_path, resource("web"), journey="[aws_instance.web]")
    after = of(tmp_path, resource("web"), journey="[aws_instance.web, vendor/stripe]")
    result = compared(before, after)
    assert result.verdict.sentence == "Buy now stops if Stripe fails; was: keeps working."
    assert counted(result, "journey-needs-one-vendor") == {"new": 1}


def test_a_journey_that_matters_more_makes_it_worse(tmp_path: Path) -> None:
    before = of(tmp_path, resource("web"))
    (tmp_path / "cutset.yaml").write_text(
        "journeys:\n  - {id: buy, name: Buy, tier: 3, needs: [aws_instance.web]}\n"
    )
    lesser = judged(tmp_path)
    assert "worse" in counted(compared(lesser, before), "one-copy")
    assert counted(compared(before, lesser), "one-copy") == {"existing": 1}


def test_one_more_journey_makes_it_worse(tmp_path: Path) -> None:
    before = of(tmp_path, resource("web"))
    second = "  - {id: sell, name: Sell, tier: 2, needs: [aws_instance.web]}\n"
    after = of(tmp_path, resource("web"), more=second)
    assert counted(compared(before, after), "one-copy") == {"worse": 1}
    assert counted(compared(after, before), "one-copy") == {"existing": 1}


ACCEPT = "accept:\n  - {{rule: one-copy, until: {}, owner: sre, reason: known}}\n"


def test_what_is_no_longer_accepted_is_new(tmp_path: Path) -> None:
    """Accepting a risk until a day does not make it one that was always there."""
    accepted = of(tmp_path, resource("web"), more=ACCEPT.format("2999-01-01"))
    expired = of(tmp_path, resource("web"), more=ACCEPT.format("2020-01-01"))
    assert counted(compared(accepted, expired), "one-copy") == {"new": 1}
    assert counted(compared(expired, accepted), "one-copy") == {"accepted": 1}
    assert counted(compared(accepted, accepted), "one-copy") == {"accepted": 1}


# --- what can no longer be seen ---------------------------------------------------------


def test_what_is_out_of_sight_is_not_fixed(tmp_path: Path) -> None:
    before = of(tmp_path, resource("web"), journey="[aws_instance.web, vendor/stripe]")
    hidden = 'module "far" {\n  source = "git::https://example.com/x.git"\n}\n'
    queue = 'resource "aws_sqs_queue" "q" {\n}\n'
    after = of(tmp_path, hidden, queue, journey="[aws_instance.web, vendor/stripe]")
    result = compared(before, after)
    gone = counted(result, "one-copy")
    assert "fixed" not in gone
    assert any("not known to be fixed" in warning for warning in result.warnings)
    assert "no longer known" in result.verdict.sentence


def test_a_finding_about_no_journey_is_not_fixed_by_reading_less(tmp_path: Path) -> None:
    before = of(tmp_path, resource("web"), resource("worker"))
    after = of(tmp_path, resource("web"))
    (source,) = after.coverage.sources
    source = msgspec.structs.replace(source, read=Read.PART, reason="a module")
    coverage = msgspec.structs.replace(after.coverage, sources=(source,))
    result = compared(before, msgspec.structs.replace(after, coverage=coverage))
    assert counted(result, "one-copy") == {"existing": 1}
    assert result.warnings


# --- laws -------------------------------------------------------------------------------


def test_nothing_is_new_against_itself() -> None:
    result = compared(base(), base())
    assert {f.state for f in result.findings} == {FindingState.EXISTING}
    assert [f.id for f in result.findings] == [f.id for f in base().findings]


def test_against_nothing_everything_is_new() -> None:
    nothing = msgspec.structs.replace(base(), findings=(), table=(), journeys=())
    assert {f.state for f in compared(nothing, base()).findings} == {FindingState.NEW}
    assert {f.state for f in compared(base(), nothing).findings} == {FindingState.FIXED}


SOME = st.lists(
    st.builds(
        Known,
        id=st.sampled_from("abcdefgh"),
        rule_id=st.sampled_from(["one", "two"]),
        severity=st.sampled_from(Severity),
        domain=st.sampled_from(["", "zone a", "zone x_y.b"]),
        subject=st.sampled_from(["", "x_y.a", "x_y.b", "v_w.a"]),
        harm=st.sampled_from([{}, {"buy": "stopped"}]),
    ),
    unique_by=lambda known: known.id,
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(SOME, SOME)
def test_each_is_matched_once_and_only_with_its_like(old: list[Known], new: list[Known]) -> None:
    found = same_findings(old, new)
    ids = [known.id for known in found.values()]
    assert len(ids) == len(set(ids))
    now = {known.id: known for known in new}
    assert set(found) <= set(now)
    for name, known in found.items():
        assert known.id == name or (known.rule_id, known.domain != "") == (now[name].rule_id, True)
    same = {known.id for known in old} & set(now)
    assert all(found[name].id == name for name in same)


@settings(max_examples=100, deadline=None)
@given(SOME, st.randoms())
def test_the_order_of_findings_means_nothing(new: list[Known], random: object) -> None:
    shuffled = list(new)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert {name: known.id for name, known in same_findings(shuffled, new).items()} == {
        known.id: known.id for known in new
    }
