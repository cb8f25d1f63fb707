"""What a posterior hangs on: one question, one file, one function, one result."""

from __future__ import annotations

from bayesdx.sensitivity.global_indices import GlobalIndices, global_indices
from bayesdx.sensitivity.prior import PriorSensitivity, prior_sensitivity
from bayesdx.sensitivity.structure import StructureBand, structure_band
from bayesdx.sensitivity.tornado import Tornado, tornado

__all__ = [
    "GlobalIndices",
    "PriorSensitivity",
    "StructureBand",
    "Tornado",
    "global_indices",
    "prior_sensitivity",
    "structure_band",
    "tornado",
]
