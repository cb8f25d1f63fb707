"""A room's answers → pictures for a projector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bayesdx.report.charts import INK, PATTERN_COLOURS, PLAIN_COLOUR, chart_of

if TYPE_CHECKING:
    import altair as alt

_LETTERS = 18
"""Pixels that a letter is high: it is read from the last row."""

_TEXT, _LANE, _MODEL, _GAP = 24, 22, 44, 18
"""Pixels that a line of text, a bar, the model and the space below a row take."""

_TICKS = 40
"""Pixels of the axis."""

_SIZE = 55
_CLOSE = 8.0
"""Pixels between two people who say the same."""

_PILE, _ASIDE = 7, 0.007
"""So many stand on one another; more stand so far beside them."""

_SHADES = 50
"""People stand on one another who are of one opinion to two percent."""


def room_chart(rows: Sequence[Mapping[str, Any]]) -> alt.LayerChart:
    """Return the distribution of a room: hands as bars, the probability of each person as a dot.

    Below it, where the rows have it, stands the model: an upright line within its interval.

    Args:
        rows: as `bayesdx.report.lecture.room_rows` gives them.
    """
    import altair as alt

    placed, marks, height = _placed(rows)
    high = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)

    def across(name: str) -> alt.X:
        scale = alt.Scale(domain=[0, 1], nice=False)
        return alt.X(f"{name}:Q", scale=scale, title=None, axis=_axis())

    def down(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=high, axis=None)

    at = down("y")
    look: dict[str, Any] = {"align": "left", "baseline": "alphabetic", "fill": INK}
    texts = chart_of(placed).encode(x=alt.value(0), y=at, text="text:N")
    bold = texts.transform_filter("datum.bold")
    layers = [bold.mark_text(**look, fontSize=_LETTERS, fontWeight="bold")]
    if not all(row["bold"] for row in placed):
        plain = texts.transform_filter("!datum.bold")
        layers.append(plain.mark_text(**look, fontSize=_LETTERS - 2))
    layers += _marks(marks, across, down)
    return alt.LayerChart(layer=layers, height=height + _TICKS)


def _placed(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]], int]:
    """Return texts and marks with their places in pixels from the top, and the whole height."""
    texts: list[dict[str, Any]] = []
    marks: dict[str, list[dict[str, Any]]] = {"bar": [], "dot": [], "mean": [], "model": []}
    top = 0
    for row in rows:
        texts.append({"text": row["text"], "bold": True, "y": top + _TEXT - 6})
        top += _TEXT
        if row.get("people"):
            lane = max(_LANE, round(_CLOSE * _tallest(row["people"])) + 6)
            marks["dot"] += _stacked(row, top + lane)
            marks["mean"].append({"x": row["room"], "y": top, "y2": top + lane})
            top += lane
        elif "room" in row:
            ends = {"y": top + 2, "y2": top + _LANE}
            marks["bar"].append({"x": 0, "x2": row["room"], "colour": row["colour"], **ends})
            top += _LANE
        if "model" in row:
            texts.append({"text": row["model_text"], "bold": False, "y": top + _TEXT - 4})
            place = {"y": top + _TEXT + 2, "y2": top + _TEXT + 16, "middle": top + _TEXT + 9}
            ends = {name: row[name] for name in ("low", "high")}
            marks["model"].append({"x": row["model"], **ends, **place})
            top += _MODEL
        top += _GAP
    return texts, marks, top


def _tallest(people: Sequence[float]) -> int:
    """Return how many stand on one another where most do."""
    most = max(Counter(round(p * _SHADES) for p in people).values())
    return min(most, _PILE)


def _stacked(row: Mapping[str, Any], floor: float) -> list[dict[str, Any]]:
    """Return a dot for each person; those of one opinion stand on one another, in columns."""
    seen: Counter[int] = Counter()
    dots = []
    for p in sorted(row["people"]):
        pile = round(p * _SHADES)
        column, height = divmod(seen[pile], _PILE)
        aside = (column + 1) // 2 * _ASIDE * (-1) ** column  # to the right, to the left, and so on
        x = min(max(p + aside, 0.0), 1.0)
        dots.append({"x": x, "y": floor - 4 - _CLOSE * height, "colour": row["colour"]})
        seen[pile] += 1
    return dots


def _axis() -> alt.Axis:
    import altair as alt

    return alt.Axis(
        values=[0, 0.25, 0.5, 0.75, 1],
        format="%",
        labelColor=INK,
        labelFontSize=14,
        tickSize=0,
        domain=False,
    )


def _marks(
    marks: Mapping[str, list[dict[str, Any]]],
    across: Callable[[str], alt.X],
    down: Callable[[str], alt.Y],
) -> list[alt.Chart]:
    """Return the layers that have something to show."""
    import altair as alt

    fill = alt.Fill("colour:N", scale=None)
    at, x = down("y"), across("x")
    bars = chart_of(marks["bar"]).mark_bar(stroke=INK, strokeWidth=1)
    dots = chart_of(marks["dot"]).mark_circle(
        size=_SIZE, opacity=0.9, stroke="white", strokeWidth=0.6
    )
    means = chart_of(marks["mean"]).mark_rule(color=INK, strokeWidth=2, strokeDash=[4, 3])
    model = chart_of(marks["model"])
    known = model.transform_filter("isValid(datum.low)").mark_rule(
        color=INK, strokeWidth=3, opacity=0.75
    )
    layers = {
        "bar": [bars.encode(x=x, x2="x2:Q", y=at, y2="y2:Q", fill=fill)],
        "dot": [dots.encode(x=x, y=at, fill=fill)],
        "mean": [means.encode(x=x, y=at, y2="y2:Q")],
        "model": [
            known.encode(x=across("low"), x2="high:Q", y=down("middle")),
            model.mark_rule(color=INK, strokeWidth=4).encode(x=x, y=at, y2="y2:Q"),
        ],
    }
    return [layer for name, several in layers.items() if marks[name] for layer in several]


def course_chart(rows: Sequence[Mapping[str, Any]], state: str) -> alt.LayerChart:
    """Return how room and model go from finding to finding.

    The room is dashed with circles, the model a line with squares, its interval a band.
    """
    import altair as alt

    steps = [row["step"] for row in rows]
    x = alt.X(
        "step:Q",
        scale=alt.Scale(domain=[-0.2, max(steps) + 0.2], nice=False, zero=False),
        axis=alt.Axis(
            values=steps, format="d", title=None, grid=False, labelColor=INK, labelFontSize=14
        ),
    )
    axis = alt.Axis(values=[0, 0.5, 1], format="%", title=None, labelColor=INK, labelFontSize=14)
    scale = alt.Scale(domain=[0, 1], nice=False)

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=scale, axis=axis, title=None)

    base = chart_of(list(rows)).encode(x=x)
    asked = base.transform_filter("isValid(datum.room)")
    colour = PATTERN_COLOURS.get(state, PLAIN_COLOUR)
    layers = [
        base.mark_line(color=INK, strokeWidth=2).encode(y=y("model")),
        base.mark_point(shape="square", filled=True, size=60, color=INK, opacity=1).encode(
            y=y("model")
        ),
    ]
    if rows[0]["low"] is not None:
        band = base.mark_area(color=INK, opacity=0.16).encode(y=y("low"), y2="high:Q")
        layers.insert(0, band)
    if any(row["room"] is not None for row in rows):
        layers += [
            asked.mark_line(color=colour, strokeWidth=3, strokeDash=[7, 4]).encode(y=y("room")),
            asked.mark_circle(
                size=130, color=colour, opacity=1, stroke="white", strokeWidth=1
            ).encode(y=y("room")),
        ]
    return alt.LayerChart(layer=layers, height=170)
