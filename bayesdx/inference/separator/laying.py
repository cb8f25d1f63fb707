"""Tables laid out: one contraction for each group, for every combination of its findings."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from bayesdx.inference.engine import Engine
from bayesdx.inference.relevance import ancestors
from bayesdx.inference.separator.contracting import Factor, contracted
from bayesdx.inference.separator.grouping import Group, Grouping, Samples, grouped
from bayesdx.inference.separator.possible import combinations, samples
from bayesdx.inference.separator.tables import Block, Laid, Tables

Array = NDArray[np.float64]
Columns = Mapping[int, NDArray[np.intp]]
"""Kept node → per column, its state."""

_KEPT = 4
"""So many questions of one network stay laid out."""

_MORE = 8
"""So many times more rows are worth tables of their own."""

_NEARLY = 2
"""So many times as many combinations as columns are nearly all."""


def tables_of(
    engine: Engine, findings: Collection[int], *, target: int, budget: int, rows: int = 1_000_000
) -> Tables | None:
    """Lay out the answers to a question for every combination of findings.

    In each table a finding has one state more: *not examined*, whose likelihood is one under every
    state. Where one finding, once it is known, separates the others (the time since onset, say),
    there is a block of tables for each of its states: in all of them together a row takes less.

    Args:
        engine: the network.
        findings: the nodes that may be examined.
        target: the node asked about.
        budget: the entries that all tables together may have.
        rows: about how many rows will be read.

    Returns:
        The tables; None where they would be larger than the budget.
    """
    nodes = ancestors(engine.graph, {*findings, target})
    drawn = samples({n: engine.families[n] for n in nodes}, engine.tables, len(engine.sizes))
    asked = _Asked(engine, frozenset(findings), target, budget, rows, drawn)
    inner = {parent for node in nodes for parent in engine.families[node][1:]}
    switches = sorted(inner.intersection(findings) - {target})
    plans = [plan for plan in map(asked.plan, [None, *switches]) if plan is not None]
    for plan in sorted(plans, key=lambda one: one.cost):
        blocks = asked.blocks(plan)
        if blocks is not None:
            return Tables.of(plan.switch, blocks)
    return None


def known_tables(
    engine: Engine, findings: Collection[int], *, target: int, budget: int, rows: int
) -> Tables | None:
    """Return what `tables_of` does; the same question of about as many rows is laid out once."""
    known = _KNOWN.setdefault(engine, {})
    key = (frozenset(findings), target)
    found = known.get(key)
    if (
        found is None
        or found.rows * _MORE < rows
        or (found.tables and found.tables.entries > budget)
    ):
        tables = tables_of(engine, findings, target=target, budget=budget, rows=rows)
        known.pop(key, None)
        while len(known) >= _KEPT:
            known.pop(next(iter(known)))
        found = known[key] = _Known(tables, rows)
    return found.tables


class _Known(NamedTuple):
    """What was laid out, and for how many rows."""

    tables: Tables | None
    rows: int


_KNOWN: WeakKeyDictionary[Engine, dict[object, _Known]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Plan:
    """A way to lay a question out, with a switch or without."""

    switch: int | None
    groupings: tuple[Grouping, ...]

    @property
    def cost(self) -> float:
        """What a row costs, every state of the switch being as frequent."""
        return sum(one.cost for one in self.groupings) / len(self.groupings)


@dataclass(frozen=True, eq=False)
class _Asked:
    """What tables are asked for."""

    engine: Engine
    findings: frozenset[int]
    target: int
    budget: int
    rows: int
    drawn: Samples

    def plan(self, switch: int | None) -> _Plan | None:
        """Return the cheapest plan with this switch."""
        blocks = 1 if switch is None else self.engine.sizes[switch] + 1
        found = [self._grouping(switch, blocks)]
        if switch is not None:
            found = [self._sliced(switch, blocks)] * (blocks - 1) + found
        known = tuple(one for one in found if one is not None)
        return _Plan(switch, known) if len(known) == blocks else None

    def _grouping(self, left_out: int | None, blocks: int) -> Grouping | None:
        """Return the groups where a finding is never examined."""
        findings = self.findings - {left_out}
        nodes = ancestors(self.engine.graph, {*findings, self.target})
        families = {node: self.engine.families[node] for node in nodes}
        return self._grouped(families, findings, blocks)

    def _sliced(self, switch: int, blocks: int) -> Grouping | None:
        """Return the groups where the state of a finding is known."""
        nodes = ancestors(self.engine.graph, {*self.findings, self.target})
        families = {
            node: tuple(member for member in self.engine.families[node] if member != switch)
            for node in nodes
        }
        return self._grouped(families, self.findings - {switch}, blocks)

    def _grouped(self, families: Any, findings: Collection[int], blocks: int) -> Grouping | None:
        return grouped(
            families,
            self.engine.sizes,
            findings,
            target=self.target,
            budget=max(1, self.budget // blocks),
            rows=self.rows // blocks,
            samples=self.drawn,
        )

    def blocks(self, plan: _Plan) -> tuple[Block, ...] | None:
        """Lay a plan out; None where that takes more than the budget."""
        found: list[Block] = []
        left = self.budget
        for state, grouping in enumerate(plan.groupings):
            known = plan.switch is not None and state < len(plan.groupings) - 1
            seen = {plan.switch: state} if known and plan.switch is not None else {}
            block = self._block(grouping, seen, left)
            if block is None:
                return None
            left -= block.entries
            found.append(block)
        return tuple(found)

    def _block(self, grouping: Grouping, seen: dict[int, int], budget: int) -> Block | None:
        """Lay out the tables of one block."""
        kept = [self.target, *sorted(grouping.kept - {self.target})]
        factors = {
            node: _at(self.engine.tables[node], self.engine.families[node], seen)
            for group in grouping.groups
            for node in group.tables
        }
        columns = _in_turn(combinations(list(factors.values()), kept, self.engine.sizes))
        of = dict(zip(kept, columns, strict=True))
        laid = []
        for group in grouping.groups:
            one = self._laid(group, factors, of, budget)
            if one is None:
                return None
            budget -= one.table.size
            laid.append(one)
        return Block(self.engine.sizes[self.target], columns[0], tuple(laid))

    def _laid(
        self, group: Group, factors: dict[int, Factor], of: Columns, budget: int
    ) -> Laid | None:
        """Contract one group; None where that takes more entries than there are left."""
        many, sizes = len(self.engine.sizes), self.engine.sizes
        own = [factors[node] for node in group.tables]
        own += [
            (np.vstack([np.eye(sizes[node]), np.ones(sizes[node])]), (many + node, node))
            for node in group.findings
        ]
        deep = [sizes[node] + 1 for node in group.findings]
        wide = len(next(iter(of.values()))) if group.kept else 1
        if math.prod(deep) * wide > budget:
            return None
        table = _tabled(own, [many + node for node in group.findings], group.kept, of, 4 * budget)
        if table is None:
            return None
        strides = tuple(math.prod(deep[place + 1 :]) for place in range(len(deep)))
        return Laid(group.findings, strides, table.reshape(-1, wide))


def _at(table: Array, nodes: Sequence[int], seen: dict[int, int]) -> Factor:
    """Return a table at the states that are known."""
    at = tuple(seen.get(node, slice(None)) for node in nodes)
    return table[at], tuple(node for node in nodes if node not in seen)


def _in_turn(columns: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return columns so that the states of the target take turns, if each has as many.

    >>> _in_turn(np.array([[0, 0, 1, 1]])).tolist(), _in_turn(np.array([[0, 1, 1]])).tolist()
    ([[0, 1, 0, 1]], [[0, 1, 1]])
    """
    target = columns[0]
    turn = np.arange(len(target)) - np.searchsorted(target, target)
    even = len(set(np.bincount(target).tolist())) == 1
    return columns[:, np.lexsort((target, turn))] if even else columns


def _tabled(
    factors: Sequence[Factor], findings: list[int], kept: frozenset[int], of: Columns, limit: int
) -> Array | None:
    """Return a product of factors, one axis for each finding and the last for the columns.

    Where nearly every combination of the kept states is a column, they stay axes of their own to
    the end: tables that depend on few of them stay small.
    """
    sizes = {n: size for t, nodes in factors for n, size in zip(nodes, t.shape, strict=True)}
    if not kept:
        return contracted(factors, findings, limit=limit)
    nodes = sorted(kept)
    if math.prod(sizes[node] for node in nodes) > _NEARLY * len(of[nodes[0]]):
        column = max(sizes) + 1
        gathered = [_gathered(factor, of, column) for factor in factors]
        return contracted(gathered, [*findings, column], limit=limit)
    table = contracted(factors, [*findings, *nodes], limit=limit)
    if table is None:
        return None
    whole = table.reshape(*table.shape[: len(findings)], -1)
    at = tuple(of[node] for node in nodes)
    return whole[..., np.ravel_multi_index(at, [sizes[node] for node in nodes])]


def _gathered(factor: Factor, of: Columns, column: int) -> Factor:
    """Return a factor with one axis for the columns, the first, in place of the kept nodes."""
    table, nodes = factor
    kept = [axis for axis, node in enumerate(nodes) if node in of]
    if not kept:
        return factor
    rest = [axis for axis in range(len(nodes)) if axis not in kept]
    turned = table.transpose(*kept, *rest)[tuple(of[nodes[axis]] for axis in kept)]
    return turned, (column, *(nodes[axis] for axis in rest))
