"""Sobol' indices from pairs of samples, with bootstrap intervals.

With A and B two independent samples of the inputs, AB_i the sample A whose inputs of group i come
from B, the shares of the variance that group i makes by itself and that it has a hand in are

    S_i  = mean(f(B) · (f(AB_i) − f(A))) / mean(f(B) · (f(B) − f(A))),
    S_Ti = mean((f(A) − f(AB_i))²) / mean((f(A) − f(B))²).

Each denominator is the variance (twice it) as the same rows show it, so that what one group makes
alone comes out as 1 however heavy the tails of f are. f is taken from its mean first, which changes
no expectation and takes most of the noise away.

References: Saltelli et al., Comput Phys Commun 2010;181:259 (10.1016/j.cpc.2009.09.018), S_i;
Jansen, Comput Phys Commun 1999;117:35 (10.1016/S0010-4655(98)00154-4), S_Ti.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bayesdx.inference.contraction import Array

_TINY = 1e-24
"""A variance below this is that of rounding."""


class Indices(NamedTuple):
    """Sobol' indices, shape (group,) each, and the variance they are shares of."""

    first: Array
    total: Array
    variance: Array


def sobol_indices(a: Array, b: Array, ab: Array) -> Indices:
    """Return first-order and total indices.

    Args:
        a: f(A), shape (row,).
        b: f(B), shape (row,).
        ab: f(AB_i), shape (row, group).

    Of f = x₁ + 2·x₂, with inputs of one variance, the second makes four fifths:

    >>> rng = np.random.default_rng(0)
    >>> x, y = rng.normal(size=(2, 100_000, 2))
    >>> mixed = np.stack([y[:, 0] + 2 * x[:, 1], x[:, 0] + 2 * y[:, 1]], axis=1)
    >>> found = sobol_indices(x @ [1, 2], y @ [1, 2], mixed)
    >>> np.round(found.first, 1).tolist(), np.round(found.total, 1).tolist()
    ([0.2, 0.8], [0.2, 0.8])
    """
    [found] = _weighed(a, b, ab, np.ones((1, len(a))))
    return found


def bootstrap(
    a: Array, b: Array, ab: Array, *, seed: int, level: float = 0.95, resamples: int = 500
) -> tuple[Indices, Indices]:
    """Return the lower and the upper bounds of all indices, from resampled rows.

    Args:
        a: f(A), shape (row,).
        b: f(B), shape (row,).
        ab: f(AB_i), shape (row, group).
        seed: of the resampling.
        level: the probability that an interval holds.
        resamples: how many samples are drawn from the rows.
    """
    rows = len(a)
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(rows, np.full(rows, 1 / rows), size=resamples).astype(float)
    found = _weighed(a, b, ab, counts)
    ends = [(1 - level) / 2, (1 + level) / 2]
    parts = [np.quantile([getattr(one, name) for one in found], ends, axis=0) for name in _NAMES]
    return Indices(*(part[0] for part in parts)), Indices(*(part[1] for part in parts))


_NAMES = ("first", "total", "variance")


def _weighed(a: Array, b: Array, ab: Array, counts: Array) -> list[Indices]:
    """Return the indices of every resample; `counts` says how often it has each row."""
    middle = np.concatenate([a, b]).mean()
    a, b, ab = a - middle, b - middle, ab - middle
    share = counts / counts.sum(axis=1, keepdims=True)
    variance = share @ (a**2 + b**2) / 2 - (share @ (a + b) / 2) ** 2
    alone = share @ (b[:, None] * (ab - a[:, None]))
    hand = share @ (ab - a[:, None]) ** 2
    first = alone / _known(share @ (b * (b - a)))
    total = hand / _known(share @ (a - b) ** 2)
    parts = zip(first, total, variance, strict=True)
    return [Indices(first, total, np.asarray(v)) for first, total, v in parts]


def _known(denominators: Array) -> Array:
    """Return denominators as a column; one that is rounding makes its quotients zero."""
    return np.where(denominators > _TINY, denominators, np.inf)[:, None]
