"""In which order to contract: a binary tree over the factors, chosen by its estimated cost."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

Scope = frozenset[int]
Path = tuple[tuple[int, int], ...]
"""Pairs of factors in the order of contraction; the result of step s is factor leaves + s."""

_FACTORS_FOR_GREEDY = 200
"""Beyond this many factors the greedy search loses to elimination by orders of magnitude."""


_COST_WORTH_A_SEARCH = 10_000
"""Multiplications; fewer take no time that a search could save."""


def find_path(scopes: Sequence[Scope], sizes: Mapping[int, int]) -> Path:
    """Return the cheapest path known for summing the product of all factors to one number.

    The candidates are elimination in weighted min-fill order and opt_einsum's greedy search. The
    first wins on large networks, by many orders of magnitude; the second on small dense ones,
    where it is tried if there is work to save. Batch axes are no business of the search: with
    them it prefers outer products.

    Args:
        scopes: per factor, its indices; every index is in two factors or more.
        sizes: index → number of states.

    >>> find_path([frozenset({0}), frozenset({0, 1}), frozenset({1})], {0: 2, 1: 3})
    ((0, 1), (2, 3))
    """
    if len(scopes) < 2:
        return ()
    path = _eliminate(scopes, sizes, min_fill_order(scopes, sizes))
    cost = path_cost(scopes, sizes, path)
    if cost > _COST_WORTH_A_SEARCH and len(scopes) <= _FACTORS_FOR_GREEDY:
        other = _greedy(scopes, sizes)
        if path_cost(scopes, sizes, other) < cost:
            return other
    return path


def path_cost(scopes: Sequence[Scope], sizes: Mapping[int, int], path: Path) -> int:
    """Return the number of multiplications of a path.

    >>> path_cost([frozenset({0}), frozenset({0, 1})], {0: 2, 1: 3}, ((0, 1),))
    6
    """
    results = contract_scopes(scopes, path)
    return sum(_volume(results[i] | results[j], sizes) for i, j in path)


def contract_scopes(scopes: Sequence[Scope], path: Path) -> list[Scope]:
    """Return the scopes of all factors of a path: the given ones, then the results in turn.

    An index leaves with the last pair that holds it.

    >>> contract_scopes([frozenset({0}), frozenset({0, 1}), frozenset({1})], ((0, 1), (2, 3)))[3:]
    [frozenset({1}), frozenset()]
    """
    held: dict[int, int] = {}
    for scope in scopes:
        for index in scope:
            held[index] = held.get(index, 0) + 1
    results = list(scopes)
    for i, j in path:
        for index in results[i] & results[j]:
            held[index] -= 1
        results.append(_kept(results[i], results[j], held))
    return results


def _kept(left: Scope, right: Scope, held: Mapping[int, int]) -> Scope:
    """Return the indices of a product that other factors still hold."""
    both = left & right
    return frozenset(i for i in left | right if held[i] > 1 or i not in both)


def _greedy(scopes: Sequence[Scope], sizes: Mapping[int, int]) -> Path:
    from opt_einsum import paths

    linear = paths.greedy(list(scopes), frozenset(), dict(sizes))
    return tuple((i, j) for i, j in paths.linear_to_ssa(linear))


def min_fill_order(scopes: Iterable[Scope], sizes: Mapping[int, int]) -> list[int]:
    """Return the indices in the order in which elimination adds least weight.

    Each time the index goes whose elimination joins pairs of neighbours of the least total
    size, as in U. Kjærulff, Triangulation of graphs: algorithms giving small total state space,
    Aalborg University, 1990.

    >>> min_fill_order([frozenset({0, 1}), frozenset({1, 2})], {0: 2, 1: 2, 2: 2})
    [0, 1, 2]
    """
    near = _neighbours(scopes)
    fill = {index: _fill(index, near, sizes) for index in sorted(near)}
    order = []
    while near:
        index = min(fill, key=lambda i: (fill[i], len(near[i])))
        del fill[index]
        order.append(index)
        for other in _remove(index, near):
            fill[other] = _fill(other, near, sizes)
    return order


def _neighbours(scopes: Iterable[Scope]) -> dict[int, set[int]]:
    near: dict[int, set[int]] = {}
    for scope in scopes:
        for index in scope:
            near.setdefault(index, set()).update(scope)
    for index, others in near.items():
        others.discard(index)
    return near


def _fill(index: int, near: Mapping[int, set[int]], sizes: Mapping[int, int]) -> int:
    """Return the total size of the pairs of neighbours that elimination of `index` would join."""
    around = near[index]
    total = 0
    for one in around:
        missing = around - near[one]
        total += sizes[one] * sum(sizes[other] for other in missing if other > one)
    return total


def _remove(index: int, near: dict[int, set[int]]) -> set[int]:
    """Join the neighbours of `index`, remove it, and return the indices whose fill may change."""
    around = near.pop(index)
    touched = set(around)
    for one in around:
        near[one].discard(index)
        new = around - near[one] - {one}
        near[one] |= new
        for other in new:
            touched |= near[one] & near[other]
    return touched


def _eliminate(scopes: Sequence[Scope], sizes: Mapping[int, int], order: Sequence[int]) -> Path:
    """Return the path that removes the indices in the given order, smallest factors first."""
    alive: dict[int, Scope] = dict(enumerate(scopes))
    holders: dict[int, set[int]] = {index: set() for index in order}
    for factor, scope in alive.items():
        for index in scope:
            holders[index].add(factor)
    path: list[tuple[int, int]] = []

    def merge(i: int, j: int) -> None:
        union = alive.pop(i) | alive.pop(j)
        for index in union:
            holders[index] -= {i, j}
        new = len(scopes) + len(path)
        path.append((i, j))
        alive[new] = frozenset(index for index in union if holders[index])
        for index in alive[new]:
            holders[index].add(new)

    for index in order:
        while len(holders[index]) > 1:
            i, j = sorted(holders[index], key=lambda f: (_volume(alive[f], sizes), f))[:2]
            merge(i, j)
    while len(alive) > 1:
        i, j = sorted(alive)[:2]
        merge(i, j)
    return tuple(path)


def _volume(scope: Iterable[int], sizes: Mapping[int, int]) -> int:
    return math.prod(sizes[index] for index in scope)
