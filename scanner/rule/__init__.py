"""Rules ask questions of a judgement and turn the answers into findings."""

from scanner.rule.accept import accepted
from scanner.rule.evaluate import evaluate
from scanner.rule.load import load_rules
from scanner.rule.types import Band, Limits, Requires, Rule, Separates, Survives

__all__ = [
    "Band",
    "Limits",
    "Requires",
    "Rule",
    "Separates",
    "Survives",
    "accepted",
    "evaluate",
    "load_rules",
]
