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
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.integer[Any]]
"""States that can occur together, shape (sample, node): what the columns are estimated from."""

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

    def with_all(self, other: Group) -> Group:
        """Return the product of two groups."""
        return Group(
            tuple(sorted(self.findings + other.findings)),
            tuple(sorted(self.tables + other.tables)),
            self.kept | other.kept,
        )


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


def grouped(
    families: Mapping[int, Sequence[int]],
    sizes: Sequence[int],
    findings: Collection[int],
    *,
    target: int,
    budget: int,
    rows: int,
    samples: Samples | None = None,
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
        samples: states that can occur together; every combination can if None.

    >>> chain = {0: (0,), 1: (1, 0), 2: (2, 0)}
    >>> found = grouped(chain, [2, 2, 2], [1, 2], target=0, budget=100, rows=100)
    >>> [group.findings for group in found.groups], found.entries
    ([(1, 2)], 18)
    """
    near = min(_NEAR, budget // 4, rows)
    asked = _Asked(families, sizes, frozenset(findings), rows, near, samples, {})
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
    return best if best.entries <= budget else None


def _rank(one: Grouping, budget: int) -> tuple[float, float, list[int]]:
    over = max(0.0, math.log(one.entries / budget))
    return over, one.cost, sorted(one.kept)


class _Asked(NamedTuple):
    """A question, as far as its groups depend on it."""

    families: Mapping[int, Sequence[int]]
    sizes: Sequence[int]
    findings: frozenset[int]
    rows: int
    near: int
    samples: Samples | None
    known: dict[frozenset[int], int]

    def grouping(self, kept: frozenset[int]) -> Grouping:
        """Return the groups that these kept nodes separate."""
        columns = self.columns(kept)
        groups = self._packed(self._components(kept), columns)
        entries = sum(self.entries(group, columns) for group in groups)
        fetched = sum(columns if group.kept else 1 for group in groups)
        cost = _CALL * len(groups) + fetched * _fetch(entries) + columns * _ADD
        cost += (len(groups) - 1) * columns * _MULTIPLY
        return Grouping(kept, groups, entries, cost + _LAYING * entries / max(1, self.rows))

    def width(self, kept: Iterable[int]) -> int:
        """Return the number of combinations of states of kept nodes."""
        return math.prod(self.sizes[node] for node in kept)

    def columns(self, kept: frozenset[int]) -> int:
        """Return about how many of these combinations can occur."""
        if self.samples is None:
            return self.width(kept)
        if kept not in self.known:
            place = np.zeros(len(self.samples), dtype=np.int64)
            for node in kept:
                place = place * self.sizes[node] + self.samples[:, node]
            self.known[kept] = len(np.unique(place))
        return self.known[kept]

    def entries(self, group: Group, columns: int) -> int:
        """Return the number of entries of a group's table."""
        wide = columns if group.kept else 1
        return wide * math.prod(self.sizes[f] + 1 for f in group.findings)

    def _components(self, kept: frozenset[int]) -> list[Group]:
        """Return one group for each component, and one for each factor on kept nodes alone."""
        head = {node: node for node in self.families}
        for family in self.families.values():
            inner = [_head(head, node) for node in family if node not in kept]
            for node in inner:
                head[node] = inner[0]
        found: dict[object, Group] = {}
        for node, family in self.families.items():
            inside = [member for member in family if member not in kept]
            name: object = _head(head, inside[0]) if inside else ("kept", node)
            own = (node,) if node in self.findings and node not in kept else ()
            group = Group(own, (node,), kept.intersection(family))
            found[name] = found[name].with_all(group) if name in found else group
        alone = [Group((node,), (), frozenset({node})) for node in kept & self.findings]
        return [*found.values(), *alone]

    def _packed(self, groups: Sequence[Group], columns: int) -> tuple[Group, ...]:
        """Return fewer groups: each joins the first that has its kept nodes, while they fit."""
        packed: list[Group] = []
        for group in sorted(groups, key=lambda g: (-len(g.kept), -self.entries(g, columns), g)):
            for place, other in enumerate(packed):
                both = group.with_all(other)
                free = not group.findings
                fits = free or self.entries(both, columns) <= self.near
                if fits and bool(group.kept) <= bool(other.kept):
                    packed[place] = both
                    break
            else:
                packed.append(group)
        return tuple(packed)


def _head(head: dict[int, int], node: int) -> int:
    while head[node] != node:
        node = head[node]
    return node


def _fetch(entries: int) -> float:
    return next((cost for most, cost in _FETCH if entries <= most), _FAR)
