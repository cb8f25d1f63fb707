"""What a model becomes after local cases: the literature as prior, the cases as evidence."""

from __future__ import annotations

from bayesdx.learning.checks import Check, by_chance, checks
from bayesdx.learning.learn import Learned, learn

__all__ = ["Check", "Learned", "by_chance", "checks", "learn"]
