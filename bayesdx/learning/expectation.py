"""What local cases say about every cell of every table, at given tables: the E-step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bayesdx.errors import Fault, FormatError
from bayesdx.inference.batch import table_derivatives
from bayesdx.inference.engine import engine_of
from bayesdx.inference.part import TINY
from bayesdx.learning.cases import Array, Observed

_AT_ONCE = 8_000_000
"""Numbers that the tensors of one chunk of cases may have."""

_SHOWN = 100


@dataclass(frozen=True, eq=False)
class Expected:
    """What the cases say, added up.

    Attributes:
        log_likelihood: Σ log P(case).
        slopes: per node, Σ ∂ log P(case) / ∂ cell, shape (state, *parents).
        counts: per node, Σ P(cell | case) over the cases that say something about its table.
    """

    log_likelihood: float
    slopes: tuple[Array, ...]
    counts: tuple[Array, ...]


def expect(cases: Observed, tables: Sequence[Array]) -> Expected | None:
    """Return what the cases say; None if one of them is impossible at these tables.

    P(case) is linear in each cell, so that P(cell, case) is the cell times the derivative of P
    (Darwiche, J ACM 2003;50:280, 10.1145/765568.765570), and Σ P(cell | case) are the expected
    counts of the EM algorithm (Lauritzen, Comput Stat Data Anal 1995;19:191).

    Args:
        cases: the cases.
        tables: per node of their network, shape (state, *parents).
    """
    engine = engine_of(cases.network)
    wide = [table[..., None, None] for table in tables]
    slopes = [np.zeros(table.shape) for table in tables]
    counts = [np.zeros(table.shape) for table in tables]
    log_likelihood = 0.0
    width = max(1, _AT_ONCE // engine.whole.volume)
    places = [leaf.node for leaf in engine.whole.leaves]
    for first in range(0, len(cases.weight), width):
        some = slice(first, first + width)
        total, found = table_derivatives(
            engine.whole, [wide[node] for node in places], _vectors(cases, some)
        )
        weight = cases.weight[some]
        chance = np.broadcast_to(total[0], weight.shape)
        if not (chance > TINY).all():
            return None
        log_likelihood += float(weight @ np.log(chance))
        share = weight / chance
        for node, slope in zip(places, found, strict=True):
            each = slope[..., 0, :]
            mass = share * cases.relevant[node, some]
            if each.shape[-1] == 1:
                slopes[node] += each[..., 0] * share.sum()
                counts[node] += each[..., 0] * mass.sum()
            else:
                slopes[node] += each @ share
                counts[node] += each @ mass
    counts = [count * table for count, table in zip(counts, tables, strict=True)]
    return Expected(log_likelihood, tuple(slopes), tuple(counts))


def possible(cases: Observed, tables: Sequence[Array], name: str) -> Expected:
    """Return what `expect` does, or refuse the cases that the network calls impossible.

    Raises:
        FormatError: with every row that cannot occur.
    """
    found = expect(cases, tables)
    if found is not None:
        return found
    chance = probability(cases)
    faults = [
        Fault(
            f"{name}, row {row}",
            "findings and labels that cannot occur together in this network",
            "a case that can",
            "Correct the row or take it out.",
        )
        for row in np.sort(cases.row[~(chance > TINY)])[:_SHOWN].tolist()
    ]
    raise FormatError(faults)


def probability(cases: Observed, also: dict[str, Array] | None = None) -> Array:
    """Return P(case, also) of each case at the network's own tables, shape (case,).

    Args:
        cases: the cases.
        also: node → (state,), likelihoods that are taken together with those of every case.
    """
    engine = engine_of(cases.network)
    found = np.empty(len(cases.weight))
    width = max(1, _AT_ONCE // engine.whole.volume)
    for first in range(0, len(found), width):
        some = slice(first, first + width)
        vectors = _vectors(cases, some)
        for name, vector in (also or {}).items():
            node = cases.network.index[name]
            vectors[node] = vectors.get(node, 1.0) * vector[:, None]
        _, total = engine.batch(vectors, 0)
        found[some] = total[0]
    return found


def _vectors(cases: Observed, some: slice) -> dict[int, Array]:
    """Return node number → likelihoods of some cases, shape (state, case)."""
    found = {}
    for name in cases.codes:
        if cases.known(name)[some].any():
            own = cases.likelihoods(name, some)
            found[cases.network.index[name]] = np.ascontiguousarray(own.T)
    return found
