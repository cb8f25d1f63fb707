"""The parameters' distribution given literature and local cases: a normal approximation.

Along the directions about which the cases say something, the observed information −∂² log P(cases)
is measured (with z in units of the literature it competes with 1), and the literature's own draws
are moved and narrowed there: z = ẑ + (I + M)^(−1/2) z₀, the optimal transport between the two
normals. Elsewhere they stay what they are, so that where nothing is learnt nothing changes.

References: Tierney & Kadane, J Am Stat Assoc 1986;81:82 (10.1080/01621459.1986.10478240), Laplace's
approximation; Spantini et al., SIAM J Sci Comput 2015;37:A2451 (10.1137/140977308), posterior
covariance as a low-rank update of the prior's.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bayesdx.learning.cases import Array, Observed
from bayesdx.learning.coordinates import Coordinates
from bayesdx.learning.expectation import expect
from bayesdx.learning.fitting import Fit, Report, informed
from bayesdx.network.updated import Value

_TOLD = 0.1
"""Directions about which complete cases would tell less, a tenth of what the literature does, stay
as they are; at most five in a hundred of a standard deviation is lost."""

_APART = 0.5
"""Between a place from which a curvature is taken and the middle, in standard deviations as
complete cases would leave them: as wide as the distribution, so that a bend of a form counts for
what it is worth there."""

_CASES = 1000
"""So many different cases are enough to measure curvature."""

_MEASURED = 100
"""Along so many directions, those that complete cases would tell most about, the information is
measured. Along all others complete cases' is taken, less the part that the measured ones lose."""

_STILL = 1e-3
"""What moves and narrows by less, in standard deviations of the literature, has not changed."""


def posterior(
    coordinates: Coordinates,
    cases: Observed,
    fit: Fit,
    *,
    weight: float = 1.0,
    discounted: bool = False,
    report: Report = lambda _done, _of: None,
) -> Mapping[str, Value]:
    """Return the parameters that have changed, each with its point and its draws.

    Args:
        coordinates: the parameters.
        cases: the local cases.
        fit: where the posterior is highest.
        weight: for how many patients each case counts.
        discounted: whether the literature itself was discounted, so that all are wider.
        report: told how many directions are measured, and of how many.
    """
    along, told = _directions(coordinates, cases, fit, weight, report)
    drawn = coordinates.drawn()
    shrink = 1 / np.sqrt(1 + told)
    moved = fit.z + drawn + (drawn @ along * (shrink - 1)) @ along.T
    narrowed = ((along * (1 - shrink)) ** 2).sum(axis=1)
    changed = (np.abs(fit.z) > _STILL) | (narrowed > _STILL**2) | discounted
    found = {}
    for block in coordinates.blocks:
        at = block.places
        if changed[at].any():
            point, draws = block.value(fit.z[None, at])[0], block.value(moved[:, at])
            found[block.name] = Value(np.asarray(point), draws)
    return found


def _directions(
    coordinates: Coordinates, cases: Observed, fit: Fit, weight: float, report: Report
) -> tuple[Array, Array]:
    """Return orthonormal directions, shape (place, direction), and the information along each."""
    _, complete = informed(coordinates, fit.z, fit.expected)
    told, every = np.linalg.eigh(weight * complete)
    told, every = told[told > _TOLD], every[:, told > _TOLD]  # in ascending order
    some, apart = every[:, -_MEASURED:], _APART / np.sqrt(1 + told[-_MEASURED:])
    part, each = cases.thinned(_CASES)
    bent = np.zeros((some.shape[1], some.shape[1]))
    for i, direction in enumerate(some.T):
        report(i, some.shape[1])
        slopes = [
            _slope(coordinates, part, fit.z + side * apart[i] * direction) for side in (1, -1)
        ]
        bent[i] = (slopes[1] - slopes[0]) @ some / (2 * apart[i])
    values, vectors = np.linalg.eigh(weight * each * (bent + bent.T) / 2)
    # Where the cases bend the density upward, they do not tell: the literature's width stays.
    values = np.maximum(values, 0.0)
    kept = min(1.0, values.sum() / max(told[-_MEASURED:].sum(), _TOLD))
    along = np.concatenate([every[:, :-_MEASURED], some @ vectors], axis=1)
    return along, np.concatenate([kept * told[:-_MEASURED], values])


def _slope(coordinates: Coordinates, cases: Observed, z: Array) -> Array:
    """Return the gradient of log P(cases)."""
    found = expect(cases, coordinates.tables(z))
    assert found is not None  # what is possible at z is possible nearby
    slope = np.zeros(len(z))
    for node, places, moved in coordinates.jacobians(z):
        slope[places] += moved @ found.slopes[node].reshape(-1)
    return slope
