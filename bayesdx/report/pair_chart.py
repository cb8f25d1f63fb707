"""Two numbers moved at once: the answer at every pair of values, and the line where it turns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.language import _
from bayesdx.report.charts import INK, chart_of
from bayesdx.report.labels import either, in_text, short_label
from bayesdx.report.sentences import percent
from bayesdx.sensitivity.pair import Pair, name_of

if TYPE_CHECKING:
    import altair as alt

_HEIGHT, _LETTERS = 520, 42
"""Of the picture in pixels, and of one line of an axis title."""

Point = tuple[float, float]


def in_words(found: Pair) -> str:
    """Return in a sentence or two how far both numbers move the answer, and whether they turn it.

    >>> from bayesdx import load
    >>> from bayesdx.sensitivity.pair import pair
    >>> names = ("babinski.extensor.none", "babinski.extensor.umn")
    >>> found = pair(load("core"), {"babinski": "extensor"}, target="pattern=umn", numbers=names)
    >>> print(in_words(found).partition(". ")[2].partition(",")[0])
    Together they can turn it: beyond the line lower motor neuron is likelier
    """
    target = found.of_target
    low, high = (percent(float(end)) for end in (np.nanmin(target), np.nanmax(target)))
    moved = _(
        "While both move within their 95% intervals, the answer lies between {low} and {high}."
    ).format(low=low, high=high)
    turned = found.turned()
    if not turned:
        stays = _("Even together they do not turn it: {state} stays the most likely.")
        return f"{moved} {stays.format(state=_named(found, found.answer))}"
    turns = _(
        "Together they can turn it: beyond the line {states} is likelier, over {share} of the "
        "picture."
    ).format(
        states=either([_named(found, state) for state in turned]),
        share=percent(sum(turned.values())),
    )
    return f"{moved} {turns}"


def _named(found: Pair, state: str) -> str:
    return in_text(short_label(found.target.partition("=")[0], state))


def pair_chart(found: Pair, *, names: Sequence[str] = ()) -> alt.LayerChart:
    """Return the posterior as shade over the values of both numbers, and the line where it turns.

    The shade runs from the smallest to the largest answer in the picture. The line is drawn twice,
    dark on light, so that it is seen on every shade.

    Args:
        found: the answers.
        names: what the two numbers are called; without, their names in the model.
    """
    import altair as alt

    one, other = found.numbers
    titles = names or [name_of(move) for move in found.numbers]
    x = alt.X("x:Q", scale=_scale(found.x), axis=_axis(titles[0]))
    y = alt.Y("y:Q", scale=_scale(found.y), axis=_axis(titles[1]))
    squares = chart_of(_squares(found)).mark_rect()
    here = chart_of([{"x": one.value, "y": other.value}]).mark_point(
        shape="circle", size=150, filled=True, fill="white", stroke="black", strokeWidth=2
    )
    layers = [
        squares.encode(
            x=x,
            x2="x2:Q",
            y=y,
            y2="y2:Q",
            color=_shade(),
            stroke=_shade(edge=True),
            tooltip=[
                alt.Tooltip("posterior:Q", title=_("The answer"), format=".1%"),
                alt.Tooltip("answer:N", title=_("Most likely")),
            ],
        )
    ]
    if line := turning_line(found):
        segments = chart_of([{"x": a, "y": b, "x2": c, "y2": d} for (a, b), (c, d) in line])
        layers += [
            segments.mark_rule(color=colour, strokeWidth=width, strokeCap="round").encode(
                x=x, y=y, x2="x2:Q", y2="y2:Q"
            )
            for colour, width in (("white", 6), ("black", 2.5))
        ]
    return alt.LayerChart(layer=[*layers, here.encode(x=x, y=y)], height=_HEIGHT)


def _shade(*, edge: bool = False) -> alt.Color | alt.Stroke:
    """Return the shade; squares have an edge of their own, or the page shines through between."""
    import altair as alt

    legend = alt.Legend(
        orient="top",
        direction="horizontal",
        format="%",
        title=_("The answer"),
        titleColor=INK,
        labelColor=INK,
        tickCount=4,
        gradientLength=220,
    )
    scale = alt.Scale(scheme="viridis", nice=False, zero=False)
    if edge:
        return alt.Stroke("posterior:Q", scale=scale, legend=None)
    return alt.Color("posterior:Q", scale=scale, legend=legend)


def _scale(values: Any) -> alt.Scale:
    import altair as alt

    return alt.Scale(domain=[float(values[0]), float(values[-1])], nice=False, zero=False)


def _axis(title: str) -> alt.Axis:
    import altair as alt

    return alt.Axis(
        title=textwrap.wrap(title, _LETTERS),
        titleColor=INK,
        titleFontWeight="normal",
        labelColor=INK,
        format="~g",
        tickCount=4,
        tickSize=0,
        grid=False,
        domain=False,
    )


def _squares(found: Pair) -> list[dict[str, Any]]:
    """Return a square between each four pairs of values, with their mean answer."""
    node = found.target.partition("=")[0]
    rows = []
    for i, (low, high) in enumerate(pairwise(found.y.tolist())):
        for j, (left, right) in enumerate(pairwise(found.x.tolist())):
            mean = found.probability[i : i + 2, j : j + 2].mean(axis=(0, 1))
            if np.isnan(mean).any():
                continue
            state = found.states[int(mean.argmax())]
            at = found.states.index(found.target.partition("=")[2])
            rows.append(
                {
                    "x": left,
                    "x2": right,
                    "y": low,
                    "y2": high,
                    "posterior": float(mean[at]),
                    "answer": short_label(node, state),
                }
            )
    return rows


def turning_line(found: Pair) -> list[tuple[Point, Point]]:
    """Return where the answer and the next state are equally likely, as short straight lines.

    Each square of the grid is two triangles, within which the lead of the answer is taken as
    straight; none where it leads, or is led, everywhere.
    """
    x, y, lead = found.x.tolist(), found.y.tolist(), found.lead
    lines = []
    for i, j in np.ndindex(len(y) - 1, len(x) - 1):
        corners = [(x[b], y[a], float(lead[a, b])) for a in (i, i + 1) for b in (j, j + 1)]
        for three in (corners[:3], corners[1:]):
            crossed = list(_crossings(three))
            if len(crossed) == 2:
                lines.append((crossed[0], crossed[1]))
    return lines


def _crossings(corners: list[tuple[float, float, float]]) -> Iterator[Point]:
    """Yield where the lead is zero on the sides of a triangle."""
    for (x, y, lead), (x2, y2, lead2) in pairwise([*corners, corners[0]]):
        if (lead < 0) != (lead2 < 0) and np.isfinite(lead) and np.isfinite(lead2):
            part = lead / (lead - lead2)
            yield x + part * (x2 - x), y + part * (y2 - y)
