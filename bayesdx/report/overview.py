"""All figures that a model rests on in one picture: how far from each study it is.

Distance is counted in the study's own interval: 0 is what the study found, −1 and 1 are the ends of
its 95% interval, so that a figure is inside exactly where its mark is in the band between them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bayesdx.language import _
from bayesdx.report.charts import INK, chart_of
from bayesdx.report.dots import look_of, looks
from bayesdx.report.implied import (
    INSIDE,
    VERDICT_COLOURS,
    by_finding,
    in_a_word,
    shape_of,
    tally,
)
from bayesdx.report.labels import node_label
from bayesdx.report.sentences import percent
from bayesdx.validation.literature import Implied

if TYPE_CHECKING:
    import altair as alt

FURTHEST = 4.0
"""What is further off than this is drawn here."""

_COLUMN, _STACKED = 0.2, 11
"""Marks nearer to each other than this are stacked, so many pixels apart."""

_TEXT, _ABOVE, _BELOW = 15, 28, 9
"""Pixels from the upper edge of a finding to its name and to its first mark, and below the last."""


def distance(figure: Implied) -> float:
    """Return how far the model is from a study, in the half of its interval that lies between.

        d = (implied − published) / (high − published), or / (published − low) where it is below.

    >>> one = Implied("", "", "", "", "", 0.5, 0.4, 0.7, 0.5, 0.6, "inside", "")
    >>> round(distance(one), 6)
    0.5
    """
    off = (figure.implied or 0.0) - figure.published
    end = figure.high if off > 0 else figure.low
    reach = abs((figure.published if end is None else end) - figure.published)
    if not off:
        return 0.0
    return off / reach if reach else FURTHEST * (1 if off > 0 else -1)


def overview_chart(figures: Sequence[Implied]) -> alt.LayerChart:
    """Return a row for each finding, with a mark for each of its figures that has an interval.

    Args:
        figures: in the order of `implied.drawable`.
    """
    import altair as alt

    judged = [figure for figure in figures if figure.verdict != "no interval"]
    heads, marks, height = _placed(judged)
    scale = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)
    x = alt.Scale(domain=[-FURTHEST, FURTHEST], nice=False)
    y = alt.Y("y:Q", scale=scale, axis=None)
    band = chart_of([{"from": -1, "to": 1, "top": 0, "bottom": height}]).mark_rect(
        color=INK, opacity=0.1
    )
    names = chart_of(heads).mark_text(align="left", fill=INK, fontSize=13.5, baseline="alphabetic")
    points = chart_of(marks).mark_point(filled=True, opacity=1)
    layers = [
        band.encode(
            x=alt.X("from:Q", scale=x, axis=_axis(), title=None),
            x2="to:Q",
            y=alt.Y("top:Q", scale=scale, axis=None),
            y2="bottom:Q",
        ),
        names.encode(x=alt.value(0), y=y, text="text:N"),
        points.encode(x=alt.X("x:Q", scale=x), y=y, tooltip="text:N", **looks()),
    ]
    return alt.LayerChart(layer=layers, height=height)


def _axis() -> alt.Axis:
    import altair as alt

    low, high, inside = map(json.dumps, (_("← model lower"), _("model higher →"), _("inside")))
    words = f"datum.value < 0 ? {low} : datum.value > 0 ? {high} : {inside}"
    return alt.Axis(
        values=[-FURTHEST, 0, FURTHEST],
        labelExpr=words,
        labelColor=INK,
        labelFlush=True,
        orient="top",
        grid=False,
        ticks=False,
        domain=False,
    )


def _placed(judged: Sequence[Implied]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Return the names and the marks with their places, and the height of the picture."""
    heads, marks, top = [], [], 0
    for finding, own in by_finding(judged).items():
        heads.append({"y": top + _TEXT, "text": f"{node_label(finding)}: {tally(own)}"})
        stacks: Counter[int] = Counter()
        for figure in own:
            at = max(-FURTHEST, min(FURTHEST, distance(figure)))
            column = round(at / _COLUMN)
            marks.append(_mark(figure, at, top + _ABOVE + _STACKED * stacks[column]))
            stacks[column] += 1
        top += _ABOVE + _STACKED * (max(stacks.values()) - 1) + _BELOW
    return heads, marks, top


def _mark(figure: Implied, x: float, y: int) -> dict[str, Any]:
    found, implied = percent(figure.published), percent(figure.implied or 0.0)
    shape = shape_of(figure)
    return {
        "x": x,
        "y": y,
        "shape": shape,
        **look_of(shape, VERDICT_COLOURS[figure.verdict], hollow=figure.explained),
        "text": _("{source}, {quantity}: {found}; model {implied}, {verdict}").format(
            source=figure.source,
            quantity=figure.quantity,
            found=found,
            implied=implied,
            verdict=in_a_word(figure),
        ),
    }


def alt_text(figures: Sequence[Implied]) -> str:
    """Return what the picture shows, for those who do not see it."""
    said = [f"{node_label(finding)} {tally(own)}" for finding, own in by_finding(figures).items()]
    inside = sum(figure.verdict == INSIDE for figure in figures)
    return _("Distance of the model from {n} figures, {inside} inside: {rows}.").format(
        n=len(figures), inside=inside, rows="; ".join(said)
    )
