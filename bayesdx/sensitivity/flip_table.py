"""The smallest change of one whole table that makes a statement about a posterior true.

P is linear in all cells of a table together. With the new cells t in place of θ, the statement is
rest + Σ g t ≥ 0 with g = Σ_s w_s ∂P(target = s, findings)/∂θ. A table within distance δ of the
present one has m ≤ t / θ ≤ M with M / m = e^δ, and of these the sum is the largest, column by
column, if the cells with the largest g are raised to M θ first and the others lowered to m θ. That
maximum is concave in M and grows with δ, so the smallest δ is found by bisection, with a search for
M inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.findings import Findings
from bayesdx.inference.slopes import Slopes
from bayesdx.network import Network
from bayesdx.sensitivity.asked import Asked, ask
from bayesdx.sensitivity.cells import offsets
from bayesdx.sensitivity.distance import distance
from bayesdx.sensitivity.one_way import slopes_of
from bayesdx.sensitivity.statement import Statement, statement

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]

FARTHEST = 40.0
"""No change of a greater distance is looked for: the odds by a factor of e^40."""

_HALVINGS = 52
_GOLDEN = (5**0.5 - 1) / 2
_NARROWINGS = 70
_NOISE = 1e-13


@dataclass(frozen=True, eq=False)
class TableChange:
    """One table, and what it has to become.

    Attributes:
        node: whose table it is.
        value: what it is, shape (state, *parents).
        to: the nearest table with which the statement holds, same shape.
        distance: how far that moves the whole distribution, in nats.
    """

    node: str
    value: Array
    to: Array
    distance: float


@dataclass(frozen=True, eq=False)
class TableFlips:
    """Which tables can make a statement true by themselves, the smallest change first.

    Attributes:
        network: the network asked.
        statement: what shall become true.
        holds: whether it is true as it is; then nothing has to change.
        findings: node → what was said of it.
        changes: by distance; tables that cannot do it are left out, and a 0 stays a 0.
    """

    network: Network = field(repr=False)
    statement: str
    holds: bool
    findings: Mapping[str, str]
    changes: tuple[TableChange, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain dict for each change: node, value, to, distance.

        `value` and `to` are nested lists of shape (state, *parents).
        """
        return [
            {
                "node": change.node,
                "value": change.value.tolist(),
                "to": change.to.tolist(),
                "distance": change.distance,
            }
            for change in self.changes
        ]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Name the smallest changes."""
        if self.holds:
            return f"{self.statement}: holds as it is"
        lines = [f"{self.statement}: {len(self.changes)} tables can do it"]
        lines += [f"  {change.node} (distance {change.distance:.6f})" for change in self.changes]
        return "\n".join(lines)


def flip_table(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    reach: str,
    minus: str | None = None,
    over: str | None = None,
) -> TableFlips:
    """Return the smallest change of each whole table that makes a statement true.

    Smallest by the distance of Chan and Darwiche; all columns of the table may change at once, so
    no change of a single cell of it is smaller. The distance is exact to about 1e-9.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: NODE=STATE, or NODE for its most likely state.
        reach: ">=0.5" or "<=0.5": of P(target = state | findings), or of what follows.
        minus: another state of the target, whose probability is subtracted.
        over: another state of the target, by whose probability is divided.

    Raises:
        FindingError: an unknown finding, state or target.
        InputError: a statement that is none.
        ImpossibleFindings: the findings cannot occur together.

    Reference: H. Chan, A. Darwiche, Sensitivity analysis in Bayesian networks: from single to
    multiple parameters, UAI 2004, arXiv:1207.4124.

    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    ... )
    >>> flip_table(network, {"wet": "yes"}, target="rain=yes", reach="<=0.5")
    P(rain=yes) ≤ 0.5: 2 tables can do it
      rain (distance 0.810930)
      wet (distance 0.810930)
    """
    asked = ask(network, findings, target)
    said = statement(asked, reach, minus=minus, over=over)
    found = slopes_of(asked)
    holds = bool(said.weight @ found.joint >= 0)
    changes = [] if holds else _changes(asked, found, said)
    return TableFlips(
        network=network,
        statement=said.text,
        holds=holds,
        findings=asked.observed.said,
        changes=tuple(sorted(changes, key=lambda change: round(change.distance, 12))),
    )


def _changes(asked: Asked, found: Slopes, said: Statement) -> list[TableChange]:
    gain = said.weight @ found.slope
    gain[np.abs(gain) <= _NOISE * (np.abs(said.weight) @ found.slope)] = 0
    now = float(said.weight @ found.joint)
    tables = _Tables(found, gain)
    wanted = np.add.reduceat(gain * found.value, tables.begins) - now
    size = np.add.reduceat(np.abs(gain) * found.value, tables.begins)
    able = np.flatnonzero(tables.best - wanted > _NOISE * (size + abs(now)))
    if not len(able):
        return []
    to = tables.nearest(wanted)
    begins, network = offsets(asked.network), asked.network
    changes = []
    for table in able.tolist():
        own = tables.of_cell == table
        places = found.cells[own]
        node = int(np.searchsorted(begins, places[0], side="right")) - 1
        new = network.tables[node].copy()
        new.reshape(-1)[places - begins[node]] = to[own]
        far = distance(network.tables[node], new)
        if far < 0.99 * FARTHEST:
            name = network.nodes[node].name
            changes.append(TableChange(name, network.tables[node], new, far))
    return changes


class _Tables:
    """The cells that bear on a statement, within their columns by falling gain.

    Args:
        found: the derivatives of the posteriors.
        gain: g, shape (cell,).
    """

    def __init__(self, found: Slopes, gain: Array) -> None:
        layout = found.layout
        order = np.lexsort((-gain, layout.column))
        self.back = np.argsort(order)
        self.value, self.gain = found.value[order], gain[order]
        self.column, self.first = layout.column, layout.first
        leaves = layout.leaf[layout.first]
        self.of_cell = layout.leaf
        self.begins = layout.first[np.flatnonzero(np.diff(leaves, prepend=-1))]
        ahead = np.cumsum(self.value) - self.value
        self.ahead = np.maximum(ahead - ahead[self.first][self.column], 0.0)
        least = np.minimum.reduceat(self.gain, self.first)
        self.moves = (least < np.maximum.reduceat(self.gain, self.first))[self.column]
        top = np.maximum.reduceat(np.where(self.value > 0, self.gain, -np.inf), self.first)
        self.best = np.add.reduceat(top, self.column[self.begins])

    def raised(self, low: Array, high: Array) -> Array:
        """Return the best cells with m ≤ t / θ ≤ M, in falling order of gain.

        Args:
            low: m per table.
            high: M per table.
        """
        least, most = low[self.of_cell], high[self.of_cell]
        room = (most - least) * self.value
        given = np.clip(1 - least - (most - least) * self.ahead, 0.0, room)
        return np.where(self.moves, least * self.value + given, self.value)

    def reach(self, low: Array, high: Array) -> Array:
        """Return Σ g t of the best cells per table."""
        found: Array = np.add.reduceat(self.gain * self.raised(low, high), self.begins)
        return found

    def within(self, delta: Array) -> tuple[Array, Array]:
        """Return the best m and M with ln M / m = δ per table, by golden section over ln M."""
        left, right = np.zeros_like(delta), delta.copy()
        for _ in range(_NARROWINGS):
            width = _GOLDEN * (right - left)
            one, other = right - width, left + width
            ahead = self._at(one, delta) < self._at(other, delta)
            left, right = np.where(ahead, one, left), np.where(ahead, right, other)
        middle = (left + right) / 2
        return np.exp(middle - delta), np.exp(middle)

    def _at(self, high: Array, delta: Array) -> Array:
        return self.reach(np.exp(high - delta), np.exp(high))

    def nearest(self, wanted: Array) -> Array:
        """Return the cells of the nearest tables with Σ g t ≥ wanted, in the cells' own order."""
        near, far = np.zeros(len(self.begins)), np.full(len(self.begins), FARTHEST)
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            enough = self.reach(*self.within(middle)) >= wanted
            near, far = np.where(enough, near, middle), np.where(enough, middle, far)
        found: Array = self.raised(*self.within(far))[self.back]
        return found
