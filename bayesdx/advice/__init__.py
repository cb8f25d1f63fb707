"""Which test to do next, and when to stop."""

from __future__ import annotations

from bayesdx.advice.information import Information, information

__all__ = ["Information", "information"]
