"""What counts as a copy of a store's data."""

from __future__ import annotations

import pytest
from scanner.measure.copies import copies_of
from scanner.model import Term, all_of, any_of

from tests.simulate.system import System, needs, perhaps, zone

PLACES = (zone("a"), zone("b"), needs("vault#data", "b"), needs("mirror#data", "b"))


@pytest.mark.parametrize(
    ("kept", "copies"),
    [
        (any_of("a", "vault#data"), ["vault"]),
        (any_of("a", "vault#data", "mirror#data"), ["mirror", "vault"]),
        (any_of(all_of("a", "b"), "vault#data"), ["vault"]),
        (any_of("a", perhaps("vault#data")), []),
        (any_of("a", "b"), []),
        ("vault#data", []),
        (all_of("vault#data", "mirror#data"), []),
    ],
)
def test_a_copy_is_what_may_stand_in(kept: str | Term, copies: list[str]) -> None:
    system = System(
        *PLACES,
        needs("ledger", "a"),
        needs("vault", "b"),
        needs("mirror", "b"),
        needs("ledger#data", kept),
    )
    assert copies_of(system.graph, "ledger") == copies


def test_copies_are_told_of_the_whole_and_not_of_its_members() -> None:
    system = System(
        *PLACES,
        needs("one", "a"),
        needs("ledger", "a"),
        needs("vault", "b"),
        needs("one#data", "ledger#data"),
        needs("ledger#data", any_of("a", "vault#data")),
    )
    assert copies_of(system.graph, "ledger") == ["vault"]
    assert copies_of(system.graph, "one") == []
