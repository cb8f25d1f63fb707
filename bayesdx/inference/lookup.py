"""All answers at once to questions that differ in the states of the same findings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from bayesdx.inference.contraction import Array
from bayesdx.inference.part import Seen

REPEATS = 16
"""So often the same nodes are asked about before their answers are laid out."""

ENTRIES = 500_000
"""So many numbers a table of answers may have."""

_TABLES = 32

Key = tuple[int | None, frozenset[int]]
Solve = Callable[[Seen, "int | None"], "tuple[list[Array], Array] | None"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """The answers for every combination of states of the same findings.

    Attributes:
        strides: node → how far apart the answers for its neighbouring states are.
        posterior: shape (combination, state), the states of all nodes asked about end to end.
        total: per combination, P(findings).
        spans: per node asked about, its columns.
    """

    strides: dict[int, int]
    posterior: Array
    total: list[float]
    spans: tuple[slice, ...]

    def answer(self, seen: Seen) -> tuple[list[Array], float] | None:
        """Return the posteriors and P(findings); no posteriors if the findings are impossible."""
        code = 0
        for node, value in seen.items():
            if not isinstance(value, int):
                return None
            code += self.strides[node] * value
        row, total = self.posterior[code], self.total[code]
        return ([row[span] for span in self.spans] if total else []), total


@dataclass(slots=True)
class Repeats:
    """Counts questions about the same nodes, and lays their answers out when it pays.

    Attributes:
        sizes: per node of the network, its number of states.
        solve: answers a question for many cases at once: findings of shape (state, case) and the
            target, or None for all nodes, → posteriors (draw, case, state), P(findings); None if
            that is too much work.
    """

    sizes: Sequence[int]
    solve: Solve
    _counts: dict[Key, int] = field(default_factory=dict)
    _tables: dict[Key, Lookup] = field(default_factory=dict)

    def answer(self, seen: Seen, target: int | None) -> tuple[list[Array], float] | None:
        """Return what `Lookup.answer` does; None where there is no table for this question."""
        key = (target, frozenset(seen))
        table = self._tables.get(key)
        if table is not None:
            return table.answer(seen)
        count = self._counts[key] = self._counts.get(key, 0) + 1
        if count == REPEATS and self._entries(seen, target) <= ENTRIES:
            table = self._lay_out(seen, target)
            if len(self._tables) >= _TABLES:
                self._tables.clear()
            if table is not None:
                self._tables[key] = table
                return table.answer(seen)
        if len(self._counts) > 4096:
            self._counts.clear()
        return None

    def _entries(self, seen: Seen, target: int | None) -> int:
        columns = sum(self.sizes) if target is None else self.sizes[target]
        return columns * math.prod(self.sizes[node] for node in seen)

    def _lay_out(self, seen: Seen, target: int | None) -> Lookup | None:
        nodes = sorted(seen)
        shape = [self.sizes[node] for node in nodes]
        states = np.indices(shape).reshape(len(nodes), -1)
        findings = {n: np.eye(self.sizes[n])[:, at] for n, at in zip(nodes, states, strict=True)}
        solved = self.solve(findings, target)
        if solved is None:
            return None
        found, total = solved
        posterior = np.concatenate([part[0] for part in found], axis=1)
        posterior.setflags(write=False)
        ends = np.cumsum([part.shape[2] for part in found]).tolist()
        strides = [math.prod(shape[place + 1 :]) for place in range(len(nodes))]
        return Lookup(
            strides=dict(zip(nodes, strides, strict=True)),
            posterior=posterior,
            total=total[0].tolist(),
            spans=tuple(slice(a, b) for a, b in zip([0, *ends], ends, strict=False)),
        )
