"""What one number of a table does to an answer: the curve of the answer over all its values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bayesdx.language import _
from bayesdx.report.charts import INK, PLAIN_COLOUR, chart_of
from bayesdx.report.labels import in_text, node_label, short_label
from bayesdx.report.sensitivity_sentences import cell_in_words, cell_named_in_full
from bayesdx.report.sentences import percent
from bayesdx.sensitivity.cells import Cell

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, Any]

_POINTS, _HEIGHT = 101, 260


def name_of(row: Row) -> str:
    """Return a cell as one names it in a list.

    >>> name_of({"node": "babinski", "state": "extensor", "given": {"umn": "none"}})
    'Plantar response = extensor given upper motor neuron involvement = none'
    """
    said = cell_named_in_full(_cell(row))
    return said[:1].upper() + said[1:]


def cell_named(cell: Cell) -> str:
    """Return a cell in few words, for the text beside a mark.

    >>> cell_named(Cell("babinski", "extensor", {"umn": "none"}))
    'Plantar response extensor, given none'
    """
    said = f"{node_label(cell.node)} {in_text(short_label(cell.node, cell.state))}"
    given = [in_text(short_label(parent, state)) for parent, state in cell.given.items()]
    return _("{what}, given {given}").format(what=said, given=", ".join(given)) if given else said


def cell_said(row: Row) -> str:
    """Return in a sentence between which values of the cell the answer stays what it is.

    Args:
        row: of `OneWay.rows`.
    """
    name = cell_in_words(_cell(row))
    start = _("In the model {cell} is {value}.").format(cell=name, value=percent(row["value"]))
    if row["low"] is None:
        then = _("Whatever it were, the most likely answer would not be this one.")
    elif row["low"] <= 0 and row["high"] >= 1:
        then = _("Whatever it were, the most likely answer would stay what it is.")
    else:
        then = _("The most likely answer stays what it is from {low} to {high}.").format(
            low=percent(row["low"]), high=percent(row["high"])
        )
    return f"{start} {then}"


def cell_chart(row: Row) -> alt.LayerChart:
    """Return (a x + b) / (c x + d) for all x, with a point where the model stands.

    Args:
        row: of `OneWay.rows`.
    """
    import altair as alt

    values = [i / (_POINTS - 1) for i in range(_POINTS)]
    curve = [{"x": x, "p": p} for x in values if (p := _at(row, x)) is not None]
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis(_("the number, if it were")))
    y = alt.Y("p:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis(_("the answer, then")))
    layers = []
    if row["low"] is not None:
        ends = [{"low": row["low"], "high": row["high"]}]
        band = chart_of(ends).mark_rect(opacity=0.14, color=INK)
        layers.append(band.encode(x=alt.X("low:Q"), x2="high:Q"))
    line = chart_of(curve).mark_line(strokeWidth=2.5, color=PLAIN_COLOUR)
    here = [{"x": row["value"], "p": _at(row, row["value"])}]
    point = chart_of(here).mark_point(
        size=130, filled=True, opacity=1, color=PLAIN_COLOUR, stroke="white", strokeWidth=1
    )
    return alt.LayerChart(
        layer=[*layers, line.encode(x=x, y=y), point.encode(x=x, y=y)], height=_HEIGHT
    )


def _at(row: Row, x: float) -> float | None:
    total = row["c"] * x + row["d"]
    return float((row["a"] * x + row["b"]) / total) if total > 0 else None


def _axis(title: str) -> alt.Axis:
    import altair as alt

    return alt.Axis(
        format="%",
        values=[0, 0.25, 0.5, 0.75, 1],
        tickSize=0,
        labelColor=INK,
        title=title,
        titleColor=INK,
    )


def _cell(row: Row) -> Cell:
    return Cell(row["node"], row["state"], row["given"])
