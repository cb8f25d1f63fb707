"""Which nodes to keep so that the findings fall into groups that know nothing of each other.

Given the kept nodes K, the moral graph of what bears on the question falls into components. The
findings of one component depend on those of another through K alone:

    P(K, findings) = Π over groups g of T_g(findings of g, K),

and T_g can be laid out for every combination of states, *not examined* being one more. Only the
combinations of kept states that can occur are kept as columns.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from bayesdx.inference.separator.possible import Occurring

_NEAR = 400_000
"""Entries of a table that stays near the processor: so large may groups be joined, unless the
budget or the rows are few."""

_CALL = 8.0
"""What one more table costs for each row, in nanoseconds or thereabouts, as all that follows."""

_FETCH = ((200_000, 0.3), (1_000_000, 0.4), (4_000_000, 0.8))
"""What an entry costs that is fetched from tables of so many entries at most."""

_FAR = 1.3
"""What it costs from larger ones."""

_MULTIPLY, _ADD = 0.17, 0.25
"""What it costs to multiply an entry, and to add it up."""

_LAYING = 25
"""What it costs to lay an entry out."""

_BEAM, _DEPTH = 16, 5


class Group(NamedTuple):
    """Factors that are contracted to one table.

    Attributes:
        findings: the findings whose combinations are laid out, in order.
        tables: the nodes whose tables are in it.
        kept: the kept nodes that it depends on.
    """

    findings: tuple[int, ...]
    tables: tuple[int, ...]
    kept: frozenset[int]


class Grouping(NamedTuple):
    """A way to lay a question out.

    Attributes:
        kept: the target, and the nodes that separate the groups.
        groups: the groups.
        entries: the entries of all tables, about.
        cost: what a row costs, about; its share of the laying out included.
    """

    kept: frozenset[int]
    groups: tuple[Group, ...]
    entries: int
    cost: float


class _Sets(NamedTuple):
    """A group while a plan is looked for: its nodes are bits of numbers.

    Attributes:
        findings: the findings.
        tables: the nodes whose tables are in it.
        kept: the kept nodes that it depends on.
        deep: the combinations of its findings, each not examined being one state more.
    """

    findings: int
    tables: int
    kept: int
    deep: int

    def entries(self, columns: int) -> int:
        """Return the number of entries of its table."""
        return self.deep * columns if self.kept else self.deep


class _Way(NamedTuple):
    """A grouping while others are looked at."""

    kept: frozenset[int]
    groups: list[_Sets]
    entries: int
    cost: float


def grouped(
    families: Mapping[int, Sequence[int]],
    sizes: Sequence[int],
    findings: Collection[int],
    *,
    target: int,
    budget: int,
    rows: int,
    occurring: Occurring | None = None,
) -> Grouping | None:
    """Return the cheapest way found whose tables stay within a budget; None if there is none.

    A beam search over the nodes to keep, beginning with the target alone.

    Args:
        families: node → the nodes of its table: the ancestors of the target and the findings.
        sizes: per node, its number of states.
        findings: the nodes that may be examined.
        target: the node asked about.
        budget: the entries that all tables together may have.
        rows: about how many rows will be read from them.
        occurring: which states can occur together; every combination can if None.

    >>> chain = {0: (0,), 1: (1, 0), 2: (2, 0)}
    >>> found = grouped(chain, [2, 2, 2], [1, 2], target=0, budget=100, rows=100)
    >>> [group.findings for group in found.groups], found.entries
    ([(1, 2)], 18)
    """
    near = min(_NEAR, budget // 4, rows)
    occurring = occurring or Occurring(sizes, None)
    asked = _Asked(families, sizes, frozenset(findings), rows, near, occurring, _masks(families))
    beam = [asked.grouping(frozenset({target}))]
    best, seen = beam[0], {beam[0].kept}
    inner = {member for node, family in families.items() for member in family if member != node}
    for _ in range(_DEPTH):
        more = {one.kept | {node} for one in beam for node in inner} - seen
        seen |= more
        found = [asked.grouping(kept) for kept in more if asked.width(kept) <= budget]
        beam = sorted(found, key=lambda one: _rank(one, budget))[:_BEAM]
        if not beam or (best.entries <= budget and _rank(beam[0], budget) >= _rank(best, budget)):
            break
        best = min([best, *beam], key=lambda one: _rank(one, budget))
    if best.entries > budget:
        return None
    return Grouping(best.kept, tuple(map(_group, best.groups)), best.entries, best.cost)


def _rank(one: _Way, budget: int) -> tuple[float, float, list[int]]:
    over = max(0.0, math.log(one.entries / budget))
    return over, one.cost, sorted(one.kept)


class _Asked(NamedTuple):
    """A question, as far as its groups depend on it.

    Attributes:
        near: the entries of a group that others may join.
        masks: per node, its family as bits.
    """

    families: Mapping[int, Sequence[int]]
    sizes: Sequence[int]
    findings: frozenset[int]
    rows: int
    near: int
    occurring: Occurring
    masks: Mapping[int, int]

    def grouping(self, kept: frozenset[int]) -> _Way:
        """Return the groups that these kept nodes separate."""
        columns = self.occurring.count(kept)
        groups = self._packed(self._components(kept), columns)
        entries = sum(group.entries(columns) for group in groups)
        fetched = sum(columns if group.kept else 1 for group in groups)
        cost = _CALL * len(groups) + fetched * _fetch(entries) + columns * _ADD
        cost += (len(groups) - 1) * columns * _MULTIPLY
        cost += _LAYING * entries / max(1, self.rows)
        return _Way(kept, groups, entries, cost)

    def width(self, kept: Iterable[int]) -> int:
        """Return the number of combinations of states of kept nodes."""
        return math.prod(self.sizes[node] for node in kept)

    def _components(self, kept: frozenset[int]) -> list[_Sets]:
        """Return one group for each component, and one for each factor on kept nodes alone."""
        away = _bits(kept)
        apart: list[tuple[int, _Sets]] = []
        found: list[_Sets] = []
        for node, family in self.masks.items():
            inside = family & ~away
            own = node in self.findings and node not in kept
            group = _Sets(own << node, 1 << node, family & away, self.sizes[node] + 1 if own else 1)
            if not inside:
                found.append(group)
                continue
            rest = []
            for other, one in apart:
                if other & inside:
                    inside, group = other | inside, _both(one, group)
                else:
                    rest.append((other, one))
            apart = [*rest, (inside, group)]
        alone = [_Sets(1 << n, 0, 1 << n, self.sizes[n] + 1) for n in kept & self.findings]
        return [*(group for _, group in apart), *found, *alone]

    def _packed(self, groups: Sequence[_Sets], columns: int) -> list[_Sets]:
        """Return fewer groups: each joins the first that has its kept nodes, while they fit."""
        packed: list[_Sets] = []
        for group in sorted(groups, key=lambda g: (-g.kept.bit_count(), -g.entries(columns), g)):
            for place, other in enumerate(packed):
                both = _both(other, group)
                fits = not group.findings or both.entries(columns) <= self.near
                if fits and bool(group.kept) <= bool(other.kept):
                    packed[place] = both
                    break
            else:
                packed.append(group)
        return packed


def _both(one: _Sets, other: _Sets) -> _Sets:
    """Return the product of two groups."""
    return _Sets(
        one.findings | other.findings,
        one.tables | other.tables,
        one.kept | other.kept,
        one.deep * other.deep,
    )


def _group(one: _Sets) -> Group:
    return Group(_nodes(one.findings), _nodes(one.tables), frozenset(_nodes(one.kept)))


def _masks(families: Mapping[int, Sequence[int]]) -> dict[int, int]:
    return {node: _bits(family) for node, family in families.items()}


def _bits(nodes: Iterable[int]) -> int:
    """Return nodes as the bits of a number.

    >>> _bits([0, 3]), _nodes(9)
    (9, (0, 3))
    """
    found = 0
    for node in nodes:
        found |= 1 << node
    return found


def _nodes(bits: int) -> tuple[int, ...]:
    return tuple(node for node in range(bits.bit_length()) if bits >> node & 1)


def _fetch(entries: int) -> float:
    return next((cost for most, cost in _FETCH if entries <= most), _FAR)
