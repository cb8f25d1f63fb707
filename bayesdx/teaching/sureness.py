"""Whether a learner is as often right as the own probabilities say, or not but for chance.

What is judged is the last prediction of each round: those of one round hang together, and rounds
do not. Of each, the state held for the likeliest is right with the probability given to it, if the
learner is calibrated; the number of right ones then follows the Poisson binomial distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

from bayesdx.teaching.scores import FLOOR

Array = NDArray[np.float64]

LEVEL = 0.05
"""Below this probability a distance is not put down to chance."""

_FARTHEST = 20.0
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Call:
    """The states held for the likeliest in one prediction.

    Attributes:
        claimed: the probability that it is one of them.
        ties: how many they are; a right one of several counts as that part of one.
        right: whether it was one of them.
    """

    claimed: float
    ties: int
    right: bool


@dataclass(frozen=True, slots=True)
class Sureness:
    """Overconfidence against chance.

    Attributes:
        p: how probable it is for a calibrated learner to be as far off, on either side.
        low: the lower end of the 95% interval of overconfidence.
        high: the upper end.
    """

    p: float
    low: float
    high: float


def call(chances: Sequence[float], truth: int) -> Call:
    """Return which states are held for the likeliest.

    >>> call([0.4, 0.4, 0.2], 1)
    Call(claimed=0.8, ties=2, right=True)
    """
    best = [k for k, q in enumerate(chances) if q == max(chances)]
    return Call(sum(chances[k] for k in best), len(best), truth in best)


def poisson_binomial(chances: Sequence[float], sizes: Sequence[int]) -> Array:
    """Return the distribution of a sum of independent parts, each of which is there or not.

    P(s) of the first i parts is (1 − rᵢ) P(s) + rᵢ P(s − sizeᵢ) of the first i − 1.

    Args:
        chances: the probability rᵢ of each part.
        sizes: what each adds, whole numbers above 0.

    Returns:
        (sum of sizes + 1,), the probability of each sum.

    >>> poisson_binomial([0.5, 0.8], [1, 1]).round(3).tolist()
    [0.1, 0.5, 0.4]
    """
    found = np.zeros(sum(sizes) + 1)
    found[0] = 1
    for chance, size in zip(chances, sizes, strict=True):
        there = np.zeros_like(found)
        there[size:] = found[:-size]
        found = (1 - chance) * found + chance * there
    return found


def sureness(calls: Sequence[Call]) -> Sureness:
    """Return what chance alone makes of overconfidence.

    With S the number of right calls and s what it was, for a calibrated learner

        p = 2 min(P(S ≤ s), P(S ≥ s)), at most 1,

    exactly, with the variance Σ qᵢ(1 − qᵢ) of the learner's own probabilities qᵢ. The interval
    holds every overconfidence that the same test leaves standing, the log odds of all calls moved
    by the same amount; so zero is outside where p < 0.05, and the interval has a width whatever
    the learner said. Where all calls are equally sure, it is the exact binomial interval. 100% is
    taken as 99.5%, since points are whole percents.

    Args:
        calls: one of each round; at least one.
    """
    unit = lcm(*(one.ties for one in calls))
    sizes = [unit // one.ties for one in calls]
    claimed = np.clip([one.claimed for one in calls], FLOOR, 1 - FLOOR)
    right = sum(size for size, one in zip(sizes, calls, strict=True) if one.right)
    below, above = _tails(claimed, sizes, right)
    scale = unit * len(calls)
    confidence = sum(one.claimed / one.ties for one in calls) / len(calls)
    least, most = (_end(claimed, sizes, right, upper=upper) / scale for upper in (False, True))
    return Sureness(min(1.0, 2 * min(below, above)), confidence - most, confidence - least)


def _tails(chances: Array, sizes: Sequence[int], right: int) -> tuple[float, float]:
    """Return P(S ≤ right) and P(S ≥ right)."""
    found = poisson_binomial(chances.tolist(), sizes)
    return float(found[: right + 1].sum()), float(found[right:].sum())


def _end(chances: Array, sizes: Sequence[int], right: int, *, upper: bool) -> float:
    """Return the largest, or the smallest, mean of S for which `right` is not too far off."""
    if right == (sum(sizes) if upper else 0):
        return float(right)
    odds = np.log(chances / (1 - chances))
    low, high = -_FARTHEST, _FARTHEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        below, above = _tails(_moved(odds, middle), sizes, right)
        # The lower tail falls as the odds rise, the upper one rises
        too_low = below > LEVEL / 2 if upper else above < LEVEL / 2
        low, high = (middle, high) if too_low else (low, middle)
    return float(_moved(odds, (low + high) / 2) @ np.array(sizes))


def _moved(odds: Array, by: float) -> Array:
    return np.asarray(1 / (1 + np.exp(-(odds + by))))
