"""Functions of single cells in pictures: how far a number may move, and where it turns answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.language import _, number
from bayesdx.report.charts import KIND_COLOURS, PLAIN_COLOUR, chart_of
from bayesdx.report.dots import Dots, dots_chart
from bayesdx.report.sensitivity_sentences import each_once, in_words
from bayesdx.report.sheet import sheet
from bayesdx.sensitivity.cells import Cell
from bayesdx.sensitivity.flip import Change, Flips
from bayesdx.sensitivity.one_way import OneWay
from bayesdx.sensitivity.two_way import TwoWay

if TYPE_CHECKING:
    import altair as alt

MOST = 20
"""So many cells are drawn."""

STEPS = 41
"""So many values of each of two cells are drawn."""

ADMISSIBLE = "Circle: the number as it is. Line: where it may lie with the same most likely answer."
CHANGES = (
    "Upright stroke: the number as it is. Triangle: where it would have to be.",
    "Line: its 95% interval, where the literature gives one.",
)
GRID = "The posterior at every pair of values, in percent by shade. Cross: as the numbers are."


def one_way_chart(found: OneWay, most: int = MOST) -> alt.LayerChart:
    """Return between which values each of the steepest cells leaves the answer as it is."""
    return dots_chart([_admissible(row) for row in _each_once(found.largest(2 * most))[:most]])


def _each_once(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows of different cells: of two states that mirror each other the first."""
    seen = set()
    kept = []
    for row in rows:
        key = (row["node"], tuple(row["given"].items()), round(row["sensitivity_value"] or 0, 9))
        if key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def _admissible(row: Mapping[str, Any]) -> Dots:
    cell = Cell(row["node"], row["state"], row["given"])
    slope = "" if row["derivative"] is None else f", slope {row['derivative']:+.2g}"
    room = ""
    if row["low"] is not None:
        room = f"; the same answer from {row['low']:.2g} to {row['high']:.2g}"
    return Dots(
        f"{cell}: {row['value']:.2g}{slope}{room}",
        low=row["low"],
        high=row["high"],
        mark=row["value"],
        colour=PLAIN_COLOUR,
    )


def one_way_plot(found: OneWay) -> alt.VConcatChart:
    """Return the picture for a file."""
    said = _said(found.findings)
    title = f"{found.target}={found.state} | {said}: {found.posterior:.4f}"
    heading = f"The steepest of {len(found.cell)} cells; the answer is {found.most_likely}."
    return sheet(title, ADMISSIBLE, [(heading, one_way_chart(found))])


def flip_chart(changes: Sequence[Change], *, name: Callable[[Cell], str] = str) -> alt.LayerChart:
    """Return for each change where the number is, where it would have to be, and its interval.

    Args:
        changes: the changes, from top to bottom.
        name: what a cell is called.
    """
    return dots_chart([_change(change, name(change.cell)) for change in changes])


def _change(change: Change, name: str) -> Dots:
    support = change.support
    text = _("{name}: {value} to {to}").format(
        name=name, value=number(change.value, ".2g"), to=number(change.to, ".2g")
    )
    if support is not None:
        inside = support.low <= change.to <= support.high
        text += _(", within its interval") if inside else _(", outside its interval")
    up = change.to > change.value
    return Dots(
        text,
        low=None if support is None else support.low,
        high=None if support is None else support.high,
        tick=change.value,
        mark=change.to,
        shape="triangle-right" if up else "triangle-left",
        colour=PLAIN_COLOUR if support is None else KIND_COLOURS[support.kind][0],
        name="" if name == str(change.cell) else str(change.cell),
    )


def flip_plot(found: Flips) -> alt.VConcatChart:
    """Return the picture for a file: the smallest changes, and in a sentence what they say."""
    changes = each_once(found.changes)[:MOST]
    title = f"{found.statement} | {_said(found.findings)}"
    return sheet(title, CHANGES, [(in_words(found)[-1], flip_chart(changes))])


def two_way_chart(found: TwoWay) -> alt.LayerChart:
    """Return the posterior over all values of both cells."""
    import altair as alt

    one, other = (str(cell) for cell in found.cells)
    here = {"x": found.values[0], "y": found.values[1], "posterior": found.posterior}
    shade = alt.Color(
        "posterior:Q",
        scale=alt.Scale(scheme="viridis", domain=[0, 1]),
        legend=alt.Legend(format="%", title=f"P({found.target}={found.state})"),
    )
    grid = (
        chart_of(_squares(found))
        .mark_rect()
        .encode(
            x=alt.X("x:Q", title=one, scale=alt.Scale(nice=False)),
            x2="x2:Q",
            y=alt.Y("y:Q", title=other, scale=alt.Scale(nice=False)),
            y2="y2:Q",
            color=shade,
            tooltip=[alt.Tooltip("posterior:Q", format=".3f")],
        )
    )
    cross = chart_of([here]).mark_point(
        shape="cross", size=160, filled=True, fill="white", stroke="black", opacity=1
    )
    point = cross.encode(x="x:Q", y="y:Q", tooltip=[alt.Tooltip("posterior:Q", format=".4f")])
    return alt.LayerChart(layer=[grid, point], height=420)


def _squares(found: TwoWay) -> list[dict[str, float]]:
    """Return a square around each pair of values at which there is a posterior."""
    low = [min(ends) for ends in zip(*((p.x[0], p.y[0]) for p in found.patches), strict=True)]
    high = [max(ends) for ends in zip(*((p.x[1], p.y[1]) for p in found.patches), strict=True)]
    axes = [np.linspace(a, b, STEPS) for a, b in zip(low, high, strict=True)]
    halves = [(b - a) / (STEPS - 1) / 2 for a, b in zip(low, high, strict=True)]
    rows = (
        {
            "x": x - halves[0],
            "x2": x + halves[0],
            "y": y - halves[1],
            "y2": y + halves[1],
            "posterior": found.at(x, y),
        }
        for x in axes[0].tolist()
        for y in axes[1].tolist()
    )
    return [row for row in rows if np.isfinite(row["posterior"])]


def two_way_plot(found: TwoWay) -> alt.VConcatChart:
    """Return the picture for a file."""
    said = _said(found.findings)
    title = f"{found.target}={found.state} | {said}: {found.posterior:.4f}"
    return sheet(title, GRID, [("", two_way_chart(found))])


def _said(findings: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={text}" for name, text in findings.items()) or "no findings"
