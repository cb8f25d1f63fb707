"""Where is the lesion, from what cause, and how sure may I be?

A Bayesian network that links the place of a motor lesion to its signs, with every probability taken
from the literature and cited. For education and research, never for the care of a patient.

>>> import bayesdx
>>> core = bayesdx.load("core")
>>> answer = bayesdx.query(core, {"tone": "increased", "babinski": "extensor"}, target="pattern")
>>> answer.states[answer.probability.argmax()]
'umn'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bayesdx.cohort import score as score
    from bayesdx.errors import BayesdxError as BayesdxError
    from bayesdx.errors import ImpossibleFindings as ImpossibleFindings
    from bayesdx.errors import InputError as InputError
    from bayesdx.evidence import load_evidence as load_evidence
    from bayesdx.findings import read_findings as read_findings
    from bayesdx.formats.model import load as load
    from bayesdx.formats.phenopacket import read_phenopacket as read_phenopacket
    from bayesdx.inference import posteriors as posteriors
    from bayesdx.inference import query as query
    from bayesdx.network import columns as columns
    from bayesdx.report.honesty import honest_numbers as honest_numbers
    from bayesdx.validation import validate_cases as validate_cases
    from bayesdx.validation import validate_dependence as validate_dependence
    from bayesdx.validation import validate_literature as validate_literature
    from bayesdx.validation import validate_support as validate_support

_HOMES = {
    "BayesdxError": "errors",
    "ImpossibleFindings": "errors",
    "InputError": "errors",
    "columns": "network",
    "honest_numbers": "report.honesty",
    "load": "formats.model",
    "load_evidence": "evidence",
    "posteriors": "inference",
    "query": "inference",
    "read_findings": "findings",
    "read_phenopacket": "formats.phenopacket",
    "score": "cohort",
    "validate_cases": "validation",
    "validate_dependence": "validation",
    "validate_literature": "validation",
    "validate_support": "validation",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used, so that `import bayesdx` stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'bayesdx' has no attribute {name!r}")
    return getattr(import_module(f"bayesdx.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
