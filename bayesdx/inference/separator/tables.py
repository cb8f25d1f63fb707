"""The tables of groups of findings, and how a row is read from them: gather, multiply, sum."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.inference.engine import Engine
from bayesdx.inference.relevance import ancestors
from bayesdx.inference.separator.grouping import Group, grouped

Array = NDArray[np.float64]
Codes = Mapping[int, NDArray[np.integer[Any]]]
"""Node → the state of each row; the number of its states where it was not examined."""

_CHUNK = 64_000
"""Entries that are gathered at once, so that they are still in the cache when they are summed."""


@dataclass(frozen=True, eq=False)
class Laid:
    """The table of one group.

    Attributes:
        findings: its findings.
        strides: per finding, how far apart the rows for its neighbouring states are.
        shape: one axis for each kept node of all groups; 1 where the table does not depend on it.
        table: shape (combination, product of `shape`).
    """

    findings: tuple[int, ...]
    strides: tuple[int, ...]
    shape: tuple[int, ...]
    table: Array

    @property
    def width(self) -> int:
        """The entries that one row takes."""
        return int(self.table.shape[1])


@dataclass(frozen=True, eq=False)
class Tables:
    """P(target, findings) for every combination of findings, as a sum of products of tables.

    Attributes:
        states: the number of states of the target.
        summed: the axes of the kept nodes that are no target; that of the rows is 0.
        groups: the tables, the widest last.
    """

    states: int
    summed: tuple[int, ...]
    groups: tuple[Laid, ...]

    @property
    def entries(self) -> int:
        """The entries of all tables."""
        return sum(group.table.size for group in self.groups)

    def joint(self, codes: Codes, rows: int) -> Array:
        """Return P(target = s, findings), shape (row, state).

        Args:
            codes: the findings; none is missing that the tables were laid out for.
            rows: the number of rows.
        """
        step = max(64, _CHUNK // max(group.width for group in self.groups))
        places = [_places(group, codes, rows) for group in self.groups]
        found = np.empty((rows, self.states))
        for start in range(0, rows, step):
            some = slice(start, start + step)
            found[some] = self._some([place[some] for place in places])
        return found

    def _some(self, places: Sequence[NDArray[np.intp]]) -> Array:
        """Return the answers for the rows at these places of the tables."""
        rows = len(places[0])
        product: Array = np.ones(1)
        for group, place in zip(self.groups, places, strict=True):
            value = group.table.take(place, axis=0, mode="clip").reshape(rows, *group.shape)
            whole = value.shape == np.broadcast_shapes(value.shape, product.shape)
            product = np.multiply(value, product, out=value if whole else None)
        found: Array = product.sum(axis=self.summed)
        return found


def tables_of(
    engine: Engine, findings: Collection[int], *, target: int, budget: int
) -> Tables | None:
    """Lay out the answers to a question for every combination of findings.

    One contraction for each group, in which a finding has one state more: *not examined*, whose
    likelihood is one under every state.

    Args:
        engine: the network.
        findings: the nodes that may be examined.
        target: the node asked about.
        budget: the entries that all tables together may have.

    Returns:
        The tables; None where they would be larger than the budget.
    """
    nodes = ancestors(engine.graph, {*findings, target})
    families = {node: engine.families[node] for node in nodes}
    plan = grouped(families, engine.sizes, findings, target=target, budget=budget)
    if plan is None:
        return None
    order = _order(engine.sizes, plan.kept, target)
    laid = []
    for group in plan.groups:
        one = _laid(engine, group, order, 4 * budget)
        if one is None:
            return None
        laid.append(one)
    return Tables(
        states=engine.sizes[target],
        summed=tuple(axis for axis, node in enumerate(order, 1) if node != target),
        groups=tuple(sorted(laid, key=lambda one: one.width)),
    )


def _order(sizes: Sequence[int], kept: frozenset[int], target: int) -> list[int]:
    """Return the axes, so that the longer of target and all others is contiguous in memory."""
    others = sorted(kept - {target})
    many = math.prod(sizes[node] for node in others)
    return [target, *others] if many > sizes[target] else [*others, target]


def _laid(engine: Engine, group: Group, order: Sequence[int], limit: int) -> Laid | None:
    """Contract one group; None where that takes more entries on the way than `limit`."""
    from opt_einsum import contract, contract_path

    many = len(engine.sizes)
    factors: list[Any] = []
    for node in group.tables:
        factors += [engine.tables[node], list(engine.families[node])]
    for node in group.findings:
        size = engine.sizes[node]
        factors += [np.vstack([np.eye(size), np.ones(size)]), [many + node, node]]
    axes = [*(many + node for node in group.findings), *(n for n in order if n in group.kept)]
    path, cost = contract_path(*factors, axes, optimize="greedy")
    if cost.largest_intermediate > limit:
        return None
    shape = tuple(engine.sizes[node] if node in group.kept else 1 for node in order)
    table = np.asarray(contract(*factors, axes, optimize=path))
    table = np.ascontiguousarray(table).reshape(-1, math.prod(shape))
    table.setflags(write=False)
    deep = [engine.sizes[node] + 1 for node in group.findings]
    strides = tuple(math.prod(deep[place + 1 :]) for place in range(len(deep)))
    return Laid(group.findings, strides, shape, table)


def _places(group: Laid, codes: Codes, rows: int) -> NDArray[np.intp]:
    """Return where in a table each row stands."""
    place = np.zeros(rows, dtype=np.intp)
    for node, stride in zip(group.findings, group.strides, strict=True):
        place += codes[node] * np.intp(stride)
    return place
