"""How far an answer moves, and how far findings contradict each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def divergence(posterior: Array, others: Array) -> Array:
    """Return the Kullback–Leibler divergences of others from a posterior, in nats, shape (case,).

    Args:
        posterior: shape (state,).
        others: shape (case, state).

    >>> float(divergence(np.array([1.0, 0.0]), np.array([[0.5, 0.5]]))[0].round(6))
    0.693147
    """
    some = posterior > 0
    with np.errstate(divide="ignore"):
        terms = posterior[some] * (np.log(posterior[some]) - np.log(others[:, some]))
    found: Array = np.maximum(terms.sum(axis=1), 0.0)
    return found


def jensen(alone: Array, together: float) -> float:
    """Return Jensen's conflict of findings in bits, log2 of Π P(e_i) / P(e), given the context.

    Args:
        alone: P(context) and P(e_i, context) of each finding, shape (1 + finding,).
        together: P(all findings, context).

    >>> jensen(np.array([1.0, 0.5, 0.5]), 0.125)
    1.0
    """
    context = np.log2(alone[0])
    parts = np.log2(alone[1:]) - context
    return float(parts.sum() - (np.log2(together) - context))
