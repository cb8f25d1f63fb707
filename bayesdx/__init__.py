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
    from bayesdx import explain as explain
    from bayesdx.advice.burden import burden_of as burden_of
    from bayesdx.advice.decision import same_decision as same_decision
    from bayesdx.advice.information import information as information
    from bayesdx.advice.plan import best_plan as best_plan
    from bayesdx.advice.ranking import next_tests as next_tests
    from bayesdx.advice.stop import stop_rule as stop_rule
    from bayesdx.advice.thresholds import thresholds as thresholds
    from bayesdx.advice.value import expected_value as expected_value
    from bayesdx.cohort import score as score
    from bayesdx.cohort.simulation import simulate as simulate
    from bayesdx.errors import BayesdxError as BayesdxError
    from bayesdx.errors import ImpossibleFindings as ImpossibleFindings
    from bayesdx.errors import InputError as InputError
    from bayesdx.evidence import load_evidence as load_evidence
    from bayesdx.explain.conflict import conflict as conflict
    from bayesdx.explain.contrast import contrast as contrast
    from bayesdx.explain.redundancy import redundancy as redundancy
    from bayesdx.explain.scenario import most_probable as most_probable
    from bayesdx.explain.scenario import most_relevant as most_relevant
    from bayesdx.explain.weight import weigh as weigh
    from bayesdx.findings import read_findings as read_findings
    from bayesdx.formats.model import load as load
    from bayesdx.formats.phenopacket import read_phenopacket as read_phenopacket
    from bayesdx.inference import posteriors as posteriors
    from bayesdx.inference import query as query
    from bayesdx.network import columns as columns
    from bayesdx.report.honesty import honest_numbers as honest_numbers
    from bayesdx.sensitivity.distance import distance as distance
    from bayesdx.sensitivity.flip import flip as flip
    from bayesdx.sensitivity.flip_table import flip_table as flip_table
    from bayesdx.sensitivity.global_indices import global_indices as global_indices
    from bayesdx.sensitivity.one_way import one_way as one_way
    from bayesdx.sensitivity.prior import prior_sensitivity as prior_sensitivity
    from bayesdx.sensitivity.structure import structure_band as structure_band
    from bayesdx.sensitivity.tornado import tornado as tornado
    from bayesdx.sensitivity.two_way import two_way as two_way
    from bayesdx.teaching import brier as brier
    from bayesdx.teaching import log_score as log_score
    from bayesdx.teaching import published_round as published_round
    from bayesdx.teaching import read_progress as read_progress
    from bayesdx.teaching import simulated_round as simulated_round
    from bayesdx.teaching import write_progress as write_progress
    from bayesdx.teaching.habits import habits as habits
    from bayesdx.uncertainty.coverage import coverage as coverage
    from bayesdx.uncertainty.grid import post_test_grid as post_test_grid
    from bayesdx.uncertainty.interval import interval as interval
    from bayesdx.uncertainty.leave_one_out import leave_one_out as leave_one_out
    from bayesdx.uncertainty.reliability import reliability as reliability
    from bayesdx.uncertainty.sources import sources as sources
    from bayesdx.validation import validate_cases as validate_cases
    from bayesdx.validation import validate_dependence as validate_dependence
    from bayesdx.validation import validate_literature as validate_literature
    from bayesdx.validation import validate_support as validate_support

_HOMES = {
    "BayesdxError": "errors",
    "ImpossibleFindings": "errors",
    "InputError": "errors",
    "best_plan": "advice.plan",
    "brier": "teaching",
    "burden_of": "advice.burden",
    "columns": "network",
    "conflict": "explain.conflict",
    "contrast": "explain.contrast",
    "coverage": "uncertainty.coverage",
    "distance": "sensitivity.distance",
    "expected_value": "advice.value",
    "flip": "sensitivity.flip",
    "flip_table": "sensitivity.flip_table",
    "global_indices": "sensitivity.global_indices",
    "habits": "teaching.habits",
    "honest_numbers": "report.honesty",
    "information": "advice.information",
    "interval": "uncertainty.interval",
    "leave_one_out": "uncertainty.leave_one_out",
    "load": "formats.model",
    "load_evidence": "evidence",
    "log_score": "teaching",
    "most_probable": "explain.scenario",
    "most_relevant": "explain.scenario",
    "next_tests": "advice.ranking",
    "one_way": "sensitivity.one_way",
    "post_test_grid": "uncertainty.grid",
    "posteriors": "inference",
    "prior_sensitivity": "sensitivity.prior",
    "published_round": "teaching",
    "query": "inference",
    "read_findings": "findings",
    "read_phenopacket": "formats.phenopacket",
    "read_progress": "teaching",
    "redundancy": "explain.redundancy",
    "reliability": "uncertainty.reliability",
    "same_decision": "advice.decision",
    "score": "cohort",
    "simulate": "cohort.simulation",
    "simulated_round": "teaching",
    "sources": "uncertainty.sources",
    "stop_rule": "advice.stop",
    "structure_band": "sensitivity.structure",
    "thresholds": "advice.thresholds",
    "tornado": "sensitivity.tornado",
    "two_way": "sensitivity.two_way",
    "validate_cases": "validation",
    "validate_dependence": "validation",
    "validate_literature": "validation",
    "validate_support": "validation",
    "weigh": "explain.weight",
    "write_progress": "teaching",
}

_FOLDER = "explain"
"""A folder whose name is that of its function, which is bayesdx.explain.explain."""

__all__ = sorted([*_HOMES, _FOLDER])


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used, so that `import bayesdx` stays quick."""
    if name == _FOLDER:
        return import_module(f"bayesdx.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'bayesdx' has no attribute {name!r}")
    return getattr(import_module(f"bayesdx.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
