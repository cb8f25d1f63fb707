"""Draws of a probability as fifty equal dots: each stands for one in fifty of what is left open.

The dots are quantiles, not a sample, so that the picture is the same each time and can be counted.

References:
    Kay M, Kola T, Hullman JR, Munson SA. When (ish) is my bus? User-centered visualizations of
    uncertainty in everyday, mobile predictive systems. CHI 2016. doi:10.1145/2858036.2858558.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bayesdx.language import _
from bayesdx.report.charts import INK, chart_of
from bayesdx.report.measured import Measured
from bayesdx.report.sentences import percent

if TYPE_CHECKING:
    import altair as alt

Array = NDArray[np.float64]

DOTS = 50
BINS = 25
"""So many columns the dots may stand in; each is four percent wide."""

_DOT = 13


def quantiles(drawn: Array, count: int = DOTS) -> Array:
    """Return the quantiles (i − ½)/count, i from 1 to count, of the draws that say something.

    >>> quantiles(np.array([0.0, 1.0, np.nan]), 2).tolist()
    [0.25, 0.75]
    """
    known = drawn[np.isfinite(drawn)]
    found: Array = np.quantile(known, (np.arange(count) + 0.5) / count)
    return found


def stacked(values: Array) -> list[dict[str, float]]:
    """Return where each dot stands: the middle of its column, and how high in it.

    >>> stacked(np.array([0.01, 0.02, 0.99]))
    [{'x': 0.02, 'y': 1}, {'x': 0.02, 'y': 2}, {'x': 0.98, 'y': 1}]
    """
    heights = [0] * BINS
    rows = []
    for value in values.tolist():
        column = min(BINS - 1, int(value * BINS))
        heights[column] += 1
        rows.append({"x": round((column + 0.5) / BINS, 3), "y": heights[column]})
    return rows


def quantile_dots(found: Measured) -> alt.LayerChart:
    """Return the dots over the axis from 0% to 100%, and a dashed line at the answer itself.

    Args:
        found: a probability with its draws.
    """
    import altair as alt

    rows = stacked(quantiles(found.drawn))
    highest = max(row["y"] for row in rows)
    axis = alt.Axis(
        format="%", values=[0, 0.25, 0.5, 0.75, 1], tickSize=0, labelColor=INK, title=None
    )
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0.4, highest + 0.6]), axis=None)
    dots = chart_of(rows).mark_point(
        shape="circle", size=90, filled=True, color="#0072B2", opacity=1, stroke="white"
    )
    guide = chart_of([{"x": found.value}]).mark_rule(color=INK, strokeDash=[4, 4])
    layers = [guide.encode(x=x), dots.encode(x=x, y=y)]
    return alt.LayerChart(layer=layers, height=_DOT * (highest + 2) + 30)


def in_words(found: Measured) -> str:
    """Return what the dots show, in a sentence."""
    values = quantiles(found.drawn)
    quarter = DOTS // 4
    return _(
        "About half of the {dots} dots lie between {low} and {high}, all of them from {least} to "
        "{greatest}; {above} lie above one half. The answer itself is {answer}."
    ).format(
        dots=DOTS,
        low=percent(values[quarter]),
        high=percent(values[-quarter - 1]),
        least=percent(values[0]),
        greatest=percent(values[-1]),
        above=int((values > 0.5).sum()),
        answer=percent(found.value),
    )
