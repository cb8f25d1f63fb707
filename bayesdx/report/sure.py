"""What the width of an answer comes from, in words, with publications by name."""

from __future__ import annotations

from collections.abc import Sequence

from bayesdx.language import _
from bayesdx.report.sentences import percent
from bayesdx.uncertainty import LeaveOneOut, Sources
from bayesdx.uncertainty.sources import ASSUMPTIONS, REMAINDER

Shares = Sequence[tuple[str, float]]


def sources_said(found: Sources, shares: Shares) -> str:
    """Return in a sentence how the width divides between publications and assumptions.

    Args:
        found: the shares.
        shares: the same with the publications by name, in the same order.
    """
    assumed, rest = found.shares[ASSUMPTIONS], found.shares[REMAINDER]
    cited = max(0.0, 1 - assumed - rest)
    first, part = shares[0]
    said = _(
        "Of the uncertainty, {cited} comes from published figures and {assumed} from what had to "
        "be assumed; {rest} cannot be told apart."
    ).format(cited=percent(cited), assumed=percent(assumed), rest=percent(rest))
    studies = [name for name in found.shares if name not in (ASSUMPTIONS, REMAINDER)]
    most = _("Of the publications {name} has most, {share}.")
    return f"{said} {most.format(name=first, share=percent(part))}" if studies else said


def sources_alt(shares: Shares) -> str:
    """Return what the picture shows, for those who do not see it."""
    listed = "; ".join(f"{name} {percent(part)}" for name, part in shares)
    return _("Share of the variance: {rows}.").format(rows=listed)


def without_alt(found: LeaveOneOut, most: int) -> str:
    """Return what the picture shows, for those who do not see it."""
    known = [one for one in found.without if one.probability is not None and one.change is not None]
    listed = "; ".join(f"{one.source} {percent(one.probability or 0.0)}" for one in known[:most])
    return _("The answer without each study: {rows}.").format(
        rows=listed or _("none can be left out")
    )
