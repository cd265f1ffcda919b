"""Operators on values. What is unknown stays unknown unless the other side decides."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from scanner.collect.terraform.values import (
    FALSE,
    TRUE,
    Bool,
    EvaluationError,
    Null,
    Number,
    Unknown,
    Value,
    deep_marks,
    exact,
    with_marks,
)
from scanner.collect.terraform.values.compare import equal
from scanner.collect.terraform.values.types import as_bool, as_number
from scanner.collect.terraform.values.unknown import derived, joined_symbol, symbol_of

MAX_NUMBER: int = 10**400


def unary(operator: str, operand: Value) -> Value:
    """`-x` or `!x`."""
    value = as_number(operand) if operator == "-" else as_bool(operand)
    if isinstance(value, Unknown):
        return derived(joined_symbol(operator, symbol_of(operand)), [operand])
    if isinstance(value, Number):
        return Number(
            -value.value if isinstance(value.value, int) else value.value.copy_negate(),
            marks=value.marks,
        )
    return with_marks(FALSE if value.value else TRUE, value.marks)


def binary(operator: str, left: Value, right: Value) -> Value:
    """`left operator right`, but for `&&` and `||`."""
    if operator in ("==", "!="):
        return _equality(operator, left, right)
    if isinstance(left, Null) or isinstance(right, Null):
        raise EvaluationError(f"null {operator} something has no value")
    a, b = as_number(left), as_number(right)
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _unknown(operator, left, right)
    marks = left.marks | right.marks
    if operator in _COMPARISONS:
        return with_marks(TRUE if _COMPARISONS[operator](a.value, b.value) else FALSE, marks)
    try:
        result = _ARITHMETIC[operator](a.value, b.value)
    except ZeroDivisionError as error:
        raise EvaluationError(f"{a.value} {operator} {b.value} has no value") from error
    if not -MAX_NUMBER < result < MAX_NUMBER:
        raise EvaluationError("a number becomes too large to follow")
    return Number(result, marks=marks)


def logical(operator: str, left: Value, right: Callable[[], Value]) -> Value:
    """`&&` and `||`: one side may be enough, whatever the other is."""
    decisive = operator == "||"
    a = as_bool(left)
    if isinstance(a, Bool) and a.value is decisive:
        return a
    other = right()
    b = as_bool(other)
    if isinstance(b, Bool) and b.value is decisive:
        return b
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _unknown(operator, left, other)
    return with_marks(b, a.marks)


def _equality(operator: str, left: Value, right: Value) -> Value:
    same = equal(left, right)
    if same is None:
        return _unknown(operator, left, right)
    return with_marks(TRUE if same is (operator == "==") else FALSE, deep_marks(left, right))


def _unknown(operator: str, left: Value, right: Value) -> Unknown:
    symbol = joined_symbol("(", symbol_of(left), f" {operator} ", symbol_of(right), ")")
    return derived(symbol, [left, right])


_ARITHMETIC: dict[str, Callable[[int | Decimal, int | Decimal], int | Decimal]] = {
    "+": exact.add,
    "-": exact.subtract,
    "*": exact.multiply,
    "/": exact.divide,
    "%": exact.modulo,
}
_COMPARISONS: dict[str, Callable[[int | Decimal, int | Decimal], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
