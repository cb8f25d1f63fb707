"""Sobol' indices in pictures and words: which parameters make an answer uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bayesdx.report.charts import KIND_COLOURS
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.sentences import percent
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

_KINDS = {"cited": "", "assumed": ", assumed", "both": ", partly assumed"}


def in_words(found: GlobalIndices) -> str:
    """Return in a sentence what makes the answer uncertain.

    >>> from bayesdx import load
    >>> from bayesdx.sensitivity.global_indices import global_indices
    >>> core = load("core")
    >>> found = global_indices(core, {"umn": "none"}, target="babinski=extensor", samples=16)
    >>> in_words(found).partition(" and ")[0]
    'babinski.extensor.none has a hand in 100% of the variance'
    """
    if not found.shares:
        return "No parameter of the model moves this answer."
    first = found.shares[0]
    alone = percent(_within(first.first_order))
    hand = percent(_within(first.total))
    said = f"{first.group} has a hand in {hand} of the variance and makes {alone} by itself."
    half = sum(share.total >= 0.05 for share in found.shares[1:])
    if not half:
        return said
    groups = "one other group has" if half == 1 else f"{half} other groups have"
    return f"{said} {groups[0].upper()}{groups[1:]} a hand in 5% or more."


def _within(share: float) -> float:
    """Return a share as it can be; an estimate may lie a little outside."""
    return 1.0 if share > 1 - 1e-3 else max(share, 0.0)


def global_chart(found: GlobalIndices) -> alt.LayerChart:
    """Return a row for each group, with the largest share on top."""
    return dots_chart([_dots(share) for share in found.shares[:MOST]], Across())


def _dots(share: Share) -> Dots:
    hand, alone = percent(_within(share.total)), percent(_within(share.first_order))
    return Dots(
        f"{share.group}{_KINDS[share.kind]}: {hand}, alone {alone}",
        low=_within(share.total_low),
        high=_within(share.total_high),
        tick=_within(share.first_order),
        mark=_within(share.total),
        colour=KIND_COLOURS[share.kind][0] if share.kind in KIND_COLOURS else _BOTH,
    )


def global_plot(found: GlobalIndices) -> alt.VConcatChart:
    """Return the picture for a file."""
    said = ", ".join(f"{name}={text}" for name, text in found.findings.items())
    title = f"{found.target} | {said or 'no findings'}: what makes it uncertain"
    return sheet(title, KEY, [(in_words(found), global_chart(found))])
