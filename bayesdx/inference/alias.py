"""Drawing a state from one of many distributions at the same price, however many states it has.

Each of `n` equally likely cells of a column holds a piece of its own state and a piece of one
other state (A. J. Walker, ACM Transactions on Mathematical Software 3:253–256, 1977,
doi:10.1145/355744.355749). A draw is one number: its whole part names the cell, the rest the piece.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int16]

CODES = np.int16
"""What a state is stored as while it is drawn; no node has more than 32,767 states."""


@dataclass(frozen=True, eq=False)
class Alias:
    """Distributions, ready to be drawn from.

    Attributes:
        states: how many states each has.
        kept: per column and cell, laid flat, up to where the cell's own state is drawn.
        other: per column and cell, the state that is drawn beyond it.
    """

    states: int
    kept: Array
    other: Codes

    def draw(self, columns: NDArray[np.int64] | int, uniform: Array) -> Codes:
        """Return a state for each row.

        Args:
            columns: the distribution of each row, shape (row,), or one for all.
            uniform: numbers from [0, 1), shape (row,).
        """
        scaled = uniform * self.states
        cell = scaled.astype(np.int64)
        scaled -= cell
        place = columns * self.states + cell
        own = scaled < self.kept[place]
        drawn: Codes = np.where(own, cell.astype(CODES), self.other[place])
        return drawn


def alias(columns: Array) -> Alias:
    """Return distributions ready to be drawn from; a state of probability zero is never drawn.

    The emptiest cell is filled up from the fullest, state by state, in all columns at once.

    Args:
        columns: one distribution a row, shape (column, state). A row of zeros may stand where
            nothing will be drawn.

    >>> table = alias(np.array([[0.75, 0.25], [0.0, 1.0]]))
    >>> table.draw(np.array([0, 0, 1, 1]), np.array([0.7, 0.8, 0.1, 0.9])).tolist()
    [1, 0, 1, 1]
    """
    many, states = columns.shape
    mass = columns * states
    kept = np.ones((many, states))
    other = np.tile(np.arange(states, dtype=CODES), (many, 1))
    unfilled = np.ones((many, states), dtype=bool)
    rows = np.arange(many)
    for _ in range(states - 1):
        empty = np.where(unfilled, mass, np.inf).argmin(axis=1)
        full = np.where(unfilled, mass, -np.inf).argmax(axis=1)
        held = np.clip(mass[rows, empty], 0.0, 1.0)
        kept[rows, empty] = held
        other[rows, empty] = full
        mass[rows, full] -= 1 - held
        unfilled[rows, empty] = False
    for array in (kept, other):
        array.setflags(write=False)
    return Alias(states, kept.ravel(), other.ravel())
