"""What the pages that think further are asked about, and their answers, kept.

The question is one for all of these pages: a node, and one of its states. What the reader chose
stays from page to page; without a choice the state is the most likely one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from bayesdx.explain import Explanation, explain
from bayesdx.ui import state

Given = tuple[tuple[str, str], ...]

ANSWERS_KEPT = 200
"""So many answers of each kind are kept."""

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
    return [state.TARGET, *state.shown_below()]


def node() -> str:
    """Return the node that is asked about."""
    chosen = st.session_state.get(NODE)
    return str(chosen) if chosen in nodes() else state.TARGET


def state_key(node: str) -> str:
    """Return the key of the choice of a state of a node."""
    return f"asked-{node}"


def question() -> Question:
    """Return what is asked: what was chosen, or else the most likely state.

    Raises:
        ImpossibleFindings: the findings cannot occur together.
    """
    asked = node()
    answer = state.answer(asked)
    chosen = st.session_state.get(state_key(asked))
    if chosen not in answer.states:
        chosen = answer.states[int(answer.probability.argmax())]
    known, before = state.findings(), state.context()
    found = {name: code for name, code in known.items() if name not in before}
    return Question(asked, chosen, _given(found), _given(before))


def _given(findings: Mapping[str, str]) -> Given:
    return tuple(sorted(findings.items()))


def rivals(question: Question) -> list[str]:
    """Return the other states of the node, the likeliest first; none that is impossible."""
    answer = state.answer(question.node)
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
