"""What an expression is worth in a scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scanner.collect.terraform.functions import FUNCTIONS
from scanner.collect.terraform.language.loops import for_list, for_object
from scanner.collect.terraform.language.operators import binary, logical, unary
from scanner.collect.terraform.language.scope import OverLimitError, Scope
from scanner.collect.terraform.language.special import SPECIAL
from scanner.collect.terraform.language.templates import template
from scanner.collect.terraform.language.traversal import follow
from scanner.collect.terraform.syntax import (
    Access,
    Attr,
    Binary,
    Call,
    Conditional,
    Expression,
    ForList,
    ForObject,
    Index,
    Literal,
    ObjectOf,
    Placeholder,
    Step,
    Template,
    Traversal,
    TupleOf,
    Unary,
)
from scanner.collect.terraform.values import (
    SENSITIVE,
    EvaluationError,
    Kind,
    Mapping,
    Marks,
    Null,
    Record,
    Sequence,
    Text,
    Unknown,
    Value,
    deep_marks,
    known,
    nested,
    tuple_of,
    with_marks,
)
from scanner.collect.terraform.values.keys import apart, partial_keys, written
from scanner.collect.terraform.values.texts import as_text, hidden_by_name, shown
from scanner.collect.terraform.values.types import as_bool, unified_pair
from scanner.collect.terraform.values.unknown import call_symbol, derived, joined_symbol, symbol_of
from scanner.model import FileOrigin

MAX_ITEMS = 100_000
"""Elements of one collection."""
MAX_NESTED = 250
"""Levels of a value: what works on values may go into them by calling itself."""


def evaluate(node: Expression, scope: Scope) -> Value:
    """The value of `node`, with what it was read from.

    Raises EvaluationError where Terraform would report an error, OverLimitError where the
    evaluation is larger than allowed.
    """
    if type(node) is Literal:
        return known(node.value)
    budget = scope.budget
    budget.enter()
    try:
        return _EVALUATORS[type(node)](node, scope)
    finally:
        budget.leave()


def evaluate_named(node: Expression, scope: Scope) -> Value:
    """The value of what has a name, and so can be built on. Raises as `evaluate`."""
    value = evaluate(node, scope)
    if nested(value, MAX_NESTED):
        raise OverLimitError(f"a value nested more than {MAX_NESTED} levels deep")
    return value


# --- names ------------------------------------------------------------------------------


def _traversal(node: Traversal, scope: Scope) -> Value:
    def key(step: Index) -> Value:
        return evaluate(step.key, scope)

    if node.root in scope.names:
        return follow(scope.names[node.root], node.steps, key, scope.at(node))
    value, taken = scope.owner.lookup(node.root, node.steps, scope)
    rest = node.steps[taken:]
    if not rest:
        return value
    name = _written(node.root, node.steps[:taken])
    return follow(value, rest, key, scope.at(node), scope.owner.address + name)


def _placeholder(node: Placeholder, scope: Scope) -> Value:
    reason = f"{node.text} is filled in before Terraform reads the file"
    return Unknown(reason, node.text, scope.at(node))


def _written(root: str, steps: tuple[Step, ...]) -> str:
    return ".".join([root, *(step.name for step in steps if isinstance(step, Attr))])


def _access(node: Access, scope: Scope) -> Value:
    base = evaluate(node.base, scope)
    return follow(base, node.steps, lambda step: evaluate(step.key, scope), scope.at(node))


# --- collections ------------------------------------------------------------------------


def _tuple(node: TupleOf, scope: Scope) -> Value:
    return tuple_of(evaluate(item, scope) for item in node.items)


def _object(node: ObjectOf, scope: Scope) -> Value:
    items: dict[str, Value] = {}
    keys: list[Value] = []
    for key_node, value_node in node.items:
        value = evaluate(value_node, scope)
        key = as_text(evaluate(key_node, scope))
        keys.append(key)
        if isinstance(key, Text):
            value = hidden_by_name(key.value, value)
            name = shown(key) if key.sensitive else key.value
            items[name] = with_marks(value, key.marks) if key.sensitive else value
        else:
            items[written(key) or f"?{len(keys)}"] = value
    unsure = [key for key in keys if not isinstance(key, Text)]
    if unsure and not apart(keys):
        return derived("", [*unsure, *items.values()])
    return Mapping(Kind.OBJECT, items, partial_keys(keys))


# --- operations -------------------------------------------------------------------------


def _unary(node: Unary, scope: Scope) -> Value:
    return unary(node.operator, evaluate(node.operand, scope))


def _binary(node: Binary, scope: Scope) -> Value:
    left = evaluate(node.left, scope)
    if node.operator in ("&&", "||"):
        return logical(node.operator, left, lambda: evaluate(node.right, scope))
    return binary(node.operator, left, evaluate(node.right, scope))


def _conditional(node: Conditional, scope: Scope) -> Value:
    given = evaluate(node.condition, scope)
    if isinstance(given, Null):
        raise EvaluationError("a condition is null")
    condition = as_bool(given)
    if isinstance(condition, Unknown):
        return _either(node, condition, scope)
    chosen_node, other_node = (node.yes, node.no) if condition.value else (node.no, node.yes)
    chosen = evaluate(chosen_node, scope)
    if not isinstance(chosen, Null | Unknown | Record):
        other = _attempt(other_node, scope)
        chosen = unified_pair(chosen, other) if other is not None else chosen
    return with_marks(chosen, condition.marks & _SECRET)


_SECRET: Marks = frozenset({SENSITIVE})


def _either(node: Conditional, condition: Unknown, scope: Scope) -> Value:
    """Both branches: nobody knows which, so it carries what both of them carry."""
    branches = [b for b in (_attempt(node.yes, scope), _attempt(node.no, scope)) if b is not None]
    if not branches:
        raise EvaluationError("neither branch has a value")
    symbols = [symbol_of(branch) for branch in branches]
    if len(branches) == 2 and symbols[0] and symbols[0] == symbols[1]:
        return with_marks(branches[0], condition.marks)
    symbol = joined_symbol("(", symbol_of(condition), " ? ", symbols[0], " : ", symbols[-1], ")")
    return derived(symbol, [condition, *branches], element=_only_element(branches))


def _only_element(branches: list[Value]) -> Value | None:
    """The one element that either branch may have, where there is just one."""
    elements: list[Value] = []
    for branch in branches:
        if isinstance(branch, Sequence | Mapping):
            elements += branch.items if isinstance(branch, Sequence) else branch.items.values()
        elif isinstance(branch, Unknown) and branch.element is not None:
            elements.append(branch.element)
    return elements[0] if len(elements) == 1 else None


def _attempt(node: Expression, scope: Scope) -> Value | None:
    try:
        return evaluate(node, scope)
    except EvaluationError:
        return None


# --- calls ------------------------------------------------------------------------------


def _call(node: Call, scope: Scope) -> Value:
    special = SPECIAL.get(node.name.removeprefix("core::"))
    if special is not None:
        return special(node, scope, evaluate)
    arguments = [evaluate(argument, scope) for argument in node.arguments]
    name = node.name.removeprefix("core::")
    if node.expand and arguments:
        last = arguments.pop()
        if isinstance(last, Unknown):
            return derived("", [*arguments, last])
        if not isinstance(last, Sequence):
            raise EvaluationError("what `...` stands behind is no list")
        arguments += [with_marks(item, last.marks) for item in last.items]
    own = scope.owner.functions.get(name)
    if own is not None:
        return own(arguments, scope.at(node))
    function = FUNCTIONS.get(name)
    if function is None:
        return _unknown_function(name, arguments, scope.at(node), scope)
    result = function(name, arguments)
    if isinstance(result, Sequence | Mapping) and len(result.items) > MAX_ITEMS:
        raise EvaluationError(f"{name} gives more than {MAX_ITEMS:,} elements")
    return result


def _unknown_function(name: str, arguments: list[Value], at: FileOrigin, scope: Scope) -> Unknown:
    """A provider's function gives the same for the same arguments; of others nobody knows."""
    provided = name.startswith("provider::")
    reason = (
        f"the function {name} is {'of a provider, which is not run' if provided else 'not known'}"
    )
    scope.owner.report(reason, at)
    symbol = call_symbol(name, arguments) if provided else ""
    return Unknown(reason, symbol, at, marks=deep_marks(*arguments))


_EVALUATORS: dict[type[Expression], Callable[[Any, Scope], Value]] = {
    Traversal: _traversal,
    Access: _access,
    Placeholder: _placeholder,
    TupleOf: _tuple,
    ObjectOf: _object,
    Unary: _unary,
    Binary: _binary,
    Conditional: _conditional,
    Call: _call,
    Template: lambda node, scope: template(node, scope, evaluate),
    ForList: lambda node, scope: for_list(node, scope, evaluate),
    ForObject: lambda node, scope: for_object(node, scope, evaluate),
}
