"""Whether findings fit together, and the stories behind them, as pictures with their words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bayesdx.explain import Conflict, Scenarios
from bayesdx.language import _, level, number
from bayesdx.report.charts import PLAIN_COLOUR
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.explanation import CLASH
from bayesdx.report.explanation_words import finding_in_words, story_in_words
from bayesdx.report.sentences import percent

if TYPE_CHECKING:
    import altair as alt

_UNEXPECTED, _EXPECTED = "#D55E00", "#0072B2"


def fit_chart(found: Conflict) -> alt.LayerChart:
    """Return for each finding how surprising it is in the company of the others, in bits."""
    bits = [one.with_others_bits for one in found.findings]
    low, high = math.floor(min([-1.0, *bits])), math.ceil(max([1.0, *bits]))
    step = max(1, round((high - low) / 8))
    across = Across(low, high, tuple(range(low, high + 1, step)), form="+d", guide=0.0)
    return dots_chart([_fits(*row) for row in _fit_rows(found)], across)


def fit_text(found: Conflict) -> str:
    """Return what the picture shows, for those who do not see it."""
    rows = "; ".join(text for text, _bits in _fit_rows(found))
    return _("Conflict with the others: {rows}.").format(rows=rows)


def _fit_rows(found: Conflict) -> list[tuple[str, float]]:
    rows = []
    for one in found.findings:
        said = finding_in_words(one.finding, one.said, level())
        bits = one.with_others_bits
        sized = number(bits, "+.1f").replace("-", "−")
        text = _("{finding}: {bits} bits, {word}").format(
            finding=said, bits=sized, word=_word(bits)
        )
        rows.append((f"{said}: {_word(bits)}" if level() == "patient" else text, bits))
    return rows


def _word(bits: float) -> str:
    if bits >= CLASH:
        return _("surprising")
    return _("unexpected") if bits > 0 else _("expected")


def _fits(text: str, bits: float) -> Dots:
    return Dots(
        text,
        low=min(bits, 0.0),
        high=max(bits, 0.0),
        mark=bits,
        shape="triangle-right" if bits > 0 else "circle",
        colour=_UNEXPECTED if bits > 0 else _EXPECTED,
    )


def story_chart(found: Scenarios) -> alt.LayerChart:
    """Return the probability of each story."""
    rows = [
        Dots(text, low=0.0, high=p, mark=p, colour=PLAIN_COLOUR) for text, p in _story_rows(found)
    ]
    return dots_chart(rows)


def story_text(found: Scenarios) -> str:
    """Return the stories in words."""
    rows = "; ".join(text for text, _p in _story_rows(found))
    return _("The most probable stories: {rows}.").format(rows=rows)


def _story_rows(found: Scenarios) -> list[tuple[str, float]]:
    return [
        (f"{story_in_words(one.states)}: {percent(one.posterior)}", one.posterior)
        for one in found.scenarios
    ]
