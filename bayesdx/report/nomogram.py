"""The nomogram of Fagan: from the probability before to the probability after, along a line.

Odds after = odds before · LR, so that with L = log₁₀ of odds

    L(after) = L(before) + log₁₀ LR.

With −L(before) at the left, ½·log₁₀ LR in the middle and L(after) at the right, the three lie on
one straight line. The band around it is what the draws of the model leave open, prior and findings
at once: at each place between the scales it holds the central 95% of the lines.

References:
    Fagan TJ. Nomogram for Bayes's theorem. N Engl J Med 1975;293:257.
    doi:10.1056/NEJM197507312930513.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.language import _, number
from bayesdx.network import Network
from bayesdx.report.charts import INK, chart_of
from bayesdx.report.measured import LEVEL, Measured, chance, odds, ratio, ratio_in_words
from bayesdx.report.sentences import percent, with_span

if TYPE_CHECKING:
    import altair as alt

Array = NDArray[np.float64]
Said = Mapping[str, object]

CHANCES = (0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
"""What is written at the outer scales."""

RATIOS = (0.001, 0.01, 0.1, 0.3, 1, 3, 10, 100, 1000)
"""What is written at the middle scale."""

_END = 3.05
"""The scales end at odds of about a thousand to one."""

_STEPS = 21
_HEIGHT = 440
_COLOUR, _OTHER = "#0072B2", "#D55E00"


@dataclass(frozen=True, eq=False)
class Update:
    """What findings do to the probability of a hypothesis.

    Attributes:
        name: of the findings, for the reader.
        before, after: the probability of the hypothesis.
        ratio: the likelihood ratio of all findings together.
    """

    name: str
    before: Measured
    ratio: Measured
    after: Measured


def update(
    network: Network, findings: Said, hypothesis: Said, *, context: Said | None = None, name: str
) -> Update:
    """Return what findings together do, by the network.

    Args:
        network: the model.
        findings: what was found.
        hypothesis: one node and its state or states.
        context: what is known before the findings.
        name: of the findings, for the reader.

    Raises:
        FindingError: an unknown name or state.
        ImpossibleFindings: the findings cannot be.

    >>> from bayesdx import load
    >>> one = update(load("core"), {"babinski": "extensor"}, {"pattern": "umn"}, name="Babinski")
    >>> before, after = one.before.value, one.after.value
    >>> math.isclose(after / (1 - after), one.ratio.value * before / (1 - before))
    True
    """
    given = context or {}
    return Update(
        name,
        chance(network, hypothesis, given),
        ratio(network, findings, hypothesis, given),
        chance(network, hypothesis, {**given, **findings}),
    )


def multiplied(several: Sequence[Update], *, name: str) -> Update:
    """Return what the product of single likelihood ratios would do, draw by draw.

    Args:
        several: at least one finding, each alone, from the same probability before.
        name: of the product, for the reader.
    """
    before = several[0].before
    value = math.prod(one.ratio.value for one in several)
    drawn: Array = np.prod([one.ratio.drawn for one in several], axis=0)
    after = Measured(_raised(before.value, value), _raised_each(before.drawn, drawn))
    return Update(name, before, Measured(value, drawn), after)


def _raised(p: float, by: float) -> float:
    """Return the probability whose odds are those of p, times a ratio.

    >>> round(_raised(0.04, 16), 4)  # riskyr's example: prevalence .04, sensitivity .8, LR 16
    0.4
    """
    return float(_raised_each(np.array([p]), np.array([by]))[0])


def _raised_each(p: Array, by: Array) -> Array:
    raised = odds(p) * by
    return raised / (1 + raised)


def in_words(found: Update) -> str:
    """Return what the findings do, in a sentence."""
    before, after = (
        with_span(percent(one.value), one.low, one.high) for one in (found.before, found.after)
    )
    return _("{name}: {before} before, a likelihood ratio of {ratio}, {after} after.").format(
        name=found.name, before=before, ratio=ratio_in_words(found.ratio), after=after
    )


def band(found: Update) -> list[dict[str, float]]:
    """Return the central 95% of the lines over the draws, from the left scale to the right.

    The line of a draw is at height −(1 − x)·L(before) + x·L(after), x from 0 to 1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        left, right = (np.log10(odds(one.drawn)) for one in (found.before, found.after))
    known = np.isfinite(left) & np.isfinite(right)
    if not known.any():
        return []
    across = np.linspace(0, 1, _STEPS)
    heights = np.outer(1 - across, -left[known]) + np.outer(across, right[known])
    ends = np.quantile(heights, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1)
    return [
        {"x": float(x), "low": _kept(low), "high": _kept(high)}
        for x, low, high in zip(across, *ends, strict=True)
    ]


def line(found: Update) -> list[dict[str, float]]:
    """Return the three points of the line: before, likelihood ratio, after."""
    left, right = (_log_odds(one.value) for one in (found.before, found.after))
    return [
        {"x": 0.0, "y": _kept(-left)},
        {"x": 0.5, "y": _kept((right - left) / 2)},
        {"x": 1.0, "y": _kept(right)},
    ]


def _log_odds(p: float) -> float:
    return math.log10(p / (1 - p)) if 0 < p < 1 else math.copysign(math.inf, p - 0.5)


def _kept(height: float) -> float:
    """Keep a height on the paper."""
    return float(min(_END, max(-_END, height)))


def nomogram(found: Update, *, beside: Update | None = None) -> alt.LayerChart:
    """Return the nomogram with one line and its band.

    Args:
        found: the line.
        beside: another, drawn dashed and without a band.

    >>> from bayesdx import load
    >>> one = update(load("core"), {"babinski": "extensor"}, {"pattern": "umn"}, name="Babinski")
    >>> nomogram(one).height
    440
    """
    import altair as alt

    x = alt.X("x:Q", scale=alt.Scale(domain=[-0.22, 1.22], nice=False), axis=None)
    y = alt.Scale(domain=[-_END - 0.1, _END + 0.75], nice=False, zero=False)
    at = alt.Y("y:Q", scale=y, axis=None)
    area = chart_of(band(found)).mark_area(color=_COLOUR, opacity=0.22)
    layers = [
        *_scales(x, at),
        area.encode(x=x, y=alt.Y("low:Q", scale=y, axis=None), y2="high:Q"),
        *_lines(found, x, at, _COLOUR, "circle", (1, 0)),
    ]
    if beside:
        layers += _lines(beside, x, at, _OTHER, "square", (6, 4))
    return alt.LayerChart(layer=layers, height=_HEIGHT)


def _lines(
    found: Update, x: alt.X, y: alt.Y, colour: str, shape: str, dash: tuple[int, int]
) -> list[alt.Chart]:
    base = chart_of(line(found)).encode(x=x, y=y)
    return [
        base.mark_line(color=colour, strokeWidth=2.5, strokeDash=list(dash)),
        base.mark_point(shape=shape, size=95, filled=True, color=colour, opacity=1, stroke="white"),
    ]


def _scales(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return the three scales: a line with ticks each, their labels and their names."""
    rows = _ticks()
    base = chart_of(rows).encode(x=x, y=y)
    ends = chart_of([{"x": place, "y": -_END, "to": _END} for place in (0.0, 0.5, 1.0)])
    names = [
        {"x": 0.0, "y": _END + 0.45, "text": _("Before")},
        {"x": 0.5, "y": _END + 0.45, "text": _("Likelihood ratio")},
        {"x": 1.0, "y": _END + 0.45, "text": _("After")},
    ]
    look: dict[str, Any] = {"fill": INK, "fontSize": 12}
    left, right = (base.transform_filter(f"datum.side == '{side}'") for side in ("left", "right"))
    labels = [
        left.mark_text(align="right", dx=-9, **look).encode(text="text:N"),
        right.mark_text(align="left", dx=9, **look).encode(text="text:N"),
    ]
    return [
        ends.mark_rule(color=INK, opacity=0.6).encode(x=x, y=y, y2="to:Q"),
        base.mark_tick(orient="horizontal", color=INK, size=9, thickness=1, opacity=0.8),
        *labels,
        chart_of(names)
        .mark_text(fill=INK, fontSize=13, fontWeight="bold")
        .encode(x=x, y=y, text="text:N"),
    ]


def _ticks() -> list[dict[str, Any]]:
    outer = [
        {
            "x": place,
            "y": sign * _log_odds(p),
            "text": _("{number}%").format(number=number(100 * p, "g")),
            "side": side,
        }
        for place, sign, side in ((0.0, -1, "left"), (1.0, 1, "right"))
        for p in CHANCES
    ]
    middle = [
        {"x": 0.5, "y": math.log10(value) / 2, "text": number(value, ",g"), "side": "right"}
        for value in RATIOS
    ]
    return outer + middle
