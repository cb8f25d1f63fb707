"""The published literature: sources, estimates, and the parameters pooled from them."""

from __future__ import annotations

from bayesdx.evidence.metrics import Statement, poolable, statement
from bayesdx.evidence.pooling import (
    DRAWS,
    Parameter,
    assume,
    assume_within,
    pool,
    random_effects,
    strata,
)
from bayesdx.evidence.tables import Estimate, Evidence, Quantity, Source, load_evidence
from bayesdx.evidence.treatments import Treatment, load_treatments

__all__ = [
    "DRAWS",
    "Estimate",
    "Evidence",
    "Parameter",
    "Quantity",
    "Source",
    "Statement",
    "Treatment",
    "assume",
    "assume_within",
    "load_evidence",
    "load_treatments",
    "pool",
    "poolable",
    "random_effects",
    "statement",
    "strata",
]
