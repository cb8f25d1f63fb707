"""The network, drawn with the posteriors in it."""

from __future__ import annotations

import streamlit as st

from bayesdx.errors import ImpossibleFindings
from bayesdx.ui import panels, picture, state


def page() -> None:
    """Show the picture above the controls that move it."""
    st.title("The network", anchor=False)
    st.markdown(panels.text("network"))
    try:
        answers, priors = state.everything(), state.everything_before()
        panels.strip(state.answer())
        picture.network(answers, priors, state.findings())
    except ImpossibleFindings as error:
        st.error(str(error))
        panels.strip(None)
    panels.examples(state.examples(), state.example())
    panels.examination(state.controls(), across=True)
