"""The network, drawn with the posteriors in it, and one node of it at a time."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bayesdx.errors import ImpossibleFindings
from bayesdx.findings import read_findings
from bayesdx.inference import Posterior
from bayesdx.language import N_, _
from bayesdx.report.moves import in_words, moves, moves_chart
from bayesdx.ui import answers, frame, one_node, panels, picture, state

MOST = 10
"""So many nodes are drawn of those that have moved, the furthest."""

_COLUMNS = {
    "node": N_("Node"),
    "state": N_("State"),
    "before": N_("Before"),
    "now": N_("Now"),
    "distance": N_("Moved"),
}


def page() -> None:
    """Show the picture, then the node that is looked at, then what has moved."""
    st.title(_("The network"), anchor=False)
    st.markdown(panels.text("network"))
    possible = _network()
    with st.expander(_("Change the case"), expanded=not possible):
        panels.examples(state.examples(), state.example())
        panels.examination(state.controls(), across=True)


def _network() -> bool:
    """Show the network; return whether the findings can occur together."""
    try:
        after, priors = answers.everything(), answers.everything_before()
        panels.strip(answers.answer())
        panels.cautions(answers.cautions())
    except ImpossibleFindings as error:
        st.error(panels.plain(str(error)))
        panels.strip(None)
        return False
    one_node.chosen()
    one_node.choice()
    look = one_node.look()
    read = read_findings(state.findings(), states=state.network().states).said
    said = {name: read[name] for name in state.codes()}  # in the order of an examination
    picture.network(after, priors, said, look=look, kept=one_node.CHOSEN)
    one_node.panel(look, after, priors)
    _moved(after, priors)
    return True


def _moved(after: Mapping[str, Posterior], priors: Mapping[str, Posterior]) -> None:
    """Show which nodes the findings have moved, and how far."""
    several = moves(priors, after, without=state.findings())
    st.header(_("What has changed since the prior"), anchor=False)
    if not several:
        st.markdown(_("Nothing: nothing has been examined that moves a node."))
        return
    first = several[0]
    st.markdown(
        _("{n} nodes have moved; furthest: {move}.").format(
            n=len(several), move=panels.plain(first.text)
        )
    )
    shown = several[:MOST]
    panels.picture(moves_chart(shown), in_words(shown))
    st.caption(panels.text("moved"))
    frame.folded([one.row() for one in several], "moves", columns=_COLUMNS)
