"""Measures of the outcomes, one file a measure."""

from scanner.measure.cold_start import deadlocks
from scanner.measure.copies import SharedFate, shared_fates
from scanner.measure.failure_sets import minimal_failure_sets
from scanner.measure.groups import LostQuorum, lost_quorums
from scanner.measure.judgement import (
    NOW_S,
    Judged,
    Judgement,
    blocked_actions,
    called,
    data_of,
    fails,
    lost_stores,
    reference_of,
    standard_losses,
)
from scanner.measure.pinned import pinned
from scanner.measure.proof import Prover, name_of, walk
from scanner.measure.remedy import Remedy, smallest_change
from scanner.measure.table import cells, deciding_gaps
from scanner.measure.takeovers import (
    Takeover,
    action_of,
    far_control_planes,
    takeovers,
    useless,
)
from scanner.measure.verdict import verdict_of

__all__ = [
    "NOW_S",
    "Judged",
    "Judgement",
    "LostQuorum",
    "Prover",
    "Remedy",
    "SharedFate",
    "Takeover",
    "action_of",
    "blocked_actions",
    "called",
    "cells",
    "data_of",
    "deadlocks",
    "deciding_gaps",
    "fails",
    "far_control_planes",
    "lost_quorums",
    "lost_stores",
    "minimal_failure_sets",
    "name_of",
    "pinned",
    "reference_of",
    "shared_fates",
    "smallest_change",
    "standard_losses",
    "takeovers",
    "useless",
    "verdict_of",
    "walk",
]
