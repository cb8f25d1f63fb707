"""The drawn network on a page: each box a button, in a frame that scrolls by itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from bayesdx.inference import Posterior
from bayesdx.language import _
from bayesdx.report.charts import PATTERN_COLOURS
from bayesdx.report.drawing import Box, Look, StateRow, network_svg
from bayesdx.report.labels import node_label, short_label
from bayesdx.report.sentences import findings_in_words
from bayesdx.ui import answers, picked, state

MANY = 8
"""A box has so many rows at most; in the last one the unlikely states are taken together."""

_STYLE = """
#frame { overflow: auto; padding: 4px; }
#frame svg { display: block; width: 100%; min-width: 70rem; height: auto; }
@media (max-width: 640px) {
  #frame { max-height: 75vh; }
  #frame svg { min-width: 92rem; }
}
[data-pick] { cursor: pointer; outline: none; }
[data-pick]:hover .title, [data-pick]:focus-visible .title { text-decoration: underline; }
[data-pick]:focus-visible .box { stroke: var(--st-primary-color); stroke-width: 7;
  stroke-opacity: 1; stroke-dasharray: none; }
@media (forced-colors: active) { [data-pick]:focus-visible .box { stroke: Highlight; } }
"""

_picture = picked.picture("bayesdx_network", _STYLE)


def network(
    answers: Mapping[str, Posterior],
    priors: Mapping[str, Posterior],
    findings: Mapping[str, str],
    *,
    look: Look,
    kept: str,
) -> None:
    """Show the network with a posterior in every node, and a tick at each prior.

    Args:
        answers: node → its posterior.
        priors: node → the same before the findings.
        findings: node → what was found.
        look: the node that is looked at, and what others are to it.
        kept: the key where the choice of a node is kept.
    """
    nodes = state.network().nodes
    boxes = {node.name: _box(answers[node.name], priors[node.name], findings) for node in nodes}
    found = findings_in_words(findings) or _("nothing examined")
    label = _("Network of {n} nodes from place of the lesion to signs. Found: {found}.")
    drawn = network_svg(nodes, boxes, label=label.format(n=len(nodes), found=found), look=look)
    _picture(drawn, kept=kept)


def _box(posterior: Posterior, prior: Posterior, findings: Mapping[str, str]) -> Box:
    node = posterior.target
    before = prior.probability
    chances = np.round(posterior.probability, 12)  # what was observed is 1 but for rounding
    shown = _drawn(chances)
    rows = [
        StateRow(short_label(node, name), float(chances[i]), float(before[i]), _colour(node, name))
        for i, name in enumerate(posterior.states)
        if i in shown
    ]
    rest = [i for i in range(len(chances)) if i not in shown]
    if rest:
        label = _("{n} others").format(n=len(rest))
        rows.append(StateRow(label, float(chances[rest].sum()), float(before[rest].sum())))
    return Box(node_label(node), tuple(rows), findings.get(node, ""))


def _drawn(chances: NDArray[np.float64]) -> set[int]:
    """Return which states have a row: all, or of many the likeliest."""
    many = len(chances) > MANY
    return set(np.argsort(-chances, kind="stable")[: MANY - 1 if many else None].tolist())


def _colour(node: str, name: str) -> str:
    return PATTERN_COLOURS.get(name, "") if node == answers.TARGET else ""
