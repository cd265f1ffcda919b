"""Live resources joined by the values they share: resources, what refers to what."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scanner.collect.join import Joined, Unread, joined
from scanner.knowledge import load
from scanner.model import Resource

ONE, TWO = "111122223333", "444455556666"
TABLE = f"arn:aws:dynamodb:us-east-1:{ONE}:table/ledger"
HOST = "orders.abc.us-east-1.rds.amazonaws.com"
FULL = {"aws_dynamodb_table": ("arn",), "aws_db_instance": ("address", "arn"), "aws_vpc": ("id",)}


def resource(
    name: str, kind: str, scope: str = f"{ONE}/us-east-1", /, **attributes: Any
) -> Resource:
    """One in a scope, `<account>/<region>`."""
    account, _, region = scope.partition("/")
    return Resource(
        id=f"{scope}:{name}",
        type=kind,
        provider="aws",
        account=account,
        region=region,
        attributes=attributes,
    )


def join(*resources: Resource, unread: Unread | None = None) -> Joined:
    return joined(resources, load(), lambda kind: FULL.get(kind, ()), unread or Unread())


STORES = (
    resource("ledger", "aws_dynamodb_table", arn=TABLE, name="ledger"),
    resource("orders", "aws_db_instance", address=HOST, identifier="orders"),
)

FOUND = [
    (TABLE, {"ledger": "arn"}),
    (TABLE.upper(), {"ledger": "arn"}),
    (f"{TABLE}/index/by-date", {"ledger": "arn"}),
    (f"{TABLE}/stream/2026-11-21T00:00:00.000", {"ledger": "arn"}),
    (f"{TABLE}-copy", {}),
    (f"x{TABLE}", {}),
    (HOST, {"orders": "address"}),
    (f"postgres://app:(sensitive)@{HOST}:5432/app?sslmode=on", {"orders": "address"}),
    (f"{HOST},{TABLE}", {"orders": "address", "ledger": "arn"}),
    (f"other-{HOST}", {}),
    (f"{HOST}.example.com", {}),
    ("orders", {}),
    ("ledger", {}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_a_full_name_in_a_text_refers(text: str, found: dict[str, str]) -> None:
    function = resource("f", "aws_lambda_function", environment=[{"variables": {"A": text}}])
    last = join(*STORES, function).resources[-1]
    assert {r.target.partition(":")[2]: r.attribute for r in last.references} == found
    assert {r.path for r in last.references} <= {"environment[0].variables.A"}


def test_names_and_tags_of_its_own_are_no_references() -> None:
    copy = resource("copy", "aws_dynamodb_table", arn=f"{TABLE}-2", name=TABLE, tags={"of": TABLE})
    assert join(*STORES, copy).resources[-1].references == ()


def test_full_names_refer_across_accounts() -> None:
    function = resource("f", "aws_lambda_function", f"{TWO}/eu-west-1", layers=[TABLE])
    (reference,) = join(*STORES, function).resources[-1].references
    assert reference.target == f"{ONE}/us-east-1:ledger"


def test_of_two_with_one_name_it_is_the_one_next_door() -> None:
    near = resource("vpc", "aws_vpc", id="vpc-123abc45")
    far = resource("vpc", "aws_vpc", f"{TWO}/us-east-1", id="vpc-123abc45")
    for scope, target in ((ONE, near), (TWO, far)):
        function = resource("f", "aws_lambda_function", f"{scope}/us-east-1", x="vpc-123abc45")
        (reference,) = join(near, far, function).resources[-1].references
        assert reference.target == target.id
    elsewhere = resource("f", "aws_lambda_function", f"{TWO}/eu-west-1", x="vpc-123abc45")
    assert len(join(near, far, elsewhere).resources[-1].references) == 2


def test_a_name_in_a_region_that_was_not_read_refers_to_what_is_open() -> None:
    gap = f"{ONE}/us-east-1:rds"
    unread = Unread(regions={"us-east-1": [gap]})
    host = "wallets.abc.us-east-1.rds.amazonaws.com"
    far = resource("f", "aws_lambda_function", f"{ONE}/eu-west-1", environment={"A": host})
    assert [r.target for r in join(far, unread=unread).resources[0].references] == [gap]
    zone = resource("g", "aws_lambda_function", f"{ONE}/eu-west-1", environment={"A": "us-east-1a"})
    assert join(zone, unread=unread).resources[0].references == ()


def test_an_account_that_nobody_reads_is_told() -> None:
    foreign = TABLE.replace(ONE, "777788889999")
    function = resource("f", "aws_lambda_function", layers=[foreign])
    found = join(*STORES, function)
    assert found.foreign == {"777788889999": [function.id]}
    assert found.resources[-1].references == ()


def test_an_account_that_could_not_be_entered_is_open() -> None:
    foreign = TABLE.replace(ONE, TWO)
    function = resource("f", "aws_lambda_function", layers=[foreign])
    found = join(function, unread=Unread(accounts={TWO: [TWO]}))
    assert [r.target for r in found.resources[0].references] == [TWO]
    assert found.foreign == {}


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_is_taken(text: str, name: str) -> None:
    table = resource("t", "aws_dynamodb_table", arn=name)
    function = resource("f", "aws_lambda_function", x=text, y=[{"z": [name]}])
    references = join(table, function).resources[-1].references
    assert any(r.path == "y[0].z[0]" for r in references) == bool(name)


GROUP = "aws_elasticache_subnet_group"
PLAIN = [
    (f"{ONE}/us-east-1", f"{ONE}/us-east-1", True),
    (f"{ONE}/us-east-1", f"{ONE}/us-west-2", False),
    (f"{ONE}/us-east-1", f"{TWO}/us-east-1", False),
    (f"{ONE}/us-east-1", ONE, True),
    (ONE, f"{ONE}/us-east-1", True),
    (ONE, f"{ONE}1/us-east-1", False),
]
"""Where somebody says a name, where something is called so -> whether that is meant."""


@pytest.mark.parametrize(("here", "there", "meant"), PLAIN)
def test_a_plain_name_refers_next_door_where_its_type_is_known(
    here: str, there: str, meant: bool
) -> None:
    groups = [
        msgspec.structs.replace(resource(kind, kind, there), name="trading")
        for kind in (GROUP, "aws_db_subnet_group")
    ]
    cache = resource("cache", "aws_elasticache_cluster", here, subnet_group_name="trading")
    refers = {"aws_elasticache_cluster": {"subnet_group_name": GROUP}}
    found = joined(
        [*groups, cache], load(), lambda _: (), Unread(), lambda kind: refers.get(kind, {})
    )
    expected = [(f"{there}:{GROUP}", "subnet_group_name")] if meant else []
    assert [(r.target, r.path) for r in found.resources[-1].references] == expected


def test_a_full_name_may_stand_deeper() -> None:
    nodes = [{"address": "quotes.0001.use1.cache.amazonaws.com", "port": 11211}, {"port": 1}]
    cache = resource("quotes", "aws_elasticache_cluster", cache_nodes=nodes)
    caller = resource(
        "f", "aws_lambda_function", environment=["quotes.0001.use1.cache.amazonaws.com"]
    )
    found = joined(
        [cache, caller],
        load(),
        lambda kind: ("cache_nodes.address",) if kind == cache.type else (),
        Unread(),
    )
    (reference,) = found.resources[-1].references
    assert (reference.target, reference.attribute) == (cache.id, "cache_nodes.address")


SETTINGS = [
    ({"LEDGER_TABLE": "ledger"}, {"ledger"}),
    ({"TABLE": "ledger"}, {"ledger"}),
    ({"TABLES": "ledger"}, {"ledger"}),
    ({"LEDGER": "ledger"}, set()),  # nobody says what for: a question, which inference asks
    ({"LEDGER_QUEUE": "ledger"}, set()),
    ({"tableName": "ledger"}, set()),
    ({"LEDGER_TABLE": "Ledger"}, set()),
    ({"LEDGER_TABLE": "ledger-old"}, set()),
    ({"LEDGER_TABLE": "elsewhere"}, set()),
    ({"LEDGER_TABLE": "twice"}, set()),
    ({"LEDGER_TABLE": ""}, set()),
]


@pytest.mark.parametrize(("settings", "found"), SETTINGS)
@pytest.mark.parametrize("pairs", [False, True])
def test_a_setting_says_what_its_value_names(
    settings: dict[str, str], found: set[str], *, pairs: bool
) -> None:
    stores = [
        resource("ledger", "aws_dynamodb_table"),
        resource("elsewhere", "aws_dynamodb_table", f"{ONE}/eu-west-1"),
        resource("1", "aws_dynamodb_table"),
        resource("2", "aws_dynamodb_table"),
        resource("3", "aws_dynamodb_table"),
    ]
    names = ["ledger", "elsewhere", "twice", "twice", ""]
    named = [msgspec.structs.replace(r, name=n) for r, n in zip(stores, names, strict=True)]
    listed = [{"name": name, "value": value} for name, value in settings.items()]
    written = {"environment": listed} if pairs else {"variables": settings}
    program = resource("f", "aws_lambda_function", **written)
    last = join(*named, program).resources[-1]
    assert {r.target.partition(":")[2] for r in last.references} == found
