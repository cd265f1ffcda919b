"""Evaluating expressions in tests as the collector does it, in the directory of a root."""

from __future__ import annotations

from pathlib import Path

from scanner.collect.terraform.facts import Facts
from scanner.collect.terraform.instances.estate import Estate
from scanner.collect.terraform.instances.module_instance import ModuleInstance
from scanner.collect.terraform.language import evaluate
from scanner.collect.terraform.modules import Loader, find_roots
from scanner.collect.terraform.options import Options
from scanner.collect.terraform.syntax import parse_expression
from scanner.collect.terraform.syntax.source import UnreadableError
from scanner.collect.terraform.values import Encoded, EvaluationError, Text, Value
from scanner.collect.terraform.values.coding import encode_value
from scanner.collect.tree import Tree

from . import console
from .knowledge import SMALL


def root_at(folder: Path, options: Options | None = None) -> ModuleInstance:
    """The module of the only root in `folder`."""
    loader = Loader(Tree(folder))
    options = options or Options()
    plans = find_roots(loader, options).plans
    return Estate(plans, loader, Facts(SMALL), options).top(plans[0])


def value_in(module: ModuleInstance, expression: str) -> Value:
    """The value of an expression in a module."""
    return evaluate(parse_expression(expression), module.scope("expression.tf"))


def as_json(value: Value) -> str:
    """A known value as `jsonencode` gives it."""
    text = encode_value(Encoded("json", value))
    assert isinstance(text, Text), text
    return text.value


UNKNOWN = "unknown"
"""Stands for an expression that nobody can know the value of."""


def answer(module: ModuleInstance, expression: str) -> str:
    """The JSON of an expression's value; `error` where it has none, `unknown` where it may."""
    try:
        text = encode_value(Encoded("json", value_in(module, expression)))
    except (EvaluationError, UnreadableError):
        return console.ERROR
    return text.value if isinstance(text, Text) else UNKNOWN
