"""The drawn network on a page: SVG that takes the theme's colours and scrolls in its own frame."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bayesdx.inference import Posterior
from bayesdx.report.charts import PATTERN_COLOURS
from bayesdx.report.drawing import Box, StateRow, network_svg
from bayesdx.report.labels import node_label, short_label
from bayesdx.report.sentences import findings_in_words
from bayesdx.ui import state

_FRAME = """
<div id="frame" tabindex="0" role="group" aria-label="Network, scrolls sideways"></div>
"""
_STYLE = """
#frame { overflow-x: auto; }
#frame svg { display: block; width: 100%; min-width: 54rem; height: auto; }
"""
_SCRIPT = """
export default function ({ data, parentElement }) {
  parentElement.querySelector("#frame").innerHTML = data.svg
}
"""

_picture = st.components.v2.component("bayesdx_network", html=_FRAME, css=_STYLE, js=_SCRIPT)


def network(
    answers: Mapping[str, Posterior], priors: Mapping[str, Posterior], findings: Mapping[str, str]
) -> None:
    """Show the network with a posterior in every node, and a tick at each prior."""
    nodes = state.network().nodes
    boxes = {node.name: _box(answers[node.name], priors[node.name], findings) for node in nodes}
    found = findings_in_words(findings) or "nothing examined"
    label = f"Network of {len(nodes)} nodes from place of the lesion to signs. Found: {found}."
    _picture(key="network", data={"svg": network_svg(nodes, boxes, label=label)})


def _box(posterior: Posterior, prior: Posterior, findings: Mapping[str, str]) -> Box:
    node = posterior.target
    rows = tuple(
        StateRow(short_label(node, name), float(p), float(before), _colour(node, name))
        for name, p, before in zip(
            posterior.states, posterior.probability, prior.probability, strict=True
        )
    )
    return Box(node_label(node), rows, findings.get(node, ""))


def _colour(node: str, name: str) -> str:
    return PATTERN_COLOURS.get(name, "") if node == state.TARGET else ""
