"""Between which values the literature behind a network holds each cell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.network import Network, columns
from bayesdx.sensitivity.cells import cells_of, offsets

LEVEL = 0.95
"""The probability that the interval holds."""


class Support(NamedTuple):
    """What a cell rests on.

    Attributes:
        kind: how its column comes about: cited, borrowed, derived, part assumed, assumed or
            definition; see `bayesdx.network.KINDS`.
        low: the lower end of the central 95% of the cell over the draws of its parameters.
        high: the upper end.
    """

    kind: str
    low: float
    high: float


def supports(network: Network, places: NDArray[np.intp]) -> list[Support | None]:
    """Return what each cell rests on; None for each of a network without literature.

    Where a cell is one published quantity or its complement, its interval is that quantity's.

    Args:
        network: whose cells they are.
        places: among all cells of the network, shape (cell,).
    """
    if network.spec is None or not network.draws or not len(places):
        return [None] * len(places)
    begins = offsets(network)
    of_node = np.searchsorted(begins, places, side="right") - 1
    low, high = np.empty(len(places)), np.empty(len(places))
    kinds: dict[tuple[str, tuple[str, ...]], str] = {}
    for node in np.unique(of_node).tolist():
        own = of_node == node
        flat = network.draws[node].reshape(len(network.draws[node]), -1)
        ends = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
        low[own], high[own] = np.quantile(flat[:, places[own] - begins[node]], ends, axis=0)
        name = network.nodes[node].name
        kinds |= {
            (name, tuple(state for _, state in column.given)): column.kind
            for column in columns(network, name)
        }
    cells = cells_of(network, places)
    return [
        Support(kinds[cell.node, tuple(cell.given.values())], a, b)
        for cell, a, b in zip(cells, low.tolist(), high.tolist(), strict=True)
    ]
