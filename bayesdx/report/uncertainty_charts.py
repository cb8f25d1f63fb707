"""How sure an answer may be, in pictures and words: intervals, sources, studies left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bayesdx.language import _, number
from bayesdx.report.charts import KIND_COLOURS
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.labels import node_label, state_label
from bayesdx.report.sentences import percent, with_span
from bayesdx.report.sheet import sheet
from bayesdx.uncertainty import Coverage, Interval, LeaveOneOut, Sources
from bayesdx.uncertainty.interval import Bounds
from bayesdx.uncertainty.leave_one_out import Without
from bayesdx.uncertainty.sources import ASSUMPTIONS, REMAINDER

if TYPE_CHECKING:
    import altair as alt

MOST = 20
"""So many sources are drawn."""

_CITED, _ASSUMED, _REST = KIND_COLOURS["cited"][0], KIND_COLOURS["assumed"][0], "#767676"
_HELD = Across(low=0.85, high=1.0, values=(0.85, 0.9, 0.95, 1.0), guide=0.95)


def interval_plot(found: Interval) -> alt.VConcatChart:
    """Return the picture for a file: both intervals of every state, one below the other."""
    key = "Line: the interval. Filled: by draws; hollow: by the delta method."
    title = f"{node_label(found.bounds[0][0].target)}: {found.level:.0%} interval"
    return sheet(title, key, [("", interval_chart(found))])


def interval_chart(found: Interval) -> alt.LayerChart:
    """Return both intervals of every state, one below the other."""
    return dots_chart([_bounds(one) for pair in found.bounds for one in pair])


def _bounds(one: Bounds) -> Dots:
    how = _("draws") if one.method == "draws" else _("delta method")
    text = f"{state_label(one.target, one.state)}, {how}: "
    return Dots(
        text + with_span(percent(one.probability), one.low, one.high),
        low=one.low,
        high=one.high,
        mark=one.probability,
        hollow=one.method == "delta",
    )


def interval_in_words(found: Interval) -> str:
    """Return in a sentence whether the two methods agree."""
    agree = _(
        "The methods agree: no bound of one is more than {gap} percentage points from that of the "
        "other."
    )
    differ = _(
        "The methods are up to {gap} percentage points apart: the answer is far from linear in "
        "what is uncertain. Go by the draws."
    )
    return (agree if found.agree else differ).format(gap=number(found.furthest * 100, ".1f"))


def sources_plot(found: Sources) -> alt.VConcatChart:
    """Return the picture for a file: what the width comes from."""
    title = f"{_asked(found.target, found.state)}: what the width comes from"
    key = "Length: share of the variance. Blue: a publication; orange: assumed; grey: neither."
    return sheet(title, key, [("", sources_chart(found))])


def sources_chart(found: Sources, most: int = MOST) -> alt.LayerChart:
    """Return the largest shares of the width, and those of assumptions and remainder."""
    return shares_chart(list(found.shares.items()), most)


def shares_chart(shares: Sequence[tuple[str, float]], most: int = MOST) -> alt.LayerChart:
    """Return the largest shares of publications, and the last two: assumptions and remainder."""
    shown = [*shares[:-2][:most], *shares[-2:]]
    colours = [*[_CITED] * (len(shown) - 2), _ASSUMED, _REST]
    rows = [
        Dots(f"{name}: {percent(part)}", low=0.0, high=part, mark=part, colour=colour)
        for (name, part), colour in zip(shown, colours, strict=True)
    ]
    widest = max([part for _, part in shown] + [0.1])
    values = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1)
    return dots_chart(rows, Across(high=min(1.0, 1.1 * widest), values=values))


def _is_study(name: str) -> bool:
    return name not in (ASSUMPTIONS, REMAINDER)


def sources_in_words(found: Sources) -> str:
    """Return in a sentence what the width comes from."""
    studies = [(name, part) for name, part in found.shares.items() if _is_study(name)]
    if not studies:
        return _("Nothing published moves this answer.")
    name, part = studies[0]
    cited = sum(share for _, share in studies)
    return _(
        "{n} sources bring in {cited} of the variance, {name} most ({part}); assumptions "
        "{assumed}; interaction and curvature {rest}."
    ).format(
        n=len(studies),
        cited=percent(cited),
        name=name,
        part=percent(part),
        assumed=percent(found.shares[ASSUMPTIONS]),
        rest=percent(found.shares[REMAINDER]),
    )


def leave_one_out_plot(found: LeaveOneOut) -> alt.VConcatChart:
    """Return the picture for a file: the answer without each source."""
    title = f"{_asked(found.target, found.state)}: without each source"
    key = "Line: the interval without it. Circle: the answer. Dashed: the answer with all."
    return sheet(title, key, [("", leave_one_out_chart(found))])


def leave_one_out_chart(found: LeaveOneOut, most: int = MOST) -> alt.LayerChart:
    """Return the answer without each source, largest change on top."""
    rows = [_without(one) for one in found.without if one.change is not None][:most]
    return dots_chart(rows, Across(guide=found.probability))


def _without(one: Without) -> Dots:
    p = one.probability or 0.0
    text = f"{one.source}: {with_span(percent(p), one.low, one.high)}"
    return Dots(text, low=one.low, high=one.high, mark=p, colour=_CITED)


def leave_one_out_in_words(found: LeaveOneOut) -> str:
    """Return in a sentence what leaving out one source does at most."""
    known = [one for one in found.without if one.change is not None]
    alone = sum(bool(one.alone) for one in found.without)
    kept = _("{n} sources stand alone for a number, which stays as it is without them.").format(
        n=alone
    )
    if not known:
        return f"{_('No source can be left out.')} {kept}"
    first = known[0]
    moves = _("Without {source} the answer moves most, from {before} to {after}.").format(
        source=first.source,
        before=percent(found.probability),
        after=percent(first.probability or 0.0),
    )
    return f"{moves} {kept}"


def coverage_plot(found: Coverage) -> alt.VConcatChart:
    """Return every measured coverage with its 95% interval."""
    rows = [
        Dots(
            f"{one.question} ({one.measured}, {one.method}): {percent(one.coverage)}",
            low=max(_HELD.low, one.coverage - 1.96 * one.standard_error),
            high=min(1.0, one.coverage + 1.96 * one.standard_error),
            mark=max(_HELD.low, one.coverage),
            hollow=one.method == "delta",
        )
        for one in found.measured
    ]
    key = "Line: 95% interval of the measurement. Filled: by draws; hollow: delta method."
    return sheet("How often the interval holds the truth", key, [("", dots_chart(rows, _HELD))])


def grid_plot(rows: Sequence[Mapping[str, Any]]) -> alt.VConcatChart:
    """Return the coverage at every point of the grid."""
    dots = [
        Dots(
            f"{row['prevalence']:g} · {row['sensitivity']:g} · {row['specificity']:g}, "
            f"n {row['n']}: draws {row['draws']:.1%}, delta {row['delta']:.1%}",
            tick=row["delta"],
            mark=row["draws"],
        )
        for row in rows
    ]
    key = "Prevalence · sensitivity · specificity. Circle: by draws; upright line: delta method."
    return sheet("How often the interval holds the truth", key, [("", dots_chart(dots, _HELD))])


def _asked(target: str, state: str) -> str:
    return f"{node_label(target)}, {state_label(target, state)}"
