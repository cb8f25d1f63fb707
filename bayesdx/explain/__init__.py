"""Why the network believes what it believes: findings, hypotheses and scenarios weighed."""

from __future__ import annotations

from bayesdx.explain.weight import Weight, Weights, weigh

__all__ = ["Weight", "Weights", "weigh"]
