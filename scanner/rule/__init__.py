"""Rules ask questions of a judgement and turn the answers into findings."""

from scanner.rule.accept import accepted
from scanner.rule.baseline import Baseline, against, baseline_of, read_baseline
from scanner.rule.compare import compared
from scanner.rule.evaluate import evaluate
from scanner.rule.inline import inline_acceptances
from scanner.rule.load import load_rules
from scanner.rule.types import Band, Limits, Requires, Rule, Separates, Survives, texts_of

__all__ = [
    "Band",
    "Baseline",
    "Limits",
    "Requires",
    "Rule",
    "Separates",
    "Survives",
    "accepted",
    "against",
    "baseline_of",
    "compared",
    "evaluate",
    "inline_acceptances",
    "load_rules",
    "read_baseline",
    "texts_of",
]
