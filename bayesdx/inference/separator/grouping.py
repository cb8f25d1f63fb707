"""Which nodes to keep so that the findings fall into groups that know nothing of each other.

Given the kept nodes K, the moral graph of what bears on the question falls into components. The
findings of one component depend on those of another through K alone:

    P(K, findings) = Π over groups g of T_g(findings of g, K),

and T_g can be laid out for every combination of states, *not examined* being one more.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

NEAR = 400_000
"""Entries of a table that stays in a processor's cache."""

_CALL = 24
"""What one more table costs for each row, in multiplications."""

_FAR = 2
"""How much more an entry costs that is fetched from memory."""

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
        entries: the entries of all tables.
        cost: what a row costs, in multiplications, about.
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
) -> Grouping | None:
    """Return the cheapest way found whose tables stay within a budget; None if there is none.

    A beam search over the nodes to keep, beginning with the target alone.

    Args:
        families: node → itself and its parents: the ancestors of the target and the findings.
        sizes: per node, its number of states.
        findings: the nodes that may be examined.
        target: the node asked about.
        budget: the entries that all tables together may have.

    >>> chain = {0: (0,), 1: (1, 0), 2: (2, 0)}
    >>> found = grouped(chain, [2, 2, 2], [1, 2], target=0, budget=100)
    >>> [group.findings for group in found.groups], found.entries
    ([(1, 2)], 18)
    """
    asked = _Asked(families, sizes, frozenset(findings), target)
    beam = [asked.grouping(frozenset({target}))]
    best, seen = beam[0], {beam[0].kept}
    inner = {node for family in families.values() for node in family[1:]}
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
    target: int

    def grouping(self, kept: frozenset[int]) -> Grouping:
        """Return the groups that these kept nodes separate."""
        groups = self._packed(self._components(kept))
        entries = [self.entries(group) for group in groups]
        costs = [
            _CALL + self.width(group.kept) * (1 if size <= NEAR else _FAR)
            for group, size in zip(groups, entries, strict=True)
        ]
        whole = self.width(frozenset().union(*(group.kept for group in groups)))
        return Grouping(kept, groups, sum(entries), sum(costs) + (len(groups) > 1) * whole)

    def width(self, kept: Iterable[int]) -> int:
        """Return the number of combinations of states of kept nodes."""
        return math.prod(self.sizes[node] for node in kept)

    def entries(self, group: Group) -> int:
        """Return the number of entries of a group's table."""
        return self.width(group.kept) * math.prod(self.sizes[f] + 1 for f in group.findings)

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

    def _packed(self, groups: Sequence[Group]) -> tuple[Group, ...]:
        """Return fewer groups: each joins the first that has its kept nodes, while they fit."""
        packed: list[Group] = []
        for group in sorted(groups, key=lambda g: (-len(g.kept), -self.entries(g), g)):
            for place, other in enumerate(packed):
                both = group.with_all(other)
                free = not group.findings
                if group.kept <= other.kept and (free or self.entries(both) <= NEAR):
                    packed[place] = both
                    break
            else:
                packed.append(group)
        return tuple(packed)


def _head(head: dict[int, int], node: int) -> int:
    while head[node] != node:
        node = head[node]
    return node
