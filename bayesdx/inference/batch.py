"""Questions that repeat: over draws of the tables, over cases, or in wide numbers.

Whatever repeats is an axis behind the states, (draw, case), each of which may be 1; NumPy's
broadcasting does the rest. The same code on `decimal.Decimal`, whose exponent has no practical
limit, tells a probability that is too small for a float from one that is zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.inference.contraction import (
    ONE,
    Array,
    derivatives,
    descend_to,
    pairwise,
    run,
)
from bayesdx.inference.part import TINY, Part

Table = NDArray[Any]
Vectors = Mapping[int, Table]
"""Node → the likelihood of each state, shape (state, case or 1)."""

BUDGET = 32_000_000
"""Bytes that the tensors of one chunk of a batch may take: what stays near the processor."""

_SMALLEST = float(np.nextafter(0.0, 1.0))
_WIDE = Context(prec=30, Emin=MIN_EMIN, Emax=MAX_EMAX)
_to_wide: Callable[[Table], Table] = np.frompyfunc(Decimal, 1, 1)


@dataclass(frozen=True, eq=False)
class Question:
    """A question asked of many draws and cases at once.

    Attributes:
        part: the part of the network that bears on it.
        tables: per leaf, shape (state, *parents, draw or 1, case or 1).
        vectors: the findings on nodes that are not cut.
        targets: the nodes asked about; those of all leaves if None.
        cut: the states of the part's cut nodes.
    """

    part: Part
    tables: Sequence[Table]
    vectors: Vectors
    targets: tuple[int, ...] | None
    cut: Mapping[int, int]

    def joints(self) -> list[Table]:
        """Return P(node = s, findings) per node asked about, shape (state, draw, case)."""
        part, steps = self.part, self.part.tape.batched
        values = _laid(part, self.tables, self.vectors, self.cut)
        if self.targets is None:
            run(values, steps)
            gradients = derivatives(values, steps, self._one)
            tensors = [(leaf.node, part.witness(leaf.node)) for leaf in part.leaves]
        else:
            tensors = [(node, part.witness(node)) for node in self.targets]
            climbs = [set(part.tape.climbs[tensor]) for _, tensor in tensors]
            shared = set.intersection(*climbs)  # what no way down passes by
            run(values, [step for number, step in enumerate(steps) if number not in shared])
            below = {tensor for _, tensor in tensors}
            found = descend_to(below, part.tape, steps, values, self._one)
            return [self._read(node, values[tensor], found[tensor]) for node, tensor in tensors]
        return [self._read(node, values[t], gradients[t]) for node, t in tensors]

    def answers(self) -> tuple[list[Array], Array]:
        """Return P(node | findings), shape (draw, case, state) each, and P(findings).

        Where the findings are impossible, the posterior is NaN and their probability zero.
        """
        deep = max(table.shape[-2] for table in self.tables)
        wide = self.cases
        found = [np.empty((deep, wide, self.part.sizes[node])) for node in self._nodes()]
        total = np.empty((deep, wide))
        for rows, cases in _chunks(deep, wide, BUDGET // (16 * self.part.volume)):
            posteriors, total[rows, cases] = self.at(rows, cases)._answers()
            for whole, posterior in zip(found, posteriors, strict=True):
                whole[rows, cases] = np.moveaxis(posterior, 0, -1)
        return found, total

    def _answers(self) -> tuple[list[Array], Array]:
        """Return what `answers` does, states first, of a batch that fits the budget."""
        joints = self.joints()
        total = joints[0].sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = [joint / total for joint in joints]
        rows, cases = np.nonzero(total < TINY)
        if len(rows):
            mended, probability = self._paired(rows, cases).wide()
            for posterior, rest in zip(found, mended, strict=True):
                posterior[:, rows, cases] = rest
            total[rows, cases] = probability
        return found, total

    def wide(self) -> tuple[list[Array], Array]:
        """Return P(node | findings), shape (state, case) each, and P(findings), of one draw.

        Computed so that nothing underflows. Where the findings are impossible, the posterior is
        NaN and their probability zero; where it is too small for a float, it is the smallest one.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            possible = self._mapped(np.sign).joints()[0].sum(axis=(0, 1)) != 0
        total = np.zeros(self.cases)
        found = [np.full((self.part.sizes[node], len(total)), np.nan) for node in self._nodes()]
        for case in np.flatnonzero(possible):
            with localcontext(_WIDE):
                one = self.at(slice(None), slice(case, case + 1))
                joints = one._mapped(_to_wide).joints()
                whole = joints[0].sum()
                for posterior, joint in zip(found, joints, strict=True):
                    posterior[:, case] = (joint / whole).astype(float)[:, 0, 0]
            total[case] = max(float(whole), _SMALLEST)
        return found, total

    @property
    def cases(self) -> int:
        """The number of cases."""
        return max(int(array.shape[-1]) for array in [*self.tables, *self.vectors.values()])

    def _nodes(self) -> list[int]:
        if self.targets is not None:
            return list(self.targets)
        return [leaf.node for leaf in self.part.leaves]

    def at(self, rows: slice, cases: slice) -> Question:
        """Return the same question for some draws and cases."""
        return replace(
            self,
            tables=[_taken(_taken(table, -1, cases), -2, rows) for table in self.tables],
            vectors={node: _taken(vector, -1, cases) for node, vector in self.vectors.items()},
        )

    def _paired(self, rows: NDArray[np.int64], cases: NDArray[np.int64]) -> Question:
        """Return the same question for pairs of draw and case, as cases of one draw."""
        return replace(
            self,
            tables=[_pairs(table, rows, cases) for table in self.tables],
            vectors={n: v[:, cases % v.shape[1]] for n, v in self.vectors.items()},
        )

    def _mapped(self, function: Callable[[Table], Table]) -> Question:
        return replace(
            self,
            tables=[function(table) for table in self.tables],
            vectors={node: function(vector) for node, vector in self.vectors.items()},
        )

    @property
    def _one(self) -> Table:
        """The derivative of the root with respect to itself, in the numbers of the tables."""
        return ONE if self.tables[0].dtype != object else _to_wide(ONE)

    def _read(self, node: int, value: Table, gradient: Table) -> Table:
        """Return P(node = s, findings) from its witness and the derivative of that."""
        part, place = self.part, self.part.place[node]
        if node in self.cut:
            total = (value * gradient).sum(axis=tuple(range(value.ndim - 2)))
            joint = np.zeros((part.sizes[node], *total.shape), dtype=total.dtype)
            joint[self.cut[node]] = total
            return joint
        if not part.leaves[place].lone:
            order = part.tape.orders[part.witness(node)]
            return pairwise(order, order, (node,))(value, gradient)
        axes = part.axes(place)
        table = part.turned(place, self.tables[place], self.cut)
        joint = pairwise(axes, axes[1:], (node,))(table, gradient)
        return joint * self.vectors[node][:, None] if node in self.vectors else joint


def table_derivatives(
    part: Part, tables: Sequence[Table], vectors: Vectors
) -> tuple[Table, list[Table]]:
    """Return P(findings) and its derivative with respect to every entry of every table.

    P is linear in each table: the entries of a table times their derivatives sum to P.

    Args:
        part: a part without cut nodes.
        tables: per leaf, shape (state, *parents, draw or 1, 1).
        vectors: the findings.

    Returns:
        P(findings), shape (draw, case); per leaf, shape (state, *parents, draw, case).
    """
    values = _laid(part, tables, vectors, {})
    run(values, part.tape.batched)
    gradients = derivatives(values, part.tape.batched)
    found = []
    for place, leaf in enumerate(part.leaves):
        gradient = gradients[place]
        if leaf.lone:
            gradient = np.broadcast_to(gradient, (part.sizes[leaf.node], *gradient.shape))
        if leaf.node in vectors:
            gradient = gradient * _spread(part, place, vectors[leaf.node])
        order = part.axes(place)
        back = [order.index(i) for i in leaf.family]
        found.append(gradient.transpose(*back, *range(len(back), gradient.ndim)))
    return values[-1], found


def _laid(
    part: Part, tables: Sequence[Table], vectors: Vectors, cut: Mapping[int, int]
) -> list[Table]:
    """Return the tensors with the findings on the leaves."""
    values: list[Table] = [ONE] * len(part.tape.orders)
    for place, leaf in enumerate(part.leaves):
        table = part.turned(place, tables[place], cut)
        vector = vectors.get(leaf.node)
        if vector is not None:
            table = table * _spread(part, place, vector)
        values[place] = table.sum(axis=0) if leaf.lone else table
    return values


def _spread(part: Part, place: int, vector: Table) -> Table:
    """Return a likelihood in the shape in which it meets its table: (…, state, …, 1, case)."""
    return vector.reshape(*part.spread(place), 1, vector.shape[1])


def _taken(array: Table, axis: int, some: slice) -> Table:
    """Return a slice of a batch axis; one that does not repeat stays as it is."""
    if array.shape[axis] == 1:
        return array
    return array[..., some] if axis == -1 else array[..., some, :]


def _pairs(table: Table, rows: NDArray[np.int64], cases: NDArray[np.int64]) -> Table:
    """Return pairs of draw and case as cases of one draw."""
    return table[..., rows % table.shape[-2], cases % table.shape[-1]][..., None, :]


def _chunks(deep: int, wide: int, rows: int) -> Iterator[tuple[slice, slice]]:
    """Yield slices of draws and of cases, together at most `rows` (or one) at a time.

    >>> [(draws.stop, cases.stop) for draws, cases in _chunks(2, 3, 4)]
    [(1, 3), (2, 3)]
    """
    columns = min(wide, max(1, rows))
    lines = max(1, rows // columns)
    for first in range(0, deep, lines):
        for start in range(0, wide, columns):
            yield (
                slice(first, min(first + lines, deep)),
                slice(start, min(start + columns, wide)),
            )
