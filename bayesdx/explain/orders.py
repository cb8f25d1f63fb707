"""What a finding adds, over the orders in which the findings may be learnt."""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Spread:
    """What each finding adds over many orders, in the unit of the values; shape (finding,) each.

    What a finding adds where the question is settled already, by a probability of 0 or 1, is not
    defined: such orders are left out of its bounds and of its mean.

    Attributes:
        minimum: the least that it adds; NaN where that is never defined.
        maximum: the most.
        shapley: the mean.
        standard_error: of the mean, where the orders were sampled; else zero.
    """

    minimum: Array
    maximum: Array
    shapley: Array
    standard_error: Array


def over_all(values: Array) -> Spread:
    """Return what each finding adds over all orders.

    A finding i adds v(S and i) − v(S) to the part S that is known before it. S comes before it in
    |S|! (k − |S| − 1)! of the k! orders; the mean with these weights is the Shapley value.

    Args:
        values: v of every part, row r being the part of the bits of r, shape (2**count,).

    >>> over_all(np.array([0.0, 1.0, 2.0, 5.0])).shapley.tolist()
    [2.0, 3.0]
    """
    count = len(values).bit_length() - 1
    sizes = np.array([row.bit_count() for row in range(len(values))])
    shares = np.array([factorial(n) * factorial(count - n - 1) for n in range(count)], dtype=float)
    shares /= float(factorial(count))
    added = [_steps(values, place) for place in range(count)]
    weights = [shares[_without(sizes, place)] for place in range(count)]
    return Spread(
        *_bounds(added),
        np.array([_mean(step, share) for step, share in zip(added, weights, strict=True)]),
        np.zeros(count),
    )


def _steps(values: Array, place: int) -> Array:
    """Return what a finding adds to every part without it."""
    with np.errstate(invalid="ignore"):
        found: Array = _with(values, place) - _without(values, place)
    return found


def _without(values: NDArray[Any], place: int) -> NDArray[Any]:
    return values.reshape(-1, 2, 2**place)[:, 0].reshape(-1)


def _with(values: NDArray[Any], place: int) -> NDArray[Any]:
    return values.reshape(-1, 2, 2**place)[:, 1].reshape(-1)


def over_sampled(values: Array, orders: NDArray[np.int64]) -> Spread:
    """Return what each finding adds over some orders, which come in pairs.

    The second order of each pair is the first one reversed: what a finding adds early and late
    then varies against each other, and their mean less. The standard error is that of the means
    of pairs.

    Args:
        values: v of the parts that each order passes through, shape (order, count + 1).
        orders: per order, the findings as they come, shape (order, count).

    >>> values = np.array([[0.0, 1.0, 5.0], [0.0, 2.0, 5.0]])
    >>> over_sampled(values, np.array([[0, 1], [1, 0]])).shapley.tolist()
    [2.0, 3.0]
    """
    with np.errstate(invalid="ignore"):
        added = np.diff(values, axis=1)
    by_finding = np.take_along_axis(added, np.argsort(orders, axis=1), axis=1)
    each = [_of_pairs(column.reshape(-1, 2)) for column in by_finding.T]
    means, errors = zip(*each, strict=True)
    return Spread(*_bounds(list(by_finding.T)), np.array(means), np.array(errors))


def _of_pairs(steps: Array) -> tuple[float, float]:
    """Return the mean of what a finding adds, shape (pair, 2), and its standard error."""
    known = ~np.isnan(steps)
    means = np.where(known, steps, 0.0).sum(axis=1)[known.any(axis=1)]
    means /= known.sum(axis=1)[known.any(axis=1)]
    if not len(means):
        return np.nan, np.nan
    if len(means) < 2 or not np.isfinite(means).all():
        return float(means.mean()), np.nan
    return float(means.mean()), float(means.std(ddof=1) / np.sqrt(len(means)))


def sample(count: int, orders: int, seed: int) -> NDArray[np.int64]:
    """Return random orders, each followed by its reverse, shape (orders, count).

    Args:
        count: the number of findings.
        orders: how many orders; an odd number is rounded up.
        seed: of the random numbers.
    """
    rng = np.random.default_rng(seed)
    half = np.argsort(rng.random(((orders + 1) // 2, count)), axis=1)
    return np.stack([half, half[:, ::-1]], axis=1).reshape(-1, count)


def _mean(steps: Array, shares: Array) -> float:
    known = ~np.isnan(steps)
    return float(steps[known] @ shares[known] / shares[known].sum()) if known.any() else np.nan


def _bounds(added: list[Array]) -> tuple[Array, Array]:
    """Return the least and the most of each, NaN where nothing is defined."""
    lowest = [np.fmin.reduce(steps, initial=np.nan) for steps in added]
    highest = [np.fmax.reduce(steps, initial=np.nan) for steps in added]
    return np.array(lowest), np.array(highest)
