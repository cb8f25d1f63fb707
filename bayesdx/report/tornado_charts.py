"""A tornado in pictures and words: what moves an answer most, and whether anything turns it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bayesdx.language import _, number, plural
from bayesdx.report.charts import KIND_COLOURS
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.labels import in_text, listed, node_label, short_label
from bayesdx.report.sentences import percent
from bayesdx.report.sheet import sheet
from bayesdx.sensitivity.tornado import Bar, Tornado

if TYPE_CHECKING:
    import altair as alt

KEY = (
    "Line: the posterior while one number moves over its 95% interval. Circle: where that number",
    "is at its upper end; a diamond if it turns the answer. Blue published, orange assumed.",
)
MOST = 20
"""So many bars are drawn."""


def in_words(found: Tornado) -> str:
    """Return in a sentence what moves the answer most, and whether anything turns it.

    >>> from bayesdx import load
    >>> from bayesdx.sensitivity.tornado import tornado
    >>> in_words(tornado(load("core"), {"pattern": "umn"}, target="pattern"))
    'No number of the model moves this answer.'
    """
    if not found.bars:
        return _("No number of the model moves this answer.")
    first = found.bars[0]
    said = _("{name} moves it most, {ends}.").format(name=first.name, ends=_span(first))
    flips = sum(bar.kind == "cited" for bar in found.flips)
    assumed = len(found.flips) - flips
    node = found.target.partition("=")[0]
    answer = f"{in_text(node_label(node))} {in_text(short_label(node, found.answer))}"
    if not found.flips:
        none = _("No number by itself, within its interval, turns the answer ({answer}).")
        return f"{said} {none.format(answer=answer)}"
    parts = [_("{n} published").format(n=flips)] if flips else []
    parts += [_("{n} assumed").format(n=assumed)] if assumed else []
    turning = plural(
        "{count} number by itself turns the answer ({answer}).",
        "{count} numbers by itself turn the answer ({answer}).",
        len(found.flips),
    )
    return f"{said} {turning.format(count=listed(parts), answer=answer)}"


def tornado_chart(
    bars: Sequence[Bar], posterior: float, *, names: Sequence[str] = ()
) -> alt.LayerChart:
    """Return a line for each bar, the widest on top.

    Args:
        bars: as `Tornado.bars` has them.
        posterior: where the dashed line stands.
        names: what the tables call the numbers, where the bars have their labels.
    """
    called = names or [""] * len(bars)
    rows = [_dots(bar, name) for bar, name in zip(bars, called, strict=True)]
    return dots_chart(rows, _across(bars, posterior))


def _across(bars: Sequence[Bar], posterior: float) -> Across:
    """Return an axis that ends at the tenths around the bars, so that they use its width."""
    ends = [
        posterior,
        *(
            end
            for bar in bars
            for end in (bar.posterior_low, bar.posterior_high)
            if end is not None
        ),
    ]
    low, high = math.floor(10 * min(ends)), math.ceil(10 * max(ends))
    values = tuple(tenth / 10 for tenth in range(low, high + 1))
    return Across(low / 10, high / 10, values, guide=posterior)


def _dots(bar: Bar, name: str) -> Dots:
    ends = [end for end in (bar.posterior_low, bar.posterior_high) if end is not None]
    cited = _("{name} {low} to {high}: {ends}")
    assumed = _("{name}, assumed, {low} to {high}: {ends}")
    text = (cited if bar.kind == "cited" else assumed).format(
        name=bar.name,
        low=number(bar.low_value, ".2g"),
        high=number(bar.high_value, ".2g"),
        ends=_span(bar),
    )
    return Dots(
        text + (_(", turns the answer") if bar.flips else ""),
        low=min(ends) if len(ends) == 2 else None,
        high=max(ends) if len(ends) == 2 else None,
        mark=bar.posterior_high,
        shape="diamond" if bar.flips else "circle",
        colour=KIND_COLOURS[bar.kind][0],
        name=name,
    )


def _span(bar: Bar) -> str:
    """Return the posterior at both ends, in the order of the ends."""
    low, high = (
        _("impossible") if end is None else percent(end)
        for end in (bar.posterior_low, bar.posterior_high)
    )
    return _("{low} to {high}").format(low=low, high=high)


def tornado_plot(found: Tornado) -> alt.VConcatChart:
    """Return the picture for a file: the widest bars, and in a sentence what they say."""
    bars = found.bars[:MOST]
    said = ", ".join(f"{name}={text}" for name, text in found.findings.items())
    chart = tornado_chart(bars, found.posterior)
    heading = in_words(found) if len(bars) == len(found.bars) else _of(found, len(bars))
    return sheet(f"{found.target} | {said or 'no findings'}", KEY, [(heading, chart)])


def _of(found: Tornado, shown: int) -> str:
    return f"{in_words(found)} The widest {shown} of {len(found.bars)}."
