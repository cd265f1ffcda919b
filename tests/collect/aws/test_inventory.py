"""Units put together: sources that add up, each thing once, and what was not looked at."""

from __future__ import annotations

from scanner.collect.aws.declarations import mappings, services
from scanner.collect.aws.inventory import inventory_of, outline_of
from scanner.collect.aws.units import Unit
from scanner.knowledge import load
from scanner.model import ApiOrigin, Gap, Inventory, Reach, Read, Resource, Unknown

ONE = "111122223333"
GLOBAL = f"{ONE}:arn:aws:rds::{ONE}:global-cluster:g"


def resource(name: str, **fields: object) -> Resource:
    return Resource(id=name, type="aws_sqs_queue", account=ONE, provider="aws", **fields)  # type: ignore[arg-type]


def gap(reach: Reach, region: str = "") -> Gap:
    origin = ApiOrigin("sqs:ListQueues", "", region, ONE)
    name = f"{reach}:{region}"
    return Gap(id=name, subject="s", question="?", reason="!", reach=reach, origin=origin)


def read(*units: Unit) -> Inventory:
    return inventory_of(units, load(), services())


def test_declared_is_what_was_read_and_left_out_and_not_known() -> None:
    found = read(
        Unit(account=ONE, region="r", service="a", resources=(resource("1"), resource("2"))),
        Unit(account=ONE, region="r", service="b", gaps=(gap(Reach.OPAQUE),)),
    )
    (source,) = found.sources
    assert source.declared == len(found.resources) + len(source.unevaluated)
    assert [one.reach for one in source.unevaluated if one.reach is Reach.OPAQUE]
    assert source.read is Read.PART


def test_what_several_regions_tell_is_there_once_as_it_is_known_best() -> None:
    vague = resource(GLOBAL, unknown={"engine": Unknown("denied")})
    sure = resource(GLOBAL, attributes={"engine": "aurora"})
    for first, second in ((vague, sure), (sure, vague)):
        found = read(
            Unit(account=ONE, region="r", service="rds", resources=(first,)),
            Unit(account=ONE, region="s", service="rds", resources=(second,)),
        )
        assert found.resources == (sure,)


def test_a_unit_that_comes_again_holds() -> None:
    found = read(
        Unit(account=ONE, region="r", service="a", gaps=(gap(Reach.OPAQUE),)),
        Unit(account=ONE, region="r", service="a", resources=(resource("1"),)),
    )
    assert not [one for one in found.gaps if one.reach is Reach.OPAQUE]
    assert [one.id for one in found.resources] == ["1"]


def test_types_that_no_service_reads_are_told() -> None:
    found = inventory_of([Unit(account=ONE)], load(), {})
    (untold,) = [one for one in found.gaps if "not looked at" in one.question]
    assert untold.reach is Reach.EXISTENCE
    types = set(untold.reason.replace(",", "").split())
    assert "aws_db_instance" in types
    assert "aws_iam_policy_attachment" not in types, "nothing runs in a setting"


def test_types_that_are_read_or_covered_are_not_told_as_missing() -> None:
    reasons = [
        one.reason for one in read(Unit(account=ONE)).gaps if "not looked at" in one.question
    ]
    known = mappings(services())
    missing = set(" ".join(reasons).replace(",", "").split())
    assert not missing & {kind for one in known.values() for kind in (one.type, *one.covers)}


def test_the_order_of_units_says_nothing() -> None:
    units = [
        Unit(account=ONE, region=region, service="sqs", resources=(resource(f"{region}:1"),))
        for region in ("a", "b", "c")
    ]
    assert read(*units) == read(*reversed(units))


def test_an_outline_is_the_inventory_without_what_is_in_it() -> None:
    units = (
        Unit(account=ONE, region="r", service="a", resources=(resource("1"),)),
        Unit(account=ONE, region="r", service="rds", resources=(resource(GLOBAL),)),
        Unit(account=ONE, region="s", service="rds", resources=(resource(GLOBAL),)),
        Unit(account=ONE, region="s", service="b", gaps=(gap(Reach.OPAQUE),)),
        Unit(account=ONE, region="r", service="a", resources=(resource("1"), resource("2"))),
    )
    whole, outline = read(*units), outline_of(iter(units), load(), services())
    assert outline.resources == ()
    assert (outline.sources, outline.gaps) == (whole.sources, whole.gaps)
