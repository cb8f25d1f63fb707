"""The probability of every cell of every table together with findings, for many cases at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from bayesdx.inference.batch import table_derivatives
from bayesdx.inference.engine import engine_of
from bayesdx.network import Network

Array = NDArray[np.float64]

_AT_ONCE = 8_000_000
"""Numbers that the tensors of one chunk of cases may have."""


def joints(
    network: Network, likelihoods: Mapping[str, Array], *, cases: int, target: str | None = None
) -> Iterator[tuple[slice, list[Array]]]:
    """Yield P(findings, target, state, parents) for every table, some cases at a time.

    It is the entry of the table times the derivative of P(findings, target) by it, because that
    probability is linear in each entry (Darwiche, J ACM 2003;50:280).

    Args:
        network: the network to ask.
        likelihoods: node → (case, state); the target is not among them.
        cases: how many cases there are.
        target: the node whose states are told apart; none if they are not, the axis has size 1.

    Yields:
        Which cases, and per node of the network an array of shape (state, *parents, target, case).
    """
    engine = engine_of(network)
    tables = [engine.points_of(leaf.node) for leaf in engine.whole.leaves]
    states = len(network.states[target]) if target else 1
    width = max(1, _AT_ONCE // (engine.whole.volume * states))
    for first in range(0, cases, width):
        some = slice(first, min(first + width, cases))
        count = some.stop - first
        vectors = {
            network.index[node]: np.tile(said[some].T, (1, states))
            for node, said in likelihoods.items()
        }
        if target:
            vectors[network.index[target]] = np.repeat(np.eye(states), count, axis=1)
        _, slopes = table_derivatives(engine.whole, tables, vectors)
        yield (
            some,
            [
                np.broadcast_to(
                    table[..., 0] * slope[..., 0, :], (*table.shape[:-2], states * count)
                ).reshape(*table.shape[:-2], states, count)
                for table, slope in zip(tables, slopes, strict=True)
            ],
        )
