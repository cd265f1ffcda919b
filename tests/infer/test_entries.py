"""A copy that is written as a resource of its own counts as one written in the block."""

from __future__ import annotations

import pytest
from scanner.config import Config
from scanner.infer import infer
from scanner.infer.entries import with_entries
from scanner.knowledge import load
from scanner.model import Inventory, Reference, Resource, Unknown

KNOWN = load()
TABLE = Resource(id=".:aws_dynamodb_table.t", type="aws_dynamodb_table", region="eu-west-1")
TOLD = [{"region_name": "eu-west-2"}]


def with_block() -> Resource:
    return Resource(id=TABLE.id, type=TABLE.type, region=TABLE.region, attributes={"replica": TOLD})


def replica(region: str = "eu-west-2", **more: Unknown) -> Resource:
    return Resource(
        id=".:aws_dynamodb_table_replica.t",
        type="aws_dynamodb_table_replica",
        region=region,
        references=(Reference("global_table_arn", TABLE.id, "arn"),),
        unknown=more,
    )


def program(region: str) -> Resource:
    return Resource(
        id=f".:aws_lambda_function.{region}",
        type="aws_lambda_function",
        region=region,
        references=(Reference("environment[0].variables.TABLE", TABLE.id, "name"),),
    )


PROGRAMS = (program("eu-west-1"), program("eu-west-2"))


def needs(*resources: Resource) -> set[tuple[str, str]]:
    """What each program, and each copy of the table, needs."""
    found = infer(Inventory(resources=(*resources, *PROGRAMS)), KNOWN, Config())
    return {
        (requirement.dependent, str(requirement.needs))
        for requirement in found.requirements
        if requirement.dependent.startswith((TABLE.id, ".:aws_lambda"))
        and "replica" not in requirement.dependent
    }


def test_programs_reach_the_copy_in_their_region_however_it_is_written() -> None:
    apart, together = needs(TABLE, replica()), needs(with_block())
    assert apart == together
    assert any(f"{TABLE.id}@" in needed and "eu-west-2" in needed for _, needed in apart)
    assert needs(TABLE) != together


@pytest.mark.parametrize(
    "entry",
    [replica(region=""), replica(count=Unknown("var.many has no value"))],
    ids=["in a region that is not known", "in a number that is not known"],
)
def test_what_is_not_known_of_the_copy_is_not_known_of_the_block(entry: Resource) -> None:
    table, *_ = with_entries(Inventory(resources=(TABLE, entry)), KNOWN).resources
    assert "replica" in table.unknown


def test_what_is_an_entry_of_nothing_that_was_read_changes_nothing() -> None:
    alone = Inventory(resources=(replica(),))
    assert with_entries(alone, KNOWN) is not None
    assert with_entries(alone, KNOWN).resources == alone.resources
