"""The answers to the case of the page, kept as long as they are likely to be asked for again."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bayesdx.findings import read_findings
from bayesdx.inference import Posterior, posteriors, query, score_cases
from bayesdx.report.cautions import cautions as said_beside
from bayesdx.report.citation import CitedTable, cite
from bayesdx.ui.history import Given, Moment
from bayesdx.ui.state import context, evidence, findings, network, said_of

TARGET = "pattern"
PLACES = ("site", "cause", "location")
"""What is shown below the pattern: the finest that the model has, in this order, two at most."""
ANSWERS_KEPT = 2000
TABLES_KEPT = 500


def answer(target: str = TARGET, *, of: Moment | None = None) -> Posterior:
    """Return the posterior of a node under the findings, those of now or of another moment."""
    given = findings() if of is None else said_of(of)
    return _asked(tuple(sorted(given.items())), target)


def before(target: str = TARGET) -> Posterior:
    """Return the posterior of a node under the context alone."""
    return _asked(tuple(sorted(context().items())), target)


def _asked(given: Given, target: str) -> Posterior:
    shown = (TARGET, *shown_below())
    return _together(given, shown)[target] if target in shown else _query(given, target)


def shown_below() -> list[str]:
    """Return the nodes that say where the lesion is and from what."""
    return [name for name in PLACES if name in network().states][:2]


def cautions() -> tuple[str, ...]:
    """Return what the model has to say when these findings meet."""
    return said_beside(network(), read_findings(findings(), states=network().states))


def everything() -> Mapping[str, Posterior]:
    """Return the posterior of every node under the findings."""
    return _all(tuple(sorted(findings().items())))


def everything_before() -> Mapping[str, Posterior]:
    """Return the posterior of every node under the context alone."""
    return _all(tuple(sorted(context().items())))


def likeliest(node: str, given: Mapping[str, str]) -> str:
    """Return the likeliest state of a node under the findings, beside the states in `given`."""
    several: tuple[Mapping[str, str], ...] = ({**findings(), **given}, given, {})
    found = (_likeliest(tuple(sorted(conditions.items())), node) for conditions in several)
    return next(filter(None, found))


def possible(given: Mapping[str, str]) -> bool:
    """Return whether states of several nodes can occur together."""
    return bool(_likeliest(tuple(sorted(given.items())), TARGET))


def table(node: str, given: Mapping[str, str]) -> CitedTable:
    """Return a column of a table with all that it rests on; `given` has a state of each parent."""
    return _table(node, tuple(given.items()))


# An answer cannot be changed, so that all may have the same: no copy is made, as cache_data would.
@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def _together(given: Given, targets: tuple[str, ...]) -> dict[str, Posterior]:
    """Return what a page shows of a case: together it costs little more than one of them."""
    return {one.target: one for one in posteriors(network(), dict(given), targets=targets)}


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def _query(given: Given, target: str) -> Posterior:
    return query(network(), dict(given), target=target)


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def _likeliest(given: Given, target: str) -> str:
    """Return the likeliest state at the point values, without intervals; "" if impossible."""
    found = read_findings(dict(given), states=network().states).likelihoods
    cases = {name: vector[None] for name, vector in found.items()}
    posterior, total = score_cases(network(), cases, target=target)
    return network().states[target][int(posterior[0].argmax())] if total[0] > 0 else ""


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def _all(given: Given) -> dict[str, Posterior]:
    return {one.target: one for one in posteriors(network(), dict(given))}


@st.cache_resource(max_entries=TABLES_KEPT, show_spinner=False)
def _table(node: str, given: Given) -> CitedTable:
    return cite(network(), evidence(), node, given=dict(given))
