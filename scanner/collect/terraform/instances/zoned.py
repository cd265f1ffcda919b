"""Unknown regions and unknown zones of them: different expressions that mean one region.

`"${var.region}-b"` is a zone of `var.region`; `substr(var.zone, 0, length(var.zone) - 2)` is
the region of `var.zone`. What an expression does with its only unknown name is tried on zones
whose region is known, rather than read off its form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scanner.collect.terraform.language import Budget, OverLimitError, Scope, evaluate
from scanner.collect.terraform.language.scope import Nobody
from scanner.collect.terraform.syntax import parse_expression
from scanner.collect.terraform.syntax.source import UnreadableError
from scanner.collect.terraform.values import EvaluationError, PartialText, Text, Unknown, Value
from scanner.collect.terraform.values.unknown import symbol_of
from scanner.knowledge.types import Provider

_NAME = re.compile(r'\b[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d+\]|\["[^"]*"\])+(?![\w(])')
STEPS = 2_000
"""Of evaluation, for one try."""


def region_symbol(provider: Provider, value: Value, *, is_zone: bool) -> str:
    """The symbol of the region that an unknown `value` says, itself or by way of a zone.

    `is_zone` tells that the value names a zone. Empty where it has no symbol.
    """
    symbol = text_symbol(value)
    home, colon, expression = symbol.rpartition(": ")  # it may have come from another root
    examples = tuple(_examples(provider))
    name = _only_name(expression)
    if name and examples:
        if is_zone and name == expression:
            return f"{home}{colon}region of {name}"
        if all(_tried(expression, name, zone) == region for zone, region in examples):
            return f"{home}{colon}region of {name}"
        tried = [(_tried(expression, name, region), zone, region) for zone, region in examples]
        if all(text == region or _is_zone(text, zone) for text, zone, region in tried):
            return home + colon + name
    return symbol


def _examples(provider: Provider) -> Iterator[tuple[str, str]]:
    """Zones of the provider and the region that each is in."""
    for form in provider.zone_forms:
        for example in form.examples:
            found = re.fullmatch(form.pattern, example)
            if found and found.groupdict().get("region"):
                yield example, found["region"]


def _is_zone(text: str, example: str) -> bool:
    """Whether `text` is a zone of the example's region: but for the last sign they are alike."""
    return text[:-1] == example[:-1] and text[-1:].isalnum()


def _only_name(expression: str) -> str:
    """The only name of a value in an expression; empty where there are several."""
    names = set(_NAME.findall(expression))
    return names.pop() if len(names) == 1 else ""


def text_symbol(value: Value) -> str:
    """The symbol of a value; a text with unknown parts as people write it, where it can be."""
    if not isinstance(value, PartialText):
        return symbol_of(value)
    parts: list[str] = []
    for part in value.parts:
        if isinstance(part, Text) and not re.search(r'[$%"\\\n]', part.value):
            parts.append(part.value)
        elif isinstance(part, Unknown) and part.symbol and ": " not in part.symbol:
            parts.append("${" + part.symbol + "}")
        else:
            return symbol_of(value)
    return '"' + "".join(parts) + '"'


@lru_cache(maxsize=1024)
def _tried(expression: str, name: str, text: str) -> str:
    """What `expression` gives where `name` is `text`; empty where that cannot be told."""
    pattern = rf"(?<![\w.]){re.escape(name)}(?![\w.\[])"
    written = re.sub(pattern, lambda _: f'"{text}"', expression)
    try:
        value = evaluate(parse_expression(written), Scope(Nobody(), "", Budget(steps=STEPS)))
    except (EvaluationError, OverLimitError, UnreadableError):
        return ""
    return value.value if isinstance(value, Text) else ""
