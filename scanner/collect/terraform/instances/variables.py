"""Where a module's variables get their values from, and how that is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from scanner.collect.terraform.language import (
    Budget,
    OverLimitError,
    Scope,
    evaluate,
    evaluate_named,
)
from scanner.collect.terraform.language.scope import Nobody
from scanner.collect.terraform.modules import ModuleCall, RootPlan, Variable
from scanner.collect.terraform.syntax import Expression, parse_expression
from scanner.collect.terraform.syntax.source import UnreadableError
from scanner.collect.terraform.values import (
    NULL,
    SENSITIVE,
    EvaluationError,
    Null,
    Text,
    Unknown,
    Value,
    with_marks,
)
from scanner.collect.terraform.values.texts import hidden_by_name
from scanner.collect.terraform.values.types import convert
from scanner.model import FileOrigin


@dataclass(frozen=True)
class Given:
    """A value for a variable: the expression, the scope it is read in, and its place."""

    expression: Expression | None
    scope: Scope
    origin: FileOrigin | None
    value: Value | None = None
    """Set where there is no expression to evaluate."""


class Inputs(Protocol):
    """Who gives a module's variables their values."""

    def given(self, variable: Variable) -> Given | None:
        """What is given for `variable`, its default left aside."""


@dataclass(frozen=True)
class CallInputs:
    """The arguments of a module block, in the scope of the caller."""

    call: ModuleCall
    scope: Scope

    def given(self, variable: Variable) -> Given | None:
        """The argument of the variable's name."""
        attribute = self.call.body.attributes.get(variable.name)
        if attribute is None:
            return None
        path = self.call.path_of(variable.name)
        scope = Scope(self.scope.owner, path, self.scope.budget, self.scope.names)
        return Given(attribute.value, scope, FileOrigin(path, attribute.line, attribute.column))


@dataclass(frozen=True)
class RootInputs:
    """What a unit gives, value files and options, the last one that sets a variable counts."""

    plan: RootPlan
    options: tuple[tuple[str, str], ...]
    budget: Budget

    def given(self, variable: Variable) -> Given | None:
        """What is set for the variable; unknown where a file that cannot be read may set it."""
        nowhere = Scope(Nobody(), "", self.budget)
        for name, text in reversed(self.options):
            if name == variable.name:
                return self._from_option(variable, text, nowhere)
        for file in reversed(self.plan.values):
            if file.broken:
                value = Unknown(file.broken, f"var.{variable.name}", FileOrigin(file.path))
                return Given(None, nowhere, FileOrigin(file.path), value)
            attribute = file.values.get(variable.name)
            if attribute is not None:
                origin = FileOrigin(file.path, attribute.line, attribute.column)
                return Given(attribute.value, Scope(Nobody(), file.path, self.budget), origin)
        offered = self.plan.unit.given(variable.name) if self.plan.unit else None
        return Given(None, nowhere, offered.origin, offered.value) if offered else None

    def _from_option(self, variable: Variable, text: str, scope: Scope) -> Given:
        if variable.type.name in ("any", "string", "number", "bool"):
            return Given(None, scope, None, Text(text))
        try:
            return Given(parse_expression(text), scope, None)
        except UnreadableError as error:
            return Given(None, scope, None, Unknown(str(error), f"var.{variable.name}"))


def value_of(variable: Variable, given: Given | None, symbol: str, budget: Budget) -> Value:
    """The value of a variable, in its type. Never raises.

    `symbol` is how it is called where nothing gives it a value.
    """
    scope = Scope(Nobody(), variable.path, budget)
    value = _evaluated(given, symbol) if given else None
    if value is None or (isinstance(value, Null) and not variable.nullable):
        if variable.default is None:
            return Unknown(f"{symbol} has no value", symbol, variable.origin)
        value = _evaluated(Given(variable.default, scope, variable.origin), symbol)
    try:
        value = convert(value, variable.type, lambda default: evaluate(default, scope))
    except (EvaluationError, OverLimitError) as error:
        return Unknown(f"{symbol}: {error}", symbol, given.origin if given else variable.origin)
    if variable.sensitive:
        return with_marks(value, frozenset({SENSITIVE}))
    return hidden_by_name(variable.name, value)


def _evaluated(given: Given, symbol: str) -> Value:
    if given.value is not None:
        return given.value
    if given.expression is None:
        return NULL
    try:
        return evaluate_named(given.expression, given.scope)
    except (EvaluationError, OverLimitError) as error:
        return Unknown(f"{symbol}: {error}", symbol, given.origin)
