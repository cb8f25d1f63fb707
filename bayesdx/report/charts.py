"""Rows → Altair charts that read well in light and dark, at any width, and without colour.

A chart does not know the theme it is shown in: text and lines are in the colour of the text around
the chart, and what lies on a bar has a light face and a dark edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bayesdx.inference import Posterior
from bayesdx.language import ENGLISH, N_, _, language, number, translated
from bayesdx.report.labels import node_label, state_label
from bayesdx.report.sentences import bounds, percent, span, with_span

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, Any]

PATTERN_COLOURS: Mapping[str, str] = MappingProxyType(
    {"umn": "#0072B2", "lmn": "#D55E00", "mixed": "#CC79A7", "neither": "#767676"}
)
"""Colour of each pattern, in the order in which they are shown. After Okabe & Ito, Color Universal
Design (2008); each has a contrast of 3:1 or more with a white and with a dark page."""

PLAIN_COLOUR = "#4f7f9b"
"""Colour of states that stand for no pattern."""

KIND_COLOURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        N_("cited"): ("#0072B2", "white"),
        N_("borrowed"): ("#009E73", "black"),
        N_("derived"): ("#56B4E9", "black"),
        N_("part assumed"): ("#F0E442", "black"),
        N_("assumed"): ("#E69F00", "black"),
        N_("definition"): ("#DDDDDD", "black"),
    }
)
"""Fill and text colour of each way a column comes about, best supported first."""

_STEP, _FRAME = 56, 52
"""Height of a row, and of axis and legend together, in pixels."""

_BAR, _INTERVAL = 4, 17
"""Where in a row the bar and the interval lie, in pixels below its middle."""

INK = "currentColor"
"""The colour of text and lines: that of the text around the chart."""

_NARROWEST_LABELLED = 0.07


def posterior_rows(posterior: Posterior, prior: Posterior | None = None) -> list[dict[str, Any]]:
    """Return one row for each state: label, probability, interval, and prior where it is given.

    The patterns come in the order of their colours, other states in that of the network.
    """
    known = [state for state in PATTERN_COLOURS if state in posterior.states]
    order = known if len(known) == len(posterior.states) else posterior.states
    return [_row(posterior, prior, posterior.states.index(state)) for state in order]


def _row(posterior: Posterior, prior: Posterior | None, at: int) -> dict[str, Any]:
    low, high = bounds(posterior, at)
    p = float(posterior.probability[at])
    label = state_label(posterior.target, posterior.states[at])
    return {
        "state": posterior.states[at],
        "label": label,
        "caption": f"{label}  {with_span(percent(p), low, high)}",
        "probability": p,
        "low": low,
        "high": high,
        "prior": None if prior is None else float(prior.probability[at]),
    }


def posterior_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """Return bars with their intervals and prior marks; each has its label and its number above it.

    Args:
        rows: as `posterior_rows` gives them; the chart keeps their order.
    """
    import altair as alt

    y = alt.Y("caption:N", sort=None, axis=_labels_above(), title=None)
    x = alt.X("probability:Q", scale=alt.Scale(domain=[0, 1]), axis=_percent_axis(), title=None)
    base = chart_of(rows).encode(y=y)
    bars = base.mark_bar(size=14, yOffset=_BAR, cornerRadiusEnd=2)
    layers = [bars.encode(x=x, color=_colour(rows))]
    if _has(rows, "low"):
        layers += _interval(base)
    if _has(rows, "prior"):
        layers.append(_prior_marks(base))
    return _layered(*(layer.encode(tooltip=_tooltips(rows)) for layer in layers), bars=len(rows))


def posterior_spec(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the chart of the rows as a Vega-Lite specification without its data.

    It is the same for all answers of one kind: a page that is given it again changes the data only.
    """
    named = tuple(row["state"] for row in rows)
    # The specification names states for their colours alone, which only the patterns have.
    states = named if {*named} == {*PATTERN_COLOURS} else tuple(map(str, range(len(rows))))
    return _spec(states, _has(rows, "low"), _has(rows, "prior"), language())


def localised(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a specification whose numbers are written as in the language that is spoken now."""
    if language() == ENGLISH:
        return dict(spec)
    signs = {"decimal": number(0.5, ".1f")[1], "thousands": number(1000, ",")[1]}
    signs["percent"] = _("{number}%").format(number="")
    locale = {"number": {**signs, "grouping": [3], "currency": ["", ""]}}
    return {**spec, "config": {**spec.get("config", {}), "locale": locale}}


@cache
def _spec(states: tuple[str, ...], interval: bool, prior: bool, _language: str) -> dict[str, Any]:
    bound = 0.0 if interval else None
    known = {"low": bound, "high": bound, "prior": 0.0 if prior else None}
    spec: dict[str, Any] = posterior_chart([{"state": name, **known} for name in states]).to_dict()
    return localised(
        {part: value for part, value in spec.items() if part not in ("data", "config", "$schema")}
    )


def _has(rows: Sequence[Row], name: str) -> bool:
    return all(row.get(name) is not None for row in rows)


def alt_text(target: str, rows: Sequence[Row]) -> str:
    """Return what a chart of a posterior shows, for those who do not see it.

    >>> row = {"label": "Extensor", "probability": 0.62, "low": 0.4, "high": 0.8, "prior": 0.1}
    >>> alt_text("babinski", [row])
    'Plantar response: Extensor 62%, interval 40–80, before the findings 10%.'
    """
    said = []
    for row in rows:
        text = f"{row['label']} {percent(row['probability'])}"
        if row["low"] is not None:
            text += _(", interval {ends}").format(ends=span(row["low"], row["high"]))
        if row["prior"] is not None:
            text += _(", before the findings {prior}").format(prior=percent(row["prior"]))
        said.append(text)
    return f"{node_label(target)}: {'; '.join(said)}."


def tally_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """Return for each node how its columns come about, as shares of one bar with their counts.

    Args:
        rows: a row per node with its counts by kind, as `honest_numbers` gives them.
    """
    import altair as alt

    parts = [part for row in rows for part in _parts(row)]
    kinds = [translated(kind) for kind in KIND_COLOURS]
    names = [node_label(row["node"]) for row in rows]
    base = chart_of(parts).encode(
        y=alt.Y("label:N", sort=names, axis=_labels_above(), title=None),
        tooltip=["label:N", "kind:N", "columns:Q"],
    )
    fills = alt.Scale(domain=kinds, range=[fill for fill, _ in KIND_COLOURS.values()])
    legend = alt.Legend(
        orient="top",
        title=None,
        columns=3,
        labelColor=INK,
        labelFontSize=13,
        symbolSize=180,
        symbolStrokeWidth=0.7,
        symbolType="square",
    )
    inks = alt.Scale(domain=kinds, range=[ink for _, ink in KIND_COLOURS.values()])
    bars = base.mark_bar(size=18, yOffset=9, stroke="#767676", strokeWidth=0.7).encode(
        x=alt.X("start:Q", scale=alt.Scale(domain=[0, 1]), axis=None),
        x2="end:Q",
        color=alt.Color("kind:N", scale=fills, legend=legend),
    )
    wide = alt.datum.end - alt.datum.start >= _NARROWEST_LABELLED
    numbers = (
        base.transform_filter(wide)
        .mark_text(yOffset=9, fontSize=12)
        .encode(x="middle:Q", text="columns:Q", color=alt.Color("kind:N", scale=inks, legend=None))
    )
    layered: alt.LayerChart = _layered(bars, numbers, bars=len(rows)).resolve_scale(
        color="independent"
    )
    return layered


def _parts(row: Row) -> list[dict[str, Any]]:
    """Return a segment for each kind that occurs, from left to right."""
    total = sum(row[kind] for kind in KIND_COLOURS)
    parts, start = [], 0.0
    for kind in KIND_COLOURS:
        if not row[kind]:
            continue
        end = start + row[kind] / total
        parts.append(
            {
                "node": row["node"],
                "label": node_label(row["node"]),
                "kind": translated(kind),
                "columns": row[kind],
                "start": start,
                "middle": (start + end) / 2,
                "end": end,
            }
        )
        start = end
    return parts


def chart_of(rows: Sequence[Row]) -> alt.Chart:
    """Return a chart of rows that has no mark yet."""
    import altair as alt

    return alt.Chart(alt.Data(values=list(rows)))  # type: ignore[no-untyped-call]


def _layered(*layers: alt.Chart, bars: int) -> alt.LayerChart:
    import altair as alt

    return alt.LayerChart(layer=list(layers), height=_STEP * bars + _FRAME)


def _labels_above() -> alt.Axis:
    """Return an axis whose labels stand above their bars, so that the bars have the whole width."""
    import altair as alt

    return alt.Axis(
        labelAlign="left",
        labelPadding=0,
        labelOffset=-15,
        labelFontSize=14,
        labelColor=INK,
        labelLimit=0,
        ticks=False,
        domain=False,
    )


def _percent_axis() -> alt.Axis:
    import altair as alt

    return alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], tickSize=0, labelColor=INK)


def _colour(rows: Sequence[Row]) -> Any:
    """Return the colour of each pattern, or one colour for states that are none."""
    import altair as alt

    states = [row["state"] for row in rows]
    if set(states) != set(PATTERN_COLOURS):
        return alt.value(PLAIN_COLOUR)
    scale = alt.Scale(domain=states, range=[PATTERN_COLOURS[state] for state in states])
    return alt.Color("state:N", scale=scale, legend=None)


def _interval(base: alt.Chart) -> list[alt.Chart]:
    """Return the interval as a line with two ends, below its bar."""
    line = base.mark_rule(yOffset=_INTERVAL, strokeWidth=2, color=INK)
    end = base.mark_tick(yOffset=_INTERVAL, height=9, thickness=2, color=INK, opacity=1)
    return [line.encode(x="low:Q", x2="high:Q"), end.encode(x="low:Q"), end.encode(x="high:Q")]


def _prior_marks(base: alt.Chart) -> alt.Chart:
    marks: alt.Chart = base.mark_point(
        yOffset=_BAR,
        shape="diamond",
        size=110,
        filled=True,
        fill="white",
        stroke="black",
        strokeWidth=1.5,
        opacity=1,
    ).encode(x="prior:Q")
    return marks


def _tooltips(rows: Sequence[Row]) -> list[alt.Tooltip]:
    import altair as alt

    titles = {"probability": _("With the findings"), "low": _("Interval from"), "high": _("to")}
    titles["prior"] = _("Before the findings")
    named = [name for name in titles if name == "probability" or _has(rows, name)]
    numbers = [alt.Tooltip(f"{name}:Q", title=titles[name], format=".1%") for name in named]
    return [alt.Tooltip("label:N", title=_("State")), *numbers]
