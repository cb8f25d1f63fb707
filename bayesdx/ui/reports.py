"""Reports on the model itself, of no case: made once, the same for every reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

import streamlit as st

from bayesdx.evidence import load_treatments
from bayesdx.language import N_
from bayesdx.network import Network
from bayesdx.report.comparison import Comparison, by_place, compare
from bayesdx.report.comparison.answer import Answer
from bayesdx.report.comparison.answer import answer as side_by_side_answer
from bayesdx.resources import folder
from bayesdx.ui.history import Given
from bayesdx.ui.reader import waiting
from bayesdx.ui.state import evidence, network
from bayesdx.validation import (
    CasesReport,
    DependenceReport,
    LiteratureReport,
    validate_cases,
    validate_dependence,
    validate_literature,
)

COMPARISONS_KEPT = 50
REPORTS_KEPT = 4


def side_by_side(level: str, given: Mapping[str, str]) -> Answer:
    """Return upper and lower motor neuron lesions side by side, in a context, for a reader."""
    return side_by_side_answer(
        _comparison(tuple(sorted(given.items()))),
        load_treatments(),
        level=level,
        causes=network().states.get("cause", ()),
    )


def places(given: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the signs that each place of a lesion gives in a context."""
    return by_place(network(), context=given)


def literature() -> LiteratureReport:
    """Return what the model implies for every figure that it rests on."""
    return _literature(network())


def dependence() -> DependenceReport:
    """Return what the model implies for figures about several findings together."""
    return _dependence(network())


def cases() -> CasesReport:
    """Return how the model does on the published patients."""
    return _cases(network())


@waiting(N_("Comparing …"))
@st.cache_resource(max_entries=COMPARISONS_KEPT, show_spinner=False)
def _comparison(given: Given) -> Comparison:
    return compare(network(), evidence(), context=dict(given))


# Reports are made once for each version of a model, and cannot be changed either.
BY_VERSION: dict[str | type, Callable[[Network], str]] = {Network: attrgetter("version")}


@waiting(N_("Asking the model for every published figure …"))
@st.cache_resource(
    max_entries=REPORTS_KEPT,
    hash_funcs=BY_VERSION,
    show_spinner=False,
)
def _literature(network: Network) -> LiteratureReport:
    return validate_literature(network, evidence())


@st.cache_resource(max_entries=REPORTS_KEPT, hash_funcs=BY_VERSION, show_spinner=False)
def _dependence(network: Network) -> DependenceReport:
    return validate_dependence(network, evidence())


@waiting(N_("Scoring the published patients …"))
@st.cache_resource(
    max_entries=REPORTS_KEPT,
    hash_funcs=BY_VERSION,
    show_spinner=False,
)
def _cases(network: Network) -> CasesReport:
    return validate_cases(network, folder("data") / "cases" / "open_cases.csv")
