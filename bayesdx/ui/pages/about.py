"""What bayesdx is for, what it is not for, and which version this is."""

from __future__ import annotations

import streamlit as st

from bayesdx.language import _
from bayesdx.report.colophon import model_card, software_citation
from bayesdx.report.dossier import data_in_words, data_version
from bayesdx.resources import version
from bayesdx.ui import panels, state


def page() -> None:
    """Show intended use, limits and privacy; the model card, versions, citation, accessibility."""
    st.title(_("About bayesdx"), anchor=False)
    panels.strip(None)
    st.markdown(panels.text("about"))
    st.header(_("Model card"), anchor=False)
    st.markdown(_("For whom the model is, whom it knows, how well it does, and how it fails."))
    with st.expander(_("Read the model card"), icon=":material/description:"):
        st.markdown(model_card())
    st.header(_("Versions"), anchor=False)
    st.markdown(_versions())
    st.header(_("How to cite"), anchor=False)
    st.markdown(panels.text("citing"))
    said = software_citation(version(), state.network().version)
    st.code(said, language=None, wrap_lines=True)
    st.header(_("Accessibility"), anchor=False)
    st.markdown(panels.text("accessibility"))
    st.header(_("Licence"), anchor=False)
    st.markdown(panels.text("licence"))


def _versions() -> str:
    lines = [
        f"bayesdx {version()}",
        _("model: {name}; the digits change with any number of the model").format(
            name=panels.plain(state.network().version)
        ),
        _("evidence: {size}").format(size=data_in_words(data_version(state.evidence()))),
    ]
    return "\n".join(f"- {line}" for line in lines)
