"""The tables of groups of findings, and how a row is read from them: gather, multiply, sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Places = NDArray[np.intp]
Codes = Mapping[int, NDArray[np.integer[Any]]]
"""Node → the state of each row; the number of its states where it was not examined."""

_CHUNK = 32_000
"""Entries that are gathered at once, so that they are still in the cache when they are summed."""

_FEW = 16
"""States that a matrix product adds up sooner than one piece after another."""


@dataclass(frozen=True, eq=False)
class Laid:
    """The table of one group.

    Attributes:
        findings: its findings.
        strides: per finding, how far apart the rows for its neighbouring states are.
        table: shape (combination of findings, column); one column where it depends on no kept node.
    """

    findings: tuple[int, ...]
    strides: tuple[int, ...]
    table: Array

    def places(self, codes: Codes, rows: int) -> Places:
        """Return where in the table each row stands."""
        place = np.zeros(rows, dtype=np.intp)
        for node, stride in zip(self.findings, self.strides, strict=True):
            place += np.multiply(codes[node], stride, dtype=np.int32)
        return place


@dataclass(frozen=True, eq=False)
class Block:
    """P(target, findings) as a sum of products over columns.

    Attributes:
        states: the number of states of the target.
        owner: per column, the state of the target that it counts for: ascending, or in turn.
        groups: the tables.
    """

    states: int
    owner: NDArray[np.intp]
    groups: tuple[Laid, ...]

    @property
    def entries(self) -> int:
        """The entries of all tables."""
        return sum(group.table.size for group in self.groups)

    @cached_property
    def _sums(self) -> Array:
        """One where a column counts for a state, shape (column, state)."""
        return np.equal.outer(self.owner, np.arange(self.states)).astype(float)

    @cached_property
    def even(self) -> bool:
        """Whether the states take turns."""
        turns = np.resize(np.arange(self.states), len(self.owner))
        return len(turns) % self.states == 0 and bool((turns == self.owner).all())

    def joint(self, codes: Codes, rows: int) -> Array:
        """Return P(target = s, findings), shape (state, row)."""
        wide = len(self.owner)
        step = max(64, _CHUNK // wide)
        places = [group.places(codes, rows) for group in self.groups]
        found = np.empty((self.states, rows))
        buffers = [np.empty((min(step, rows), group.table.shape[1])) for group in self.groups]
        for start in range(0, rows, step):
            many = min(step, rows - start)
            parts = [
                np.take(group.table, place[start : start + many], 0, out=one[:many], mode="clip")
                for group, place, one in zip(self.groups, places, buffers, strict=True)
            ]
            found[:, start : start + many] = self._summed(_product(parts)).T
        return found

    def _summed(self, product: Array) -> Array:
        """Add up the columns of each state, shape (row, state)."""
        if product.shape[1] != len(self.owner):
            product = np.broadcast_to(product, (len(product), len(self.owner)))
        if not self.even or self.states < _FEW:
            return product @ self._sums
        first, *others = np.split(product, len(self.owner) // self.states, axis=1)
        for other in others:
            first = first + other
        return first


@dataclass(frozen=True, eq=False)
class Tables:
    """P(target, findings) for every combination of findings.

    Attributes:
        switch: the finding whose state says which block a row is read from; None if there is one.
        blocks: per state of the switch, and last for *not examined*.
        flat: the entries of all tables, one after the other.
    """

    switch: int | None
    blocks: tuple[Block, ...]
    flat: Array

    @classmethod
    def of(cls, switch: int | None, blocks: Sequence[Block]) -> Tables:
        """Return blocks whose tables stand one after the other in memory."""
        flat = np.empty(sum(block.entries for block in blocks))
        moved, begin = [], 0
        for block in blocks:
            groups = []
            for group in block.groups:
                table = flat[begin : begin + group.table.size].reshape(group.table.shape)
                table[:] = group.table
                table.setflags(write=False)
                begin += table.size
                groups.append(replace(group, table=table))
            moved.append(replace(block, groups=tuple(groups)))
        flat.setflags(write=False)
        return cls(switch, tuple(moved), flat)

    def __reduce__(self) -> tuple[Any, ...]:
        """Send each table once, not also as a part of `flat`."""
        return Tables.of, (self.switch, self.blocks)

    @property
    def entries(self) -> int:
        """The entries of all tables."""
        return self.flat.size

    def joint(self, codes: Codes, rows: int) -> Array:
        """Return P(target = s, findings), shape (row, state); each state lies in one piece.

        Args:
            codes: the findings; none is missing that the tables were laid out for.
            rows: the number of rows.
        """
        if self.switch is None:
            return self.blocks[0].joint(codes, rows).T
        found = np.empty((self.blocks[0].states, rows))
        for state, block in enumerate(self.blocks):
            some = np.flatnonzero(codes[self.switch] == state)
            own = {
                node: np.take(codes[node], some)
                for group in block.groups
                for node in group.findings
            }
            found[:, some] = block.joint(own, len(some))
        return found.T


def _product(parts: Sequence[Array]) -> Array:
    """Return the product; the widest part is overwritten with it."""
    first, *others = sorted(parts, key=lambda one: -one.shape[1])
    for other in others:
        np.multiply(first, other, out=first)
    return first
