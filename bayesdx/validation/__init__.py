"""A model held against what is known apart from it: published patients, published figures."""

from __future__ import annotations

from bayesdx.validation.cases import CasesReport, validate_cases
from bayesdx.validation.dependence import DependenceReport, validate_dependence
from bayesdx.validation.literature import LiteratureReport, validate_literature
from bayesdx.validation.support import SupportReport, validate_support

__all__ = [
    "CasesReport",
    "DependenceReport",
    "LiteratureReport",
    "SupportReport",
    "validate_cases",
    "validate_dependence",
    "validate_literature",
    "validate_support",
]
