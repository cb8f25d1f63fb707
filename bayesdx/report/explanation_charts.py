"""What each finding says, as pictures: bars with their range, and the way from prior to answer."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bayesdx.explain import Explanation, Weight, Weights
from bayesdx.language import _, level
from bayesdx.report.charts import INK, chart_of
from bayesdx.report.dots import LETTERS
from bayesdx.report.explanation import in_words, templates
from bayesdx.report.explanation_words import (
    decibans,
    finding_in_words,
    hypothesis_in_words,
    strength,
)
from bayesdx.report.sentences import percent
from bayesdx.report.sheet import sheet

if TYPE_CHECKING:
    import altair as alt

FOR, AGAINST, NEITHER = "#0072B2", "#D55E00", "#767676"
"""Colour of what speaks for, against, and neither; the sign stands in the text as well."""

KEY = (
    "Bars: weight of evidence in decibans, to the right for, to the left against; the mean over "
    "all orders.",
    "Lines: the least and the greatest weight over all orders in which findings could be learnt.",
)
WAY = "Each bar: what a finding adds when those above it are known, in decibans of the log odds."

_TEXT, _MARKS, _ROW, _LINE = 13, 27, 44, 18
"""Pixels below the upper edge of a row: its text, its bar, its end; the height of a line."""

_END = 60.0
"""Decibans at which an axis ends, odds of a million to one; what goes beyond is cut there."""

_STEP = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its text, a bar from start to end, and a line from low to high."""

    text: str
    start: float
    end: float
    colour: str
    low: float | None = None
    high: float | None = None


def weight_bars(weights: Weights) -> tuple[Bar, ...]:
    """Return a bar for each finding, those that weigh most first.

    >>> from bayesdx import load
    >>> from bayesdx.explain import weigh
    >>> found = weigh(load("core"), {"babinski": "extensor"}, target="pattern", state="umn")
    >>> weight_bars(found)[0].text.partition(":")[0]
    'plantar response extensor'
    """
    ordered = sorted(weights.findings, key=lambda one: -abs(one.shapley or 0.0))
    return tuple(
        Bar(
            text=_weight_said(one),
            start=0.0,
            end=_cut(one.shapley),
            colour=_colour(one.shapley, irrelevant=one.direction == "irrelevant"),
            low=_cut(one.minimum),
            high=_cut(one.maximum),
        )
        for one in ordered
    )


def _weight_said(one: Weight) -> str:
    """Return what a finding weighs; to a patient, which way and how strongly."""
    found = finding_in_words(one.finding, one.said, level())
    if level() != "patient":
        return _("{finding}: {mean} ({least} to {greatest})").format(
            finding=found,
            mean=decibans(one.shapley),
            least=decibans(one.minimum),
            greatest=decibans(one.maximum),
        )
    if one.direction == "irrelevant" or not one.shapley:
        return _("{finding}: makes no difference").format(finding=found)
    way = (
        _("{finding}: for it, {strength}")
        if one.shapley > 0
        else _("{finding}: against it, {strength}")
    )
    return way.format(finding=found, strength=templates()[strength(one.shapley)]["patient"])


def way_bars(weights: Weights) -> tuple[Bar, ...]:
    """Return the way of the log odds from prior to posterior, a bar for each finding in turn."""
    place = 10 * math.log10(weights.prior / (1 - weights.prior)) if _open(weights.prior) else 0.0
    bars = [Bar(f"before the findings: {percent(weights.prior)}", 0.0, _cut(place), NEITHER)]
    for one in weights.findings:
        after = place + (one.in_order or 0.0)
        said = finding_in_words(one.finding, one.said)
        text = f"{said}: {decibans(one.in_order)} → {percent(_chance(after))}"
        bars.append(Bar(text, _cut(place), _cut(after), _colour(one.in_order)))
        place = after
    return tuple(bars)


def bars_chart(bars: Sequence[Bar]) -> alt.LayerChart:
    """Return bars about zero, each below its text, with their lines."""
    import altair as alt

    values, height = _placed(bars)
    low, high = _ends(bars)
    base = chart_of(values)
    x = alt.Scale(domain=[low, high], nice=False, zero=False)
    y = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)
    ticks = [low + i * _STEP for i in range(int((high - low) / _STEP) + 1)]
    axis = alt.Axis(
        values=ticks,
        format="+d",
        labels=level() != "patient",
        labelColor=INK,
        tickSize=0,
        title=None,
        domain=False,
    )
    at = alt.Y("y:Q", scale=y, axis=None)
    look: dict[str, Any] = {"align": "left", "baseline": "alphabetic", "fill": INK}
    words = base.mark_text(**look, fontSize=12.5, lineBreak="\n", lineHeight=_LINE)
    zero = chart_of([{"zero": 0}]).mark_rule(color=INK, opacity=0.45)
    bar = base.mark_rule(strokeWidth=13, opacity=1)
    layers = [
        words.encode(x=alt.value(0), y=alt.Y("at:Q", scale=y, axis=None), text="text:N"),
        zero.encode(x=alt.X("zero:Q", scale=x, axis=axis, title=None)),
        bar.encode(
            x=alt.X("start:Q", scale=x, axis=axis, title=None),
            x2="end:Q",
            y=at,
            color=alt.Color("colour:N", scale=None),
            tooltip="text:N",
        ),
    ]
    if any(bar.low is not None for bar in bars):
        line = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2, color=INK)
        layers.append(line.encode(x=alt.X("low:Q", scale=x, axis=axis), x2="high:Q", y=at))
    return alt.LayerChart(layer=layers, height=height)


def weight_chart(weights: Weights) -> alt.LayerChart:
    """Return what each finding says: bars with the range over all orders."""
    return bars_chart(weight_bars(weights))


def way_chart(weights: Weights) -> alt.LayerChart:
    """Return the way from prior to posterior in the order given."""
    return bars_chart(way_bars(weights))


def explanation_plot(found: Explanation) -> alt.VConcatChart:
    """Return the picture for a file: the first sentence, the weights, and the way."""
    weights = found.weights
    title = f"{hypothesis_in_words(weights.target, weights.state)}; {weights.network}"
    charts = [(in_words(found, "clinician")[0], way_chart(weights))]
    if weights.findings:
        charts = [(charts[0][0], weight_chart(weights)), (WAY, way_chart(weights))]
    return sheet(title, KEY, charts)


def alt_text(weights: Weights) -> str:
    """Return what the bars show, for those who do not see them."""
    bars = "; ".join(bar.text for bar in weight_bars(weights))
    spoken, counted = (
        _("What each finding says: {bars}."),
        _("Weight of evidence in decibans: {bars}."),
    )
    return (spoken if level() == "patient" else counted).format(bars=bars)


def _placed(bars: Sequence[Bar]) -> tuple[list[dict[str, Any]], int]:
    """Return a plain row for each bar with its places in pixels from the top, and the height."""
    values: list[dict[str, Any]] = []
    top = 0
    for bar in bars:
        lines = textwrap.wrap(bar.text, LETTERS)
        more = _LINE * (len(lines) - 1)
        places = {"text": "\n".join(lines), "at": top + _TEXT, "y": top + _MARKS + more}
        values.append(asdict(bar) | places)
        top += _ROW + more
    return values, top


def _ends(bars: Sequence[Bar]) -> tuple[int, int]:
    """Return the ends of the axis: whole steps about all there is, and zero."""
    every = [v for bar in bars for v in (bar.start, bar.end, bar.low, bar.high) if v is not None]
    low, high = min(-1.0, *every), max(1.0, *every)
    return math.floor(low / _STEP) * _STEP, math.ceil(high / _STEP) * _STEP


def _cut(value: float | None) -> float:
    return 0.0 if value is None else max(-_END, min(_END, value))


def _colour(weight: float | None, *, irrelevant: bool = False) -> str:
    if irrelevant or not weight:
        return NEITHER
    return FOR if weight > 0 else AGAINST


def _open(p: float) -> bool:
    return 0 < p < 1


def _chance(log_odds: float) -> float:
    """Return the probability of odds in decibans."""
    if math.isinf(log_odds):
        return 1.0 if log_odds > 0 else 0.0
    return 1 / (1 + 10 ** (-log_odds / 10)) if log_odds > -3000 else 0.0
