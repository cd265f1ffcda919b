"""Losing failure domains: what stops, at once and later, for sure and possibly.

`compile_graph` once, then ask `Compiled` about as many losses as you like. `reference` is
the slow twin that says what the answers mean.
"""

from scanner.simulate.scenarios import (
    Scenario,
    domain_losses,
    named_loss,
    pairs,
    partial_losses,
    resource_losses,
    together,
    unread,
)
from scanner.simulate.simulator import Compiled, Outcomes, compile_graph
from scanner.simulate.views import Plane, Reading, Standing, View, label_of, standing

__all__ = [
    "Compiled",
    "Outcomes",
    "Plane",
    "Reading",
    "Scenario",
    "Standing",
    "View",
    "compile_graph",
    "domain_losses",
    "label_of",
    "named_loss",
    "pairs",
    "partial_losses",
    "resource_losses",
    "standing",
    "together",
    "unread",
]
