"""How sure an answer may be, what its width comes from, and whether it may be believed."""

from __future__ import annotations

from bayesdx.uncertainty.coverage import Coverage, coverage
from bayesdx.uncertainty.grid import post_test_grid
from bayesdx.uncertainty.interval import Interval, interval
from bayesdx.uncertainty.leave_one_out import LeaveOneOut, leave_one_out
from bayesdx.uncertainty.reliability import Reliability, reliability
from bayesdx.uncertainty.sources import Sources, sources

__all__ = [
    "Coverage",
    "Interval",
    "LeaveOneOut",
    "Reliability",
    "Sources",
    "coverage",
    "interval",
    "leave_one_out",
    "post_test_grid",
    "reliability",
    "sources",
]
