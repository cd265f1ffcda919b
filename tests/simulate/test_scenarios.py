"""Which places may be lost together, against the definition: each pair looked at by itself."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase

from hypothesis import given, settings
from hypothesis import strategies as st
from scanner.graph import Graph, build
from scanner.model import Domain, Inference, Inventory, Requirement
from scanner.simulate import domain_losses

KNOWN = [f"c/zone/{region}{letter}" for region in "rs" for letter in "ab"]
PATTERNS = ["c/zone/*", "c/zone/r*", "c/zone/s*", "c/zone/ra", "elsewhere/*", "?0", "?1"]


@st.composite
def places(draw: st.DrawFn) -> list[Domain]:
    """Two regions with two zones each, and zones of which not all is known."""
    regions = [Domain(id=f"c/region/{name}", kind="region") for name in "rs"]
    known = [Domain(id=z, kind="zone", parents=(f"c/region/{z[-2]}",)) for z in KNOWN]
    some = st.lists(st.sampled_from(PATTERNS), max_size=2, unique=True).map(tuple)
    unknown = [
        Domain(
            id=f"?{number}",
            kind="zone",
            may_be=draw(some) or ("nothing",),
            apart_from=draw(st.sampled_from(["", "", "x", "y"])),
            parents=draw(st.sampled_from([(), ("c/region/r",), ("c/region/s",)])),
        )
        for number in range(draw(st.integers(1, 6)))
    ]
    return [*regions, *known, *unknown]


def graph_of(domains: list[Domain]) -> Graph:
    """Each zone has something of its own in it, so that every part is one apart."""
    needs = [
        Requirement(dependent=f"in {domain.id}", needs=domain.id)
        for domain in domains
        if domain.kind == "zone"
    ]
    return build(
        Inference(
            inventory=Inventory(),
            domains=tuple(domains),
            journeys=(),
            requirements=tuple(needs),
        )
    )


def candidates(one: Domain) -> set[str]:
    return {
        zone
        for zone in KNOWN
        if any(fnmatchcase(zone, pattern) for pattern in one.may_be)
        and (not one.parents or one.parents[0][-1] == zone[-2])
    }


def may_be_one(one: Domain, other: Domain) -> bool:
    """The definition, for two zones of which the second is unknown."""
    if not one.may_be:
        return one.id in candidates(other)
    if one.apart_from and one.apart_from == other.apart_from:
        return False
    shared = candidates(one) & candidates(other) or set(one.may_be) & set(other.may_be)
    return bool(shared) or one.id in other.may_be or other.id in one.may_be


@settings(max_examples=150, deadline=None)
@given(places())
def test_what_may_be_lost_with_a_place(domains: list[Domain]) -> None:
    by_id = {domain.id: domain for domain in domains}
    unknown = [domain for domain in domains if domain.may_be]
    for loss in domain_losses(graph_of(domains)):
        one = by_id[loss.id]
        if one.kind != "zone":
            continue
        expected = {o.id for o in unknown if o.id != one.id and may_be_one(one, o)}
        found = set().union(*loss.cases) - {one.id}
        assert {name for name in found if by_id[name].may_be} == expected
        for case in loss.cases:
            marks = Counter(by_id[name].apart_from for name in case - loss.lost)
            del marks[""]
            assert all(count == 1 for count in marks.values())


def test_losses_that_have_the_same_cases_share_them() -> None:
    same = [Domain(id=f"?{n}", kind="zone", may_be=("c/zone/*",)) for n in range(50)]
    losses = domain_losses(graph_of(same))
    assert len({id(case) for loss in losses for case in loss.cases}) == 1
