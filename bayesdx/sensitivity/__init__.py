"""What a posterior hangs on: one question, one file, one function, one result."""

from __future__ import annotations

from bayesdx.sensitivity.distance import distance
from bayesdx.sensitivity.flip import Flips, flip
from bayesdx.sensitivity.flip_table import TableFlips, flip_table
from bayesdx.sensitivity.global_indices import GlobalIndices, global_indices
from bayesdx.sensitivity.one_way import OneWay, one_way
from bayesdx.sensitivity.prior import PriorSensitivity, prior_sensitivity
from bayesdx.sensitivity.structure import StructureBand, structure_band
from bayesdx.sensitivity.tornado import Tornado, tornado
from bayesdx.sensitivity.two_way import TwoWay, two_way

__all__ = [
    "Flips",
    "GlobalIndices",
    "OneWay",
    "PriorSensitivity",
    "StructureBand",
    "TableFlips",
    "Tornado",
    "TwoWay",
    "distance",
    "flip",
    "flip_table",
    "global_indices",
    "one_way",
    "prior_sensitivity",
    "structure_band",
    "tornado",
    "two_way",
]
