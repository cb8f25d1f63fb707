"""Which combinations of states can occur: estimated for a plan, exact for its columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_SAMPLES, _SEED = 2048, 1


def samples(
    families: Mapping[int, Sequence[int]], tables: Sequence[Array], many: int
) -> NDArray[np.int32]:
    """Return states of all nodes that can occur together, each as good as the next, by node.

    Args:
        families: node → itself and its parents, parents first.
        tables: per node, shape (state, *parents).
        many: the number of nodes.

    >>> table = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> found = samples({0: (0,), 1: (1, 0)}, [np.array([0.5, 0.5]), table], 2)
    >>> bool((found[0] == found[1]).all())
    True
    """
    rng = np.random.default_rng(_SEED)
    found = np.zeros((many, _SAMPLES), dtype=np.int32)
    for node, (_, *parents) in sorted(families.items()):
        can = np.moveaxis(tables[node] > 0, 0, -1)
        own = can[tuple(found[parent] for parent in parents)]
        chance = rng.random((_SAMPLES, can.shape[-1]), dtype=np.float32)
        found[node] = np.where(own, chance + 1, chance * 0).argmax(axis=1)
    return found


class Occurring:
    """How many combinations of states of some nodes can occur, about."""

    def __init__(self, sizes: Sequence[int], drawn: NDArray[np.int32] | None) -> None:
        """Count in states that can occur together, shape (node, sample); all can if None."""
        self._sizes, self._drawn = sizes, drawn
        self._known: dict[frozenset[int], int] = {}

    def count(self, nodes: frozenset[int]) -> int:
        """Return about how many combinations of the states of some nodes can occur.

        >>> drawn = np.array([[0, 1, 1], [0, 1, 1]], dtype=np.int32)
        >>> Occurring([2, 2], drawn).count(frozenset({0, 1}))
        2
        """
        if self._drawn is None:
            return math.prod(self._sizes[node] for node in nodes)
        found = self._known.get(nodes)
        if found is None:
            place = np.zeros(self._drawn.shape[1], dtype=np.int64)
            for node in nodes:
                place *= self._sizes[node]
                place += self._drawn[node]
            place.sort()
            found = self._known[nodes] = 1 + int(np.count_nonzero(np.diff(place)))
        return found


def combinations(
    factors: Sequence[tuple[Any, Sequence[int]]], kept: Sequence[int], sizes: Sequence[int]
) -> NDArray[np.intp]:
    """Return the combinations of states of kept nodes that can occur, shape (node, combination).

    Args:
        factors: tables and their nodes; together P(all nodes).
        kept: the kept nodes; the combinations are in the order of the first, then the second …
        sizes: per node, its number of states.
    """
    from opt_einsum import contract

    inputs: list[Any] = []
    for table, nodes in factors:
        inputs += [table, list(nodes)]
    marginal = np.asarray(contract(*inputs, list(kept), optimize="greedy"))
    shape = [sizes[node] for node in kept]
    places = np.flatnonzero(np.broadcast_to(marginal, shape) > 0)
    if not len(places):  # a finding that never is: a column of zeros says so
        places = np.zeros(1, dtype=np.intp)
    return np.array(np.unravel_index(places, shape))
