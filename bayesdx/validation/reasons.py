"""Why a model's answer lies outside the interval of a figure that it rests on.

A reason explains where the model could not be otherwise: studies that no one value satisfies, a
study that was given little weight on purpose, a figure that stands for a part of the group alone.
What is left is a deviation of the model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bayesdx.evidence import Estimate
from bayesdx.language import N_

Interval = tuple[float, float]

SELECTED: Mapping[str, str] = {
    N_("operated"): r"\boperat(ed|ion)|surg(ery|ical)",
    N_("severe"): r"\bsevere|\bcomplete\b|definite lesions",
    N_("mild"): r"\bmild(er|ly)?\b",
    N_("chosen by a test"): r"signal change|\bbiops|\bscreened\b|\bscanned\b|chosen|selected",
    N_("registered"): r"\bregist(ered|ry)",
    N_("treated"): r"\btreat(ed|ment)",
    N_("children"): r"\bchild(ren|hood)?\b|\binfants?\b",
}
"""How the patients of a study were chosen, and the words that say so."""

DIFFER = "; they differ in "
"""Parts what the reason is from that in which the studies differ."""

PARTLY = N_("the model takes the figure for {share} of this group, and others for the rest")
ELSEWHERE = N_("the model takes the figure elsewhere")

MOST = 0.9
"""From this share of the group on, a figure stands for the group."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is outside, and whether that leaves nothing of the model to explain."""

    text: str
    explains: bool


@dataclass(frozen=True, eq=False)
class Studies:
    """The studies of one quantity, their 95% intervals where they have one, the pooled value."""

    estimates: Sequence[Estimate]
    intervals: Sequence[Interval | None]
    pooled: float


def reason(own: int, studies: Studies, *, implied: float, share: float) -> Reason:
    """Return why what is implied lies outside the interval of one of several studies.

    Args:
        own: which study.
        studies: all of them.
        implied: the model's answer.
        share: of the group that was asked about, for how much the model takes the quantity.
    """
    known = [interval for interval in studies.intervals if interval]
    low, high = studies.intervals[own] or (0.0, 1.0)
    if low <= studies.pooled <= high:
        return _moved(share)
    if _off(implied, low, high) > 2 * _off(studies.pooled, low, high):
        text = N_("the pooled value is outside as well, but the rest of the model moved it further")
        return Reason(text, explains=False)
    if max(low for low, _ in known) > min(high for _, high in known):
        how = differences(studies.estimates[own], _conflicting(own, studies))
        text = N_("the studies disagree: no value lies in the intervals of all")
        return Reason(f"{text}{DIFFER}{', '.join(how)}" if how else text, explains=True)
    if studies.estimates[own].applicability != "high":
        text = N_("its patients fit less well, and the pooled value leans on the other studies")
        return Reason(text, explains=True)
    return Reason(N_("the pooled value is outside as well"), explains=False)


def _moved(share: float) -> Reason:
    """Return why an answer is outside where the pooled value is not."""
    if share < MOST:
        said = PARTLY.format(share=f"{share:.0%}") if share else ELSEWHERE
        return Reason(said, explains=True)
    return Reason(N_("moved by the rest of the model: the pooled value is inside"), explains=False)


def _off(value: float, low: float, high: float) -> float:
    """Return how far a value lies outside an interval."""
    return max(low - value, value - high, 0.0)


def differences(own: Estimate, others: Sequence[Estimate]) -> tuple[str, ...]:
    """Return in what their rows say that studies differ from one of them."""
    found = []
    if any(other.disease != own.disease for other in others):
        found.append(N_("disease"))
    elif any(other.group != own.group for other in others):
        found.append(N_("place of the lesion"))
    if any((other.finding, other.state) != (own.finding, own.state) for other in others):
        found.append(N_("definition of the finding"))
    chosen = set().union(*(selection(own) ^ selection(other) for other in others))
    if chosen:
        found.append(f"selection ({', '.join(word for word in SELECTED if word in chosen)})")
    return tuple(found)


def selection(estimate: Estimate) -> frozenset[str]:
    """Return how the patients of a study were chosen, as far as its row says it in words."""
    said = estimate.population.lower()
    return frozenset(name for name, pattern in SELECTED.items() if re.search(pattern, said))


def _conflicting(own: int, studies: Studies) -> list[Estimate]:
    """Return the studies whose interval has no value in common with this one's, or all others."""
    low, high = studies.intervals[own] or (0.0, 1.0)
    pairs = zip(studies.estimates, studies.intervals, strict=True)
    every = [pair for i, pair in enumerate(pairs) if i != own]
    apart = [e for e, other in every if other and (other[0] > high or other[1] < low)]
    return apart or [estimate for estimate, _ in every]
