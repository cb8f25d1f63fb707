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
from bayesdx.inference.separator.grouping import Group, Grouping, grouped
from bayesdx.inference.separator.possible import Occurring, combinations, samples
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
    families = {node: engine.families[node] for node in nodes}
    drawn = samples(families, engine.tables, len(engine.sizes))
    occurring = Occurring(engine.sizes, drawn)
    asked = _Asked(engine, frozenset(findings), target, budget, rows, occurring)
    inner = {parent for node in nodes for parent in engine.families[node][1:]}
    switches = sorted(inner.intersection(findings) - {target})
    plans = [plan for plan in map(asked.plan, [None, *switches]) if plan is not None]
    for plan in sorted(plans, key=lambda one: one.cost):
        tables = asked.laid(plan)
        if tables is not None:
            return tables
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
    drawn: Occurring

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
            occurring=self.drawn,
        )

    def laid(self, plan: _Plan) -> Tables | None:
        """Lay a plan out; None where that takes more than the budget."""
        outlines = []
        for state, grouping in enumerate(plan.groupings):
            known = plan.switch is not None and state < len(plan.groupings) - 1
            seen = {plan.switch: state} if known and plan.switch is not None else {}
            outlines.append(self._outline(grouping, seen))
        sizes = [self._entries(one, group) for one in outlines for group in one.groups]
        if sum(sizes) > self.budget:
            return None
        flat = np.empty(sum(sizes))
        places = iter(np.split(flat, np.cumsum(sizes)[:-1]))
        blocks = []
        for outline in outlines:
            groups = [self._laid(outline, group, next(places)) for group in outline.groups]
            if None in groups:
                return None
            owner = outline.of[self.target]
            blocks.append(Block(self.engine.sizes[self.target], owner, tuple(filter(None, groups))))
        flat.setflags(write=False)
        return Tables(plan.switch, tuple(blocks), flat)

    def _outline(self, grouping: Grouping, seen: dict[int, int]) -> _Outline:
        """Return what the tables of one block are made of."""
        kept = [self.target, *sorted(grouping.kept - {self.target})]
        factors = {
            node: _at(self.engine.tables[node], self.engine.families[node], seen)
            for group in grouping.groups
            for node in group.tables
        }
        columns = _in_turn(combinations(list(factors.values()), kept, self.engine.sizes))
        return _Outline(grouping.groups, factors, dict(zip(kept, columns, strict=True)))

    def _entries(self, outline: _Outline, group: Group) -> int:
        """Return the entries of the table of a group."""
        deep = math.prod(self.engine.sizes[node] + 1 for node in group.findings)
        return deep * (len(outline.of[self.target]) if group.kept else 1)

    def _laid(self, outline: _Outline, group: Group, place: Array) -> Laid | None:
        """Contract one group; None where that takes much more than the budget on the way."""
        many, sizes = len(self.engine.sizes), self.engine.sizes
        own = [outline.factors[node] for node in group.tables]
        own += [
            (np.vstack([np.eye(sizes[node]), np.ones(sizes[node])]), (many + node, node))
            for node in group.findings
        ]
        found = _tabled(own, many, group.kept, outline.of, 4 * self.budget)
        if found is None:
            return None
        table, findings = found
        deep = table.shape[: len(findings)]
        np.copyto(place.reshape(table.shape), table)
        strides = tuple(math.prod(deep[at + 1 :]) for at in range(len(deep)))
        flat = place.reshape(math.prod(deep), -1)
        flat.setflags(write=False)
        return Laid(tuple(node - many for node in findings), strides, flat)


class _Outline(NamedTuple):
    """What the tables of one block are made of.

    Attributes:
        groups: the groups.
        factors: node → its table at what is known.
        of: the columns.
    """

    groups: tuple[Group, ...]
    factors: dict[int, Factor]
    of: Columns


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
    factors: Sequence[Factor], many: int, kept: frozenset[int], of: Columns, limit: int
) -> Factor | None:
    """Return a product of factors: an axis for each finding (from `many` on), then the columns.

    Where nearly every combination of the kept states is a column, they stay axes of their own to
    the end: tables that depend on few of them stay small.
    """
    sizes = {n: size for t, nodes in factors for n, size in zip(nodes, t.shape, strict=True)}
    findings = {node for node in sizes if node >= many}
    if not kept:
        return contracted(factors, findings, [], limit=limit)
    # As in the columns, where each is one: the target last.
    first, *others = of
    nodes = [node for node in (*others, first) if node in kept]
    if math.prod(sizes[node] for node in nodes) > _NEARLY * len(of[nodes[0]]):
        column = max(sizes) + 1
        gathered = [_gathered(factor, of, column) for factor in factors]
        found = contracted(gathered, findings, [column], limit=limit)
        return found and (found[0], found[1][:-1])
    found = contracted(factors, findings, nodes, limit=limit)
    if found is None:
        return None
    table, order = found[0], found[1][: len(findings)]
    shape = [sizes[node] for node in nodes]
    at = np.ravel_multi_index([of[node] for node in nodes], shape)
    if len(at) == math.prod(shape) and bool((np.diff(at) == 1).all()):
        return table, order
    return table.reshape(*table.shape[: len(order)], -1)[..., at], order


def _gathered(factor: Factor, of: Columns, column: int) -> Factor:
    """Return a factor with one axis for the columns, the first, in place of the kept nodes."""
    table, nodes = factor
    kept = [axis for axis, node in enumerate(nodes) if node in of]
    if not kept:
        return factor
    rest = [axis for axis in range(len(nodes)) if axis not in kept]
    turned = table.transpose(*kept, *rest)[tuple(of[nodes[axis]] for axis in kept)]
    return turned, (column, *(nodes[axis] for axis in rest))
