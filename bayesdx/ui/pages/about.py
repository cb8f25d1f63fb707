"""What bayesdx is for, what it is not for, and which version this is."""

from __future__ import annotations

import streamlit as st

from bayesdx.resources import version
from bayesdx.ui import panels, state


def page() -> None:
    """Show the intended use, the limits, the versions, and how to cite."""
    st.title("About bayesdx", anchor=False)
    panels.strip(None)
    st.markdown(panels.text("about"))
    st.header("Versions", anchor=False)
    sources = state.evidence().sources
    st.markdown(
        f"- bayesdx {version()}\n"
        f"- model: {state.network().version}; the digits change with any number of the model\n"
        f"- evidence: {len(state.evidence().estimates)} figures from {len(sources)} publications"
    )
