"""A redacted report shows no name that somebody gave, whatever the field or format."""

from __future__ import annotations

import json
import re
import types
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scanner.model import (
    ApiOrigin,
    Cell,
    Change,
    DomainRef,
    FileOrigin,
    Finding,
    Journey,
    Location,
    Proof,
    Report,
    State,
    Tool,
)
from scanner.model.codec import encode
from scanner.model.report import RuleText
from scanner.report import Look, formats
from scanner.report.redact import is_redacted, redacted
from scanner.report.redact.aliases import Aliases, key_of
from scanner.report.words import PLAIN, REDACTED

from tests.report.made import EPOCH, RECORDED, every_state, made, recorded
from tests.report.made import finding as made_finding

replace = msgspec.structs.replace
FORMATS = formats()
LOOKS = (Look(), Look(terminal=True, width=160))
KEY = "a key"


@pytest.fixture(autouse=True)
def same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


def shown(report: Report) -> Iterator[tuple[str, str]]:
    """`(format, text)` of every format, in every look."""
    for name, render in FORMATS.items():
        for look in LOOKS:
            yield name, render(report, look)


# --- a canary in every field --------------------------------------------------------------

STAYS = {
    (Tool, "name"), (Tool, "version"), (Tool, "rules"),  # cutset's own
    (Report, "digest"),
    (Finding, "rule_id"), (RuleText, "id"),  # what platforms and acceptances call a rule
    (FileOrigin, "path"), (Location, "path"),
}  # fmt: skip
SAID = ("was_surely", "was_possibly", "surely", "possibly")
STATES = {(Cell, "surely"), (Cell, "possibly"), *((Change, name) for name in SAID)}


class Canaries:
    """A value of any type, with a word nobody has written in every text of it."""

    def __init__(self, dress: Callable[[str], str] = str) -> None:
        self.hidden: dict[str, str] = {}
        """Canary -> the field it sits in."""
        self.staying: list[str] = []
        self._dress = dress
        self._numbers = count()

    def text(self, owner: type, field: str) -> str:
        if (owner, field) in STATES:
            return State.STOPPED.name.lower()
        canary = f"zq{next(self._numbers)}qz"
        if (owner, field) in STAYS:
            self.staying.append(canary)
            return canary
        self.hidden[canary] = f"{owner.__name__}.{field}"
        return self._dress(canary)

    def struct(self, kind: Any, depth: int = 0) -> Any:
        hints = typing.get_type_hints(kind)
        return kind(
            **{
                field: self.value(hints[field], kind, field, depth + (kind in (Proof,)))
                for field in kind.__struct_fields__
            }
        )

    def value(self, hint: Any, owner: type, field: str, depth: int) -> Any:
        origin, inside = typing.get_origin(hint), typing.get_args(hint)
        if origin in (typing.Union, types.UnionType):
            wanted = [one for one in inside if one is not type(None)]
            return self.value(wanted[next(self._numbers) % len(wanted)], owner, field, depth)
        if origin is tuple:
            number = 0 if depth > 3 or "Need" in str(inside) else 3
            return tuple(self.value(inside[0], owner, field, depth + 1) for _ in range(number))
        if origin is dict:
            return {self.text(owner, field): self.value(inside[1], owner, field, depth)}
        if hint is str:
            return self.text(owner, field)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return next(iter(hint))
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            return self.struct(hint, depth)
        return {bool: True, int: 3}.get(hint, 4242.5)


def held(canaries: Canaries) -> None:
    """No hidden canary of a full report is in any format, and what stays is."""
    report = canaries.struct(Report)
    plain = encode(report).decode().lower()
    lost = [c for c in canaries.hidden if c not in plain]
    assert len(lost) <= len(canaries.hidden) // 20, "the canaries are not in the report"
    out = redacted(report, KEY)
    assert not any(journey.loss_per_hour for journey in out.journeys), "money is shown"
    for name, text in shown(out):
        lowered = text.lower()
        seen = {canary: field for canary, field in canaries.hidden.items() if canary in lowered}
        assert not seen, f"{name} shows {seen}"
    whole = encode(out).decode()
    assert all(canary in whole for canary in canaries.staying)


DRESSES: dict[str, Callable[[str], str]] = {
    "alone": str,
    "in a sentence": "Is {} in the region?".format,
    "host": "db.{}.example.com".format,
    "link": "https://user:pass@{}.example.com/a?b=c#d".format,
    "link to itself": "see https://example.com/{} now".format,
    "arn": "arn:aws:rds:us-east-1:123456789012:db:{}".format,
    "person": "{}@example.com".format,
    "person there": "ops@{}.io".format,
    "address": '.:module.{}.aws_db_instance.main["a"]'.format,
    "address there": "live/prod:aws_db_instance.{}[0]".format,
    "reference": "var.{} has no value".format,
    "place": "aws/region/{}".format,
    "zone": "aws/zone/us-east-1-{}".format,
    "vendor": "vendor/{}".format,
    "symbolic": "?aws/region/.: var.{}".format,
    "account": "aws/account/{}".format,
    "hall": "aws/hall/a/b:aws_placement_group.{}".format,
    "part": "part-of:aws/zone/{}".format,
    "journey": "journey:{}".format,
    "side": "{}@writer".format,
    "action": "{}#promote".format,
    "gate": "{}#data?2".format,
    "side itself": "ledger#{}".format,
    "folder": "modules/{}/main".format,
    "above": "../../{}/x.yaml".format,
    "bucket": "s3://{}/state".format,
    "words": "the {} of it".format,
    "upper": lambda text: text.upper(),
    "percent": "%2F{}%2F".format,
    "spaces": "  {}  ".format,
    "control": "a\x1b[31m{}\n::error::".format,
    "beside letters that are no ASCII": "é{}漢".format,
    "joined": "prod-{}-eu_west".format,
    "in brackets": "[{}](1)".format,
    "in quotes": "'\"{}\"'".format,
    "digest": "sha256:{}".format,
}


@pytest.mark.parametrize("dress", DRESSES)
def test_no_canary_is_shown(dress: str) -> None:
    held(Canaries(DRESSES[dress]))


SURROUNDINGS = st.text(st.sampled_from(" .-_/:@#?[]()'\"=,|$%&*~\n\t<>0aZé漢\u202e"), max_size=6)


@settings(max_examples=60, deadline=None)
@given(before=SURROUNDINGS, after=SURROUNDINGS)
def test_no_canary_is_shown_whatever_stands_around_it(before: str, after: str) -> None:
    held(Canaries(lambda text: f"{before}{text}{after}"))


def test_the_canaries_are_seen_where_nothing_is_redacted() -> None:
    canaries = Canaries()
    report = canaries.struct(Report)
    text = "".join(text for _, text in shown(report))
    assert sum(canary in text for canary in canaries.hidden) > 0.9 * len(canaries.hidden)


def test_every_field_with_a_text_has_a_canary() -> None:
    canaries = Canaries()
    canaries.struct(Report)
    fields = set(canaries.hidden.values())
    assert {"Journey.owner", "DomainRef.id", "Proof.why", "Gap.called", "Evidence.says",
            "ApiOrigin.account", "KnowledgeOrigin.source", "Accepted.reason", "Excluded.reason",
            "RuleText.fix", "Verdict.cause", "SourceRead.reason", "Report.warnings",
            } <= fields  # fmt: skip


# --- real reports -------------------------------------------------------------------------


def names_in(report: Report) -> set[str]:
    """Names of journeys, things and people in a recorded report."""
    found: set[str] = set()
    for journey in report.journeys:
        found |= {journey.id, journey.name, journey.owner}
    for domain in report.domains:
        if "/" not in domain.id.partition(":")[0] and not domain.id.startswith("part-of:"):
            found |= {domain.id, domain.name}
    found.discard("")
    return found


def without_paths(text: str, report: Report) -> str:
    """`text` without the paths that stay, longest first."""
    paths = {place.path for finding in report.findings for place in finding.locations} | set(
        re.findall(r'"path":"([^"]+)"', encode(report).decode())
    )
    for path in sorted(paths, key=len, reverse=True):
        text = text.replace(path, "")
    return text


@pytest.mark.parametrize("name", RECORDED)
def test_no_name_of_a_sample_is_shown(name: str) -> None:
    report = recorded(name)
    out = redacted(report, KEY)
    plain = without_paths(encode(report).decode(), report)
    names = {n for n in names_in(report) if len(n) > 6 or " " in n}
    assert sum(n in plain for n in names) > 10
    for format_, text in shown(out):
        text = without_paths(re.sub(r"\\+_", "_", text), report)
        seen = {n for n in names if re.search(rf"(?<![\w-]){re.escape(n)}(?![\w-])", text)}
        assert not seen, f"{format_} shows {seen}"
        assert "111122223333" not in text
        assert "kestrel" not in text.lower()


@pytest.mark.parametrize("name", RECORDED)
def test_what_providers_and_rules_call_things_stays(name: str) -> None:
    report = recorded(name)
    text = FORMATS["json"](redacted(report, KEY), Look())
    assert "AWS us-east-1" in text
    assert "Cloudflare" in text or "Fireblocks" in text
    assert all(f.rule_id in text for f in report.findings)
    assert [f.title for f in redacted(report).findings] == [f.title for f in report.findings]


@pytest.mark.parametrize("name", RECORDED)
def test_ids_lines_and_numbers_stay(name: str) -> None:
    """So that a platform knows each finding again, whatever the mode."""
    report = recorded(name)
    out = redacted(report, KEY)
    for before, after in zip(report.findings, out.findings, strict=True):
        assert (before.id, before.locations, before.severity) == (
            after.id,
            after.locations,
            after.severity,
        )
    assert [c.surely for c in report.table] == [c.surely for c in out.table]
    one, other = (json.loads(FORMATS["sarif"](r, Look()))["runs"][0] for r in (report, out))
    for mine, theirs in zip(one["results"], other["results"], strict=True):
        assert mine["partialFingerprints"] == theirs["partialFingerprints"]
        assert mine["locations"] == theirs["locations"]


@pytest.mark.parametrize("name", RECORDED)
def test_the_chain_can_still_be_followed(name: str) -> None:
    """What was one thing is one, what were two are two."""
    report = recorded(name)
    out = redacted(report, KEY)
    pairs = {(a.id, b.id) for a, b in zip(report.domains, out.domains, strict=True)}
    pairs |= {(a.journey, b.journey) for a, b in zip(report.table, out.table, strict=True)}
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    journeys = {journey.id for journey in out.journeys}
    assert {cell.journey for cell in out.table} <= journeys
    assert {j for f in out.findings for j in f.journeys.stopped} <= journeys


def test_the_kind_of_a_thing_is_told() -> None:
    report = recorded("kestrel-changed")
    text = encode(redacted(report, KEY)).decode()
    for kind in ("journey", "account", "bucket", "instance", "subnet", "cluster"):
        assert re.search(rf"\b{kind}-[a-z2-9]{{5}}\b", text), kind


def test_redacting_twice_is_redacting() -> None:
    once = redacted(recorded("one-region"), KEY)
    assert encode(once) == encode(redacted(recorded("one-region"), KEY))


# --- texts --------------------------------------------------------------------------------

TEXTS = [
    ("2 copies over 3 zones", "2 copies over 3 zones"),
    ("the standby takes over", "the standby takes over"),
    ("Does Fireblocks run on provider/gcp?", "Does Fireblocks run on provider/gcp?"),
    ("use1-az1 and us-east-1", "use1-az1 and us-east-1"),
    ("count is 0", "count is 0"),
    ("takes over after 15 min, until 2027-03-31", "takes over after 15 min, until 2027-03-31"),
    ("main.tf:5 says so", "main.tf:5 says so"),
    ("account 123456789012", "account account-*"),
    ("10.1.2.3 answers", "address-* answers"),
    ("orders.internal.acme.io answers", "host-* answers"),
    ("ask jane.doe@acme.io", "ask person-*"),
    ("at https://acme.io/runbook", "at link-*"),
    ("arn:aws:sqs:us-east-1:123456789012:orders", "arn-*"),
    ("module.acme.aws_db_instance.acme.address", "module.name-*.aws_db_instance.name-*.address"),
    ("the zone us-east-1-acme", "the zone name-*"),
    ("i-0123456789abcdef0 is gone", "name-* is gone"),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_texts(text: str, expected: str) -> None:
    out = redacted(replace(made(), warnings=(text,)), KEY).warnings[0]
    pattern = re.escape(expected).replace(r"\*", "[a-z2-9]{5}")
    assert re.fullmatch(pattern, out), out


def test_a_thing_that_is_called_like_a_word_leaves_sentences_readable() -> None:
    report = made(made_finding(text="data"), text="data")
    out = redacted(replace(report, warnings=("the data of it are lost",)), KEY)
    assert out.warnings == ("the data of it are lost",)
    assert out.journeys[0].name != "data"


# --- aliases ------------------------------------------------------------------------------


def aliases_of(report: Report, key: str = KEY) -> dict[str, str]:
    out = redacted(report, key)
    return {a.id: b.id for a, b in zip(report.journeys, out.journeys, strict=True)}


def test_aliases_are_the_same_after_a_change() -> None:
    before = recorded("one-region")
    new = Journey(id="brand-new", name="Brand new")
    after = replace(before, journeys=(new, *before.journeys[1:]), findings=before.findings[2:])
    one, other = aliases_of(before), aliases_of(after)
    assert all(other[name] == alias for name, alias in one.items() if name in other)


def test_aliases_hang_on_the_key() -> None:
    report = recorded("one-region")
    assert not set(aliases_of(report, "a").values()) & set(aliases_of(report, "b").values())
    assert aliases_of(report, "") == aliases_of(report, "")


def test_without_a_key_the_accounts_are_the_key() -> None:
    assert key_of("", frozenset({"1"})) != key_of("", frozenset({"2"}))
    assert key_of("k", frozenset({"1"})) == key_of("k", frozenset({"2"}))


@given(st.sets(st.text(), max_size=40))
def test_two_names_never_have_one_alias(names: set[str]) -> None:
    aliases = Aliases(b"k")
    wanted = {name.lower() for name in names}
    assert len({aliases.alias("name", name) for name in names}) == len(wanted)


def test_aliases_that_would_be_alike_grow() -> None:
    aliases = Aliases(b"k")
    many = [aliases.alias("n", str(number)) for number in range(30_000)]
    assert len(set(many)) == 30_000
    assert max(map(len, many)) > min(map(len, many))


# --- which mode ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json"}))
def test_the_first_lines_say_the_mode(name: str) -> None:
    out = FORMATS[name](redacted(every_state(), KEY), Look())
    assert REDACTED.partition(":")[0] in out[:2_500] or name == "sarif"
    assert REDACTED in out
    if name not in ("terminal", "gitlab-codequality"):
        assert PLAIN in FORMATS[name](every_state(), Look())


def test_the_json_report_says_the_mode() -> None:
    assert json.loads(FORMATS["json"](redacted(made()), Look()))["redacted"] is True
    assert "redacted" not in json.loads(FORMATS["json"](made(), Look()))


GITHUB = {"GITHUB_ACTIONS": "true"}
EVENTS = [
    ('{"repository": {"visibility": "public", "private": false}}', True),
    ('{"repository": {"visibility": "private", "private": true}}', False),
    ('{"repository": {"visibility": "internal"}}', False),
    ('{"repository": {"private": true}}', False),
    ('{"repository": {"private": false}}', True),
    ('{"repository": {}}', True),
    ("{}", True),
    ("[]", True),
    ("not json", True),
    ('{"repository": {"private": "no"}}', True),
    ("[" * 100_000, True),
    ("", True),
]


@pytest.mark.parametrize(("event", "public"), EVENTS)
def test_what_github_says(event: str, public: bool, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(event)
    assert is_redacted(None, {**GITHUB, "GITHUB_EVENT_PATH": str(file)}) is public


@pytest.mark.parametrize(
    ("mode", "environment", "expected"),
    [
        (None, {}, False),
        ("auto", {"CI_PROJECT_VISIBILITY": "public"}, True),
        ("auto", {"CI_PROJECT_VISIBILITY": "internal"}, False),
        ("auto", {"CI_PROJECT_VISIBILITY": "private"}, False),
        ("never", {"CI_PROJECT_VISIBILITY": "public"}, False),
        ("always", {}, True),
        (None, GITHUB, True),
        (None, {**GITHUB, "GITHUB_EVENT_PATH": "/nowhere/event.json"}, True),
    ],
)
def test_when(mode: str | None, environment: dict[str, str], expected: bool) -> None:
    assert is_redacted(mode, environment) is expected


def test_an_account_of_an_api_is_hidden() -> None:
    origin = ApiOrigin(operation="rds:DescribeDBInstances", resource="orders-db",
                       region="us-east-1", account="123456789012")  # fmt: skip
    proof = Proof(node="orders-db", name="orders-db", location=origin)
    out = redacted(made(replace(made_finding(), proof=proof)), KEY).findings[0].proof
    assert out is not None
    assert isinstance(out.location, ApiOrigin)
    assert out.location.resource == out.node == out.name
    assert out.location.account.startswith("account-")
    assert out.location.region == "us-east-1"


def test_a_domain_is_one_thing_by_id_and_name() -> None:
    ref = DomainRef(kind="data store", id="live:aws_db_instance.main", name="orders-prod")
    report = made(replace(made_finding(), domain=ref, says="x stops if orders-prod fails"))
    out = redacted(report, KEY).findings[0]
    assert out.domain.id == out.domain.name
    assert out.domain.id.startswith("instance-")
    assert out.says.endswith(f"if {out.domain.id} fails")
