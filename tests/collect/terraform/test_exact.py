"""Arithmetic on binary numbers of 512 bits, held against exact fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scanner.collect.terraform.values import exact

WHOLE = st.integers(-(10**40), 10**40)
NUMBERS = st.one_of(
    WHOLE,
    st.decimals(-(10**12), 10**12, places=6, allow_nan=False).map(
        lambda d: int(d) if d == d.to_integral_value() else d
    ),
)
HALF_A_BIT = Fraction(1, 2**exact.BITS)


def near(value: exact.Exact, wanted: Fraction) -> bool:
    """Whether `value` is `wanted` but for rounding: of it, and of what it was made from."""
    return abs(Fraction(value) - wanted) <= 8 * HALF_A_BIT * max(1, abs(wanted)) * 10**60


@settings(max_examples=100, deadline=None)
@given(NUMBERS, NUMBERS)
def test_operations_are_exact_but_for_the_last_bits(a: exact.Exact, b: exact.Exact) -> None:
    x, y = Fraction(a), Fraction(b)
    assert near(exact.add(a, b), x + y)
    assert near(exact.subtract(a, b), x - y)
    assert near(exact.multiply(a, b), x * y)
    if b:
        assert near(exact.divide(a, b), x / y)


@settings(max_examples=100, deadline=None)
@given(WHOLE, WHOLE)
def test_what_is_written_is_read_as_the_same_number(a: int, b: int) -> None:
    quotient = exact.divide(a, b or 1)
    assert exact.settled(exact.binary(quotient)) == quotient


CASES = [
    (exact.multiply(exact.divide(10, 3), 3), 10),
    (exact.add(Decimal("0.1"), Decimal("0.2")), Decimal("0.3")),
    (exact.modulo(5, 0), 5),
    (exact.modulo(-7, 3), -1),
    (exact.modulo(Decimal("7.5"), 2), Decimal("1.5")),
    (exact.divide(10**30, 10**30), 1),
]


@pytest.mark.parametrize(("given_", "wanted"), CASES)
def test_cases(given_: exact.Exact, wanted: exact.Exact) -> None:
    assert given_ == wanted
    assert type(given_) is type(wanted)


def test_nothing_is_divided_by_zero() -> None:
    with pytest.raises(ZeroDivisionError):
        exact.divide(1, 0)
