"""The stories in `sample_inventories`, and what cutset has to say about each.

What is expected of a story stands in `<story>.expected.yaml` beside it, what is not met so far
under its `not-yet`. Kestrel's Terraform is held against the table that an expert wrote from
reading it, at the end of its FACTS.md.
"""

from __future__ import annotations

import random
import re
from functools import cache, reduce
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from scanner.cli.named import loss_named
from scanner.measure import Judgement
from scanner.model import Finding, Instant, Report, Severity
from scanner.model.codec import encode
from scanner.pipeline import Request, Scan, report, scan
from scanner.report import Look, json
from scanner.simulate import Scenario, together

SAMPLES = Path(__file__).resolve().parents[1] / "sample_inventories"
STORIES = sorted(f.stem for f in SAMPLES.glob("*.yaml") if ".expected" not in f.name)
KESTREL = SAMPLES / "kestrel-terraform"
BAD = (Severity.CRITICAL, Severity.HIGH)


@cache
def expected(story: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((SAMPLES / f"{story}.expected.yaml").read_text())
    return found


@cache
def scanned(story: str) -> Scan:
    return scan(Request(inventories=(SAMPLES / f"{story}.yaml",)))


@cache
def reported(story: str) -> Report:
    return report(scanned(story))


def later(reason: str | None) -> Any:
    """The mark of what is not met so far."""
    return pytest.mark.xfail(reason=reason, strict=True) if reason else ()


def state(judgement: Judgement, journey: str, scenario: Scenario) -> str:
    """A cell as the expected tables write it: `stopped > ok..slowed`."""
    words = []
    for at in Instant:
        judged = judgement.judged(journey, scenario, at)
        surely, possibly = judged.surely.name.lower(), judged.possibly.name.lower()
        words.append(surely if surely == possibly else f"{surely}..{possibly}")
    return words[0] if words[0] == words[1] else " > ".join(words)


# --- stories ----------------------------------------------------------------------------


def test_every_story_has_its_expectations() -> None:
    assert sorted(f.name for f in SAMPLES.glob("*.expected.yaml")) == [
        f"{story}.expected.yaml" for story in STORIES
    ]


@pytest.mark.parametrize("story", STORIES)
def test_verdict(story: str) -> None:
    assert reported(story).verdict.sentence == expected(story)["verdict"].strip()


@pytest.mark.parametrize(
    "story",
    [pytest.param(s, marks=later(expected(s).get("not-yet", {}).get("findings"))) for s in STORIES],
)
def test_findings(story: str) -> None:
    def order(entry: dict[str, Any]) -> str:
        return str(sorted(entry.items()))

    found = [_told(story, f) for f in reported(story).findings if f.severity in BAD]
    assert sorted(found, key=order) == sorted(expected(story)["findings"], key=order)


def _told(story: str, finding: Finding) -> dict[str, Any]:
    """A finding as the expectations write it."""
    told: dict[str, Any] = {
        "severity": str(finding.severity),
        "rule": finding.rule_id,
        "domain": finding.domain.id,
        "stops": list(finding.journeys.stopped),
    }
    if finding.subjects[0] not in {journey.id for journey in reported(story).journeys}:
        told["subject"] = finding.subjects[0]
    if finding.journeys.stale:
        told["stale"] = list(finding.journeys.stale)
    return told


@pytest.mark.parametrize(
    ("story", "domain"),
    [
        pytest.param(
            story,
            domain,
            marks=later(expected(story).get("not-yet", {}).get("table", {}).get(domain)),
        )
        for story in STORIES
        for domain in expected(story)["table"]
    ],
)
def test_table(story: str, domain: str) -> None:
    judgement = scanned(story).judgement
    scenario = judgement.scenario(domain)
    found = {
        judgement.attributes(journey)["id"]: state(judgement, journey, scenario)
        for journey in judgement.journeys
    }
    assert found == expected(story)["table"][domain]


@pytest.mark.parametrize("story", STORIES)
def test_table_names_every_place_provider_and_vendor(story: str) -> None:
    kinds = {"provider", "region", "zone", "hall", "vendor", "account"}
    places = {domain.id for domain in reported(story).domains if domain.kind in kinds}
    assert places <= set(expected(story)["table"])


def test_what_is_well_built_has_no_high_finding() -> None:
    found = reported("well-built").findings
    assert [finding.says for finding in found if finding.severity in BAD] == []


# --- the same whatever the order --------------------------------------------------------


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_lines_does_not_matter(story: str, seed: int, tmp_path: Path) -> None:
    content = yaml.safe_load((SAMPLES / f"{story}.yaml").read_text())
    file = tmp_path / "shuffled.yaml"
    for section in ("resources", "domains"):
        random.Random(seed).shuffle(content.get(section, []))
    file.write_text(yaml.safe_dump(content, sort_keys=False))
    assert _table(file) == _table(SAMPLES / f"{story}.yaml")
    random.Random(seed).shuffle(content["journeys"])  # the table has them in the order given
    file.write_text(yaml.safe_dump(content, sort_keys=False))
    assert sorted(_table(file)) == sorted(_table(SAMPLES / f"{story}.yaml"))


def _table(file: Path) -> list[bytes]:
    """The cells of the table, byte for byte as the JSON report has them."""
    return [encode(cell) for cell in report(scan(Request(inventories=(file,)))).table]


@pytest.mark.parametrize("story", STORIES)
def test_report_is_valid_by_its_schema(story: str) -> None:
    text = json.render(reported(story), Look())
    jsonschema.validate(msgspec.json.decode(text), json.schema())


# --- Kestrel ----------------------------------------------------------------------------

PLATFORM = "environments/prod/platform"
LOST: dict[int, tuple[str, ...]] = {
    64: ("aws/region/us-east-1",),
    65: ("aws/service/us-east-1/dynamodb",),
    66: ("aws/zone/use1-az4",),
    67: ("aws/zone/use1-az6",),
    68: ("aws/zone/use1-az1",),
    69: (f"aws/hall/{PLATFORM}:module.engine.aws_placement_group.this",),
    70: ("vendor/cloudflare",),
    71: ("vendor/infura",),
    72: ("vendor/infura", "vendor/alchemy"),
    73: ("azure/region/westeurope",),
    74: ("gcp/region/us-east4",),
    75: ("aws/service/us-east-1/cognito",),
    76: (f"{PLATFORM}:module.ledger.aws_rds_cluster.this",),
    77: ("aws/control-plane/route53",),
    78: ("environments/prod/network:module.network.aws_nat_gateway.this[0]",),
    79: (f"{PLATFORM}:module.identity.aws_dynamodb_table.sessions",),
    80: ("aws/account/111122223333",),
    81: ("environments/prod/network:aws_route53_zone.public",),
}
JOURNEYS = {
    "PO": "place-order",
    "CO": "cancel-order",
    "MD": "market-data",
    "LI": "log-in",
    "SU": "sign-up",
    "DC": "deposit-crypto",
    "WC": "withdraw-crypto",
    "FD": "fiat-deposit",
    "SP": "status-page",
}
STATES = {"stop": "stopped", "stale": "stale", "slow": "slowed", "ok": "ok"}

NAT = "that private subnets reach the internet through the NAT gateway is not inferred"
KAFKA = "a service that names the brokers is taken to need them, effect and way round unread"
READER = "market-data is said to need the brokers to serve, so its last books are not counted on"
BACK = "the way around Cloudflare is told of journeys, not of the app that posts back through it"
SHORT: dict[int, dict[str, str]] = {
    66: {"market-data": READER, "log-in": NAT, "status-page": NAT},
    67: {
        "market-data": READER,
        "sign-up": KAFKA,
        "deposit-crypto": KAFKA,
        "withdraw-crypto": KAFKA,
        "fiat-deposit": KAFKA,
    },
    70: {"sign-up": BACK},
    78: {
        "log-in": NAT,
        "sign-up": NAT,
        "deposit-crypto": NAT,
        "withdraw-crypto": NAT,
        "fiat-deposit": NAT,
        "status-page": NAT,
    },
}
"""Where cutset falls short of the expert so far, and why: row -> journey -> reason."""


def facts() -> dict[int, dict[str, list[str]]]:
    """The expert's table: row -> journey -> states at once and by RTO."""
    text = (KESTREL / "FACTS.md").read_text()
    head = re.search(r"^\| # \| Lost \|(.+)\|$", text, re.MULTILINE)
    assert head
    names = [name.strip() for name in head[1].split("|")]
    rows = {}
    for row in re.finditer(r"^\| (\d+) \|[^|]+\|(.+)\|$", text, re.MULTILINE):
        cells = [
            [STATES.get(w, w) for w in re.split(r"[ /]+", c.strip())] for c in row[2].split("|")
        ]
        rows[int(row[1])] = {
            JOURNEYS[name]: [now, now if rto == "=" else rto]
            for name, (now, rto) in zip(names, cells, strict=True)
        }
    return rows


@pytest.fixture(scope="module")
def kestrel() -> Scan:
    return scan(Request(paths=(KESTREL,)))


def test_every_row_of_the_experts_table_is_asked() -> None:
    assert facts().keys() == LOST.keys()


@pytest.mark.parametrize("row", LOST)
def test_what_the_expert_says_of_kestrel(row: int, kestrel: Scan) -> None:
    """Surely the same, where lost buffers may be called slowed, unless listed as short."""
    scenario = reduce(together, (loss_named(kestrel.judgement, text) for text in LOST[row]))
    judgement = Judgement(kestrel.graph, [scenario])
    found = {}
    for journey in judgement.journeys:
        name = judgement.attributes(journey)["id"]
        surely = [judgement.judged(journey, scenario, at).surely.name.lower() for at in Instant]
        wanted = facts()[row][name]
        if any(a != b and (b, a) != ("ok", "slowed") for a, b in zip(surely, wanted, strict=True)):
            found[name] = f"{state(judgement, journey, scenario)}, not {' > '.join(wanted)}"
    short = SHORT.get(row, {})
    assert {name: said for name, said in found.items() if name not in short} == {}
    assert [name for name in short if name not in found] == []  # take it off the list
