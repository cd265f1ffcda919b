"""Evaluating expressions in tests as the collector does it, in the directory of a root."""

from __future__ import annotations

from pathlib import Path

from scanner.collect.terraform.facts import Facts
from scanner.collect.terraform.instances.ledger import Ledger
from scanner.collect.terraform.instances.module_instance import ModuleInstance
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.instances.variables import RootInputs
from scanner.collect.terraform.language import Budget, evaluate
from scanner.collect.terraform.modules import Loader, find_roots
from scanner.collect.terraform.options import Options
from scanner.collect.terraform.syntax import parse_expression
from scanner.collect.terraform.values import Encoded, Text, Value
from scanner.collect.terraform.values.coding import encode_value
from scanner.collect.tree import Tree

from .knowledge import SMALL


def root_at(folder: Path, options: Options | None = None) -> ModuleInstance:
    """The module of the only root in `folder`."""
    loader = Loader(Tree(folder))
    options = options or Options()
    plan = find_roots(loader, options).plans[0]
    root = Root(plan, loader, Facts(SMALL), options, Ledger("."), Budget())
    module = loader.load(plan.folder)
    return ModuleInstance(root, module, RootInputs(plan, options.variables, root.budget))


def value_in(module: ModuleInstance, expression: str) -> Value:
    """The value of an expression in a module."""
    return evaluate(parse_expression(expression), module.scope("expression.tf"))


def as_json(value: Value) -> str:
    """A known value as `jsonencode` gives it."""
    text = encode_value(Encoded("json", value))
    assert isinstance(text, Text), text
    return text.value
