"""Values with their intervals as a picture: a line of text for each, its marks below it.

Every line says in words and numbers what its marks show, so that neither colour nor shape is needed
to read it, and it fits the width of a phone. The picture is drawn in the colour of the text around
it; see `bayesdx.report.charts`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bayesdx.report.charts import INK, chart_of

if TYPE_CHECKING:
    import altair as alt

WIDTH, LETTERS = 46, 56
"""So many letters of a heading, and of another text, stand on one line; a phone has room for no
more."""

_PALE = frozenset({"#56B4E9", "#F0E442", "#E69F00", "#DDDDDD"})
"""Colours that are seen on a white page by their edge alone."""

_TEXT, _MARKS, _ROW = 13, 25, 40
_GAP, _LINE, _UNDER = 12, 18, 10
"""Pixels below the upper edge of a row: its text, its marks, its end. What a heading has above it,
the height of each line of a text, and what a heading has below it."""


@dataclass(frozen=True, slots=True)
class Dots:
    """One row: its text, and what is drawn below it where it has a number.

    Attributes:
        text: what the row says, its numbers included.
        low, high: the ends of a line.
        tick: where a small upright line stands.
        mark: where the shape stands.
        shape: of Vega-Lite: circle, square, triangle-left, triangle-right, diamond, cross.
        colour: of the shape.
        hollow: whether the shape has its colour at the edge alone.
        heading: whether it is the heading of the rows below it, and has no marks.
        name: what the tables call it, for whoever points at its mark.
    """

    text: str
    low: float | None = None
    high: float | None = None
    tick: float | None = None
    mark: float | None = None
    shape: str = "circle"
    colour: str = "#0072B2"
    hollow: bool = False
    heading: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Across:
    """The horizontal axis: its ends, which values have a label, and how they are written.

    Attributes:
        guide: where a dashed line stands from top to bottom.
        labels: an expression of Vega for the label of `datum.value`; without, `form` is used.
    """

    low: float = 0.0
    high: float = 1.0
    values: tuple[float, ...] = (0, 0.25, 0.5, 0.75, 1)
    form: str = "%"
    labels: str = ""
    guide: float | None = None


def dots_chart(rows: Sequence[Dots], across: Across | None = None) -> alt.LayerChart:
    """Return the picture of the rows, from top to bottom; it is as high as they need.

    >>> chart = dots_chart([Dots("Published 12% (7–18)", low=0.07, high=0.18, tick=0.12)])
    >>> chart.height
    40
    """
    import altair as alt

    across = across or Across()
    values, height = _placed(rows)
    base = chart_of(values)
    y = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)
    at = alt.Y("y:Q", scale=y, axis=None)
    x = alt.Scale(domain=[across.low, across.high], nice=False, zero=False)
    hover = ["text:N", *(["name:N"] if any(row.name for row in rows) else [])]
    marks = _marks(base.encode(tooltip=hover), at, x, _axis(across))
    # A layer without a mark is a picture without a name to those who have the page read out.
    drawn = [mark for name, mark in marks.items() if any(row[name] is not None for row in values)]
    return alt.LayerChart(layer=[*_guide(across, x), *_words(base, y), *drawn], height=height)


def _placed(rows: Sequence[Dots]) -> tuple[list[dict[str, Any]], int]:
    """Return a plain row for each, with its places in pixels from the top, and the whole height."""
    values: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        lines = textwrap.wrap(row.text, WIDTH if row.heading else LETTERS)
        top += _GAP if row.heading and values else 0
        more = _LINE * (len(lines) - 1)
        values.append(
            {
                **{name: getattr(row, name) for name in Dots.__slots__},
                "text": "\n".join(lines),
                **look_of(row.shape, row.colour, hollow=row.hollow),
                "at": top + _TEXT,
                "y": top + _MARKS + more,
            }
        )
        top += more + (_LINE + _UNDER if row.heading else _ROW)
    return values, top


def look_of(shape: str, colour: str, *, hollow: bool = False) -> dict[str, Any]:
    """Return size, face and edge of a mark: shapes look equally large, edges are seen in dark.

    >>> look_of("circle", "#0072B2")
    {'size': 95, 'face': '#0072B2', 'edge': 'white', 'width': 1}
    """
    size = 170 if shape.startswith("triangle") else 95
    edge = "currentColor" if colour in _PALE else "white"
    if hollow:
        return {"size": size * 0.8, "face": "transparent", "edge": colour, "width": 2}
    return {"size": size, "face": colour, "edge": edge, "width": 1}


def looks() -> dict[str, Any]:
    """Return the encodings that take shape, size, face and edge of a mark from its row."""
    import altair as alt

    return {
        "shape": alt.Shape("shape:N", scale=None),
        "size": alt.Size("size:Q", scale=None),
        "fill": alt.Fill("face:N", scale=None),
        "stroke": alt.Stroke("edge:N", scale=None),
        "strokeWidth": alt.StrokeWidth("width:Q", scale=None),
    }


def _axis(across: Across) -> alt.Axis:
    import altair as alt

    return alt.Axis(
        values=list(across.values),
        format=across.form,
        labelExpr=across.labels or "datum.label",
        labelColor=INK,
        tickSize=0,
        title=None,
        domain=False,
    )


def _guide(across: Across, x: alt.Scale) -> list[alt.Chart]:
    import altair as alt

    if across.guide is None:
        return []
    line = chart_of([{"guide": across.guide}]).mark_rule(color=INK, strokeDash=[4, 4], opacity=0.45)
    return [line.encode(x=alt.X("guide:Q", scale=x))]


def _words(base: alt.Chart, y: alt.Scale) -> list[alt.Chart]:
    """Return the texts at the left edge, those of headings bold."""
    import altair as alt

    at: dict[str, Any] = {"x": alt.value(0), "y": alt.Y("at:Q", scale=y, axis=None)}
    look: dict[str, Any] = {"align": "left", "baseline": "alphabetic", "fill": INK}
    look |= {"lineBreak": "\n", "lineHeight": _LINE}
    text = base.encode(**at, text="text:N")
    rows = text.transform_filter("!datum.heading").mark_text(**look, fontSize=12.5)
    heads = text.transform_filter("datum.heading").mark_text(
        **look, fontSize=13.5, fontWeight="bold"
    )
    return [rows, heads]


def _marks(base: alt.Chart, y: alt.Y, x: alt.Scale, axis: alt.Axis) -> dict[str, alt.Chart]:
    """Return the column that each mark needs → interval, tick and shape, the shape on top."""
    import altair as alt

    def across(name: str) -> alt.X:
        return alt.X(f"{name}:Q", scale=x, axis=axis, title=None)

    known = "isValid(datum.{})".format
    line = base.transform_filter(known("low")).mark_rule(strokeWidth=2, color=INK, opacity=0.75)
    tick = base.transform_filter(known("tick")).mark_tick(
        orient="vertical", height=13, thickness=3, color=INK, opacity=1
    )
    point = base.transform_filter(known("mark")).mark_point(filled=True, opacity=1)
    return {
        "low": line.encode(x=across("low"), x2="high:Q", y=y),
        "tick": tick.encode(x=across("tick"), y=y),
        "mark": point.encode(x=across("mark"), y=y, **looks()),
    }
