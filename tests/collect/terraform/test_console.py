"""Expressions and functions, compared one by one with what `terraform console` makes of them."""

from __future__ import annotations

import json

import pytest
from scanner.collect.terraform.instances.module_instance import ModuleInstance
from scanner.collect.terraform.syntax.source import UnreadableError
from scanner.collect.terraform.values import EvaluationError

from . import console
from .evaluation import as_json, root_at, value_in

LENIENT = {
    "[[1, 2], [3]].0.1",  # Terraform reads the number 0.1 here
    'lookup(var.map, "y", "none")',  # Terraform wants the default to be a number too
    'templatestring("x-${"$"}{a}", { a = 1 })',  # Terraform wants a name, not a text
}
"""Refused by Terraform, but with only one thing that can be meant."""

NOT_READ = {"1e3"}
"""The grammar does not read it; the block that holds it is a gap."""


@pytest.fixture(scope="module")
def root() -> ModuleInstance:
    return root_at(console.DATA)


def answer(root: ModuleInstance, expression: str) -> str:
    try:
        return as_json(value_in(root, expression))
    except (EvaluationError, UnreadableError):
        return console.ERROR


@pytest.mark.parametrize("expression", console.expressions())
def test_same_as_recorded(root: ModuleInstance, expression: str) -> None:
    wanted = console.recorded()[expression]
    if expression in LENIENT:
        assert wanted == console.ERROR
    elif expression in NOT_READ:
        assert answer(root, expression) == console.ERROR
    else:
        assert answer(root, expression) == wanted


def test_recorded_is_what_terraform_says_here() -> None:
    if not console.available():
        pytest.skip("there is no terraform on this machine to ask")
    assert console.ask(console.expressions()) == console.recorded()


def test_every_function_of_terraform_is_there() -> None:
    names = json.loads((console.DATA / "functions.json").read_text())
    from scanner.collect.terraform.functions import FILE_FUNCTIONS, FUNCTIONS
    from scanner.collect.terraform.language.special import SPECIAL

    assert set(names) <= {*FUNCTIONS, *FILE_FUNCTIONS, *SPECIAL}
