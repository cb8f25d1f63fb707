"""One pairwise contraction as a few BLAS calls, and its two transposes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Order = tuple[int, ...]
Kernel = Callable[[Array, Array], Array]
Reshape = Callable[[Array], Array]


class Groups(NamedTuple):
    """The indices of a pairwise contraction, by where they are: out = batch + rows + columns.

    `batch` is in left, right and out; `shared` in left and right only, so it is summed; `rows` in
    left and out; `columns` in right and out.
    """

    batch: Order
    rows: Order
    shared: Order
    columns: Order

    @property
    def left(self) -> Order:
        """The axis order in which the left factor is stored."""
        return self.batch + self.rows + self.shared

    @property
    def right(self) -> Order:
        """The axis order in which the right factor is stored."""
        return self.batch + self.shared + self.columns

    @property
    def natural(self) -> Order:
        """The axis order in which the product comes out."""
        return self.batch + self.rows + self.columns


@dataclass(frozen=True, slots=True)
class Kernels:
    """One contraction on arrays of its own shapes, and the derivatives with respect to each side.

    `forward(left, right)` gives the product; `to_left(gradient, right)` and
    `to_right(gradient, left)` pull the gradient of the product back.
    """

    forward: Kernel
    to_left: Kernel
    to_right: Kernel
    left_shape: tuple[int, ...]
    right_shape: tuple[int, ...]
    product_shape: tuple[int, ...]


def group(left: frozenset[int], right: frozenset[int], out: Order) -> Groups:
    """Sort the indices of a contraction so that the product comes out in `out` where it can.

    >>> group(frozenset({0, 1, 2}), frozenset({1, 2, 3}), (1, 0, 3))
    Groups(batch=(1,), rows=(0,), shared=(2,), columns=(3,))
    """
    both = left & right
    return Groups(
        batch=tuple(i for i in out if i in both),
        rows=tuple(i for i in out if i in left and i not in both),
        shared=tuple(sorted(both - set(out))),
        columns=tuple(i for i in out if i in right and i not in both),
    )


def kernels(groups: Groups, sizes: Mapping[int, int]) -> Kernels:
    """Choose the cheapest way to do one contraction.

    >>> sizes = {0: 2, 1: 3, 2: 4}
    >>> product = kernels(Groups(batch=(), rows=(0,), shared=(1,), columns=(2,)), sizes)
    >>> product.forward(np.ones((2, 3)), np.ones((3, 4))).tolist()
    [[3.0, 3.0, 3.0, 3.0], [3.0, 3.0, 3.0, 3.0]]
    """
    batch, rows, shared, columns = (math.prod(sizes[i] for i in part) for part in groups)
    if not groups.batch:
        shapes = (rows, shared), (shared, columns), (rows, columns)
        return Kernels(np.ndarray.dot, _dot_left, _dot_right, *shapes)
    if groups.shared:
        shapes3 = (batch, rows, shared), (batch, shared, columns), (batch, rows, columns)
        return Kernels(np.matmul, _matmul_left, _matmul_right, *shapes3)
    if not groups.rows and not groups.columns:
        return Kernels(np.multiply, np.multiply, np.multiply, (batch,), (batch,), (batch,))
    if not groups.columns:
        shapes = (batch, rows), (batch, 1), (batch, rows)
        return Kernels(np.multiply, np.multiply, _dot_rows, *shapes)
    if not groups.rows:
        shapes = (batch, 1), (batch, columns), (batch, columns)
        return Kernels(np.multiply, _dot_rows, np.multiply, *shapes)
    shapes3 = (batch, rows, 1), (batch, 1, columns), (batch, rows, columns)
    return Kernels(np.multiply, _matmul_left, _matmul_right, *shapes3)


def refold(
    natural: Order,
    product: tuple[int, ...],
    order: Order,
    shape: tuple[int, ...],
    sizes: Mapping[int, int],
) -> tuple[Reshape, Reshape]:
    """Return the maps between a product as it comes out and as the next contraction takes it.

    Args:
        natural: the axes of the product, which has shape `product`.
        product: the shape in which the product comes out.
        order: the axes in which the next contraction takes it, flattened to `shape`.
        shape: the shape in which the next contraction takes it.
        sizes: index → number of states.

    >>> there, back = refold((0, 1), (2, 3), (1, 0), (6,), {0: 2, 1: 3})
    >>> there(np.array([[1, 2, 3], [4, 5, 6]])).tolist()
    [1, 4, 2, 5, 3, 6]
    >>> back(np.array([1, 4, 2, 5, 3, 6])).tolist()
    [[1, 2, 3], [4, 5, 6]]
    """
    if natural == order:
        return (lambda array: array.reshape(shape)), (lambda array: array.reshape(product))
    full = tuple(sizes[i] for i in natural)
    turned = tuple(sizes[i] for i in order)
    axes = tuple(natural.index(i) for i in order)
    inverse = tuple(order.index(i) for i in natural)
    return (
        lambda array: array.reshape(full).transpose(axes).reshape(shape),
        lambda array: array.reshape(turned).transpose(inverse).reshape(product),
    )


def _dot_left(gradient: Array, right: Array) -> Array:
    pulled: Array = gradient.dot(right.T)
    return pulled


def _dot_right(gradient: Array, left: Array) -> Array:
    pulled: Array = left.T.dot(gradient)
    return pulled


def _matmul_left(gradient: Array, right: Array) -> Array:
    pulled: Array = np.matmul(gradient, right.swapaxes(1, 2))
    return pulled


def _matmul_right(gradient: Array, left: Array) -> Array:
    pulled: Array = np.matmul(left.swapaxes(1, 2), gradient)
    return pulled


def _dot_rows(gradient: Array, other: Array) -> Array:
    pulled: Array = np.vecdot(gradient, other)[:, None]
    return pulled
