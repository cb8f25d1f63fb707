"""A product of tables, summed: pair by pair as matrix products, an index common to all kept apart.

opt_einsum finds the order. Its own pairs are matrix products only where each index is in two
tables; here the columns are in many and stay, which makes a stack of matrix products.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Factor = tuple[Array, tuple[int, ...]]
"""A table and its indices."""

_FEW = 8
"""So few states are added up one by one where another index stands beside, unmoved."""

_NEAR = 1 << 16
"""Entries that stay near the processor while they are added to."""

_MANY = 16
"""From so many terms on those that are zero are looked for."""


def contracted(
    factors: Sequence[Factor], some: Collection[int], last: Sequence[int], *, limit: int
) -> Factor | None:
    """Return the sum over all other indices of a product of tables.

    Args:
        factors: the tables.
        some: indices of the result, which come first in whatever order is there.
        last: its other indices, in order; each is in one of the tables.
        limit: entries that a table on the way may have at most; None is returned beyond.

    >>> one = (np.array([[1.0, 2.0], [3.0, 4.0]]), (0, 1))
    >>> table, _ = contracted([one, (np.array([10.0, 1.0]), (1,))], [0], [], limit=100)
    >>> table.tolist()
    [12.0, 34.0]
    """
    from opt_einsum import contract_path

    axes = [*some, *last]
    inputs = [part for table, nodes in factors for part in (table, list(nodes))]
    path, cost = contract_path(*inputs, axes, optimize="greedy")
    if cost.largest_intermediate > limit:
        return None
    left = list(factors) if len(factors) > 1 else [_alone(*factors[0], (), axes)]
    for pair in path:
        pieces = [left.pop(place) for place in sorted(pair, reverse=True)]
        rest = {*axes, *(node for _, nodes in left for node in nodes)}
        while len(pieces) > 1:
            others = {node for _, nodes in pieces[2:] for node in nodes}
            pieces[:2] = [_pair(pieces[0], pieces[1], rest | others, last)]
        left.append(pieces[0])
    table, nodes = left[0]
    order = [node for node in nodes if node not in last] + list(last)
    return table.transpose([nodes.index(node) for node in order]), tuple(order)


def _pair(one: Factor, other: Factor, keep: set[int], last: Sequence[int]) -> Factor:
    """Return the product of two tables, summed over what nothing else needs.

    What comes last in the result comes last as soon as it can, so that little has to be turned.
    """
    one, other = _alone(*one, other[1], keep), _alone(*other, one[1], keep)
    if one[0].size < other[0].size:
        one, other = other, one
    both = [node for node in one[1] if node in other[1]]
    stacked = tuple(node for node in both if node in keep)
    summed = tuple(node for node in both if node not in keep)
    left = tuple(node for node in one[1] if node not in both)
    right = tuple(node for node in other[1] if node not in both)
    sizes = dict(zip(one[1], one[0].shape, strict=True))
    sizes |= dict(zip(other[1], other[0].shape, strict=True))
    if not stacked:
        right = tuple(sorted(right, key=lambda node: last.index(node) if node in last else -1))
        table = _matrix(_turned(one, (left, summed)), _turned(other, (summed, right)))
    elif one[1][-len(stacked) :] == stacked and math.prod(sizes[n] for n in summed) <= _FEW:
        a, b = _turned(one, (left, summed, stacked)), _turned(other, (right, summed, stacked))
        table, left, right, stacked = _beside(a, b), (), (*left, *right, *stacked), ()
    else:
        a = _turned(one, (stacked, left, summed))
        table = np.matmul(a, _turned(other, (stacked, summed, right)))
    nodes = (*stacked, *left, *right)
    return table.reshape([sizes[node] for node in nodes]), nodes


def _matrix(a: Array, b: Array) -> Array:
    """Return a matrix product; terms that are zero in every sum are left out if they are many."""
    if len(b) >= _MANY:
        some = np.flatnonzero(b.any(axis=1))
        if 2 * len(some) <= len(b):
            return a[:, some] @ b[some]
    return a @ b


def _beside(a: Array, b: Array) -> Array:
    """Return Σ_s a[l, s, c] b[r, s, c], shape (l, r, c): c stays where it is.

    >>> _beside(np.array([[[2.0], [3.0]]]), np.array([[[5.0], [1.0]], [[0.0], [1.0]]])).tolist()
    [[[13.0], [3.0]]]
    """
    found = np.empty((len(a), len(b), a.shape[2]))
    step = max(1, _NEAR // max(1, found[0].size))
    more = np.empty((min(step, len(a)), *found.shape[1:]))
    for start in range(0, len(a), step):
        here, own = found[start : start + step], a[start : start + step, None]
        np.multiply(own[:, :, 0], b[:, 0], out=here)
        for term in range(1, a.shape[1]):
            here += np.multiply(own[:, :, term], b[:, term], out=more[: len(here)])
    return found


def _alone(
    table: Array, nodes: tuple[int, ...], other: Sequence[int], keep: Sequence[int] | set[int]
) -> Factor:
    """Sum out what only this table has."""
    gone = tuple(axis for axis, node in enumerate(nodes) if node not in other and node not in keep)
    rest = tuple(node for axis, node in enumerate(nodes) if axis not in gone)
    return (table.sum(axis=gone), rest) if gone else (table, nodes)


def _turned(factor: Factor, groups: tuple[tuple[int, ...], ...]) -> Array:
    """Return a table with one axis for each group of its indices."""
    table, nodes = factor
    sizes = dict(zip(nodes, table.shape, strict=True))
    turned = table.transpose([nodes.index(node) for group in groups for node in group])
    return turned.reshape([math.prod(sizes[node] for node in group) for group in groups])
