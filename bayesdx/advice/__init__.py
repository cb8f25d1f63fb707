"""Which test to do next, and when to stop."""

from __future__ import annotations

from bayesdx.advice.burden import burden_of, burden_rows, load_burden
from bayesdx.advice.decision import (
    SameDecision,
    Stop,
    Thresholds,
    same_decision,
    stop_rule,
    thresholds,
)
from bayesdx.advice.information import Information, information
from bayesdx.advice.plan import Plan, best_plan
from bayesdx.advice.ranking import Advice, next_tests
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
