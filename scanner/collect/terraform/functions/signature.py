"""How a plain Python function becomes one of Terraform's.

`native("string", "number")` converts the arguments, refuses null, gives an unknown result
where an argument is unknown, and hands on the marks of all arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from scanner.collect.terraform.values import (
    EvaluationError,
    Null,
    PartialText,
    Sequence,
    Text,
    Unknown,
    Value,
    deep_marks,
    describe,
    known,
    list_of,
    with_marks,
)
from scanner.collect.terraform.values.texts import as_text
from scanner.collect.terraform.values.types import as_bool, as_number
from scanner.collect.terraform.values.unknown import call_symbol, derived

Function = Callable[[str, list[Value]], Value]


class NotKnownError(Exception):
    """An argument is not known far enough for a result."""


def native(call: Callable[..., Any], *kinds: str, rest: str = "", least: int = -1) -> Function:
    """A function of plain values: `string`, `number`, `int`, `bool` or `strings`.

    `rest` is the kind of any further arguments; of `kinds`, only `least` must be given.
    """

    def run(name: str, arguments: list[Value]) -> Value:
        check_count(
            name, arguments, len(kinds) if least < 0 else least, None if rest else len(kinds)
        )
        padded = [*kinds, *[rest] * (len(arguments) - len(kinds))]
        try:
            plain = [
                _CONVERSIONS[kind](argument)
                for kind, argument in zip(padded, arguments, strict=False)
            ]
        except NotKnownError:
            return derived(call_symbol(name, arguments), arguments)
        return with_marks(wrap(call(*plain)), deep_marks(*arguments))

    return run


def valued(call: Callable[..., Value], least: int, most: int | None = -1) -> Function:
    """A function of values that looks after marks itself; it may raise NotKnownError."""

    def run(name: str, arguments: list[Value]) -> Value:
        check_count(name, arguments, least, least if most == -1 else most)
        try:
            return call(*arguments)
        except NotKnownError:
            return derived(call_symbol(name, arguments), arguments)

    return run


def never_known(least: int, most: int) -> Function:
    """A function whose result nobody knows before Terraform runs."""

    def run(name: str, arguments: list[Value]) -> Value:
        check_count(name, arguments, least, most)
        return Unknown(f"{name}() is known when Terraform runs", "", marks=deep_marks(*arguments))

    return run


def check_count(name: str, arguments: list[Value], least: int, most: int | None) -> None:
    """Raise EvaluationError where there are too few or too many arguments."""
    if len(arguments) < least or (most is not None and len(arguments) > most):
        raise EvaluationError(f"{name} does not take {len(arguments)} arguments")


def wrap(result: Any) -> Value:
    """A plain result as a value; a list of plain results is a list."""
    if isinstance(result, Value):
        return result
    if isinstance(result, list):
        return list_of(wrap(item) for item in result)
    return known(result)


def sequence(value: Value) -> Sequence:
    """`value` as a list, set or tuple. Raises NotKnownError, EvaluationError."""
    if isinstance(value, Unknown):
        raise NotKnownError
    if isinstance(value, Sequence):
        return value
    raise EvaluationError(f"a list is needed here, not {describe(value)}")


def plain_text(value: Value) -> str:
    """`value` as a known text. Raises NotKnownError, EvaluationError."""
    text = as_text(value)
    if isinstance(text, Unknown | PartialText):
        raise NotKnownError
    assert isinstance(text, Text)
    return text.value


def plain_number(value: Value) -> int | Decimal:
    """`value` as a known number. Raises NotKnownError, EvaluationError."""
    number = as_number(value)
    if isinstance(number, Unknown):
        raise NotKnownError
    return number.value


def plain_int(value: Value) -> int:
    """`value` as a known whole number. Raises NotKnownError, EvaluationError."""
    number = plain_number(value)
    if isinstance(number, Decimal):
        raise EvaluationError(f"{number} is not whole")
    return number


def _bool(value: Value) -> bool:
    truth = as_bool(value)
    if isinstance(truth, Unknown):
        raise NotKnownError
    return truth.value


def _strings(value: Value) -> list[str]:
    return [plain_text(item) for item in sequence(value).items]


def _not_null(convert: Callable[[Value], Any]) -> Callable[[Value], Any]:
    def run(value: Value) -> Any:
        if isinstance(value, Null):
            raise EvaluationError("an argument is null")
        return convert(value)

    return run


_CONVERSIONS: dict[str, Callable[[Value], Any]] = {
    "string": _not_null(plain_text),
    "number": _not_null(plain_number),
    "int": _not_null(plain_int),
    "bool": _not_null(_bool),
    "strings": _not_null(_strings),
}
