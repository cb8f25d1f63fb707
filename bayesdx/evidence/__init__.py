"""The published literature: sources, estimates, and the parameters pooled from them."""

from __future__ import annotations

from bayesdx.evidence.audit import Audit, load_audits
from bayesdx.evidence.metrics import Statement, poolable, statement
from bayesdx.evidence.pooling import (
    DRAWS,
    LOGIT,
    Mixture,
    Parameter,
    Studies,
    assume,
    assume_within,
    mixture_of,
    pool,
    pool_studies,
    random_effects,
    strata,
    studies_of,
)
from bayesdx.evidence.tables import Estimate, Evidence, Quantity, Source, load_evidence
from bayesdx.evidence.treatments import Treatment, load_treatments

__all__ = [
    "DRAWS",
    "LOGIT",
    "Audit",
    "Estimate",
    "Evidence",
    "Mixture",
    "Parameter",
    "Quantity",
    "Source",
    "Statement",
    "Studies",
    "Treatment",
    "assume",
    "assume_within",
    "load_audits",
    "load_evidence",
    "load_treatments",
    "mixture_of",
    "pool",
    "pool_studies",
    "poolable",
    "random_effects",
    "statement",
    "strata",
    "studies_of",
]
