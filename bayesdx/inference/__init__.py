"""Findings and a network in, posteriors out."""

from __future__ import annotations

from bayesdx.inference.posterior import Posterior, posteriors, query, score_cases

__all__ = ["Posterior", "posteriors", "query", "score_cases"]
