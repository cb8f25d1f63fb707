"""Answers for a million patients, read from tables of groups of findings."""

from __future__ import annotations

from bayesdx.inference.separator.compiling import compiled, pays
from bayesdx.inference.separator.fused import Fused
from bayesdx.inference.separator.grouping import Grouping, grouped
from bayesdx.inference.separator.laying import known_tables, tables_of
from bayesdx.inference.separator.tables import Codes, Tables

__all__ = [
    "Codes",
    "Fused",
    "Grouping",
    "Tables",
    "compiled",
    "grouped",
    "known_tables",
    "pays",
    "tables_of",
]
