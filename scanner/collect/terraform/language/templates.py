"""Templates: texts with interpolations and directives."""

from __future__ import annotations

from collections.abc import Callable

from scanner.collect.terraform.language.loops import entries
from scanner.collect.terraform.language.scope import Scope
from scanner.collect.terraform.syntax import (
    Expression,
    Template,
    TemplateFor,
    TemplateIf,
    TemplatePart,
)
from scanner.collect.terraform.values import EvaluationError, Null, Text, Unknown, Value, deep_marks
from scanner.collect.terraform.values.texts import as_text, concatenate
from scanner.collect.terraform.values.types import as_bool
from scanner.collect.terraform.values.unknown import derived

Evaluate = Callable[[Expression, Scope], Value]


def template(node: Template, scope: Scope, evaluate: Evaluate) -> Value:
    """The text; one interpolation alone keeps its value's type."""
    if len(node.parts) == 1 and isinstance(node.parts[0], Expression):
        return evaluate(node.parts[0], scope)
    return _text(node.parts, scope, evaluate)


def template_text(node: Expression, scope: Scope, evaluate: Evaluate) -> Value:
    """The text of a template file: a text also where it is one interpolation alone."""
    if isinstance(node, Template):
        return _text(node.parts, scope, evaluate)
    return as_text(evaluate(node, scope))


def _text(parts: tuple[TemplatePart, ...], scope: Scope, evaluate: Evaluate) -> Value:
    return concatenate(_values(parts, scope, evaluate))


def _values(parts: tuple[TemplatePart, ...], scope: Scope, evaluate: Evaluate) -> list[Value]:
    values: list[Value] = []
    for part in parts:
        if isinstance(part, str):
            values.append(Text(part))
        elif isinstance(part, TemplateIf):
            values += _if(part, scope, evaluate)
        elif isinstance(part, TemplateFor):
            values += _for(part, scope, evaluate)
        else:
            value = evaluate(part, scope)
            if isinstance(value, Null):
                raise EvaluationError("null stands in a template")
            values.append(as_text(value))
    return values


def _if(part: TemplateIf, scope: Scope, evaluate: Evaluate) -> list[Value]:
    condition = as_bool(evaluate(part.condition, scope))
    if not isinstance(condition, Unknown):
        return _values(part.yes if condition.value else part.no, scope, evaluate)
    both = [*_values(part.yes, scope, evaluate), *_values(part.no, scope, evaluate)]
    return [derived("", [condition], marks=deep_marks(*both))]


def _for(part: TemplateFor, scope: Scope, evaluate: Evaluate) -> list[Value]:
    over = evaluate(part.over, scope)
    found = entries(over)
    values: list[Value] = []
    for key, item in found:
        scope.budget.enter()
        scope.budget.leave()
        inner = scope.with_names({part.key: key, part.name: item})
        values += _values(part.parts, inner, evaluate)
    if isinstance(over, Unknown):
        return [derived("", [over], marks=deep_marks(*values))]
    return values
