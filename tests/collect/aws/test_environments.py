"""Which environment live resources are of, and what is left out for it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from scanner.collect.aws.environments import Called, environment_in, placed
from scanner.collect.aws.inventory import inventory_of
from scanner.collect.aws.units import Unit, closed_account, plain_gap, unasked
from scanner.collect.environments import judged_environments
from scanner.knowledge import load
from scanner.model import ApiOrigin, Inventory, Reach, Reference, Resource, Unknown

from tests.collect.aws.answers import Answering
from tests.collect.aws.test_walk import SERVICES, account, answer, walked

PROD, DEV = "111122223333", "444455556666"


def one(name: str, number: str = PROD, kind: str = "aws_sqs_queue", **more: Any) -> Resource:
    return Resource(
        id=f"{number}/eu-west-1:{name}",
        type=kind,
        name=name,
        account=number,
        region="eu-west-1",
        origin=ApiOrigin("sqs:ListQueues", name, "eu-west-1", number),
        **more,
    )


def unit(*resources: Resource, number: str = PROD, name: str = "", **more: Any) -> Unit:
    return Unit(
        account=number, name=name, region="eu-west-1", service="sqs", resources=resources, **more
    )


def read(*units: Unit) -> Inventory:
    return inventory_of(units, load(), SERVICES)


def judged(*units: Unit) -> tuple[list[str], Inventory]:
    found = judged_environments(read(*units), load())
    return [resource.name for resource in found.resources], found


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("acme-prod", "prod"),
        ("Production", "production"),
        ("acme-prod-eu-1", "prod"),
        ("Trading Dev", "dev"),
        ("trading_staging", "staging"),
        ("Non-Production", "nonproduction"),
        ("acme-nonprod", "nonprod"),
        ("pre-prod", "preprod"),
        ("live", "live"),
        ("Stage", "stage"),
        ("live-streaming", ""),
        ("payment-integration", ""),
        ("acme-prod-and-dev", ""),
        ("devices", ""),
        ("trading", ""),
        ("", ""),
    ],
)
def test_a_name_tells_it_where_it_can_mean_nothing_else(name: str, environment: str) -> None:
    assert environment_in(name) == environment


@pytest.mark.parametrize(
    ("called", "tags", "environment", "because"),
    [
        (Called(), {"Environment": "Production"}, "Production", "tag Environment"),
        (Called("acme-dev"), {"ENV": "prod"}, "prod", "tag ENV"),
        (Called(), {"stage": "uat", "env": "dev"}, "dev", "tag env"),
        (Called(), {"env": ""}, "", ""),
        (Called("acme-dev"), {"team": "x"}, "dev", "account acme-dev"),
        (Called("acme", ("Workloads", "Prod")), {}, "prod", "unit Prod"),
        (Called("acme", ("Prod", "Sandbox")), {}, "sandbox", "unit Sandbox"),
        (Called("acme-prod", ("Sandbox",)), {}, "prod", "account acme-prod"),
        (Called(), {}, "", ""),
    ],
)
def test_tags_tell_it_and_else_the_account(
    called: Called, tags: dict[str, str], environment: str, because: str
) -> None:
    (found,) = placed([one("q", tags=tags)], {PROD: called})
    assert found.environment == environment
    assert found.because.get("environment", "") == because


def test_an_account_with_anything_of_production_is_not_another_environment_by_its_name() -> None:
    resources = [one("orders", tags={"env": "prod"}), one("fills"), one("try", tags={"env": "dev"})]
    found = {r.name: r.environment for r in placed(resources, {PROD: Called("acme-dev")})}
    assert found == {"orders": "prod", "fills": "", "try": "dev"}


def test_nor_is_one_whose_tags_are_not_known() -> None:
    resources = [one("orders", unknown={"tags": Unknown("denied")}), one("fills")]
    assert {r.environment for r in placed(resources, {PROD: Called("acme-dev")})} == {""}
    assert {r.environment for r in placed(resources, {PROD: Called("acme-prod")})} == {"prod"}


def test_the_account_and_its_units_are_in_the_units_of_a_scan() -> None:
    named = replace(account(PROD), name="trading", units=("Prod",))
    found = inventory_of(walked(Answering(answer), named)[0], load(), SERVICES)
    assert {r.environment for r in found.resources} == {"prod"}


def test_what_is_of_another_environment_is_left_out_and_counted() -> None:
    names, found = judged(
        unit(one("orders"), name="acme-prod"),
        unit(one("try", DEV), number=DEV, name="acme-dev"),
    )
    assert names == ["orders"]
    source = {source.id: source for source in found.sources}[f"aws:{DEV}"]
    assert "environment dev is judged only on request" in [e.reason for e in source.excluded]
    rest = source.declared - len(source.excluded) - len(source.unevaluated)
    assert rest == 0


def test_what_production_uses_there_is_judged() -> None:
    """By a reference, and by a host name that a record of another account answers."""
    app = one(
        "app",
        kind="aws_lambda_function",
        attributes={
            "environment": [{"variables": {"LEDGER": "https://Ledger.int.example.com/v1"}}]
        },
        references=(Reference("queue", f"{DEV}/eu-west-1:fills"),),
    )
    ledger = Reference("records", f"{DEV}/eu-west-1:ledger")
    record = one("ledger.int.example.com", DEV, "aws_route53_record", references=(ledger,))
    there = [one("fills", DEV), one("ledger", DEV), record, one("try", DEV)]
    everything = [
        *placed([app], {PROD: Called("acme-prod")}),
        *placed(there, {DEV: Called("acme-dev")}),
    ]
    found = judged_environments(Inventory(resources=tuple(everything)), load())
    assert [r.name for r in found.resources] == ["app", "fills", "ledger", "ledger.int.example.com"]


def test_a_name_that_production_answers_itself_leads_nowhere_else() -> None:
    app = one("app", attributes={"url": "ledger.int.example.com"})
    own = one("ledger.int.example.com", PROD, "aws_route53_record")
    other = one("ledger.int.example.com", DEV, "aws_route53_record")
    everything = [
        *placed([app, own], {PROD: Called("acme-prod")}),
        *placed([other], {DEV: Called("acme-dev")}),
    ]
    found = judged_environments(Inventory(resources=tuple(everything)), load())
    assert [r.account for r in found.resources] == [PROD, PROD]


def test_so_is_what_a_star_answers() -> None:
    app = one("app", attributes={"url": "a.b.int.example.com", "other": "int.example.com"})
    star = one("*.int.example.com", DEV, "aws_route53_record")
    everything = [
        *placed([app], {PROD: Called("acme-prod")}),
        *placed([star, one("try", DEV)], {DEV: Called("acme-dev")}),
    ]
    found = judged_environments(Inventory(resources=tuple(everything)), load())
    assert [r.name for r in found.resources] == ["app", "*.int.example.com"]


# --- what was not read ------------------------------------------------------------------


def unread(number: str, name: str) -> Unit:
    return unasked(number, name, "eu-west-1", "rds", "denied by the test")


def test_tags_say_nothing_of_what_was_not_read() -> None:
    """All that was read of an account is staging's by its tags; the rest may be anybody's."""
    _, found = judged(
        unit(one("orders", tags={"env": "prod"})),
        unit(one("try", DEV, tags={"env": "staging"}), number=DEV),
        unread(DEV, ""),
    )
    assert [gap.subject for gap in found.gaps if gap.reason == "denied by the test"] == [
        f"{DEV}/eu-west-1:rds"
    ]


def test_nor_does_the_name_of_an_account() -> None:
    """What was not read may be tagged as production's: nothing in it is left out then."""
    names, found = judged(
        unit(one("orders"), name="acme-prod"),
        unit(one("try", DEV), number=DEV, name="acme-dev"),
        unread(DEV, "acme-dev"),
    )
    assert names == ["orders", "try"]
    assert [gap for gap in found.gaps if gap.reason == "denied by the test"]


def test_what_is_not_known_of_what_is_left_out_is_left_out() -> None:
    origin = ApiOrigin("ec2:DescribeAvailabilityZones", "", "eu-west-1", DEV)
    gap = plain_gap(f"{DEV}/eu-west-1:ec2", "Which zones?", "denied", Reach.PLACEMENT, origin)
    names, found = judged(
        unit(one("orders"), name="acme-prod"),
        unit(one("try", DEV), number=DEV, name="acme-dev", gaps=(gap,)),
    )
    assert names == ["orders"]
    assert gap not in found.gaps
    (source,) = [source for source in found.sources if source.id == f"aws:{DEV}"]
    assert gap.subject in {one.id for one in source.excluded}


def test_unless_production_uses_something_in_it() -> None:
    uses = Reference("queue", f"{DEV}/eu-west-1:fills")
    resources = one("orders", references=(uses,))
    everything = [
        *placed([resources], {PROD: Called("acme-prod")}),
        *placed([one("fills", DEV), one("try", DEV)], {DEV: Called("acme-dev")}),
    ]
    gaps = unread(DEV, "acme-dev").gaps
    found = judged_environments(Inventory(resources=tuple(everything), gaps=gaps), load())
    assert found.gaps == gaps


def test_an_account_of_which_nothing_was_read_may_be_anybodys() -> None:
    closed = closed_account(DEV, "acme-dev", "not allowed", gone=False)
    _, found = judged(unit(one("orders"), name="acme-prod"), closed)
    assert DEV in {gap.subject for gap in found.gaps}


TAGGED: list[dict[str, str]] = [{}, {"env": "prod"}, {"env": "staging"}]


@pytest.mark.parametrize("name", ["acme-dev", "acme-prod", ""])
@pytest.mark.parametrize("tags", list(product(TAGGED, repeat=3)))
def test_what_is_judged_is_judged_whatever_else_is_denied(
    name: str, tags: tuple[dict[str, str], ...]
) -> None:
    """Three services of an account that is called so, each denied in turn: what was judged of the
    others still is, and what was not read is told."""
    services = ("sqs", "dynamodb", "rds")
    parts = [
        Unit(
            account=DEV, name=name, region="eu-west-1", service=service,
            resources=(one(service, DEV, tags=of),),
        )
        for service, of in zip(services, tags, strict=True)
    ]  # fmt: skip
    shop = unit(one("shop", tags={"env": "prod"}), name="acme")
    before, _ = judged(shop, *parts)
    for denied in parts:
        others = [part for part in parts if part is not denied]
        after, found = judged(shop, *others, unasked(DEV, name, "eu-west-1", denied.service, "no"))
        assert set(before) - {denied.service} <= set(after)
        assert [gap for gap in found.gaps if gap.reason == "no"]
