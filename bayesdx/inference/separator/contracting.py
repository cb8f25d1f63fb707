"""A product of tables, summed: pair by pair as matrix products, an index common to all kept apart.

opt_einsum finds the order. Its own pairs are matrix products only where each index is in two
tables; here the columns are in many and stay, which makes a stack of matrix products.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Factor = tuple[Array, tuple[int, ...]]
"""A table and its indices."""


def contracted(factors: Sequence[Factor], axes: Sequence[int], *, limit: int) -> Array | None:
    """Return the sum over all other indices of a product of tables.

    Args:
        factors: the tables.
        axes: the indices of the result, in order; each is in one of the tables.
        limit: entries that a table on the way may have at most; None is returned beyond.

    >>> one = (np.array([[1.0, 2.0], [3.0, 4.0]]), (0, 1))
    >>> contracted([one, (np.array([10.0, 1.0]), (1,))], [0], limit=100).tolist()
    [12.0, 34.0]
    """
    from opt_einsum import contract_path

    inputs = [part for table, nodes in factors for part in (table, list(nodes))]
    path, cost = contract_path(*inputs, list(axes), optimize="greedy")
    if cost.largest_intermediate > limit:
        return None
    left = list(factors) if len(factors) > 1 else [_alone(*factors[0], (), axes)]
    for pair in path:
        some = [left.pop(place) for place in sorted(pair, reverse=True)]
        rest = {*axes, *(node for _, nodes in left for node in nodes)}
        while len(some) > 1:
            others = {node for _, nodes in some[2:] for node in nodes}
            some[:2] = [_pair(some[0], some[1], rest | others)]
        left.append(some[0])
    table, nodes = left[0]
    return np.ascontiguousarray(table.transpose([nodes.index(node) for node in axes]))


def _pair(one: Factor, other: Factor, keep: set[int]) -> Factor:
    """Return the product of two tables, summed over what nothing else needs."""
    one, other = _alone(*one, other[1], keep), _alone(*other, one[1], keep)
    both = [node for node in one[1] if node in other[1]]
    stacked = tuple(node for node in both if node in keep)
    summed = tuple(node for node in both if node not in keep)
    left = tuple(node for node in one[1] if node not in both)
    right = tuple(node for node in other[1] if node not in both)
    a = _turned(one, (stacked, left, summed))
    b = _turned(other, (stacked, summed, right))
    sizes = dict(zip(one[1], one[0].shape, strict=True))
    sizes |= dict(zip(other[1], other[0].shape, strict=True))
    nodes = (*stacked, *left, *right)
    return np.matmul(a, b).reshape([sizes[node] for node in nodes]), nodes


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
