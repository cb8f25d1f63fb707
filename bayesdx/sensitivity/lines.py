"""P(target = s, findings) as a straight line in each cell, under a scheme of covariation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.inference.slopes import Slopes, freeze
from bayesdx.sensitivity.covariation import Piece, covary

Array = NDArray[np.float64]

_NOISE = 4e-14
"""A difference of this share of what is subtracted is rounding."""


@dataclass(frozen=True, eq=False)
class Lines:
    """P(target = s, findings) = start[s] + x slope[s] with a cell at x in [begin, end].

    Attributes:
        cell: the places of the cells among all cells of the network, shape (entry,).
        value: their values, shape (entry,).
        start: shape (state, entry).
        slope: shape (state, entry).
        total_start: the same for P(findings), shape (entry,).
        total_slope: shape (entry,).
        begin: shape (entry,).
        end: shape (entry,).
    """

    cell: NDArray[np.intp]
    value: Array
    start: Array
    slope: Array
    total_start: Array
    total_slope: Array
    begin: Array
    end: Array

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self)


def lines(slopes: Slopes, covariation: str) -> Lines:
    """Return the lines of the cells that bear on the target.

    Under the order-preserving scheme a cell has a line for each of its pieces; otherwise one.
    """
    if covariation == "order-preserving":
        return _bent(slopes)
    others = _others(slopes, proportional=covariation == "proportional")
    start = slopes.rest + others
    return Lines(
        cell=slopes.cells,
        value=slopes.value,
        start=start,
        slope=_difference(slopes.slope, others),
        total_start=start.sum(axis=0),
        total_slope=_difference(slopes.slope.sum(axis=0), others.sum(axis=0)),
        begin=np.zeros(len(slopes.cells)),
        end=np.ones(len(slopes.cells)),
    )


def _others(slopes: Slopes, *, proportional: bool) -> Array:
    """Return the mean derivative of the other cells of each cell's column, shape (state, cell).

    The mean is weighted by the cells' values where the others give way in proportion.
    """
    found = np.zeros_like(slopes.slope)
    for cells, width in slopes.layout.widths:
        others = slope = slopes.slope[:, cells].reshape(len(found), -1, width)
        if width == 2:
            others = slope[..., ::-1]
        elif width > 2:
            value = slopes.value[cells].reshape(-1, width)
            others = _means(slope, value if proportional else np.ones_like(value))
        found[:, cells] = others.reshape(len(found), -1)
    return found


def _means(slope: Array, weight: Array) -> Array:
    """Return per cell the weighted mean slope of the others of its column, nothing subtracted.

    Args:
        slope: shape (state, column, cell).
        weight: shape (column, cell); if all the others have none, they count alike.
    """
    width = weight.shape[1]
    others = np.ones((width, width)) - np.eye(width)
    total = weight @ others
    mean: Array = (slope * weight) @ others
    bare = total == 0
    if bare.any():
        mean[:, bare] = (slope @ others)[:, bare]
        total[bare] = width - 1
    mean /= total
    return mean


def _difference(one: Array, other: Array) -> Array:
    """Return one less the other of positive numbers, zero where only rounding is left."""
    found = one - other
    found[np.abs(found) <= _NOISE * np.maximum(one, other)] = 0
    return found


def _bent(slopes: Slopes) -> Lines:
    """Return the pieces of every cell but the largest of its column."""
    entries: list[int] = []
    pieces: list[Piece] = []
    columns: list[NDArray[np.intp]] = []
    for cells, width in slopes.layout.widths:
        every = np.arange(cells.start, cells.stop, dtype=np.intp).reshape(-1, width)
        for column in every if width > 1 else ():
            values = slopes.value[column]
            for state, entry in enumerate(column.tolist()):
                for piece in covary(values, state, "order-preserving"):
                    entries.append(entry)
                    pieces.append(piece)
                    columns.append(column)
    at = np.array(entries, dtype=np.intp)
    parts = [_line(slopes.slope[:, c], p) for c, p in zip(columns, pieces, strict=True)]
    shape = (len(parts), 2, len(slopes.joint) + 1)
    drawn = np.array(parts, dtype=float).reshape(shape)
    rest = slopes.rest[:, at]
    return Lines(
        cell=slopes.cells[at],
        value=slopes.value[at],
        start=rest + drawn[:, 0, :-1].T,
        slope=drawn[:, 1, :-1].T,
        total_start=rest.sum(axis=0) + drawn[:, 0, -1],
        total_slope=drawn[:, 1, -1],
        begin=np.array([piece.begin for piece in pieces]),
        end=np.array([piece.end for piece in pieces]),
    )


def _line(slope: Array, piece: Piece) -> tuple[Array, Array]:
    """Return start and slope of P(target = s, findings) for each s, and of their sum.

    Args:
        slope: the derivatives of a column, shape (state of the target, state).
        piece: how the column changes.
    """
    every = np.vstack([slope, slope.sum(axis=0)])
    return every @ piece.start, _summed(every * piece.slope)


def _summed(parts: Array) -> Array:
    """Return the sums of rows, zero where only rounding is left."""
    total: Array = parts.sum(axis=1)
    total[np.abs(total) <= _NOISE * np.abs(parts).sum(axis=1)] = 0
    return total
