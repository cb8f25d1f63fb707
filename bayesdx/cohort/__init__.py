"""Many patients at once: a csv of findings in, a csv of posteriors out."""

from __future__ import annotations

from bayesdx.cohort.cases import Cases, read_cases
from bayesdx.cohort.scoring import Summary, score
from bayesdx.cohort.simulation import Simulated, simulate

__all__ = ["Cases", "Simulated", "Summary", "read_cases", "score", "simulate"]
