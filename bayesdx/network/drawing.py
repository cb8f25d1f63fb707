"""The draws of a compiled network's tables, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import overload

import numpy as np

from bayesdx.network.forms import Array
from bayesdx.network.possible import can_occur
from bayesdx.network.tables import Columns, Numbers, Tables
from bayesdx.network.types import Network


class Draws(Sequence[Array]):
    """Per node of a network, the draws of its table, shape (draw or 1, state, *parents).

    The draws of one cell lie side by side in memory. A column whose parents' states cannot occur
    together repeats its point value. Threads may share it: two that ask at once for a table that
    is not yet made both make it, of the same numbers, and one is kept.

    Args:
        network: the nodes, the point values and the forms of the tables.
        numbers: the draws of every parameter.
        moved: the nodes of whose parameters some are not at the point, even where there is one row.
    """

    def __init__(self, network: Network, numbers: Numbers, *, moved: Collection[int] = ()) -> None:
        assert network.spec is not None
        self._network = network
        self._numbers = numbers
        self._moved = moved
        self._forms = {node.name: node.table for node in network.spec.nodes}
        self._made: dict[int, Array] = {}

    def __len__(self) -> int:
        """Count the tables."""
        return len(self._network.nodes)

    @overload
    def __getitem__(self, at: int) -> Array: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Array, ...]: ...

    def __getitem__(self, at: int | slice) -> Array | tuple[Array, ...]:
        """Return the draws of the table of the node at a position."""
        if isinstance(at, slice):
            return tuple(self[place] for place in range(*at.indices(len(self))))
        place = range(len(self))[at]
        made = self._made.get(place)
        return made if made is not None else self._made.setdefault(place, self._drawn(place))

    def _drawn(self, place: int) -> Array:
        node, point = self._network.nodes[place], self._network.tables[place]
        possible = can_occur(self._network, node.name)
        columns = Columns.of(node.parents, possible)
        drawn = Tables(node.states, self._numbers).distribution(self._forms[node.name], columns)
        if drawn.shape[-1] == 1 and place not in self._moved:
            return point[None]
        table = np.empty((*point.shape, drawn.shape[-1]))
        flat = table.reshape(len(point), -1, drawn.shape[-1])
        flat[:, np.flatnonzero(possible)] = drawn
        rest = np.flatnonzero(~possible)
        flat[:, rest] = point.reshape(len(point), -1)[:, rest, None]
        table.setflags(write=False)
        return np.moveaxis(table, -1, 0)
