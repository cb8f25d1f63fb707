"""Coded findings → posteriors, row by row of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.cohort.coding import OPEN, Coded, unseen
from bayesdx.cohort.decision import Decision
from bayesdx.inference.engine import engine_of
from bayesdx.inference.observed import check_level
from bayesdx.inference.part import TINY
from bayesdx.inference.posterior import interval
from bayesdx.inference.separator import Fused, Tables, compiled, known_tables, pays
from bayesdx.network import Network

Array = NDArray[np.float64]
Rows = NDArray[np.int64]

ENTRIES = 64_000_000
"""Entries that all tables together may have: half a gigabyte."""

_WORTH = 512
"""Entries that are worth laying out for each row that is read from them."""

FEWEST = 1000
"""Rows that are worth tables."""

_NOISE = 1e-12
"""So far rounding alone may keep a probability from a threshold."""

_AT_ONCE = 4096
"""Rows that are contracted at once where there is no table."""

_DRAWN = 16
"""Rows whose interval is computed at once."""

_TILE = 1 << 15
"""Numbers that are divided at once."""

_LAYING = Lock()
"""Tables are laid out one after another: how many threads there may be is one for all."""

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
        same: per row, the same-decision probability; None if not asked for.
        wrong: row → why it was rejected.
    """

    probability: Mapping[str, Array]
    of_findings: Array
    low: Mapping[str, Array]
    high: Mapping[str, Array]
    conflict: Array | None
    same: Array | None
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
        decision: Decision | None = None,
        tables: Mapping[str, Tables | None] | None = None,
    ) -> None:
        """Lay out the tables.

        Args:
            network: the network to ask.
            nodes: the findings that may be examined.
            targets: the nodes asked about.
            rows: about how many rows will come; tables that would not pay are not laid out.
            level: the probability that the interval shall hold; None gives no interval.
            conflict: whether to give the conflict of the findings.
            decision: the decision that might be another after some tests; None asks for none.
            tables: target → what was laid out before for the same question.
        """
        if level is not None:
            check_level(level)
        self.engine, self.index = engine_of(network), network.index
        self.targets, self.level, self.decision = tuple(targets), level, decision
        self.names = tuple(dict.fromkeys([*nodes, *(decision.after if decision else ())]))
        self.nodes = [network.index[name] for name in self.names]
        self.at = {name: network.index[name] for name in targets}
        self.tables = dict(tables) if tables is not None else self._laid_out(rows)
        times = decision.outcomes(network) if decision else 1
        loop = compiled() if any(self.tables.values()) and pays(rows * times) else None
        self.readers = {
            name: Fused(one, loop) if one and loop else one for name, one in self.tables.items()
        }
        # The engine keeps what it was asked, and is asked by one at a time.
        self._engine_lock = Lock()
        self.single: Sequence[Array] | None = None
        if conflict:
            answers = self.engine.answers({})
            assert answers is not None
            self.single = answers[0]

    def _laid_out(self, rows: int) -> dict[str, Tables | None]:
        """Return the tables for each target; None where they would not pay."""
        from threadpoolctl import threadpool_limits

        found: dict[str, Tables | None] = {}
        left = min(ENTRIES, _WORTH * rows)
        for name in self.targets:
            if rows < FEWEST:
                found[name] = None
                continue
            asked = {"target": self.at[name], "budget": max(1, left), "rows": rows}
            # Many small products: threads would wait for them busily, for as long again.
            with _LAYING, threadpool_limits(1, user_api="blas"):
                one = found[name] = known_tables(self.engine, self.nodes, **asked)
            left -= one.entries if one else 0
        return found

    def score(self, found: Mapping[str, Coded], rows: int) -> Scored:
        """Return the answers for a batch.

        Args:
            found: node → its findings; of nodes without a table, open ones alone.
            rows: the number of rows.
        """
        found = {**self._unseen(found, rows), **found}
        wrong = _faults(found)
        whole = np.ones(rows, dtype=bool)
        whole[list(wrong)] = False
        total = np.full(rows, np.nan)
        answers = {name: self._answers(name, found, whole, total) for name in self.targets}
        good = whole & (total > 0)
        for row in np.flatnonzero(whole & ~good).tolist():
            wrong[row] = IMPOSSIBLE
        total[~good] = np.nan
        low, high = self._intervals(found, good, answers) if self.level else ({}, {})
        return Scored(
            answers,
            total,
            low,
            high,
            None if self.single is None else self._conflict(found, total),
            None if self.decision is None else self._same(found, good, answers, total),
            dict(sorted(wrong.items())),
        )

    def _unseen(self, found: Mapping[str, Coded], rows: int) -> dict[str, Coded]:
        """Return the findings for which there is a table but no column."""
        sizes = self.engine.sizes
        return {
            name: unseen(sizes[node], rows)
            for name, node in zip(self.names, self.nodes, strict=True)
            if name not in found
        }

    def _answers(
        self,
        name: str,
        found: Mapping[str, Coded],
        whole: NDArray[np.bool_],
        total: Array,
    ) -> Array:
        """Return the posterior of one target; P(findings) goes into `total`."""
        reader, rows = self.readers[name], len(whole)
        rest = whole
        posterior = np.full((0 if reader else rows, self.engine.sizes[self.at[name]]), np.nan)
        if reader is not None:
            closed = _closed(found, whole)
            some = np.flatnonzero(closed)
            every = len(some) == rows
            codes = {
                node: found[n].codes if every else found[n].codes[some]
                for node, n in zip(self.nodes, self.names, strict=True)
            }
            joint = reader.joint(codes, len(some))
            sums = _normalised(joint)
            if every:
                posterior, total[:] = joint, sums
            else:
                posterior = np.full((joint.shape[1], rows), np.nan).T
                posterior.T[:, some], total[some] = joint.T, sums
            rest = whole & ~closed
            rest[some[sums < TINY]] = True
        left = np.flatnonzero(rest)
        for start in range(0, len(left), _AT_ONCE):
            part = left[start : start + _AT_ONCE]
            own, total[part] = self._contracted(name, found, part)
            posterior[part] = np.minimum(own, 1.0)
        return posterior

    def _contracted(self, name: str, found: Mapping[str, Coded], rows: Rows) -> tuple[Array, Array]:
        """Return the posterior of some rows, and P(findings), by one contraction for all."""
        with self._engine_lock:
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
        assert self.single is not None
        with np.errstate(divide="ignore"):
            bits: Array = -np.log2(total)
            for name, one in found.items():
                alone = self.single[self.index[name]]
                own = np.log2([*alone, 1.0])[one.codes.clip(0)]
                for row, vector in one.open.items():
                    own[row] = np.log2(vector @ alone)
                bits += own
        return bits

    def _same(
        self,
        found: Mapping[str, Coded],
        good: NDArray[np.bool_],
        points: Mapping[str, Array],
        total: Array,
    ) -> Array:
        """Return the probability that the decision is the same once the tests are done.

        Σ over the results of those that are not examined in a row, of P(results | findings) where
        the decision is what it is now. What is examined has the one result that it has.
        """
        decision = self.decision
        assert decision is not None
        now = decision.acts(points[decision.target], _NOISE)
        sizes = [self.engine.sizes[self.index[name]] for name in decision.after]
        same = np.where(good, 0.0, np.nan)
        for results in product(*map(range, sizes)):
            asked, counted = dict(found), good.copy()
            for name, size, result in zip(decision.after, sizes, results, strict=True):
                open_ = found[name].codes == size
                counted &= open_ | (result == 0)
                codes = np.where(open_, np.int16(result), found[name].codes)
                asked[name] = replace(found[name], codes=codes)
            chance = np.zeros(len(good))
            after = self._answers(decision.target, asked, counted, chance)
            rows = counted & (chance > 0)
            rows[rows] = decision.acts(after[rows], _NOISE) == now[rows]
            same[rows] += chance[rows] / total[rows]
        return np.minimum(same, 1.0)

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
                with self._engine_lock:
                    [drawn], _ = self.engine.batch(seen, node, draws=True)
                for place, row in enumerate(part.tolist()):
                    own = drawn[:, min(place, drawn.shape[1] - 1)]
                    a, b = interval(own, points[name][row], self.level or 0.0)
                    if a is not None and b is not None:
                        low[name][row], high[name][row] = a, b
        return low, high


def _normalised(joint: Array) -> Array:
    """Divide the rows by their sums, at least `TINY`, and return these.

    Some rows at a time, so that they are still near when they are divided. No share is above one,
    for a sum of what is not negative is never rounded below one of its terms.
    """
    sums, states = np.empty(len(joint)), joint.T
    step = max(1, _TILE // len(states))
    for start in range(0, len(joint), step):
        some = states[:, start : start + step]
        own = np.add.reduce(some, axis=0, out=sums[start : start + step])
        np.divide(some, np.maximum(own, TINY), out=some)
    return sums


def _closed(found: Mapping[str, Coded], whole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which of some rows have no finding that is a set or uncertain."""
    closed = whole.copy()
    for one in found.values():
        if one.open:
            closed &= one.codes != OPEN
    return closed


def _faults(found: Mapping[str, Coded]) -> dict[int, str]:
    """Return row → all that is wrong with it."""
    wrong: dict[int, str] = {}
    for name, one in found.items():
        for row, reason in one.wrong.items():
            said = f"{name}: {reason}"
            wrong[row] = f"{wrong[row]} | {said}" if row in wrong else said
    return wrong
