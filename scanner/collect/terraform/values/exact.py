"""Arithmetic as Terraform does it: on binary numbers of 512 bits, written in the fewest digits.

`10 / 3 * 3` is 10 there, which more decimal digits alone would not give. Whole results are
`int`, others the shortest `Decimal` that is that binary number and no other.
Source: github.com/zclconf/go-cty (cty/value_ops.go), Go's math/big.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction
from math import trunc

Exact = int | Decimal

BITS = 512
MOST_DIGITS = 160
"""More than any number of `BITS` bits needs to be told from its neighbours."""


def add(a: Exact, b: Exact) -> Exact:
    """`a + b`."""
    if isinstance(a, int) and isinstance(b, int):
        return settled(a + b)
    return settled(binary(a) + binary(b))


def subtract(a: Exact, b: Exact) -> Exact:
    """`a - b`."""
    return add(a, -b if isinstance(b, int) else b.copy_negate())


def multiply(a: Exact, b: Exact) -> Exact:
    """`a * b`."""
    if isinstance(a, int) and isinstance(b, int):
        return settled(a * b)
    return settled(binary(a) * binary(b))


def divide(a: Exact, b: Exact) -> Exact:
    """`a / b`. Raises ZeroDivisionError."""
    if isinstance(a, int) and isinstance(b, int) and b and a % b == 0:
        return a // b
    return settled(binary(a) / binary(b))


def modulo(a: Exact, b: Exact) -> Exact:
    """What `a` leaves of whole `b`s, each step rounded; a division by 0 leaves all."""
    if not b:
        return a
    x, y = binary(a), binary(b)
    return settled(x - _rounded(y * trunc(_rounded(x / y))))


def binary(value: Exact) -> Fraction:
    """The number of `BITS` bits nearest to `value`."""
    return _rounded(Fraction(value))


def settled(value: int | Fraction) -> Exact:
    """`value` as numbers are kept: rounded to `BITS` bits, in the fewest digits."""
    if isinstance(value, int) and value.bit_length() <= BITS:
        return value
    near = _rounded(Fraction(value))
    if near.denominator == 1 and near.numerator.bit_length() <= BITS:
        return near.numerator
    return _shortest(near)


def digits(value: Exact) -> Decimal:
    """The binary number nearest to `value`, all its decimal digits written out."""
    near = binary(value)
    return Context(prec=5 * BITS).divide(Decimal(near.numerator), Decimal(near.denominator))


def _rounded(value: Fraction) -> Fraction:
    """To `BITS` significant bits, half to even."""
    over, under = abs(value.numerator), value.denominator
    if over.bit_length() <= BITS and under & (under - 1) == 0:
        return value
    shift = over.bit_length() - under.bit_length() - BITS
    scaled = Fraction(over, under) / _power(shift)
    if scaled >= 1 << BITS:
        shift += 1
        scaled /= 2
    near = round(scaled) * _power(shift)
    return near if value > 0 else -near


def _power(exponent: int) -> Fraction:
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)


def _shortest(near: Fraction) -> Exact:
    over, under = Decimal(near.numerator), Decimal(near.denominator)

    def written(count: int) -> Decimal:
        return Context(prec=count).divide(over, under)

    least = _least(lambda count: _rounded(Fraction(written(count))) == near)
    found = written(least)
    return int(found) if found == found.to_integral_value() else found


def _least(enough: Callable[[int], bool]) -> int:
    """The least count of digits that is enough; more always are too."""
    low, high = 1, MOST_DIGITS
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return low
