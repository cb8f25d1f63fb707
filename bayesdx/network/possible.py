"""Which states can occur together, so that nothing is drawn or counted for those that cannot."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bayesdx.network.types import Network, Node

Together = Mapping[str, NDArray[np.intp]]
"""Combinations of states: per node, the position of its state in each of them."""

_MOST = 1_000_000
"""Combinations that are held at once; where there are more, all are taken as possible."""


def can_occur(network: Network, node: str) -> NDArray[np.bool_]:
    """Say which columns of a node's table have parents' states that can occur together.

    A combination can occur if the network gives it a probability above zero at the point values.

    Returns:
        Shape (*parents), as the columns of the node's table.

    Raises:
        KeyError: the network has no such node.

    >>> from bayesdx import load
    >>> core = load("core")
    >>> core.nodes[core.index["pattern"]].parents
    ('umn', 'lmn')
    >>> bool(can_occur(core, "pattern").all())
    True
    """
    parents = network.nodes[network.index[node]].parents
    shape = tuple(len(network.states[parent]) for parent in parents)
    together = _together(network, parents)
    if together is None:
        return np.ones(shape, dtype=bool)
    found = np.zeros(shape, dtype=bool)
    found[tuple(together[parent] for parent in parents)] = True
    return found


def _together(network: Network, wanted: Collection[str]) -> Together | None:
    """Return the combinations of the wanted nodes' states that can occur; None if too many.

    Ancestors are joined one by one; a node that nothing more depends on is dropped.
    """
    nodes = _ancestors(network, wanted)
    held: Together = {}
    for place, node in enumerate(nodes):
        allowed = network.tables[network.index[node.name]] > 0
        joined = _joined(held, node, allowed)
        if len(joined[node.name]) > _MOST:
            return None
        needed = {*wanted, *(parent for later in nodes[place + 1 :] for parent in later.parents)}
        held = _distinct({name: at for name, at in joined.items() if name in needed})
    return held


def _ancestors(network: Network, names: Collection[str]) -> Sequence[Node]:
    """Return nodes and all they depend on, parents first."""
    wanted = set(names)
    for node in reversed(network.nodes):
        if node.name in wanted:
            wanted.update(node.parents)
    return [node for node in network.nodes if node.name in wanted]


def _joined(held: Together, node: Node, allowed: NDArray[np.bool_]) -> Together:
    """Return every combination with every state of a node that is allowed beside it."""
    states = len(allowed)
    beside = np.moveaxis(allowed, 0, -1)[tuple(held[parent] for parent in node.parents)]
    count = len(next(iter(held.values()))) if held else 1
    row, state = np.nonzero(np.broadcast_to(beside, (count, states)))
    return {name: at[row] for name, at in held.items()} | {node.name: state}


def _distinct(together: Together) -> Together:
    """Return each combination once."""
    order = np.lexsort(list(together.values()))
    every = {name: at[order] for name, at in together.items()}
    new = np.any([at[1:] != at[:-1] for at in every.values()], axis=0)
    kept = np.flatnonzero(np.concatenate([[True], new]))
    return {name: at[kept] for name, at in every.items()}
