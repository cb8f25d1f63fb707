"""Gather, multiply and sum in one loop for each row, for numba to compile.

The same numbers in the same places as `Tables.joint`, without the arrays between; the sums are
taken in another order, so that the last digit may differ.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bayesdx.inference.separator.tables import Codes, Places, Tables

Array = NDArray[np.float64]

_TILE = 64
"""Rows at a time."""


class Fused:
    """Tables, described in numbers for a compiled loop.

    Attributes:
        tables: what they were.
        nodes: the findings, the switch last.
    """

    def __init__(self, tables: Tables, loop: Callable[..., None]) -> None:
        """Describe the tables.

        Args:
            tables: what to read from.
            loop: `fill`, or what is compiled of it.
        """
        self.tables, self._loop, blocks = tables, loop, tables.blocks
        nodes = sorted({n for b in blocks for g in b.groups for n in g.findings})
        self.nodes = [*nodes, *([] if tables.switch is None else [tables.switch])]
        groups = [group for block in blocks for group in block.groups]
        self._first = np.cumsum([0, *(len(block.groups) for block in blocks)])
        self._begin = np.cumsum([0, *(group.table.size for group in groups)])
        self._width = np.array([group.table.shape[1] for group in groups])
        self._strides = np.zeros((len(groups), len(self.nodes)), dtype=np.int32)
        for row, group in zip(self._strides, groups, strict=True):
            for node, stride in zip(group.findings, group.strides, strict=True):
                row[self.nodes.index(node)] = stride * group.table.shape[1]
        states = np.arange(blocks[0].states + 1)
        self._turns = np.array([len(b.owner) if b.even else 0 for b in blocks])
        self._ends = np.array([np.searchsorted(np.sort(b.owner), states) for b in blocks])

    def joint(self, codes: Codes, rows: int) -> Array:
        """Return P(target = s, findings), shape (row, state), as `Tables.joint` does."""
        found = np.empty((self.tables.blocks[0].states, rows))
        said = np.empty((len(self.nodes), rows), dtype=np.int16)
        for place, node in enumerate(self.nodes):
            said[place] = codes[node]
        switched = self.tables.switch is not None
        # Block by block, so that its tables stay near.
        order = np.argsort(said[-1], kind="stable") if switched else np.arange(rows)
        self._loop(
            said,
            order,
            switched,
            self._first,
            self._begin,
            self._width,
            self._strides,
            self._turns,
            self._ends,
            self.tables.flat,
            found,
        )
        return found.T


def fill(
    codes: NDArray[np.int16],
    order: Places,
    switched: bool,
    first: Places,
    begin: Places,
    width: Places,
    strides: NDArray[np.int32],
    turns: Places,
    ends: Places,
    flat: Array,
    found: Array,
) -> None:
    """Write to `found`, shape (state, row), what the tables say.

    Some rows at a time: where they stand in the first table of each, its entries copied; the same
    for the second, multiplied, and so on; then the sums. So many fetches are under way at once.

    Args:
        codes: per finding and row, its state; the last one says which block is read if `switched`.
        order: the rows, in the order in which they are answered.
        switched: whether there are several blocks.
        first: per block, the number of its first group; and that of the group after the last.
        begin: per group, where its table begins.
        width: per group, its columns.
        strides: per group and finding, how far apart neighbouring states are.
        turns: per block, the number of its columns if the states take turns, else 0.
        ends: per block and state, where its columns begin if they do not.
        flat: all tables.
        found: the sums.
    """
    states, last = found.shape[0], codes.shape[0] - 1
    wide = ends[:, states].max()
    deep = (first[1:] - first[:-1]).max()
    product, sums = np.empty(_TILE * wide), np.empty(_TILE * states)
    said = np.zeros((_TILE, codes.shape[0]), dtype=np.int32)
    block = np.zeros(_TILE, dtype=np.int64)
    place = np.zeros(_TILE, dtype=np.int64)
    for start in range(0, len(order), _TILE):
        many = min(_TILE, len(order) - start)
        for one in range(codes.shape[0]):
            for row in range(many):
                said[row, one] = codes[one, order[start + row]]
        if switched:
            for row in range(many):
                block[row] = said[row, last]
        for layer in range(deep):
            for row in range(many):
                group = first[block[row]] + layer
                if group < first[block[row] + 1]:
                    far = np.int32(0)
                    for one in range(codes.shape[0]):
                        far += strides[group, one] * said[row, one]
                    place[row] = begin[group] + far
            for row in range(many):
                group = first[block[row]] + layer
                if group < first[block[row] + 1]:
                    # Unsigned, so that no index is looked at twice for being below zero.
                    here, there = np.uint64(row * wide), np.uint64(place[row])
                    columns = np.uint64(ends[block[row], states])
                    if layer == 0 and width[group] == columns:
                        for column in range(columns):
                            product[here + column] = flat[there + column]
                    elif layer == 0:
                        for column in range(columns):
                            product[here + column] = flat[there]
                    elif width[group] == columns:
                        for column in range(columns):
                            product[here + column] *= flat[there + column]
                    else:
                        for column in range(columns):
                            product[here + column] *= flat[there]
        for row in range(many):
            here, to = np.uint64(row * wide), row * states
            if turns[block[row]]:
                for state in range(states):
                    sums[to + state] = product[here + np.uint64(state)]
                for column in range(states, turns[block[row]], states):
                    for state in range(states):
                        sums[to + state] += product[here + np.uint64(column + state)]
            else:
                for state in range(states):
                    total = 0.0
                    for column in range(ends[block[row], state], ends[block[row], state + 1]):
                        total += product[here + np.uint64(column)]
                    sums[to + state] = total
        for state in range(states):
            for row in range(many):
                found[state, order[start + row]] = sums[row * states + state]
