"""`format` and `formatlist`: Terraform's verbs.

Source: developer.hashicorp.com/terraform/language/functions/format
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Row
from decimal import Context, Decimal

from scanner.collect.terraform.functions.characters import clusters
from scanner.collect.terraform.functions.signature import NotKnownError
from scanner.collect.terraform.values import (
    Bool,
    Encoded,
    EvaluationError,
    Null,
    Number,
    PartialText,
    Sequence,
    Text,
    Unknown,
    Value,
    first_unknown,
    list_of,
)
from scanner.collect.terraform.values.coding import encode_value, json_text, number_text
from scanner.collect.terraform.values.exact import Exact, digits
from scanner.collect.terraform.values.texts import as_text, concatenate
from scanner.collect.terraform.values.types import as_bool, as_number

_VERB = re.compile(r"%(?P<flags>[-+ 0#]*)(?P<width>\d+|\*)?(?:\.(?P<precision>\d*))?"
                   r"(?:\[(?P<index>\d+)\])?(?P<verb>.)", re.DOTALL)  # fmt: skip
MAX_WIDTH = 10_000


def format_text(spec: Value, *values: Value) -> Value:
    """`format(spec, values...)`. Unknown values stand as they are where no width is asked."""
    if any(isinstance(value, Null) for value in values):
        raise EvaluationError("format does not take null")
    return _filled_in(spec, values)


def _filled_in(spec: Value, values: Row[Value]) -> Value:
    text = as_text(spec)
    if not isinstance(text, Text):
        raise NotKnownError
    parts: list[Value] = []
    at = used = 0
    for match in _VERB.finditer(text.value):
        parts.append(Text(text.value[at : match.start()], marks=text.marks))
        at = match.end()
        if match.group() == "%%":
            parts.append(Text("%"))
            continue
        position = int(match["index"]) if match["index"] else used + 1
        if not 1 <= position <= len(values):
            raise EvaluationError(f"format has no argument {position}")
        used = position
        parts.append(_formatted(match, values[position - 1]))
    if used < len(values) and not re.search(r"\[\d+\]", text.value):
        raise EvaluationError("format has more arguments than verbs")
    rest = text.value[at:]
    if "%" in rest:
        raise EvaluationError("format ends in an incomplete verb")
    return concatenate([*parts, Text(rest, marks=text.marks)])


def format_list(spec: Value, *values: Value) -> Value:
    """`formatlist`: `format` for each element of the lists; what is no list is repeated."""
    lists = [value for value in values if isinstance(value, Sequence)]
    if any(isinstance(value, Unknown) for value in values) and not lists:
        raise NotKnownError
    lengths = {len(some.items) for some in lists}
    if len(lengths) > 1:
        raise EvaluationError("formatlist has lists of different lengths")
    items: list[Value] = []
    for row in range(lengths.pop() if lengths else 1):
        cells = [value.items[row] if isinstance(value, Sequence) else value for value in values]
        items.append(_filled_in(spec, cells))
    return list_of(items)


def _formatted(match: re.Match[str], value: Value) -> Value:
    verb, flags = match["verb"], match["flags"]
    bare = not flags and not match["width"] and match["precision"] is None
    if first_unknown(value) is not None:
        if not bare or verb not in "svd":
            raise NotKnownError
        return as_text(value)
    width = int(match["width"] or 0) if match["width"] != "*" else -1
    precision = int(match["precision"] or 0) if match["precision"] is not None else None
    if width < 0 or width > MAX_WIDTH or (precision or 0) > MAX_WIDTH:
        raise EvaluationError("format has a width that is not understood")
    shown = _verb(verb, flags, precision, value)
    missing = width - len(clusters(shown))
    if missing > 0 and verb != "t":
        shown = _padded(shown, missing, flags, numeric=isinstance(value, Number))
    return Text(shown, marks=value.marks)


def _padded(text: str, missing: int, flags: str, *, numeric: bool) -> str:
    if "-" in flags:
        return text + " " * missing
    if "0" in flags and numeric:
        sign = text[0] if text[:1] in "+-" and text else ""
        return sign + "0" * missing + text[len(sign) :]
    return ("0" if "0" in flags else " ") * missing + text


def _verb(verb: str, flags: str, precision: int | None, value: Value) -> str:
    if isinstance(value, Null) and verb != "v":
        raise EvaluationError("null cannot be formatted")
    if verb == "v":
        return _any(value, sharp="#" in flags)
    if verb == "t":
        truth = as_bool(value)
        assert isinstance(truth, Bool)
        return "true" if truth.value else "false"
    if verb in "sq":
        text = as_text(value)
        assert isinstance(text, Text)
        cut = text.value if precision is None else "".join(clusters(text.value)[:precision])
        return json_text(cut) if verb == "q" else cut
    if verb in "dboxXeEfFgG":
        number = as_number(value)
        assert isinstance(number, Number)
        return _number(verb, flags, precision, number.value)
    raise EvaluationError(f"format does not know %{verb}")


def _number(verb: str, flags: str, precision: int | None, value: Exact) -> str:
    if verb in "dboxX":
        if isinstance(value, Decimal):
            raise EvaluationError(f"{value} is not whole")
        code = {"d": "d", "b": "b", "o": "o", "x": "x", "X": "X"}[verb]
        text = (_PREFIXES[verb] if "#" in flags else "") + format(abs(value), code)
    else:
        text = _floating(
            verb, precision, value.copy_abs() if isinstance(value, Decimal) else abs(value)
        )
    sign = "-" if value < 0 else "+" if "+" in flags else " " if " " in flags else ""
    return sign + text


_PREFIXES = {"d": "", "b": "0b", "o": "0", "x": "0x", "X": "0X"}


def _floating(verb: str, precision: int | None, value: Exact) -> str:
    """Rounded from the binary number that it is, as Go's `big.Float` is written."""
    if verb in "fF":
        return format(digits(value), f".{6 if precision is None else precision}f")
    if verb in "eE":
        return _scientific(digits(value), 6 if precision is None else precision, verb)
    if precision is None:
        exact, places = Decimal(value), 6
    else:
        places = precision or 1
        exact = Context(prec=places).plus(digits(value))
        if places > len(exact.as_tuple().digits) >= exact.adjusted() + 1:
            places = len(exact.as_tuple().digits)
    if value and not -4 <= exact.adjusted() < max(places, 1 if precision else 6):
        kept = len(exact.normalize(Context(prec=200)).as_tuple().digits)
        return _scientific(exact, kept - 1, "e" if verb == "g" else "E")
    return number_text(exact)


def _scientific(value: Decimal, places: int, sign: str) -> str:
    text = format(value, f".{places}e")
    mantissa, _, power = text.partition("e")
    return f"{mantissa}{sign}{power[0]}{power[1:].zfill(2)}"


def _any(value: Value, *, sharp: bool) -> str:
    if isinstance(value, Encoded):
        value = as_text(value)
    if isinstance(value, Text):
        return json_text(value.value) if sharp else value.value
    if isinstance(value, Number):
        return number_text(value.value) if sharp else _number("g", "", None, value.value)
    if isinstance(value, Bool):
        return "true" if value.value else "false"
    written = encode_value(Encoded("json", value))
    if isinstance(written, Unknown | PartialText):
        raise NotKnownError
    return written.value
