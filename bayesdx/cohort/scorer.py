"""Coded findings → posteriors, row by row of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.cohort.coding import OPEN, Coded
from bayesdx.inference.engine import engine_of
from bayesdx.inference.observed import check_level
from bayesdx.inference.part import TINY
from bayesdx.inference.posterior import interval
from bayesdx.inference.separator import Tables, tables_of
from bayesdx.network import Network

Array = NDArray[np.float64]
Rows = NDArray[np.int64]

ENTRIES = 64_000_000
"""Entries that all tables together may have: half a gigabyte."""

_WORTH = 512
"""Entries that are worth laying out for each row that is read from them."""

_AT_ONCE = 4096
"""Rows that are contracted at once where there is no table."""

_DRAWN = 16
"""Rows whose interval is computed at once."""

IMPOSSIBLE = "findings that cannot occur together"


@dataclass(frozen=True, eq=False)
class Scored:
    """The answers for a batch of rows; a row that was rejected has NaN in all of them.

    Attributes:
        probability: target → P(target | findings), shape (row, state).
        of_findings: per row, P(findings).
        low: target → the lower bounds of the interval, shape (row, state); empty if not asked for.
        high: target → the upper bounds.
        conflict: per row, in bits; None if not asked for.
        wrong: row → why it was rejected.
    """

    probability: Mapping[str, Array]
    of_findings: Array
    low: Mapping[str, Array]
    high: Mapping[str, Array]
    conflict: Array | None
    wrong: Mapping[int, str]


class Scorer:
    """A network made ready to answer the same question for many rows."""

    def __init__(
        self,
        network: Network,
        nodes: Sequence[str],
        *,
        targets: Sequence[str],
        rows: int,
        level: float | None = None,
        conflict: bool = False,
    ) -> None:
        """Lay out the tables.

        Args:
            network: the network to ask.
            nodes: the findings that may be examined.
            targets: the nodes asked about.
            rows: about how many rows will come; tables that would not pay are not laid out.
            level: the probability that the interval shall hold; None gives no interval.
            conflict: whether to give the conflict of the findings.
        """
        if level is not None:
            check_level(level)
        self.engine, self.index = engine_of(network), network.index
        self.names, self.targets, self.level = tuple(nodes), tuple(targets), level
        self.nodes = [network.index[name] for name in nodes]
        self.at = {name: network.index[name] for name in targets}
        self.tables: dict[str, Tables | None] = {}
        for name in targets:
            left = ENTRIES - sum(one.entries for one in self.tables.values() if one)
            budget = min(left, _WORTH * rows)
            self.tables[name] = tables_of(
                self.engine, self.nodes, target=self.at[name], budget=max(1, budget)
            )
        self.alone: Sequence[Array] | None = None
        if conflict:
            answers = self.engine.answers({})
            assert answers is not None
            self.alone = answers[0]

    def score(self, found: Mapping[str, Coded], rows: int) -> Scored:
        """Return the answers for a batch.

        Args:
            found: node → its findings; of nodes without a table, open ones alone.
            rows: the number of rows.
        """
        wrong = _faults(found)
        whole = np.ones(rows, dtype=bool)
        whole[list(wrong)] = False
        open_ = np.zeros(rows, dtype=bool)
        for one in found.values():
            open_ |= one.codes == OPEN
        total = np.full(rows, np.nan)
        answers = {name: self._answers(name, found, whole, open_, total) for name in self.targets}
        for row in np.flatnonzero(whole & ~(total > 0)).tolist():
            wrong[row] = IMPOSSIBLE
        good = whole & (total > 0)
        total[~good] = np.nan
        low, high = self._intervals(found, good, answers) if self.level else ({}, {})
        conflict = None if self.alone is None else self._conflict(found, total)
        return Scored(answers, total, low, high, conflict, dict(sorted(wrong.items())))

    def _answers(
        self,
        name: str,
        found: Mapping[str, Coded],
        whole: NDArray[np.bool_],
        open_: NDArray[np.bool_],
        total: Array,
    ) -> Array:
        """Return the posterior of one target; P(findings) goes into `total`."""
        tables, rows = self.tables[name], len(whole)
        posterior = np.full((rows, self.engine.sizes[self.at[name]]), np.nan)
        rest = whole
        if tables is not None:
            some = np.flatnonzero(whole & ~open_)
            every = len(some) == rows
            codes = {
                node: found[n].codes if every else found[n].codes[some]
                for node, n in zip(self.nodes, self.names, strict=True)
            }
            joint = tables.joint(codes, len(some))
            sums = joint.sum(axis=1)
            safe = sums >= TINY
            np.divide(joint, sums[:, None], out=joint, where=safe[:, None])
            posterior[some], total[some] = joint, sums
            rest = whole & open_
            rest[some[~safe]] = True
        left = np.flatnonzero(rest)
        for start in range(0, len(left), _AT_ONCE):
            part = left[start : start + _AT_ONCE]
            posterior[part], total[part] = self._contracted(name, found, part)
        np.minimum(posterior, 1.0, out=posterior)
        return posterior

    def _contracted(self, name: str, found: Mapping[str, Coded], rows: Rows) -> tuple[Array, Array]:
        """Return the posterior of some rows, and P(findings), by one contraction for all."""
        [posterior], total = self.engine.batch(self._seen(found, rows), self.at[name])
        return (
            np.broadcast_to(posterior[0], (len(rows), posterior.shape[2])),
            np.broadcast_to(total[0], len(rows)),
        )

    def _seen(self, found: Mapping[str, Coded], rows: Rows) -> dict[int, Any]:
        """Return node → the likelihoods of some rows, shape (state, row)."""
        seen: dict[int, Any] = {}
        for name, one in found.items():
            node = self.index[name]
            vectors = self._vectors(one, node, rows)
            if not (vectors == 1).all():
                seen[node] = np.ascontiguousarray(vectors.T)
        return seen

    def _vectors(self, one: Coded, node: int, rows: Rows) -> Array:
        """Return the likelihoods of some rows, shape (row, state)."""
        size = self.engine.sizes[node]
        codes = one.codes[rows]
        vectors: Array = np.vstack([np.eye(size), np.ones(size)])[codes.clip(0)]
        for place in np.flatnonzero(codes == OPEN).tolist():
            vectors[place] = one.open[int(rows[place])]
        return vectors

    def _conflict(self, found: Mapping[str, Coded], total: Array) -> Array:
        """Return log2 [ Π P(e_i) / P(e_1, …, e_k) ] of each row."""
        assert self.alone is not None
        with np.errstate(divide="ignore"):
            bits: Array = -np.log2(total)
            for name, one in found.items():
                alone = self.alone[self.index[name]]
                own = np.log2([*alone, 1.0])[one.codes.clip(0)]
                for row, vector in one.open.items():
                    own[row] = np.log2(vector @ alone)
                bits += own
        return bits

    def _intervals(
        self, found: Mapping[str, Coded], good: NDArray[np.bool_], points: Mapping[str, Array]
    ) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return the bounds of each target; NaN for a network without draws."""
        low = {name: np.full_like(points[name], np.nan) for name in self.targets}
        high = {name: np.full_like(points[name], np.nan) for name in self.targets}
        rows = np.flatnonzero(good) if len(self.engine.draws) else np.empty(0, dtype=np.int64)
        for start in range(0, len(rows), _DRAWN):
            part = rows[start : start + _DRAWN]
            seen = self._seen(found, part)
            for name, node in self.at.items():
                [drawn], _ = self.engine.batch(seen, node, draws=True)
                for place, row in enumerate(part.tolist()):
                    own = drawn[:, min(place, drawn.shape[1] - 1)]
                    a, b = interval(own, points[name][row], self.level or 0.0)
                    if a is not None and b is not None:
                        low[name][row], high[name][row] = a, b
        return low, high


def _faults(found: Mapping[str, Coded]) -> dict[int, str]:
    """Return row → all that is wrong with it."""
    wrong: dict[int, str] = {}
    for name, one in found.items():
        for row, reason in one.wrong.items():
            said = f"{name}: {reason}"
            wrong[row] = f"{wrong[row]} | {said}" if row in wrong else said
    return wrong
