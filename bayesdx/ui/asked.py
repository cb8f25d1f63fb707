"""What the pages that think further are asked about, and their answers, kept.

The question is one for all of these pages: a node, and one of its states. What the reader chose
stays from page to page; without a choice the state is the most likely one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from bayesdx import advice, sensitivity, uncertainty
from bayesdx.advice import Advice, Plan, SameDecision, Stop
from bayesdx.explain import Explanation, explain
from bayesdx.language import N_
from bayesdx.sensitivity import GlobalIndices, PriorSensitivity, StructureBand, Tornado
from bayesdx.sensitivity.flip import Flips, flip
from bayesdx.sensitivity.one_way import OneWay, one_way
from bayesdx.sensitivity.pair import Pair, pair
from bayesdx.ui import answers, state
from bayesdx.ui.reader import waiting
from bayesdx.uncertainty import Interval, LeaveOneOut, Sources

Given = tuple[tuple[str, str], ...]

ANSWERS_KEPT = 200
"""So many answers of each kind are kept."""

SAMPLES = 512
"""From so many draws Sobol' indices are estimated: a few seconds for the larger model."""

_WANTED = "wanted"

NODE, LIKELIEST = "asked-node", ""
"""The key of the choice of a node; what is chosen where the most likely state is meant."""


@dataclass(frozen=True, slots=True)
class Question:
    """A state of a node, under a case.

    Attributes:
        node: the node asked about.
        state: its state.
        found: what was examined, node and code, sorted.
        context: what is known before anything is examined, likewise.
    """

    node: str
    state: str
    found: Given
    context: Given

    @property
    def target(self) -> str:
        """The state, as the library takes it."""
        return f"{self.node}={self.state}"

    @property
    def findings(self) -> dict[str, str]:
        """All that is known, context and findings."""
        return dict(self.context) | dict(self.found)


def nodes() -> list[str]:
    """Return the nodes that can be asked about."""
    return [answers.TARGET, *answers.shown_below()]


def node() -> str:
    """Return the node that is asked about."""
    chosen = st.session_state.get(NODE)
    return str(chosen) if chosen in nodes() else answers.TARGET


def state_key(node: str) -> str:
    """Return the key of the choice of a state of a node."""
    return f"asked-{node}"


def question() -> Question:
    """Return what is asked: what was chosen, or else the most likely state.

    Raises:
        ImpossibleFindings: the findings cannot occur together.
    """
    asked = node()
    answer = answers.answer(asked)
    chosen = st.session_state.get(state_key(asked))
    if chosen not in answer.states:
        chosen = answer.states[int(answer.probability.argmax())]
    known, before = state.findings(), state.context()
    found = {name: code for name, code in known.items() if name not in before}
    return Question(asked, chosen, _given(found), _given(before))


def _given(findings: Mapping[str, str]) -> Given:
    return tuple(sorted(findings.items()))


def asked_for(question: Question, what: str) -> bool:
    """Return whether the reader asked for an answer that takes its time."""
    return (what, question) in st.session_state.get(_WANTED, set())


def ask_for(question: Question, what: str) -> None:
    """Note that the reader wants it."""
    st.session_state.setdefault(_WANTED, set()).add((what, question))


def rivals(question: Question) -> list[str]:
    """Return the other states of the node, the likeliest first; none that is impossible."""
    answer = answers.answer(question.node)
    order = (-answer.probability).argsort(kind="stable").tolist()
    return [
        answer.states[i]
        for i in order
        if answer.states[i] != question.state and answer.probability[i] > 0
    ]


# As with the posteriors: an answer cannot be changed, so that all readers may have the same.
@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def explanation(question: Question, rival: str | None) -> Explanation:
    """Return why the state is as likely as it is."""
    return explain(
        state.network(),
        dict(question.found),
        target=question.node,
        state=question.state,
        rival=rival,
        context=dict(question.context),
    )


@waiting(N_("Finding the interval in two ways …"))
@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def interval(question: Question) -> Interval:
    """Return how far the literature leaves the answer open."""
    return uncertainty.interval(state.network(), question.findings, target=question.target)


@waiting(N_("Asking where the width comes from …"))
@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def sources(question: Question) -> Sources:
    """Return which study the width comes from."""
    return uncertainty.sources(state.network(), question.findings, target=question.target)


@waiting(N_("Leaving out each study in turn …"))
@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def without_each_study(question: Question) -> LeaveOneOut:
    """Return the answer without each study."""
    return uncertainty.leave_one_out(state.network(), question.findings, target=question.target)


@waiting(N_("Moving each number of the model …"))
@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def tornado(question: Question) -> Tornado:
    """Return how far each number of the model moves the answer."""
    return sensitivity.tornado(state.network(), question.findings, target=question.target)


@waiting(N_("Moving both numbers …"))
@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def both_moved(question: Question, numbers: tuple[str, str]) -> Pair:
    """Return the answer over the values of two numbers."""
    return pair(state.network(), question.findings, target=question.target, numbers=numbers)


@waiting(N_("Moving all numbers at once …"))
@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def all_moved(question: Question) -> GlobalIndices:
    """Return which numbers make the variance of the answer when all vary at once."""
    return sensitivity.global_indices(
        state.network(), question.findings, target=question.target, samples=SAMPLES
    )


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def smallest_changes(question: Question, rival: str, *, leads: bool) -> Flips:
    """Return which numbers would make state and rival equally likely, the smallest change first."""
    return flip(
        state.network(),
        question.findings,
        target=question.target,
        minus=rival,
        reach="<=0" if leads else ">=0",
    )


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def cells(question: Question) -> OneWay:
    """Return what each number of the tables does to the answer."""
    return one_way(state.network(), question.findings, target=question.target)


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def priors(question: Question) -> PriorSensitivity:
    """Return the answer against the prior, in each setting."""
    return sensitivity.prior_sensitivity(state.network(), question.findings, target=question.target)


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def structures(question: Question) -> StructureBand:
    """Return the answers of other structures."""
    return sensitivity.structure_band(state.network(), question.findings, target=question.target)


@waiting(N_("Comparing tests …"))
@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def ranking(
    question: Question, threshold: float | None, *, depth: int = 1, draws: int = 0
) -> Advice:
    """Return what each test would tell, or is worth where there is a threshold."""
    return advice.next_tests(
        state.network(),
        question.findings,
        target=question.target,
        threshold=threshold,
        depth=depth,
        draws=draws,
    )


@waiting(N_("Planning two tests ahead …"))
@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def plan(question: Question, threshold: float | None) -> Plan:
    """Return which test comes first, and which next after each of its results."""
    return advice.best_plan(
        state.network(), question.findings, target=question.target, threshold=threshold
    )


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def stop(question: Question, threshold: float) -> Stop:
    """Return whether testing may stop."""
    return advice.stop_rule(
        state.network(), question.findings, target=question.target, threshold=threshold
    )


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def same_decision(question: Question, threshold: float) -> SameDecision:
    """Return how surely the decision outlasts each test."""
    return advice.same_decision(
        state.network(), question.findings, target=question.target, threshold=threshold
    )
