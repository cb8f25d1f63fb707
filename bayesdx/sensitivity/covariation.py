"""How the other states of a column give way when one of its cells changes.

With the cell at x, the others of its column have to sum to 1 − x. A scheme says how they share it;
all are linear in x, order-preserving in two pieces, so that P(findings) stays linear in x
(S. Renooij, Co-variation for sensitivity analysis in Bayesian networks: properties, consequences
and alternatives, Int. J. Approx. Reason. 55(4), 2014, 1022-1042).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, InputError, did_you_mean

Array = NDArray[np.float64]

SCHEMES = ("proportional", "uniform", "order-preserving")
"""The ways in which the other states give way; the first is the one commonly used."""


@dataclass(frozen=True, eq=False)
class Piece:
    """Over which values of its cell a column changes linearly, and how.

    At x the state s of the column has the probability `start[s] + x * slope[s]`.

    Attributes:
        start: shape (state,).
        slope: shape (state,); 1 for the cell's own state.
        begin: the smallest x.
        end: the largest x.
    """

    start: Array
    slope: Array
    begin: float = 0.0
    end: float = 1.0

    def at(self, x: float) -> Array:
        """Return the column with the cell at x, shape (state,)."""
        column: Array = self.start + x * self.slope
        return column


def check_scheme(covariation: str) -> None:
    """Refuse a scheme that is none.

    Raises:
        InputError: it is not one of `SCHEMES`.
    """
    if covariation not in SCHEMES:
        expected = f"one of {', '.join(SCHEMES)}"
        remedy = did_you_mean(covariation, SCHEMES)
        raise InputError(Fault("covariation", repr(covariation), expected, remedy))


def covary(
    column: Sequence[float] | Array, state: int, covariation: str = "proportional"
) -> tuple[Piece, ...]:
    """Return how a column changes with one of its cells, piece by piece from low to high x.

    proportional       θ_r(x) = θ_r (1 − x) / (1 − θ); if θ = 1, as uniform
    uniform            θ_r(x) = (1 − x) / (number of states − 1)
    order-preserving   below θ: θ_r(x) = θ_r x / θ for smaller r, and what is left is shared by
                       the larger ones in proportion; above θ, up to m = 1 / (1 + number of larger
                       ones): θ_r(x) = θ_r (m − x) / (m − θ) for smaller r and
                       m + (θ_r − m) (m − x) / (m − θ) for larger ones

    Uniform is not what the column was at x = θ, unless its other states were equal. Under the
    order-preserving scheme the largest cell cannot change, and a piece without width is left out.
    Of equal cells the later counts as the larger.

    Args:
        column: probabilities, shape (state,).
        state: the position of the cell that changes.
        covariation: one of `SCHEMES`.

    Raises:
        InputError: no such scheme; a column of one state.

    >>> [piece] = covary([0.2, 0.3, 0.5], 0)
    >>> piece.at(0.6).round(3).tolist()
    [0.6, 0.15, 0.25]
    >>> [(piece.begin, round(piece.end, 3)) for piece in covary([0.2, 0.3, 0.5], 1, SCHEMES[2])]
    [(0.0, 0.3), (0.3, 0.5)]
    """
    check_scheme(covariation)
    theta = np.asarray(column, dtype=np.float64)
    if len(theta) < 2:
        remedy = "Name a node of two states or more."
        raise InputError(Fault("cell", "the only state of its node", "one of several", remedy))
    if covariation == "order-preserving":
        return _ordered(theta, state)
    others = np.delete(theta, state) if covariation == "proportional" else np.zeros(0)
    total = others.sum()
    share = others / total if total > 0 else np.full(len(theta) - 1, 1 / (len(theta) - 1))
    return (Piece(np.insert(share, state, 0.0), np.insert(-share, state, 1.0)),)


def _ordered(theta: Array, state: int) -> tuple[Piece, ...]:
    order = np.argsort(theta, kind="stable")
    at = int(np.flatnonzero(order == state)[0])
    small, large = order[:at], order[at + 1 :]
    if not len(large):
        return ()
    own, most = float(theta[state]), 1 / (1 + len(large))
    found = []
    if own > 0:
        found.append(_below(theta, state, small, large))
    if own < most:
        found.append(_above(theta, state, small, large))
    return tuple(found)


def _below(theta: Array, state: int, small: NDArray[np.intp], large: NDArray[np.intp]) -> Piece:
    own, above = float(theta[state]), float(theta[large].sum())
    start, slope = np.zeros_like(theta), np.zeros_like(theta)
    slope[state] = 1
    slope[small] = theta[small] / own
    start[large] = theta[large] / above
    slope[large] = -start[large] * (1 + float(theta[small].sum()) / own)
    return Piece(start, slope, 0.0, own)


def _above(theta: Array, state: int, small: NDArray[np.intp], large: NDArray[np.intp]) -> Piece:
    own, most = float(theta[state]), 1 / (1 + len(large))
    start, slope = np.zeros_like(theta), np.zeros_like(theta)
    slope[state] = 1
    slope[small] = -theta[small] / (most - own)
    slope[large] = -(theta[large] - most) / (most - own)
    start[small] = -slope[small] * most
    start[large] = most - slope[large] * most
    return Piece(start, slope, own, most)
