"""Functions of sets. Lists are taken as sets, as Terraform takes them."""

from __future__ import annotations

from itertools import product
from math import prod

from scanner.collect.terraform.functions.signature import (
    Function,
    NotKnownError,
    sequence,
    valued,
)
from scanner.collect.terraform.values import (
    EvaluationError,
    Kind,
    Sequence,
    Value,
    first_unknown,
    list_of,
    tuple_of,
)
from scanner.collect.terraform.values.compare import equal, set_of
from scanner.collect.terraform.values.marks import union
from scanner.collect.terraform.values.types import unified

MAX_PRODUCT = 100_000


def _members(*values: Value) -> list[list[Value]]:
    """The elements of each, in one type."""
    groups = [list(sequence(value).items) for value in values]
    joint = iter(unified(item for group in groups for item in group))
    return [[next(joint) for _ in group] for group in groups]


def _known(*values: Value) -> list[list[Value]]:
    if any(first_unknown(value) for value in values):
        raise NotKnownError
    return _members(*values)


def _setunion(*values: Value) -> Value:
    items = (item for group in _members(*values) for item in group)
    return set_of(items, marks=union(value.marks for value in values))


def _setintersection(*values: Value) -> Value:
    first, *rest = _known(*values)
    items = [item for item in first if all(_has(group, item) for group in rest)]
    return set_of(items, marks=union(value.marks for value in values))


def _setsubtract(left: Value, right: Value) -> Value:
    first, second = _known(left, right)
    items = [item for item in first if not _has(second, item)]
    return set_of(items, marks=left.marks | right.marks)


def _has(group: list[Value], item: Value) -> bool:
    return any(equal(item, other) for other in group)


def _setproduct(*values: Value) -> Value:
    groups = [sequence(value) for value in values]
    if prod(len(group.items) for group in groups) > MAX_PRODUCT:
        raise EvaluationError(f"setproduct gives more than {MAX_PRODUCT:,} elements")
    rows = [tuple_of(row) for row in product(*(_unified(group) for group in groups))]
    marks = union(value.marks for value in values)
    if any(group.kind is Kind.SET for group in groups):
        return set_of(rows, marks=marks)
    return list_of(rows, marks=marks)


def _unified(group: Sequence) -> list[Value]:
    return unified(group.items)


FUNCTIONS: dict[str, Function] = {
    "setintersection": valued(_setintersection, 1, None),
    "setproduct": valued(_setproduct, 2, None),
    "setsubtract": valued(_setsubtract, 2),
    "setunion": valued(_setunion, 1, None),
}
