"""Many patients at once: a table of findings in, a table of posteriors out."""

from __future__ import annotations

from bayesdx.cohort.cases import Cases, read_cases
from bayesdx.cohort.frames import score
from bayesdx.cohort.scoring import Summary, score_file
from bayesdx.cohort.simulation import Simulated, simulate

__all__ = ["Cases", "Simulated", "Summary", "read_cases", "score", "score_file", "simulate"]
