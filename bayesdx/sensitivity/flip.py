"""The smallest change of one cell that makes a statement about a posterior true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.findings import Findings
from bayesdx.network import Network
from bayesdx.sensitivity.asked import ask
from bayesdx.sensitivity.cells import Cell, cells_of, column_of, spot_of
from bayesdx.sensitivity.covariation import check_scheme, covary
from bayesdx.sensitivity.distance import cell_distance, distance
from bayesdx.sensitivity.lines import Lines, lines
from bayesdx.sensitivity.one_way import slopes_of
from bayesdx.sensitivity.published import Support, supports
from bayesdx.sensitivity.statement import Statement, statement

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]

_NOISE = 1e-13


@dataclass(frozen=True, slots=True)
class Change:
    """One cell, and what it has to become.

    Attributes:
        cell: P(node = state | given).
        value: what it is.
        to: the nearest value at which the statement holds.
        distance: how far that moves the whole distribution, in nats.
        support: what the literature says of the cell; None where the network has none.
    """

    cell: Cell
    value: float
    to: float
    distance: float
    support: Support | None

    def row(self) -> dict[str, Any]:
        """Return the change as a plain dict."""
        found = {
            **self.cell._asdict(),
            "value": self.value,
            "to": self.to,
            "distance": self.distance,
        }
        if self.support is not None:
            inside = self.support.low <= self.to <= self.support.high
            found |= {**self.support._asdict(), "within": inside}
        return found


@dataclass(frozen=True, eq=False)
class Flips:
    """Which cells can make a statement true by themselves, the smallest change first.

    Attributes:
        network: the network asked.
        statement: what shall become true.
        holds: whether it is true as it is; then nothing has to change.
        posterior: P(target = state | findings) for each state of the target.
        findings: node → what was said of it.
        covariation: how the other cells of a column give way.
        changes: by distance; those that would need a 0 or a 1 to change or to arise, at an
            infinite distance, are left out like those that cannot do it at all.
    """

    network: Network = field(repr=False)
    statement: str
    holds: bool
    posterior: Mapping[str, float]
    findings: Mapping[str, str]
    covariation: str
    changes: tuple[Change, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain dict for each change: node, state, given, value, to, distance.

        Where the network has literature also kind, low, high (the interval that it supports) and
        within.
        """
        return [change.row() for change in self.changes]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Name the smallest changes."""
        if self.holds:
            return f"{self.statement}: holds as it is"
        lines = [f"{self.statement}: {len(self.changes)} cells can do it"]
        for change in self.changes[:5]:
            numbers = f"{change.value:.4g} → {change.to:.6g} (distance {change.distance:.6f})"
            lines.append(f"  {change.cell}: {numbers}")
        return "\n".join(lines)


def flip(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    reach: str,
    minus: str | None = None,
    over: str | None = None,
    covariation: str = "proportional",
) -> Flips:
    """Return the smallest change of each cell that makes a statement about the posterior true.

    With the cell at x, P(target = s, findings) = start_s + x slope_s, so that a statement about
    probabilities, a difference or a ratio of them is Σ_s w_s (start_s + x slope_s) ≥ 0, linear in
    x: the new value is the root next to the present one.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: NODE=STATE, or NODE for its most likely state.
        reach: ">=0.5" or "<=0.5": of P(target = state | findings), or of what follows.
        minus: another state of the target, whose probability is subtracted.
        over: another state of the target, by whose probability is divided.
        covariation: proportional, uniform or order-preserving; see `covary`. Under the uniform
            scheme the column jumps as soon as it is touched, so that a change may need no step.

    Raises:
        FindingError: an unknown finding, state or target.
        InputError: a statement or scheme that is none.
        ImpossibleFindings: the findings cannot occur together.

    Reference: H. Chan, A. Darwiche, When do numbers really matter?, JAIR 17, 2002,
    doi:10.1613/jair.967.

    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    ... )
    >>> flip(network, {"wet": "yes"}, target="rain=yes", reach="<=0.5")
    P(rain=yes) ≤ 0.5: 6 cells can do it
      rain=no: 0.8 → 0.9 (distance 0.810930)
      rain=yes: 0.2 → 0.1 (distance 0.810930)
      wet=no | rain=no: 0.9 → 0.775 (distance 0.960462)
      wet=yes | rain=no: 0.1 → 0.225 (distance 0.960462)
      wet=no | rain=yes: 0.1 → 0.6 (distance 2.602690)
    """
    check_scheme(covariation)
    asked = ask(network, findings, target)
    said = statement(asked, reach, minus=minus, over=over)
    found = slopes_of(asked)
    holds = bool(said.weight @ found.joint >= 0)
    drawn = lines(found, covariation)
    entries, to = (np.zeros(0, dtype=np.intp), np.zeros(0)) if holds else _roots(drawn, said)
    far = _distances(network, drawn, entries, to, covariation)
    near = np.isfinite(far)
    changes = _changes(network, drawn, entries[near], to[near], far[near])
    return Flips(
        network=network,
        statement=said.text,
        holds=holds,
        posterior=dict(zip(asked.states, asked.posterior.tolist(), strict=True)),
        findings=asked.observed.said,
        covariation=covariation,
        changes=tuple(changes),
    )


def _roots(drawn: Lines, said: Statement) -> tuple[NDArray[np.intp], Array]:
    """Return the entries that can make the statement true, and the nearest x at which it is.

    Where the findings become impossible, nothing is true of their posterior.
    """
    slope, start = said.weight @ drawn.slope, said.weight @ drawn.start
    size = np.abs(said.weight)
    slope[np.abs(slope) <= _NOISE * (size @ np.abs(drawn.slope))] = 0
    now = slope * drawn.value + start
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.where(now >= _NOISE * (size @ np.abs(drawn.start)), drawn.value, -start / slope)
    able = np.isfinite(root) & (root >= drawn.begin) & (root <= drawn.end)
    rise = drawn.total_slope * np.where(able, root, 0)
    able &= drawn.total_start + rise > _NOISE * (drawn.total_start + np.abs(rise))
    entries = np.flatnonzero(able)
    return entries, root[entries]


def _distances(
    network: Network, drawn: Lines, entries: NDArray[np.intp], to: Array, covariation: str
) -> Array:
    if covariation == "proportional":
        return cell_distance(drawn.value[entries], to)
    found = []
    for place, x in zip(drawn.cell[entries].tolist(), to.tolist(), strict=True):
        spot = spot_of(network, place)
        column = column_of(network, spot)
        pieces = covary(column, spot.state, covariation)
        piece = next(one for one in pieces if one.begin <= x <= one.end)
        found.append(distance(column, np.maximum(piece.at(x), 0.0)))
    return np.array(found)


def _changes(
    network: Network, drawn: Lines, entries: NDArray[np.intp], to: Array, far: Array
) -> Iterator[Change]:
    places = drawn.cell[entries]
    order = np.lexsort((places, far.round(12)))
    # Of a cell with two pieces, that is two entries, the smaller change.
    order = order[np.sort(np.unique(places[order], return_index=True)[1])]
    entries, places, to, far = entries[order], places[order], to[order], far[order]
    numbers = (drawn.value[entries].tolist(), to.tolist(), far.tolist())
    said = supports(network, places)
    for cell, value, x, length, support in zip(
        cells_of(network, places), *numbers, said, strict=True
    ):
        yield Change(cell, value, x, length, support)
