"""Answers under two samples of all parameters, and with each group exchanged between them.

Two samples A and B cost one answer for each row; a group i asks for one more, on A with the group's
parameters from B. Tables that the group does not reach are those of A. Where the group reaches one
table T only, the posterior is a ratio of two forms linear in T, Σ T·∂P(s, e)/∂T / Σ T·∂P(e)/∂T,
whose coefficients serve every group of that table: where there are many groups, none but those that
reach several tables asks the network again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from bayesdx.inference.contraction import Array
from bayesdx.inference.engine import Engine
from bayesdx.inference.revalued import Patched, Revaluer
from bayesdx.sensitivity.asked import Asked

Progress = Callable[[int, int], None]
"""Is told how much of how much is done."""

_AT_ONCE = 512
"""So many rows are evaluated at once: their tables and derivatives fit in memory."""

_FEW = 16
"""Up to so many groups are cheaper asked one by one than through the coefficients of the tables."""


class Group(NamedTuple):
    """Parameters that are exchanged together, and the nodes whose tables change with them."""

    name: str
    parameters: tuple[str, ...]
    nodes: frozenset[int]
    kind: str


class Pairs:
    """The samples A and B of every basic parameter, drawn when asked for.

    Each parameter has a stream of its own, so that another model, with more parameters, has the
    same draws for those that both have.
    """

    def __init__(self, revaluer: Revaluer, samples: int, seed: int) -> None:
        self._revaluer = revaluer
        self.samples = samples
        self._seed = seed
        self._made: dict[str, tuple[Array, Array]] = {}

    def __call__(self, name: str) -> tuple[Array, Array]:
        """Return A and B of one parameter, shape (row,) or (row, state) each."""
        if name not in self._made:
            draws = self._revaluer.draws(name)
            rng = np.random.default_rng([self._seed, crc32(name.encode())])
            at = rng.integers(len(draws), size=(2, self.samples))
            self._made[name] = draws[at[0]], draws[at[1]]
        return self._made[name]


def evaluated(
    asked: Asked,
    revaluer: Revaluer,
    groups: Sequence[Group],
    pairs: Pairs,
    progress: Progress,
) -> tuple[Array, Array, Array]:
    """Return f(A) and f(B), shape (row,), and f(AB_i), shape (row, group)."""
    a, b = np.empty(pairs.samples), np.empty(pairs.samples)
    ab = np.empty((pairs.samples, len(groups)))
    every = (len(groups) + 2) * pairs.samples
    done = 0
    for start in range(0, pairs.samples, _AT_ONCE):
        rows = slice(start, min(start + _AT_ONCE, pairs.samples))
        sample = Sample(asked, revaluer, groups, pairs, rows)
        a[rows], b[rows] = sample.posterior(0), sample.posterior(1)
        done += 2 * (rows.stop - rows.start)
        for place, values in sample.mixed():
            ab[rows, place] = values
            done += rows.stop - rows.start
            progress(done, every)
    return a, b, ab


class Sample:
    """Some rows of A and B, and the answers under them."""

    def __init__(
        self,
        asked: Asked,
        revaluer: Revaluer,
        groups: Sequence[Group],
        pairs: Pairs,
        rows: slice,
    ) -> None:
        self._asked, self._revaluer, self._groups = asked, revaluer, groups
        names = [name for group in groups for name in group.parameters]
        self._values = tuple({name: pairs(name)[side][rows] for name in names} for side in (0, 1))
        self.tables = tuple(revaluer.tables(values) for values in self._values)
        self._rows = rows.stop - rows.start

    def posterior(self, side: int) -> Array:
        """Return the posterior on A (0) or B (1), shape (row,)."""
        return self._answer(self._asked.engine.redrawn(self.tables[side]))

    def mixed(self) -> Iterator[tuple[int, Array]]:
        """Yield for every group its place and the posterior on AB_i, shape (row,)."""
        by_node: dict[frozenset[int], list[int]] = {}
        for place, group in enumerate(self._groups):
            by_node.setdefault(group.nodes, []).append(place)
        alone = sum(len(places) for nodes, places in by_node.items() if len(nodes) == 1)
        slopes = self._slopes() if alone > _FEW else None
        for nodes, places in by_node.items():
            for place in places:
                if len(nodes) == 1 and slopes is not None:
                    [node] = nodes
                    yield place, self._ratio(place, node, slopes)
                else:
                    new = Patched(self.tables[0], self.mixed_tables(place), set(nodes))
                    yield place, self._answer(self._asked.engine.redrawn(new))

    def _answer(self, engine: Engine) -> Array:
        [found], _ = engine.batch(self._asked.observed.seen, self._asked.node, draws=True)
        return np.broadcast_to(found[:, 0, self._asked.state], (self._rows,))

    def mixed_tables(self, place: int) -> Sequence[Array]:
        """Return the tables of A that a group reaches, with its parameters from B."""
        (a, b), group = self._values, self._groups[place]
        used = {name for node in group.nodes for name in self._revaluer.of_node[node]}
        values = {name: a[name] for name in used if name in a}
        return self._revaluer.tables(values | {name: b[name] for name in group.parameters})

    def _slopes(self) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """Return the derivatives of P(s, e) and of P(e) on A with respect to every table."""
        engine = self._asked.engine.redrawn(self.tables[0])
        seen = dict(self._asked.observed.seen)
        node, state = self._asked.node, self._asked.state
        own = seen.get(node, np.ones(engine.sizes[node]))
        vector = np.eye(engine.sizes[node])[own] if isinstance(own, int) else own
        joint = {**seen, node: vector * (np.arange(engine.sizes[node]) == state)}
        return engine.table_derivatives(joint, draws=True)[1], engine.table_derivatives(
            seen, draws=True
        )[1]

    def _ratio(self, place: int, node: int, slopes: tuple[tuple[Array, ...], ...]) -> Array:
        """Return the posterior on AB_i of a group in one table, shape (row,)."""
        table = self.mixed_tables(place)[node]
        above, below = (_dot(table, side[node], self._rows) for side in slopes)
        with np.errstate(invalid="ignore", divide="ignore"):
            return above / below


def _dot(table: Array, slope: Array, rows: int) -> Array:
    """Return Σ table · slope for every row, shape (row,); each has shape (row or 1, …)."""
    flat = [np.moveaxis(one, 0, -1).reshape(-1, len(one)) for one in (table, slope)]
    return np.broadcast_to((flat[0] * flat[1]).sum(axis=0), (rows,))
