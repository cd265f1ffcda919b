"""Texts: what other values read as in one, and texts put together from parts."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.collect.secrecy import HIDDEN, locates, secret_name
from scanner.collect.terraform.values.coding import encode_value, number_text
from scanner.collect.terraform.values.marks import NO_MARKS, SENSITIVE, Marks, union
from scanner.collect.terraform.values.value import (
    Bool,
    Encoded,
    EvaluationError,
    Null,
    Number,
    PartialText,
    Text,
    Unknown,
    Value,
    describe,
    with_marks,
)

MAX_TEXT = 8 * 2**20
"""Characters; a longer text is an error, not a crash."""


def as_text(value: Value) -> Text | PartialText | Unknown:
    """`value` as a text. Raises EvaluationError for null and collections."""
    if isinstance(value, Text | PartialText | Unknown):
        return value
    if isinstance(value, Number):
        return Text(number_text(value.value), marks=value.marks)
    if isinstance(value, Bool):
        return Text("true" if value.value else "false", marks=value.marks)
    if isinstance(value, Encoded):
        return encode_value(value)
    if isinstance(value, Null):
        raise EvaluationError("null is no text")
    raise EvaluationError(f"a text is needed here, not {describe(value)}")


def concatenate(parts: Iterable[Value], *, marks: Marks = NO_MARKS) -> Text | PartialText:
    """One text from texts. A secret part stays hidden in it, the rest stays readable."""
    flat: list[Text | Unknown] = []
    for part in parts:
        text = as_text(part)
        if isinstance(text, PartialText):
            flat += [_marked(inner, text.marks) for inner in text.parts]
        else:
            flat.append(text)
    if sum(len(part.value) for part in flat if isinstance(part, Text)) > MAX_TEXT:
        raise EvaluationError("a text becomes too long to follow")
    if all(isinstance(part, Text) for part in flat):
        texts = [part for part in flat if isinstance(part, Text)]
        return _known(texts, marks | union(part.marks for part in texts))
    return PartialText(tuple(_merged(flat)), marks=marks)


def shown(text: Text) -> str:
    """`text` as an output may show it."""
    return (text.shown or HIDDEN) if text.sensitive else text.value


def hidden(value: Value) -> Value:
    """`value`, marked secret if it does not only say where a secret is."""
    first = value.parts[0] if isinstance(value, PartialText) else value
    if isinstance(first, Text) and locates(first.value):
        return value
    return with_marks(value, frozenset({SENSITIVE}))


def hidden_by_name(name: str, value: Value) -> Value:
    """A text, marked secret where its name says that it is one."""
    return hidden(value) if isinstance(value, Text | PartialText) and secret_name(name) else value


def _known(texts: list[Text], marks: Marks) -> Text:
    value = "".join(text.value for text in texts)
    if SENSITIVE in marks:
        return Text(value, "".join(shown(text) for text in texts), marks=marks)
    return Text(value, marks=marks)


def _merged(parts: list[Text | Unknown]) -> list[Text | Unknown]:
    """Neighbouring texts as one, empty ones left out."""
    merged: list[Text | Unknown] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, Text) and isinstance(last, Text):
            merged[-1] = _known([last, part], last.marks | part.marks)
        elif not isinstance(part, Text) or part.value:
            merged.append(part)
    return merged


def _marked(part: Text | Unknown, marks: Marks) -> Text | Unknown:
    return with_marks(part, marks)
