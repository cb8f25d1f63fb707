"""The likeliest parameters given literature and local cases: EM, one Newton step an iteration.

The expected counts at the parameters of now give the gradient of log P(cases) and, as if they were
complete, its curvature; with those of the literature they give one step (Lange's EM gradient
algorithm). It is halved until the posterior density rises, so that it never falls.

Reference: Lange, J R Stat Soc B 1995;57:425.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bayesdx.learning.cases import Array, Observed
from bayesdx.learning.coordinates import Coordinates
from bayesdx.learning.expectation import Expected, expect

MOST = 200
"""Iterations after which it stops."""

ENOUGH = 1e-4
"""It stops where one more step promises to raise the log density by less."""

_BACK, _RISE = 3, 0.01
"""And where so many steps together have raised it by less, as at the edge of a form with a bend: a
cause that is no stronger than its background."""

_FARTHEST = 4.0
"""The most that a number moves in one step, in standard deviations of the literature."""

_SHORTEST = 1 / 128

Report = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Fit:
    """Where the posterior is highest.

    Attributes:
        z: the parameters.
        expected: what the cases say there.
        path: the log posterior density, less a constant, after each iteration.
        converged: whether it ended by itself.
    """

    z: Array
    expected: Expected
    path: tuple[float, ...]
    converged: bool


def fit(
    coordinates: Coordinates,
    cases: Observed,
    start: Expected,
    *,
    weight: float = 1.0,
    report: Report = lambda _done, _of: None,
) -> Fit:
    """Return the parameters at which weight · log P(cases) + the literature's density is highest.

    Args:
        coordinates: the parameters.
        cases: the local cases.
        start: what the cases say at the literature's own values.
        weight: for how many patients each case counts.
        report: told how many iterations are done, of at most how many.
    """
    z, expected = np.zeros(coordinates.size), start
    density, gradient, bend = coordinates.prior(z)
    path = [weight * expected.log_likelihood + density]
    for done in range(MOST):
        report(done, MOST)
        slope, curve = informed(coordinates, z, expected)
        gradient, bend = gradient + weight * slope, bend + weight * curve
        step = np.linalg.solve(bend, gradient)
        promised = float(gradient @ step)
        if promised < ENOUGH:
            return Fit(z, expected, tuple(path), True)
        step *= min(1.0, _FARTHEST / float(np.abs(step).max()))
        length = 1.0
        while True:
            there = expect(cases, coordinates.tables(z + length * step))
            density, gradient, bend = coordinates.prior(z + length * step)
            value = -np.inf if there is None else weight * there.log_likelihood + density
            if there is not None and value > path[-1]:
                break
            length /= 2
            if length < _SHORTEST:
                return Fit(z, expected, tuple(path), True)
        z, expected = z + length * step, there
        path.append(value)
        if len(path) > _BACK and path[-1] - path[-1 - _BACK] < _RISE:
            return Fit(z, expected, tuple(path), True)
    return Fit(z, expected, tuple(path), False)


def informed(coordinates: Coordinates, z: Array, expected: Expected) -> tuple[Array, Array]:
    """Return the gradient of log P(cases), and the information of as many complete cases.

    With Nⱼ cases in a column of cells θ, and J = ∂θ/∂z, a column has the information
    Nⱼ · Jᵀ diag(1/θ) J. What cases leave open is not known to it: it is an upper bound.
    """
    slope, curve = np.zeros(len(z)), np.zeros((len(z), len(z)))
    tables = coordinates.tables(z)
    for node, places, moved in coordinates.jacobians(z):
        slope[places] += moved @ expected.slopes[node].reshape(-1)
        table, counts = tables[node], expected.counts[node]
        many = np.broadcast_to(counts.sum(axis=0), table.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(table > 0, many / table, 0.0).reshape(-1)
        curve[np.ix_(places, places)] += (moved * share) @ moved.T
    return slope, curve
