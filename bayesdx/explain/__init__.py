"""Why the network believes what it believes: findings, hypotheses and scenarios weighed."""

from __future__ import annotations

from bayesdx.explain.conflict import Conflict, conflict
from bayesdx.explain.contrast import Contrast, contrast
from bayesdx.explain.explanation import Explanation, explain
from bayesdx.explain.redundancy import Redundancy, redundancy
from bayesdx.explain.scenario import Scenarios, most_probable, most_relevant
from bayesdx.explain.weight import Weight, Weights, weigh

__all__ = [
    "Conflict",
    "Contrast",
    "Explanation",
    "Redundancy",
    "Scenarios",
    "Weight",
    "Weights",
    "conflict",
    "contrast",
    "explain",
    "most_probable",
    "most_relevant",
    "redundancy",
    "weigh",
]
