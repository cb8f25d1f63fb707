"""A contraction as a tape: forward to the probability, backward to all its derivatives.

The tape is a binary tree. Its leaves are the factors, its root is their product summed over
every index. One sweep down from the root gives the derivative of the root with respect to every
tensor on the tape (A. Darwiche, A differential approach to inference in Bayesian networks,
J. ACM 50(3), 2003, doi:10.1145/765568.765570).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.inference.contraction.kernels import (
    Array,
    Kernel,
    Order,
    Reshape,
    group,
    kernels,
    refold,
)
from bayesdx.inference.contraction.planning import Scope, contract_scopes, find_path, path_cost

ONE = np.ones((1, 1))
"""The derivative of the root with respect to itself, in either gear."""


class Step(NamedTuple):
    """One contraction of the tape: tensors `left` and `right` give tensor `out`."""

    out: int
    left: int
    right: int
    forward: Kernel
    to_left: Kernel
    to_right: Kernel
    unfold: Reshape | None


class Pull(NamedTuple):
    """One contraction on the way down: the tensor beside it takes part."""

    unfold: Reshape | None
    pull: Kernel
    beside: int


@dataclass(frozen=True, eq=False)
class Tape:
    """A planned contraction in two gears over one tree.

    `steps` run on single arrays as BLAS calls: tensor i is stored with its axes in `orders[i]`,
    reshaped to `shapes[i]`. `batched` run as einsum on arrays with axes `orders[i]` followed by
    (draw, case), each of which may be 1. Tensors are numbered: first the leaves, then the
    results.

    Attributes:
        sizes: index → number of states.
        leaves: the number of factors.
        scopes: per tensor, its indices.
        orders: per tensor, its indices in the order of its axes.
        shapes: per tensor, the shape in which it is stored in the first gear.
        steps: the contractions, in order.
        climbs: per tensor, the steps between it and the root, lowest first.
        cost: multiplications of one forward run.
    """

    sizes: Mapping[int, int]
    leaves: int
    scopes: tuple[Scope, ...]
    orders: tuple[Order, ...]
    shapes: tuple[tuple[int, ...], ...]
    steps: tuple[Step, ...]
    climbs: tuple[tuple[int, ...], ...]
    cost: int

    @cached_property
    def batched(self) -> tuple[Step, ...]:
        """The steps on arrays with trailing batch axes."""
        return tuple(_batched(step, self.orders) for step in self.steps)

    @cached_property
    def volume(self) -> int:
        """The number of entries of all tensors together: what one batch row needs."""
        return sum(math.prod(self.sizes[i] for i in order) for order in self.orders)

    @cached_property
    def witness(self) -> Mapping[int, int]:
        """Index → the smallest tensor that holds it, the one nearest the root if several."""
        best: dict[int, tuple[int, int]] = {}
        for tensor, order in enumerate(self.orders):
            rank = (math.prod(self.sizes[i] for i in order), -tensor)
            for index in order:
                best[index] = min(best.get(index, rank), rank)
        return {index: -rank[1] for index, rank in best.items()}

    @cached_property
    def readers(self) -> Mapping[int, Kernel]:
        """Index → the map from (value, gradient) of its witness to its marginal."""
        return {
            index: _reader(self.orders[tensor], index, self.sizes)
            for index, tensor in self.witness.items()
        }


def plan(scopes: Sequence[Scope], sizes: Mapping[int, int]) -> Tape:
    """Plan the contraction of factors to one number.

    Args:
        scopes: per factor, its indices; each index is in two factors or more.
        sizes: index → number of states.

    >>> tape = plan([frozenset({0}), frozenset({0, 1}), frozenset({1})], {0: 2, 1: 2})
    >>> prior, table = np.array([0.9, 0.1]), np.array([[0.8, 0.3], [0.2, 0.7]])
    >>> leaves = [prior, table.T, np.array([0.0, 1.0])]
    >>> values = tape_values(tape, leaves, [(0,), (0, 1), (1,)])
    >>> float(round(values[-1].item(), 12))
    0.25
    """
    path = find_path(scopes, sizes)
    results = contract_scopes(scopes, path)
    climbs = _climbs(len(scopes), path)
    orders: list[Order] = [()] * len(results)
    shapes: list[tuple[int, ...]] = [(1, 1)] * len(results)
    steps: list[Step] = []
    for number in reversed(range(len(path))):
        out = len(scopes) + number
        left, right = path[number]
        groups = group(results[left], results[right], orders[out])
        turned = group(results[right], results[left], orders[out])
        if groups.natural != orders[out] == turned.natural:
            left, right, groups = right, left, turned
        kernel = kernels(groups, sizes)
        orders[left], orders[right] = groups.left, groups.right
        shapes[left], shapes[right] = kernel.left_shape, kernel.right_shape
        forward, unfold = kernel.forward, None
        if (groups.natural, kernel.product_shape) != (orders[out], shapes[out]):
            fold, unfold = refold(
                groups.natural, kernel.product_shape, orders[out], shapes[out], sizes
            )
            forward = _then(kernel.forward, fold)
        steps.append(Step(out, left, right, forward, kernel.to_left, kernel.to_right, unfold))
    return Tape(
        sizes=dict(sizes),
        leaves=len(scopes),
        scopes=tuple(results),
        orders=tuple(orders),
        shapes=tuple(shapes),
        steps=tuple(reversed(steps)),
        climbs=climbs,
        cost=path_cost(scopes, sizes, path),
    )


def run(values: list[Array], steps: Iterable[Step]) -> None:
    """Run `steps` forward, putting each result into `values`."""
    for out, left, right, forward, _, _, _ in steps:
        values[out] = forward(values[left], values[right])


def descend(values: Sequence[Array], descent: Iterable[Pull], top: Array = ONE) -> Array:
    """Return the derivative of the root with respect to the tensor where `descent` ends.

    Args:
        values: the tensors; only those beside the descent are read.
        descent: the way down from the root, from `descent_to`.
        top: the derivative of the root with respect to itself.
    """
    gradient = top
    for unfold, pull, beside in descent:
        if unfold is not None:
            gradient = unfold(gradient)
        gradient = pull(gradient, values[beside])
    return gradient


def descent_to(tape: Tape, tensor: int, steps: Sequence[Step]) -> tuple[Pull, ...]:
    """Return the way down from the root to a tensor, in the gear of `steps`."""
    descent = []
    for number in tape.climbs[tensor]:
        step = steps[number]
        if step.left == tensor:
            descent.append(Pull(step.unfold, step.to_left, step.right))
        else:
            descent.append(Pull(step.unfold, step.to_right, step.left))
        tensor = step.out
    return tuple(reversed(descent))


def descend_to(
    tensors: Collection[int],
    tape: Tape,
    steps: Sequence[Step],
    values: Sequence[Array],
    top: Array = ONE,
) -> dict[int, Array]:
    """Return the derivative of the root with respect to some tensors; ways they share go once.

    Args:
        tensors: those that are wanted.
        tape: the contraction.
        steps: its steps, in either gear.
        values: the tensors; only those beside the ways down are read.
        top: the derivative of the root with respect to itself.
    """
    numbers = {number for tensor in tensors for number in tape.climbs[tensor]}
    passed = {*tensors, *(steps[number].out for number in numbers)}
    gradients = {len(values) - 1: top}
    for number in sorted(numbers, reverse=True):
        out, left, right, _, to_left, to_right, unfold = steps[number]
        gradient = gradients[out] if unfold is None else unfold(gradients[out])
        if left in passed:
            gradients[left] = to_left(gradient, values[right])
        if right in passed:
            gradients[right] = to_right(gradient, values[left])
    return gradients


def derivatives(values: Sequence[Array], steps: Sequence[Step], top: Array = ONE) -> list[Array]:
    """Return the derivative of the root with respect to every tensor."""
    gradients = [top] * len(values)
    for out, left, right, _, to_left, to_right, unfold in reversed(steps):
        gradient = gradients[out] if unfold is None else unfold(gradients[out])
        gradients[left] = to_left(gradient, values[right])
        gradients[right] = to_right(gradient, values[left])
    return gradients


def store(tape: Tape, tensor: int, array: NDArray[Any], axes: Order) -> Array:
    """Return an array with the given axes as the first gear stores the tensor."""
    turned = array.transpose([axes.index(i) for i in tape.orders[tensor]])
    return np.ascontiguousarray(turned).reshape(tape.shapes[tensor])


def tape_values(tape: Tape, leaves: Sequence[Array], axes: Sequence[Order]) -> list[Array]:
    """Return all tensors of a forward run on leaves with the given axes."""
    values = [store(tape, i, leaf, axes[i]) for i, leaf in enumerate(leaves)]
    values += [ONE] * len(tape.steps)
    run(values, tape.steps)
    return values


def _then(first: Kernel, second: Reshape) -> Kernel:
    return lambda left, right: second(first(left, right))


def _climbs(leaves: int, path: Sequence[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Return, per tensor, the numbers of the steps between it and the root, lowest first."""
    climbs: list[tuple[int, ...]] = [()] * (leaves + len(path))
    for number in reversed(range(len(path))):
        for below in path[number]:
            climbs[below] = (number, *climbs[leaves + number])
    return tuple(climbs)


def _reader(order: Order, index: int, sizes: Mapping[int, int]) -> Kernel:
    """Return the map from value and gradient of a tensor to the marginal of one of its indices."""
    place, states = order.index(index), sizes[index]
    before = math.prod(sizes[i] for i in order[:place])
    after = math.prod(sizes[i] for i in order[place + 1 :])
    if before == after == 1:
        return lambda value, gradient: (value * gradient).reshape(states)
    if before == 1:
        flat = (states, after)
        return lambda value, gradient: np.vecdot(value.reshape(flat), gradient.reshape(flat))
    if after == 1:
        tall = (before, states)
        return lambda value, gradient: np.vecdot(value.reshape(tall).T, gradient.reshape(tall).T)
    cube = (before, states, after)
    return lambda value, gradient: np.einsum(
        "abc,abc->b", value.reshape(cube), gradient.reshape(cube)
    )


def _batched(step: Step, orders: Sequence[Order]) -> Step:
    """Return the same contraction as einsum over trailing batch axes."""
    left, right, out = orders[step.left], orders[step.right], orders[step.out]
    return step._replace(
        forward=pairwise(left, right, out),
        to_left=pairwise(out, right, left),
        to_right=pairwise(out, left, right),
        unfold=None,
    )


def pairwise(left: Order, right: Order, out: Order) -> Kernel:
    """Return a contraction of two arrays with these axes, whatever batch axes follow.

    >>> pairwise((0, 1), (1,), (0,))(np.ones((2, 3, 5)), np.ones((3, 1))).shape
    (2, 5)
    """
    letter = {index: chr(97 + place) for place, index in enumerate(dict.fromkeys(left + right))}
    spelt = ["".join(letter[i] for i in order) + "..." for order in (left, right, out)]
    subscripts = f"{spelt[0]},{spelt[1]}->{spelt[2]}"
    summed = tuple(i for i in left if i in right and i not in out)
    product = bool(summed) and not set(left) & set(right) & set(out)

    def contract(a: Array, b: Array) -> Array:
        if product and _is_one_row(a, len(left)) and _many_rows(b, len(right)):
            return _times(a, b, (left, right, out), summed)
        if product and _is_one_row(b, len(right)) and _many_rows(a, len(left)):
            return _times(b, a, (right, left, out), summed)
        return np.asarray(np.einsum(subscripts, a, b))

    return contract


_ROWS_WORTH_A_PRODUCT = 16
"""From so many rows of a batch on, a product of matrices is quicker than einsum."""


def _is_one_row(array: Array, indices: int) -> bool:
    """Whether a tensor is the same in every row of a batch, as a table without draws is."""
    return array.ndim > indices and array.size == math.prod(array.shape[:indices])


def _many_rows(array: Array, indices: int) -> bool:
    return math.prod(array.shape[indices:]) >= _ROWS_WORTH_A_PRODUCT


def _times(one: Array, many: Array, orders: tuple[Order, Order, Order], summed: Order) -> Array:
    """Return a contraction with a tensor that is the same in every row, as one matrix product.

    Args:
        one: the tensor that is the same in every row.
        many: the other one, with its batch axes.
        orders: the indices of both, and those of the result; no index of both stays.
        summed: the indices of both.
    """
    own, other, out = orders
    pairs = [own.index(i) for i in summed], [other.index(i) for i in summed]
    found = np.tensordot(one.reshape(one.shape[: len(own)]), many, axes=pairs)
    free = [i for i in (*own, *other) if i not in summed]
    turned = found.transpose([free.index(i) for i in out] + [*range(len(free), found.ndim)])
    return np.ascontiguousarray(turned)
