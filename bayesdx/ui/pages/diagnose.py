"""Findings in, the pattern and the place of the lesion out."""

from __future__ import annotations

import streamlit as st

from bayesdx.errors import ImpossibleFindings
from bayesdx.language import _
from bayesdx.ui import answers, body, case_tools, downloads, panels, provenance, state
from bayesdx.ui.pages import two_cases

MOST = 8
"""So many places or causes are shown, the likeliest."""


def page() -> None:
    """Show the examination beside its answer, and below them where the numbers come from."""
    st.title(_("Where is the lesion?"), anchor=False)
    with st.container(key="intro"):
        st.markdown(panels.text("diagnose"))
    panels.dropped(state.dropped())
    current = state.example()
    panels.published_cases(state.examples(), current)
    _tools()
    case_tools.paper()
    if current:
        panels.published(current)
    left, right = st.columns([5, 6], gap="large")
    with left:
        panels.examination(state.controls())
    with right:
        possible = _answer()
    if possible:
        with st.container(key="provenance"):
            st.header(_("Where do these numbers come from?"), anchor=False)
            st.markdown(panels.text("provenance"))
            provenance.panel()


def _tools() -> None:
    """Show what can be done with the case, and what came of a file."""
    with st.container(horizontal=True, gap="small", key="tools"):
        panels.back_and_forth()
        case_tools.link(state.link())
        downloads.panel()
        case_tools.upload()
        case_tools.keep(st.Page(two_cases.page, title=_("Two cases"), url_path="two-cases"))
    case_tools.uploaded()


def _answer() -> bool:
    """Show the answer; return whether there is one."""
    try:
        answer, prior = answers.answer(), answers.before()
    except ImpossibleFindings as error:
        st.error(panels.plain(str(error)))
        panels.strip(None)
        case_tools.how_sure()
        return False
    panels.strip(answer, way=True)
    panels.cautions(answers.cautions())
    panels.answer(answer, prior)
    panels.used(answer, state.not_stated(), state.not_examined())
    case_tools.how_sure()
    body.figure()
    for name in answers.shown_below():
        panels.heading(name)
        panels.below(answers.answer(name), answers.before(name), most=MOST)
    return True
