"""Answers for a million patients, read from tables of groups of findings."""

from __future__ import annotations

from bayesdx.inference.separator.grouping import Grouping, grouped
from bayesdx.inference.separator.tables import Tables, tables_of

__all__ = ["Grouping", "Tables", "grouped", "tables_of"]
