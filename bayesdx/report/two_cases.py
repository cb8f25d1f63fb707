"""Two answers side by side: what moved, by how much, and which findings differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.inference import Posterior
from bayesdx.language import _
from bayesdx.report.charts import INK, PATTERN_COLOURS, PLAIN_COLOUR, chart_of
from bayesdx.report.labels import node_label, said_label, state_label
from bayesdx.report.sentences import bounds, count, percent, phrase, with_span

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, Any]

STILL = 0.005
"""A state that moves by less has not moved: half of one patient in 100."""

_NAME, _SAID, _LEFT, _RIGHT, _ROW, _AXIS = 13, 31, 45, 65, 96, 28
"""Pixels below the upper edge of a row: its two lines, its two bars, its end; the axis' height."""


def differing(left: Mapping[str, str], right: Mapping[str, str]) -> list[dict[str, str]]:
    """Return a row for each finding that is not the same, in the order of `left`, then `right`.

    Args:
        left: node → what was said, as in `Findings.said`.
        right: likewise.

    >>> differing({"tone": "increased", "emg": "present"}, {"emg": "present"})
    [{'node': 'tone', 'finding': 'Muscle tone', 'left': 'increased', 'right': 'not examined'}]
    """
    names = dict.fromkeys([*left, *right])
    return [
        {
            "node": name,
            "finding": node_label(name),
            "left": _said(name, left),
            "right": _said(name, right),
        }
        for name in names
        if left.get(name) != right.get(name)
    ]


def _said(name: str, findings: Mapping[str, str]) -> str:
    return said_label(name, findings[name]) if name in findings else _("not examined")


def furthest(left: Posterior, right: Posterior) -> int:
    """Return the position of the state that moves most from one answer to the other."""
    return int(np.argmax(np.abs(right.probability - left.probability)))


def moved(left: Posterior, right: Posterior, *, names: tuple[str, str]) -> str:
    """Return in a sentence which state moves most, as a count of 100 patients.

    Args:
        left: an answer.
        right: an answer about the same node.
        names: what the two cases are called.
    """
    at = furthest(left, right)
    if abs(right.probability[at] - left.probability[at]) < STILL:
        said = _("{node}: the answer is the same for both, to within one patient of 100.")
        return said.format(node=node_label(left.target))
    said = _("Of 100 patients like “{left}” {before} would have {what}, like “{right}” {after}.")
    return said.format(
        left=names[0],
        right=names[1],
        before=count(left, at),
        after=count(right, at),
        what=phrase(left.target, left.states[at]),
    )


def pair_rows(
    left: Posterior, right: Posterior, *, most: int | None = None
) -> list[dict[str, Any]]:
    """Return a row for each state with both probabilities and intervals.

    Args:
        left: an answer.
        right: an answer about the same node.
        most: so many states at most, the likeliest in either case; in their own order if all.
    """
    known = [state for state in PATTERN_COLOURS if state in left.states]
    order = known if len(known) == len(left.states) else list(left.states)
    if most and len(order) > most:
        top = np.maximum(left.probability, right.probability)
        order = [left.states[i] for i in np.argsort(-top, kind="stable")[:most].tolist()]
    return [_row(left, right, left.states.index(state)) for state in order]


def _row(left: Posterior, right: Posterior, at: int) -> dict[str, Any]:
    row: dict[str, Any] = {"state": left.states[at]}
    row["label"] = state_label(left.target, left.states[at])
    for side, answer in (("left", left), ("right", right)):
        low, high = bounds(answer, at)
        p = float(answer.probability[at])
        row |= {side: p, f"{side}_low": low, f"{side}_high": high}
        row[f"{side}_said"] = with_span(percent(p), low, high)
    row["said"] = f"{row['left_said']} → {row['right_said']}"
    row["caption"] = f"{row['label']}:  {row['said']}"
    return row


def pair_text(target: str, rows: Sequence[Row]) -> str:
    """Return what the picture shows, for those who do not see it."""
    return f"{node_label(target)}: {'; '.join(row['caption'] for row in rows)}."


def pair_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """Return two bars for each state, the left case above in outline, the right one below, filled.

    Args:
        rows: as `pair_rows` gives them; the chart keeps their order.
    """
    import altair as alt

    height = _ROW * len(rows)
    placed = [{**row, "fill": _fill(row, rows), "top": i * _ROW} for i, row in enumerate(rows)]
    scale = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)
    lines = [{"y": row["top"] + _NAME, "words": row["label"]} for row in placed]
    lines += [{"y": row["top"] + _SAID, "words": row["said"]} for row in placed]
    words = chart_of(lines).mark_text(align="left", baseline="alphabetic", fill=INK, fontSize=14)
    at = alt.Y("y:Q", scale=scale, axis=None)
    layers = [words.encode(x=alt.value(0), y=at, text="words:N")]
    for side, below in (("left", _LEFT), ("right", _RIGHT)):
        layers += _side(placed, side, below, at)
    chart: alt.LayerChart = alt.LayerChart(layer=layers, height=height + _AXIS)
    return chart


def _fill(row: Row, rows: Sequence[Row]) -> str:
    patterns = {one["state"] for one in rows} <= set(PATTERN_COLOURS)
    return PATTERN_COLOURS[row["state"]] if patterns else PLAIN_COLOUR


def _side(rows: Sequence[Row], side: str, below: int, at: alt.Y) -> list[alt.Chart]:
    """Return the bars of one case, and the interval below each."""
    import altair as alt

    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], tickSize=0, labelColor=INK)
    x = alt.X(f"{side}:Q", scale=alt.Scale(domain=[0, 1]), axis=axis, title=None)
    base = chart_of([{**row, "y": row["top"] + below, "zero": 0} for row in rows]).encode(y=at)
    filled = side == "right"
    bars = base.mark_bar(
        height=11, fillOpacity=1 if filled else 0.15, strokeWidth=1.5, cornerRadiusEnd=2
    ).encode(
        x=x,
        x2=alt.X2("zero:Q"),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("fill:N", scale=None),
        tooltip=["caption:N"],
    )
    if any(row[f"{side}_low"] is None for row in rows):
        return [bars]
    low, high = alt.X(f"{side}_low:Q"), alt.X2(f"{side}_high:Q")
    line = base.mark_rule(yOffset=10, strokeWidth=2, color=INK)
    ends = base.mark_tick(yOffset=10, height=6, thickness=2, color=INK, opacity=1)
    right_end = ends.encode(x=alt.X(f"{side}_high:Q"))
    return [bars, line.encode(x=low, x2=high), ends.encode(x=low), right_end]
