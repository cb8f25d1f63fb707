"""Which nodes and findings bear on a question: a matter of arrows alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import or_


@dataclass(frozen=True, eq=False)
class Graph:
    """Arrows between nodes numbered with parents first.

    Attributes:
        parents: per node, its parents.
        children: per node, its children.
    """

    parents: tuple[tuple[int, ...], ...]
    children: tuple[tuple[int, ...], ...]


def graph(parents: Sequence[Sequence[int]]) -> Graph:
    """Return the graph with these parents per node.

    >>> graph([(), (0,), (0, 1)]).children
    ((1, 2), (2,), ())
    """
    children: list[list[int]] = [[] for _ in parents]
    for node, above in enumerate(parents):
        for parent in above:
            children[parent].append(node)
    return Graph(tuple(map(tuple, parents)), tuple(map(tuple, children)))


def ancestors(arrows: Graph, nodes: Iterable[int]) -> tuple[int, ...]:
    """Return the nodes and all their ancestors in order; every other node is barren.

    >>> ancestors(graph([(), (0,), (), (1, 2)]), [1])
    (0, 1)
    """
    found = set(nodes)
    todo = list(found)
    while todo:
        for parent in arrows.parents[todo.pop()]:
            if parent not in found:
                found.add(parent)
                todo.append(parent)
    return tuple(sorted(found))


def blanket(arrows: Graph, node: int) -> tuple[int, ...]:
    """Return the parents of a node, its children, and the children's other parents, in order.

    >>> blanket(graph([(), (), (0, 1), (2,)]), 0)
    (1, 2)
    """
    children = arrows.children[node]
    others = {parent for child in children for parent in arrows.parents[child]}
    return tuple(sorted({*arrows.parents[node], *children, *others} - {node}))


def connected(
    arrows: Graph, start: int, certain: Collection[int], uncertain: Collection[int]
) -> bytearray:
    """Return for each node 1 if it is not d-separated from `start` given the findings, else 0.

    A certain finding fixes its node. An uncertain one is a fixed child of its node, which it
    leaves open. A fixed node counts as connected where a path arrives at it: it would tell
    something, were it open. The walk is the Bayes ball (R. D. Shachter, UAI 1998,
    arXiv:1301.7412).

    Args:
        arrows: the graph.
        start: the node to start from, taken as open.
        certain: nodes whose state is known.
        uncertain: nodes that have a likelihood.

    >>> collider = graph([(), (), (0, 1)])
    >>> list(connected(collider, 0, (), ())), list(connected(collider, 0, {2}, ()))
    ([1, 0, 1], [1, 1, 1])
    """
    parents, children = arrows.parents, arrows.children
    from_child, from_parent = bytearray(len(parents)), bytearray(len(parents))
    fixed = bytearray(len(parents))
    for node in certain:
        fixed[node] = 1
    fixed[start] = 0
    upward, downward = [start], list[int]()
    while upward or downward:
        if upward:
            node = upward.pop()
            if from_child[node]:
                continue
            from_child[node] = 1
            if not fixed[node]:
                upward += parents[node]
                downward += children[node]
            continue
        node = downward.pop()
        if from_parent[node]:
            continue
        from_parent[node] = 1
        if fixed[node]:
            upward += parents[node]
        else:
            downward += children[node]
            if node in uncertain:
                upward.append(node)
    return bytearray(map(or_, from_child, from_parent))


def bearing(
    arrows: Graph, target: int, certain: Collection[int], uncertain: Collection[int]
) -> set[int]:
    """Return the findings that are not d-separated from the target given the other findings.

    Args:
        arrows: the graph.
        target: the node asked about.
        certain: nodes whose state is known.
        uncertain: nodes that have a likelihood.

    >>> collider = graph([(), (), (0, 1)])
    >>> bearing(collider, 0, {1}, ()), bearing(collider, 0, {1, 2}, ())
    (set(), {1, 2})
    """
    if target in certain:
        return {target}
    reached = connected(arrows, target, certain, uncertain)
    return {node for node in (*certain, *uncertain) if reached[node]}


def bearing_on_all(
    arrows: Graph, certain: Collection[int], uncertain: Collection[int]
) -> list[set[int]]:
    """Return what `bearing` does, for every node as the target: one walk for each finding.

    >>> bearing_on_all(graph([(), (), (0, 1)]), {1, 2}, ())
    [{1, 2}, {1}, {2}]
    """
    found: list[set[int]] = [set() for _ in arrows.parents]
    for node in (*certain, *uncertain):
        others = [other for other in uncertain if other != node]
        reached = connected(arrows, node, certain, others)
        for target in compress(range(len(found)), reached):
            found[target].add(node)
    for node in certain:
        found[node] = {node}
    return found
