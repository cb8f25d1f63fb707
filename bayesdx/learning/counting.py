"""EM on the columns themselves, for a network that has only values, as one from a BIF file.

Each column is Dirichlet(w·θ₀): its own numbers count for w patients. Complete cases are counted,
and the column is w·θ₀ + k over its sum: exact. Where something is not known, expected counts take
the place of k until nothing changes (Dempster, Laird & Rubin, J R Stat Soc B 1977;39:1,
10.1111/j.2517-6161.1977.tb01600.x, with the prior of Spiegelhalter & Lauritzen, Networks
1990;20:579, 10.1002/net.3230200507). What climbs is log P(cases) + Σ w·θ₀ log θ, whose highest
point is the mean of the Dirichlet distribution where all is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bayesdx.learning.cases import Array, Observed
from bayesdx.learning.expectation import Expected, expect
from bayesdx.learning.fitting import Report

MOST = 1000
"""Iterations after which it stops."""

ENOUGH = 1e-7
"""It stops where no cell changes by more."""


@dataclass(frozen=True, eq=False)
class Counted:
    """Expected counts per node, shape (state, *parents), the path of the density, and the end."""

    counts: tuple[Array, ...]
    path: tuple[float, ...]
    converged: bool


def count(
    cases: Observed,
    start: Expected,
    *,
    worth: float,
    report: Report = lambda _done, _of: None,
) -> Counted:
    """Return how many cases are in each cell, at the tables that literature and cases agree on.

    Args:
        cases: the local cases.
        start: what they say at the network's own tables.
        worth: w, how many patients each column counts for, above zero.
        report: told how many iterations are done, of at most how many.
    """
    own = cases.network.tables
    tables, expected = own, start
    path = [start.log_likelihood + _prior(own, own, worth)]
    for done in range(MOST):
        report(done, MOST)
        alphas = [worth * t + c for t, c in zip(own, expected.counts, strict=True)]
        new = tuple(alpha / alpha.sum(axis=0) for alpha in alphas)
        change = max(float(np.abs(a - b).max()) for a, b in zip(new, tables, strict=True))
        there = expect(cases, new)
        assert there is not None  # a column keeps its own numbers, so nothing becomes impossible
        tables, expected = new, there
        path.append(expected.log_likelihood + _prior(own, tables, worth))
        if change < ENOUGH:
            return Counted(expected.counts, tuple(path), True)
    return Counted(expected.counts, tuple(path), False)


def _prior(own: tuple[Array, ...], tables: tuple[Array, ...], worth: float) -> float:
    """Return Σ w·θ₀ log θ over all cells that are possible."""
    return worth * sum(
        float(first[first > 0] @ np.log(now[first > 0]))
        for first, now in zip(own, tables, strict=True)
    )
