"""Sobol' indices in pictures and words: which parameters make an answer uncertain."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bayesdx.language import N_, _, plural, translated
from bayesdx.report.charts import KIND_COLOURS
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.sentences import percent, with_span
from bayesdx.report.sheet import sheet
from bayesdx.sensitivity.global_indices import GlobalIndices, Share

if TYPE_CHECKING:
    import altair as alt

KEY = (
    "Circle and line: the share of the variance that these parameters have a hand in, with its 95%",
    "bootstrap interval. Upright stroke: the share they make by themselves. Blue from published",
    "figures, orange assumed, grey both.",
)
MOST = 20
"""So many groups are drawn."""

_BOTH = "#767676"

_KINDS = {
    "cited": "{group}",
    "assumed": N_("{group}, assumed"),
    "both": N_("{group}, partly assumed"),
}


def in_words(found: GlobalIndices, *, name: Callable[[str], str] = str) -> str:
    """Return in a sentence what makes the answer uncertain.

    Args:
        found: the indices.
        name: what a group is called.

    >>> from bayesdx import load
    >>> from bayesdx.sensitivity.global_indices import global_indices
    >>> core = load("core")
    >>> found = global_indices(core, {"umn": "none"}, target="babinski=extensor", samples=16)
    >>> in_words(found).partition(" and ")[0]
    'babinski.extensor.none has a hand in 100% of the variance'
    """
    if not found.shares:
        return _("No parameter of the model moves this answer.")
    first = found.shares[0]
    said = _("{group} has a hand in {hand} of the variance and makes {alone} by itself.").format(
        group=name(first.group),
        hand=percent(_within(first.total)),
        alone=percent(_within(first.first_order)),
    )
    half = sum(share.total >= 0.05 for share in found.shares[1:])
    if not half:
        return said
    others = plural(
        "One other has a hand in 5% or more.", "{n} others have a hand in 5% or more.", half
    )
    return f"{said} {others.format(n=half)}"


def how_sure(found: GlobalIndices) -> str:
    """Return in a sentence how far the sample leaves the largest share open."""
    first = found.shares[0]
    return _(
        "Estimated from {samples} draws of all numbers at once: the largest share lies between "
        "{low} and {high} (95% bootstrap interval), what it makes by itself between {least} and "
        "{most}."
    ).format(
        samples=found.samples,
        low=percent(_within(first.total_low)),
        high=percent(_within(first.total_high)),
        least=percent(_within(first.first_low)),
        most=percent(_within(first.first_high)),
    )


def global_alt(found: GlobalIndices, most: int, *, name: Callable[[str], str] = str) -> str:
    """Return what the picture shows, for those who do not see it."""
    several = "; ".join(_text(share, name(share.group)) for share in found.shares[:most])
    return _("Shares of the variance: {shares}.").format(shares=several)


def _within(share: float) -> float:
    """Return a share as it can be; an estimate may lie a little outside."""
    return 1.0 if share > 1 - 1e-3 else max(share, 0.0)


def global_chart(
    found: GlobalIndices, most: int = MOST, *, name: Callable[[str], str] = str
) -> alt.LayerChart:
    """Return a row for each group, with the largest share on top.

    Args:
        found: the indices.
        most: so many groups are drawn.
        name: what a group is called.
    """
    rows = [_dots(share, name(share.group)) for share in found.shares[:most]]
    return dots_chart(rows, Across())


def _dots(share: Share, label: str) -> Dots:
    return Dots(
        _text(share, label),
        low=_within(share.total_low),
        high=_within(share.total_high),
        tick=_within(share.first_order),
        mark=_within(share.total),
        colour=KIND_COLOURS[share.kind][0] if share.kind in KIND_COLOURS else _BOTH,
        name="" if label == share.group else share.group,
    )


def _text(share: Share, label: str) -> str:
    """Return a row in words: what the group has a hand in, with its interval, and makes alone."""
    hand = with_span(
        percent(_within(share.total)), _within(share.total_low), _within(share.total_high)
    )
    return _("{group}: {hand}, alone {alone}").format(
        group=translated(_KINDS[share.kind]).format(group=label),
        hand=hand,
        alone=percent(_within(share.first_order)),
    )


def global_plot(found: GlobalIndices) -> alt.VConcatChart:
    """Return the picture for a file."""
    said = ", ".join(f"{name}={text}" for name, text in found.findings.items())
    title = f"{found.target} | {said or 'no findings'}: what makes it uncertain"
    return sheet(title, KEY, [(in_words(found), global_chart(found))])
