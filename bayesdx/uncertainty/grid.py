"""How often the interval of a post-test probability holds the truth, computed.

One disease and one test whose prevalence, sensitivity and specificity are each known from a study
of n patients: the setting in which Mossman & Berger compare such intervals. Every result that the
studies can have is gone through with its probability, so that coverage is exact, not simulated.

Reference: Mossman & Berger, Med Decis Making 2001;21:498 (10.1177/0272989X0102100608).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from bayesdx.errors import Fault, FindingError
from bayesdx.evidence.pooling import expit
from bayesdx.inference.contraction import Array
from bayesdx.inference.observed import check_level
from bayesdx.uncertainty.coverage import Progress

PREVALENCES, SENSITIVITIES, SPECIFICITIES = (0.1, 0.25, 0.5), (0.75, 0.9), (0.75, 0.9)
SIZES = (20, 80)
"""The grid: studies of twenty patients, and of the eighty from which on every method serves."""

_DRAWS = 2000
_RARE = 1e-7


@dataclass(frozen=True, slots=True)
class GridPoint:
    """Exact coverage at one point of the grid.

    Attributes:
        prevalence, sensitivity, specificity: the truth.
        n: how many patients each of the three is estimated from.
        post_test: the true probability of the disease after a positive test.
        draws: coverage of the interval by draws.
        delta: coverage of that by the delta method.
    """

    prevalence: float
    sensitivity: float
    specificity: float
    n: int
    post_test: float
    draws: float
    delta: float


def post_test_grid(
    *, prior: float = 0.5, level: float = 0.95, progress: Progress = lambda items, _: items
) -> list[dict[str, Any]]:
    """Return the exact coverage of the interval of a post-test probability over the grid.

    Prevalence, sensitivity and false positive rate are each k of n with prior Beta(prior, prior):
    1/2 is Jeffreys', which Mossman & Berger recommend, 1 is uniform. With a false positive rate f,
    logit P = logit(prevalence) + log(sensitivity) − log(f).

    Args:
        prior: both parameters of the Beta prior, above zero.
        level: the probability that the interval shall hold, between 0 and 1.
        progress: wraps what is worked through, to tell the reader how far it is.

    Returns:
        One dict for each point: prevalence, sensitivity, specificity, n, post_test, draws, delta.

    Raises:
        FindingError: a level that is none; a prior that is not a number above zero.

    >>> row = grid_point(0.25, 0.75, 0.75, 20)
    >>> 0.93 < row.draws < 0.97
    True
    """
    check_level(level)
    if not (math.isfinite(prior) and prior > 0):
        remedy = "Give 0.5 for Jeffreys' prior, 1 for a uniform one."
        raise FindingError(Fault("prior", f"{prior!r}", "a number above 0", remedy))
    points = list(product(PREVALENCES, SENSITIVITIES, SPECIFICITIES, SIZES))
    found = (
        grid_point(*points[i], prior=prior, level=level)
        for i in progress(range(len(points)), len(points))
    )
    return [{name: getattr(one, name) for name in GridPoint.__slots__} for one in found]


def grid_point(
    prevalence: float,
    sensitivity: float,
    specificity: float,
    n: int,
    *,
    prior: float = 0.5,
    level: float = 0.95,
) -> GridPoint:
    """Return the exact coverage at one point; see `post_test_grid`."""
    rates = np.array([prevalence, sensitivity, 1 - specificity])
    true = float(np.log(rates[0] / (1 - rates[0])) + np.log(rates[1]) - np.log(rates[2]))
    parts = [_Rate.of(rate, n, prior, number) for number, rate in enumerate(rates.tolist())]
    tail = (1 - level) / 2
    covered = {"draws": 0.0, "delta": 0.0}
    whole = 0.0
    one, two, three = parts
    for i, weight in enumerate(one.weight):
        for j, other in enumerate(two.weight):
            mass = weight * other * three.weight
            below = (one.draws[i] + two.draws[j] - three.draws <= true).mean(axis=1)
            covered["draws"] += float(mass[(below >= tail) & (below <= 1 - tail)].sum())
            centre = one.centre[i] + two.centre[j] - three.centre
            reach = _z(level) * np.sqrt(one.variance[i] + two.variance[j] + three.variance)
            covered["delta"] += float(mass[np.abs(centre - true) <= reach].sum())
            whole += float(mass.sum())
    return GridPoint(
        prevalence,
        sensitivity,
        specificity,
        n,
        float(expit(np.asarray(true))),
        covered["draws"] / whole,
        covered["delta"] / whole,
    )


@dataclass(frozen=True, eq=False)
class _Rate:
    """What each result k of n says of one term of the logit; k that never happen are left out.

    `draws` has shape (k, draw); `weight` (how likely k is), `centre` and `variance` have (k,).
    """

    weight: Array
    draws: Array
    centre: Array
    variance: Array

    @classmethod
    def of(cls, rate: float, n: int, prior: float, number: int) -> _Rate:
        from scipy.stats import beta, binom

        k = np.arange(n + 1)
        weight = binom.pmf(k, n, rate)
        k = k[weight > _RARE]
        levels = (np.random.default_rng(number).permutation(_DRAWS) + 0.5) / _DRAWS
        values = beta.ppf(levels, k[:, None] + prior, n - k[:, None] + prior)
        mean = (k + prior) / (n + 2 * prior)
        spread = mean * (1 - mean) / (n + 2 * prior + 1)
        if number == 0:
            draws, centre = np.log(values / (1 - values)), np.log(mean / (1 - mean))
            slope = 1 / (mean * (1 - mean))
        else:
            draws, centre, slope = np.log(values), np.log(mean), 1 / mean
        return cls(weight[weight > _RARE], draws, centre, spread * slope**2)


def _z(level: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf((1 + level) / 2)
