"""`for` expressions."""

from __future__ import annotations

from collections.abc import Callable

from scanner.collect.terraform.language.scope import Scope
from scanner.collect.terraform.syntax import Expression, ForList, ForObject
from scanner.collect.terraform.values import (
    Bool,
    EvaluationError,
    Kind,
    Mapping,
    Null,
    Number,
    Record,
    Ref,
    Sequence,
    Text,
    Unknown,
    Value,
    describe,
    object_of,
    tuple_of,
    with_marks,
)
from scanner.collect.terraform.values.keys import apart, key_of, partial_keys, written
from scanner.collect.terraform.values.texts import as_text
from scanner.collect.terraform.values.types import as_bool, as_object
from scanner.collect.terraform.values.unknown import derived

Evaluate = Callable[[Expression, Scope], Value]


def entries(over: Value) -> list[tuple[Value, Value]]:
    """Keys and values to go through. Of an unknown collection it is one, for all of them."""
    if isinstance(over, Sequence):
        if over.kind is Kind.SET:
            return [(with_marks(item, over.marks),) * 2 for item in over.items]
        return [(Number(i), with_marks(item, over.marks)) for i, item in enumerate(over.items)]
    if isinstance(over, Record):
        over = as_object(over)
    if isinstance(over, Mapping):
        return [(key_of(key, over), with_marks(item, over.marks)) for key, item in over.entries()]
    if isinstance(over, Unknown):
        key = Unknown(over.reason, "", over.origin)
        return [(key, over.element if over.element is not None else _element(over))]
    raise EvaluationError(f"{describe(over)} has no elements to go through")


def _element(over: Unknown) -> Unknown:
    """Some element of an unknown collection: which one nobody knows, so it has no symbol."""
    if over.ref is None:
        return Unknown(over.reason, "", over.origin, marks=over.marks)
    ref = Ref(over.ref.target, f"{over.ref.attribute}[*]", over.ref.origin)
    marks = (over.marks - {over.ref}) | {ref}
    return Unknown(over.reason, "", over.origin, ref, marks=marks)


def for_list(node: ForList, scope: Scope, evaluate: Evaluate) -> Value:
    """`[for ...]`."""
    over = evaluate(node.over, scope)
    items: list[Value] = []
    doubtful: list[Value] = []
    for inner, chosen in _chosen(node, over, scope, evaluate):
        items.append(evaluate(node.body, inner))
        if isinstance(chosen, Unknown):
            doubtful.append(chosen)
    if isinstance(over, Unknown) or doubtful:
        return _unknown(over, items, doubtful)
    return tuple_of(items)


def for_object(node: ForObject, scope: Scope, evaluate: Evaluate) -> Value:
    """`{for ...}`, grouped by key where it ends in `...`."""
    over = evaluate(node.over, scope)
    keys: list[Value] = []
    values: list[Value] = []
    doubtful: list[Value] = []
    for inner, chosen in _chosen(node, over, scope, evaluate):
        keys.append(as_text(evaluate(node.body_key, inner)))
        values.append(evaluate(node.body, inner))
        if isinstance(chosen, Unknown):
            doubtful.append(chosen)
    unsure = [key for key in keys if not isinstance(key, Text)]
    if unsure and (node.group or not apart(keys)):
        doubtful += unsure
    if isinstance(over, Unknown) or doubtful:
        return _unknown(over, values, doubtful)
    groups: dict[str, list[Value]] = {}
    for key, value in zip(keys, values, strict=True):
        name = key.value if isinstance(key, Text) else written(key)
        groups.setdefault(name, []).append(value)
    if node.group:
        return object_of({key: tuple_of(group) for key, group in groups.items()})
    twice = next((key for key, group in groups.items() if len(group) > 1), None)
    if twice is not None:
        raise EvaluationError(f'two elements have the key "{twice}"')
    items = {key: group[0] for key, group in groups.items()}
    return Mapping(Kind.OBJECT, items, partial_keys(keys))


def _chosen(
    node: ForList | ForObject, over: Value, scope: Scope, evaluate: Evaluate
) -> list[tuple[Scope, Bool | Unknown]]:
    """The scope of each element that the condition lets through, or may let through."""
    if isinstance(over, Null):
        raise EvaluationError("null has no elements to go through")
    chosen: list[tuple[Scope, Bool | Unknown]] = []
    for key, item in entries(over):
        scope.budget.enter()
        scope.budget.leave()
        inner = scope.with_names({node.key: key, node.name: item})
        passes: Bool | Unknown = Bool(True)
        if node.condition is not None:
            passes = as_bool(evaluate(node.condition, inner))
        if isinstance(passes, Unknown) or passes.value:
            chosen.append((inner, passes))
    return chosen


def _unknown(over: Value, values: list[Value], doubtful: list[Value]) -> Value:
    """A collection of which nobody knows what is in it: it is not known what is gone through,
    or `doubtful` keys and conditions decide. With one body to go by, that is what its
    elements look like."""
    element = values[0] if len(values) == 1 else None
    return derived("", [*doubtful, over, *values], element=element)
