"""Which nodes and findings bear on a question: a matter of arrows alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


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


def bearing(
    arrows: Graph, target: int, certain: Collection[int], uncertain: Collection[int]
) -> set[int]:
    """Return the findings that are not d-separated from the target given the other findings.

    A certain finding fixes its node. An uncertain one is a fixed child of its node, which it
    leaves open. The walk is the Bayes ball (R. D. Shachter, Bayes-Ball, UAI 1998,
    arXiv:1301.7412).

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
    from_child, from_parent = bytearray(len(arrows.parents)), bytearray(len(arrows.parents))
    todo = [(target, True)]
    while todo:
        node, upward = todo.pop()
        seen = from_child if upward else from_parent
        if seen[node]:
            continue
        seen[node] = 1
        fixed = node in certain
        if fixed if not upward else not fixed:
            todo += [(parent, True) for parent in arrows.parents[node]]
        if not fixed:
            todo += [(child, False) for child in arrows.children[node]]
            if not upward and node in uncertain:
                todo.append((node, True))
    return {node for node in (*certain, *uncertain) if from_child[node] or from_parent[node]}
