"""The draws of a compiled network's tables, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from bayesdx.network.forms import Array
from bayesdx.network.lazy import Lazy
from bayesdx.network.possible import can_occur
from bayesdx.network.tables import Columns, Numbers, Tables
from bayesdx.network.types import Network, check_draws


class Draws(Lazy):
    """Per node of a network, the draws of its table, shape (draw or 1, state, *parents).

    The draws of one cell lie side by side in memory. A column whose parents' states cannot occur
    together repeats its point value.

    Args:
        network: the nodes, the point values and the forms of the tables.
        numbers: the draws of every parameter.
        moved: the nodes of whose parameters some are not at the point, even where there is one row.
    """

    def __init__(self, network: Network, numbers: Numbers, *, moved: Collection[int] = ()) -> None:
        super().__init__()
        assert network.spec is not None
        self._network = network
        self._numbers = numbers
        self._moved = moved
        self._forms = {node.name: node.table for node in network.spec.nodes}

    def __len__(self) -> int:
        """Count the tables."""
        return len(self._network.nodes)

    def _drawn(self, place: int) -> Array:
        node, point = self._network.nodes[place], self._network.tables[place]
        possible = can_occur(self._network, node.name)
        columns = Columns.of(node.parents, possible)
        drawn = Tables(node.states, self._numbers).distribution(self._forms[node.name], columns)
        check_draws(self._network.name, node.name, drawn)
        if drawn.shape[-1] == 1 and place not in self._moved:
            return point[None]
        table = np.empty((*point.shape, drawn.shape[-1]))
        flat = table.reshape(len(point), -1, drawn.shape[-1])
        flat[:, np.flatnonzero(possible)] = drawn
        rest = np.flatnonzero(~possible)
        flat[:, rest] = point.reshape(len(point), -1)[:, rest, None]
        table.setflags(write=False)
        return np.moveaxis(table, -1, 0)
