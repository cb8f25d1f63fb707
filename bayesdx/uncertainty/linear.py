"""An answer as a linear function of the parameters: what each does to its logit, to first order.

With x_j a parameter on the scale on which it is drawn (logit or logarithm of a pooled quantity,
logarithm of a ratio, the probabilities themselves of an assumption), x̄_j its point value and
g_j = ∂ logit P / ∂x_j,

    logit P ≈ logit P̄ + Σ_j L_j,   L_j = g_j·(x_j − x̄_j),
    g_j = Σ_cells ∂ logit P/∂cell · ∂cell/∂x_j.

The first factor is exact, from one backward run through the engine; the second is a central
difference of the table forms, all parameters of a table at once. Parameters are independent, so the
variance of the sum is the sum of the variances.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from bayesdx.evidence.pooling import expit
from bayesdx.inference.contraction import Array
from bayesdx.inference.revalued import Revaluer
from bayesdx.uncertainty.asked import Asked

_STEP = 1e-4
"""Step of a central difference: absolute on a log or logit scale, relative on the identity."""

_CELLS = 20_000_000
"""So many table entries are evaluated at a time."""


@dataclass(frozen=True, eq=False)
class Linear:
    """What moves the logit of an answer, to first order.

    Attributes:
        logit: logit of the answer at the point values.
        moves: basic parameter (for a network without a model: node) → its contribution L_j in
            every draw, shape (draw,).
    """

    logit: float
    moves: Mapping[str, Array]

    @property
    def variances(self) -> dict[str, float]:
        """Parameter → the variance of its contribution to the logit."""
        return {name: float(np.var(move)) for name, move in self.moves.items()}

    @property
    def total(self) -> Array:
        """The sum of all contributions in every draw, shape (draw,)."""
        return np.asarray(sum(self.moves.values(), start=np.zeros(1)))

    @property
    def sd(self) -> float:
        """Standard deviation of the logit: the root of the sum of the variances."""
        return float(np.sqrt(sum(self.variances.values())))


def linearised(asked: Asked) -> Linear:
    """Return the linear form of an answer; of a network without a model, table by table.

    Without a model there are no parameters; the entries of one table are then drawn together, and
    their covariance is that of their draws.
    """
    p = asked.probability
    if not 0 < p < 1:
        return Linear(float("inf") if p else float("-inf"), {})
    logit = float(np.log(p) - np.log1p(-p))
    if asked.network.spec is None:
        return Linear(logit, dict(_by_table(asked)))
    revaluer = Revaluer(asked.network)
    slopes = parameter_slopes(asked, revaluer)
    return Linear(logit, {name: _move(revaluer, name, slope) for name, slope in slopes.items()})


def _by_table(asked: Asked) -> Iterator[tuple[str, Array]]:
    for node, slope in asked.gradient().items():
        away = asked.network.draws[node] - asked.network.tables[node]
        if len(away) > 1:
            yield asked.network.nodes[node].name, np.asarray(np.tensordot(away, slope, slope.ndim))


def _move(revaluer: Revaluer, name: str, slope: Array) -> Array:
    """Return L_j in every draw."""
    away = scaled(revaluer.draws(name), revaluer.link(name)) - scaled(
        revaluer.point(name), revaluer.link(name)
    )
    return np.asarray(away * slope if slope.ndim == 0 else away @ slope)


def scaled(values: Array, link: str) -> Array:
    """Return values on the scale on which they are drawn."""
    if link == "identity":
        return np.asarray(values)
    if link == "log":
        return np.asarray(np.log(values))
    return np.asarray(np.log(values) - np.log1p(-values))


def parameter_slopes(asked: Asked, revaluer: Revaluer) -> dict[str, Array]:
    """Return basic parameter → ∂ logit P/∂x, shape () or (state,), where it is not zero."""
    slopes: dict[str, Array] = {}
    for node, gradient in asked.gradient().items():
        for name, slope in _node_slopes(revaluer, node, gradient):
            slopes[name] = slopes.get(name, np.zeros(())) + slope
    return {name: slope for name, slope in slopes.items() if np.any(np.abs(slope) > 0)}


def _node_slopes(revaluer: Revaluer, node: int, gradient: Array) -> Iterator[tuple[str, Array]]:
    """Yield what each parameter of one table does through it."""
    entries = [(name, at) for name in revaluer.of_node[node] for at in _entries(revaluer, name)]
    many = max(1, _CELLS // (2 * gradient.size))
    found: dict[str, Array] = {}
    for first in range(0, len(entries), many):
        some = entries[first : first + many]
        for (name, at), slope in zip(some, _slopes(revaluer, node, gradient, some), strict=True):
            point = revaluer.point(name)
            found.setdefault(name, np.zeros(point.shape))[at] = slope
    yield from found.items()


def _entries(revaluer: Revaluer, name: str) -> Iterator[tuple[int, ...]]:
    """Yield the places of a parameter's values that can move: what is impossible stays so."""
    point = revaluer.point(name)
    fixed = revaluer.link(name) == "identity"
    for at in np.ndindex(point.shape):
        if not fixed or 0 < point[at] < 1:
            yield at


def _slopes(
    revaluer: Revaluer, node: int, gradient: Array, entries: list[tuple[str, tuple[int, ...]]]
) -> Array:
    """Return the central differences of some parameters, shape (entry,)."""
    rows = 2 * len(entries)
    values: dict[str, Array] = {}
    widths = np.empty(len(entries))
    for i, (name, at) in enumerate(entries):
        point, link = revaluer.point(name), revaluer.link(name)
        if name not in values:
            values[name] = np.broadcast_to(point, (rows, *point.shape)).copy()
        values[name][(2 * i, *at)], values[name][(2 * i + 1, *at)], widths[i] = _around(
            float(point[at]), link
        )
    table = revaluer.tables(values)[node]
    moved = np.tensordot(table, gradient, gradient.ndim)
    return np.asarray((moved[::2] - moved[1::2]) / widths)


def _around(point: float, link: str) -> tuple[float, float, float]:
    """Return the values above and below a point, and how far apart they are on the scale."""
    if link == "identity":
        step = _STEP * min(point, 1 - point)
        return point + step, point - step, 2 * step
    if link == "log":
        return point * float(np.exp(_STEP)), point * float(np.exp(-_STEP)), 2 * _STEP
    logit = float(scaled(np.asarray(point), link))
    above, below = expit(np.array([logit + _STEP, logit - _STEP])).tolist()
    return above, below, 2 * _STEP
