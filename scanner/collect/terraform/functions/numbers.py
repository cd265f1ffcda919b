"""Functions of numbers."""

from __future__ import annotations

import math
from decimal import Decimal

from scanner.collect.terraform.functions.signature import (
    Function,
    native,
    plain_int,
    plain_number,
    plain_text,
    sequence,
    valued,
)
from scanner.collect.terraform.values import (
    Encoded,
    EvaluationError,
    Number,
    PartialText,
    Text,
    Unknown,
    Value,
    deep_marks,
    exact,
)
from scanner.collect.terraform.values.value import whole

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_POWER = 10_000
MAX_BASE: int = 10**30


def _log(value: int | Decimal, base: int | Decimal) -> int | Decimal:
    try:
        return whole(math.log(value) / math.log(base))
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise EvaluationError(f"log({value}, {base}) has no value") from error


def _pow(base: int | Decimal, power: int | Decimal) -> int | Decimal:
    if not -MAX_POWER < power < MAX_POWER or not -MAX_BASE < base < MAX_BASE:
        raise EvaluationError("a number becomes too large to follow")
    try:
        return whole(math.pow(base, power))
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        raise EvaluationError(f"pow({base}, {power}) has no value") from error


def _parseint(text: str, base: int) -> int:
    if not 2 <= base <= 62:
        raise EvaluationError(f"{base} is no base to count in")
    digits = text.removeprefix("-").removeprefix("+")
    if base <= 36:
        digits = digits.lower()
    value = 0
    for digit in digits:
        worth = _DIGITS.find(digit)
        if not 0 <= worth < base or len(digits) > 200:
            raise EvaluationError(f'"{text}" is no number to the base {base}')
        value = value * base + worth
    if not digits:
        raise EvaluationError("an empty text is no number")
    return -value if text.startswith("-") else value


def _parseint_of(text: Value, base: Value) -> Value:
    if not isinstance(text, Text | PartialText | Unknown | Encoded):
        raise EvaluationError("parseint takes a text")
    number = _parseint(plain_text(text), plain_int(base))
    return Number(number, marks=deep_marks(text, base))


def _sum(values: Value) -> Value:
    items = sequence(values).items
    if not items:
        raise EvaluationError("sum of no numbers")
    total: int | Decimal = 0
    for item in items:
        total = exact.add(total, plain_number(item))
    return Number(total, marks=deep_marks(values))


def _extreme(pick: str) -> Function:
    choose = max if pick == "max" else min

    def run(*values: Value) -> Value:
        numbers = [plain_number(value) for value in values]
        return Number(choose(numbers), marks=deep_marks(*values))

    return valued(run, 1, None)


def _signum(value: int | Decimal) -> int:
    if not isinstance(value, int):
        raise EvaluationError(f"{value} is not whole")
    return (value > 0) - (value < 0)


FUNCTIONS: dict[str, Function] = {
    "abs": native(lambda value: value if value >= 0 else exact.subtract(0, value), "number"),
    "ceil": native(lambda value: math.ceil(value), "number"),
    "floor": native(lambda value: math.floor(value), "number"),
    "log": native(_log, "number", "number"),
    "max": _extreme("max"),
    "min": _extreme("min"),
    "parseint": valued(_parseint_of, 2),
    "pow": native(_pow, "number", "number"),
    "signum": native(_signum, "number"),
    "sum": valued(_sum, 1),
}
