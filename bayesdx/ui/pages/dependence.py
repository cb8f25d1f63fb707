"""A lesson: signs that come together, and what a model says that takes them as independent."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bayesdx.language import N_, _, translated
from bayesdx.report import gain, together
from bayesdx.report.together import Together
from bayesdx.ui import panels, reports, state

_NEURON = "umn"
_FOUND, _NOT_FOUND = "found", "missing"
_NAMES = {_FOUND: N_("Found"), _NOT_FOUND: N_("Looked for and not found")}
_FIRST = 3
"""So many signs are chosen to begin with."""


def page() -> None:
    """Show published figures about several signs, then signs that the reader adds one by one."""
    st.title(_("Signs that come together"), anchor=False)
    st.markdown(panels.text("dependence"))
    panels.strip(None)
    figures = together.together(reports.dependence(), state.evidence())
    st.markdown(together.summary(figures))
    _published(figures)
    st.header(_("One sign more"), anchor=False)
    st.markdown(panels.text("one-sign-more"))
    _one_by_one()
    st.header(_("For students"), anchor=False)
    st.markdown(panels.text("for-students"))


def _published(figures: Sequence[Together]) -> None:
    panels.picture(together.together_chart(figures), together.alt_text(figures))
    st.caption(panels.text("reading-the-joint-figures"))
    with st.expander(_("The same as a table, with the publications")):
        panels.table(together.table(figures))


def _one_by_one() -> None:
    network = state.network()
    signs = {sign.node: sign for sign in gain.signs_of(network, _NEURON)}
    chosen = st.pills(
        _("Signs"),
        list(signs),
        selection_mode="multi",
        default=list(signs)[:_FIRST],
        format_func=lambda node: signs[node].present,
        key="dependence-signs",
    )
    found = st.segmented_control(
        _("They were"),
        [_FOUND, _NOT_FOUND],
        default=_FOUND,
        format_func=lambda name: translated(_NAMES[name]),
        required=True,
        key="dependence-found",
    )
    steps = gain.gains(
        network, [signs[node] for node in chosen], _NEURON, present=found != _NOT_FOUND
    )
    st.markdown(gain.in_words(steps))
    panels.picture(gain.gain_chart(steps), gain.alt_text(steps))
    with st.expander(_("The same as a table")):
        panels.table(gain.table(steps))
