"""Upper and lower motor neuron lesions side by side, for three kinds of readers."""

from __future__ import annotations

from bayesdx.language import LEVELS
from bayesdx.report.comparison.rows import (
    BY_PLACE,
    CONTEXT,
    PATTERNS,
    Compared,
    Comparison,
    Share,
    by_place,
    compare,
)
from bayesdx.report.comparison.texts import Item, check_level, load_items

__all__ = [
    "BY_PLACE",
    "CONTEXT",
    "LEVELS",
    "PATTERNS",
    "Compared",
    "Comparison",
    "Item",
    "Share",
    "by_place",
    "check_level",
    "compare",
    "load_items",
]
