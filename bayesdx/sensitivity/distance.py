"""How far a change of a table moves the whole distribution, after Chan and Darwiche.

D(P, Q) = ln max_w Q(w) / P(w) − ln min_w Q(w) / P(w) over all joint states w bounds every change of
belief: the odds of anything given anything change by no more than a factor of e^D. For a change
within one table it is a matter of its cells alone (H. Chan, A. Darwiche, Sensitivity analysis in
Bayesian networks: from single to multiple parameters, UAI 2004, arXiv:1207.4124).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def cell_distance(value: float | Array, to: float | Array) -> Array:
    """Return the distance of a change of one cell, the others of its column in proportion.

    D = |ln (x / (1 − x)) − ln (θ / (1 − θ))|; infinite where a 0 or a 1 changes or arises.

    Args:
        value: the cell's value θ.
        to: the new value x, same shape.

    Reference: H. Chan, A. Darwiche, When do numbers really matter?, JAIR 17, 2002,
    doi:10.1613/jair.967.

    >>> round(float(cell_distance(0.1, 0.5)), 6)  # odds from 1 : 9 to 1 : 1
    2.197225
    >>> float(cell_distance(0.0, 0.5)), float(cell_distance(1.0, 1.0))
    (inf, 0.0)
    """
    before, after = np.asarray(value, dtype=float), np.asarray(to, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.abs(np.log(after) - np.log1p(-after) - np.log(before) + np.log1p(-before))
    found: Array = np.where(before == after, 0.0, moved)
    return found


def distance(before: Sequence[float] | Array, after: Sequence[float] | Array) -> float:
    """Return the distance of any change of a column or a table.

    D = ln max t / θ − ln min t / θ over the cells θ and their new values t, where
    0 / 0 is left out. Every state of the parents counts as possible.

    Args:
        before: probabilities, shape (state, *parents).
        after: the new ones, same shape.

    Raises:
        ValueError: the shapes differ.

    >>> round(distance([0.2, 0.3, 0.5], [0.6, 0.15, 0.25]), 6)  # ln 3 - ln 1/2 = ln 6
    1.791759
    """
    old, new = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if old.shape != new.shape:
        raise ValueError(f"shapes {old.shape} and {new.shape} differ")
    known = (old > 0) | (new > 0)
    with np.errstate(divide="ignore"):
        ratio = np.log(new[known]) - np.log(old[known])
    return float(ratio.max() - ratio.min()) if ratio.size else 0.0
