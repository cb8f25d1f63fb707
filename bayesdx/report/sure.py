"""What the width of an answer comes from, in words, with publications by name."""

from __future__ import annotations

from collections.abc import Sequence

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
    said = (
        f"Of the uncertainty, {percent(cited)} comes from published figures and {percent(assumed)} "
        f"from what had to be assumed; {percent(rest)} cannot be told apart."
    )
    studies = [name for name in found.shares if name not in (ASSUMPTIONS, REMAINDER)]
    return f"{said} Of the publications {first} has most, {percent(part)}." if studies else said


def sources_alt(shares: Shares) -> str:
    """Return what the picture shows, for those who do not see it."""
    listed = "; ".join(f"{name} {percent(part)}" for name, part in shares)
    return f"Share of the variance: {listed}."


def without_alt(found: LeaveOneOut, most: int) -> str:
    """Return what the picture shows, for those who do not see it."""
    known = [one for one in found.without if one.probability is not None and one.change is not None]
    listed = "; ".join(f"{one.source} {percent(one.probability or 0.0)}" for one in known[:most])
    return f"The answer without each study: {listed or 'none can be left out'}."
