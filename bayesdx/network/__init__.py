"""Where shape and numbers meet, once: spec + evidence → Network."""

from __future__ import annotations

from bayesdx.network.compile import compile_network
from bayesdx.network.ledger import KINDS, Column, columns, possible_columns
from bayesdx.network.possible import can_occur
from bayesdx.network.types import COLUMN_TOLERANCE, Network, Node, assemble

__all__ = [
    "COLUMN_TOLERANCE",
    "KINDS",
    "Column",
    "Network",
    "Node",
    "assemble",
    "can_occur",
    "columns",
    "compile_network",
    "possible_columns",
]
