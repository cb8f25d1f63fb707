"""Which test to do next, and when to stop."""

from __future__ import annotations

from bayesdx.advice.burden import burden_of, burden_rows, load_burden
from bayesdx.advice.decision import SameDecision, same_decision
from bayesdx.advice.information import Information, information
from bayesdx.advice.plan import Plan, best_plan
from bayesdx.advice.ranking import Advice, next_tests
from bayesdx.advice.stop import Stop, stop_rule
from bayesdx.advice.thresholds import Thresholds, thresholds
from bayesdx.advice.value import Value, expected_value

__all__ = [
    "Advice",
    "Information",
    "Plan",
    "SameDecision",
    "Stop",
    "Thresholds",
    "Value",
    "best_plan",
    "burden_of",
    "burden_rows",
    "expected_value",
    "information",
    "load_burden",
    "next_tests",
    "same_decision",
    "stop_rule",
    "thresholds",
]
