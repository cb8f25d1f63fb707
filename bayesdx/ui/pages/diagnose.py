"""Findings in, the pattern and the place of the lesion out."""

from __future__ import annotations

import streamlit as st

from bayesdx.errors import ImpossibleFindings
from bayesdx.ui import panels, provenance, state

MOST = 8
"""So many places or causes are shown, the likeliest."""


def page() -> None:
    """Show the examination beside its answer, and below them where the numbers come from."""
    st.title("Where is the lesion?", anchor=False)
    st.markdown(panels.text("diagnose"))
    panels.dropped(state.dropped())
    current = state.example()
    panels.examples(state.examples(), current)
    if current:
        panels.published(current)
    left, right = st.columns([5, 6], gap="large")
    with left:
        panels.examination(state.controls())
    with right:
        possible = _answer()
    if possible:
        st.header("Where do these numbers come from?", anchor=False)
        st.markdown(panels.text("provenance"))
        provenance.panel()


def _answer() -> bool:
    """Show the answer; return whether there is one."""
    try:
        answer, prior = state.answer(), state.before()
    except ImpossibleFindings as error:
        st.error(str(error))
        panels.strip(None)
        return False
    panels.strip(answer)
    panels.cautions(state.cautions())
    panels.answer(answer, prior)
    panels.used(answer, state.not_stated(), state.not_examined())
    panels.link(state.link())
    for name in state.shown_below():
        panels.heading(name)
        panels.bars(state.answer(name), state.before(name), most=MOST)
    return True
