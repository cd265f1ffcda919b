"""Expressions and what they are worth."""

from scanner.collect.terraform.language.evaluate import evaluate, evaluate_named
from scanner.collect.terraform.language.scope import Budget, OverLimitError, Owner, Scope, Trace

__all__ = ["Budget", "OverLimitError", "Owner", "Scope", "Trace", "evaluate", "evaluate_named"]
