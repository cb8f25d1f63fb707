"""The posterior as a function of each cell of each table, all of them in closed form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import Findings
from bayesdx.inference.slopes import Slopes, freeze, slopes
from bayesdx.network import Network
from bayesdx.sensitivity.asked import Asked, ask
from bayesdx.sensitivity.cells import Cell, cells_of, offsets, plain
from bayesdx.sensitivity.covariation import check_scheme
from bayesdx.sensitivity.lines import Lines, lines

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]

_NOISE = 1e-13
"""A difference of this share of what is subtracted is rounding."""


@dataclass(frozen=True, eq=False)
class OneWay:
    """The sensitivity function of every cell: posterior(x) = (a x + b) / (c x + d).

    One entry for each cell that bears on the target; under the order-preserving scheme one for
    each piece: below the cell's value, then above it. The cells of which nothing can depend, as
    those of nodes that neither target nor findings descend from, have a row but no entry.

    Attributes:
        network: the network asked.
        target: the node asked about.
        state: its state.
        posterior: P(target = state | findings) at the point values.
        total: P(findings).
        most_likely: the most likely state of the target.
        findings: node → what was said of it.
        covariation: how the other cells of the column give way.
        bearing: the places of the cells that bear on the target.
        cell: the place of each cell among all cells of the network, whose tables stand end to
            end, each in the order (state, *parents); shape (entry,).
        value: its value.
        a: P(target = state, findings) = a x + b with the cell at x.
        b: see `a`.
        c: P(findings) = c x + d.
        d: see `c`.
        begin: the smallest x for which a, b, c and d hold.
        end: the largest.
        asked: the question, for `low` and `high`.
    """

    network: Network = field(repr=False)
    target: str
    state: str
    posterior: float
    total: float
    most_likely: str
    findings: Mapping[str, str]
    covariation: str
    bearing: NDArray[np.intp]
    cell: NDArray[np.intp]
    value: Array
    a: Array
    b: Array
    c: Array
    d: Array
    begin: Array
    end: Array
    asked: Asked = field(repr=False)

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self)

    @property
    def low(self) -> Array:
        """The lower end of the admissible interval, shape (entry,).

        Of the values around the present one, or of all, at which the most likely state of the
        target stays the most likely; NaN where there is none. It takes a sweep back for each
        state, so it is computed when it is asked for.
        """
        return self._ends[0]

    @property
    def high(self) -> Array:
        """The upper end of the admissible interval, shape (entry,); see `low`."""
        return self._ends[1]

    @cached_property
    def _ends(self) -> tuple[Array, Array]:
        drawn = lines(slopes_of(self.asked), self.covariation)
        low, high = _admissible(drawn, int(self.asked.posterior.argmax()))
        if self.covariation == "order-preserving":
            low, high = _joined(drawn.cell, low, high)
        low.setflags(write=False)
        high.setflags(write=False)
        return low, high

    @cached_property
    def derivative(self) -> Array:
        """The slope of the posterior at the cell's value, (a d − b c) / (c x + d)²."""
        total = self.c * self.value + self.d
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = self.c * ((self.a * self.value + self.b) / total)
            slope = self.a - moved
            slope[np.abs(slope) <= _NOISE * (np.abs(self.a) + np.abs(moved))] = 0
            found: Array = slope / total
        found.setflags(write=False)
        return found

    @property
    def sensitivity_value(self) -> Array:
        """The absolute value of the derivative."""
        return np.abs(self.derivative)

    @cached_property
    def vertex_proximity(self) -> Array:
        """How far the vertex of the hyperbola is from the cell's value; NaN where it is a line.

        With s = −d/c and r = (b c − a d)/c², posterior(x) = a/c + r/(x − s), and the vertex of its
        branch is √|r| from s. Near its vertex a function turns, and its derivative says little.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            pole = -self.d / self.c
            total = self.c * self.value + self.d
            reach = np.abs(total / self.c) * np.sqrt(self.sensitivity_value)
            vertex = pole + np.where(self.value > pole, reach, -reach)
            found: Array = np.abs(vertex - self.value)
        found[~np.isfinite(found) | (self.derivative == 0)] = np.nan
        found.setflags(write=False)
        return found

    def at(self, x: float | Array) -> Array:
        """Return the posterior with each cell at x, shape (entry,)."""
        found: Array = (self.a * x + self.b) / (self.c * x + self.d)
        return found

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain dict for each cell of the network, in the order of the tables.

        Keys: node, state, given, value, a, b, c, d, derivative, low, high, sensitivity_value,
        vertex_proximity; of the order-preserving scheme also begin and end. Under that scheme the
        largest cell of a column cannot change: it has no row where the column bears on the target.
        """
        count = int(offsets(self.network)[-1])
        idle = np.setdiff1d(np.arange(count), self.bearing)
        rows = [*self._rows(np.arange(len(self.cell))), *self._idle_rows(idle)]
        order = np.argsort(np.concatenate([self.cell, idle]), kind="stable")
        return [rows[i] for i in order.tolist()]

    def largest(self, count: int) -> list[dict[str, Any]]:
        """Return the rows of the cells with the largest sensitivity values, largest first."""
        size = np.nan_to_num(self.sensitivity_value).round(12)
        order = np.lexsort((self.cell, -size))
        return list(self._rows(order[:count]))

    def _rows(self, entries: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
        columns = [plain(getattr(self, name)[entries]) for name in self._numbers]
        cells = cells_of(self.network, self.cell[entries])
        for cell, *numbers in zip(cells, *columns, strict=True):
            yield {**cell._asdict(), **dict(zip(self._numbers, numbers, strict=True))}

    @property
    def _numbers(self) -> list[str]:
        names = ["value", "a", "b", "c", "d", "derivative", "low", "high"]
        names += ["sensitivity_value", "vertex_proximity"]
        return names + (["begin", "end"] if self.covariation == "order-preserving" else [])

    def _idle_rows(self, places: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
        """Yield the rows of cells without bearing: their functions are flat."""
        ends = {"low": 0.0, "high": 1.0, "begin": 0.0, "end": 1.0, "vertex_proximity": None}
        flat = dict.fromkeys(("a", "c", "derivative", "sensitivity_value"), 0.0)
        known = {**ends, **flat, "b": self.posterior * self.total, "d": self.total}
        values = np.concatenate([table.reshape(-1) for table in self.network.tables])[places]
        cells = cells_of(self.network, places)
        for cell, value in zip(cells, values.tolist(), strict=True):
            numbers = {"value": value, **known}
            yield {**cell._asdict(), **{name: numbers[name] for name in self._numbers}}

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Name the cells that matter most."""
        said = ", ".join(f"{name}={text}" for name, text in self.findings.items())
        lines = [
            f"{self.target}={self.state} | {said or 'no findings'}: {self.posterior:.4f}, "
            f"{len(self.cell)} cells, {self.covariation}"
        ]
        for row in self.largest(5):
            cell = Cell(row["node"], row["state"], row["given"])
            lines.append(f"  {cell} = {row['value']:.4g}: slope {row['derivative']:+.4f}")
        return "\n".join(lines)


def one_way(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    covariation: str = "proportional",
) -> OneWay:
    """Return the posterior as a function of each cell x of each table.

    posterior(x) = (a x + b) / (c x + d), where a x + b = P(target = state, findings) and
    c x + d = P(findings) with the cell at x and the other states of its column giving way (see
    `covary`). All cells at once from the derivatives of P(target = state, findings) and of the
    rest of P(findings): two sweeps back, nothing asked again.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: NODE=STATE, or NODE for its most likely state.
        covariation: proportional, uniform or order-preserving. Uniform is not the present column
            at x = value, so its function need not pass through the present posterior. Under the
            order-preserving scheme each cell but the largest of its column has up to two pieces,
            each with its a, b, c and d, and the slope on its side.

    Raises:
        FindingError: an unknown finding, state or target.
        InputError: no such scheme.
        ImpossibleFindings: the findings cannot occur together.

    References: U. Kjærulff, L. C. van der Gaag, Making sensitivity analysis computationally
    efficient, UAI 2000, arXiv:1301.3868; L. C. van der Gaag, S. Renooij, Analysing sensitivity data
    from probabilistic networks, UAI 2001, arXiv:1301.2314 (vertex, admissible deviation).

    >>> import numpy as np
    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    ... )
    >>> one_way(network, {"wet": "yes"}, target="rain=yes")
    rain=yes | wet=yes: 0.6923, 6 cells, proportional
      wet=no | rain=no = 0.9: slope +2.1302
      wet=yes | rain=no = 0.1: slope -2.1302
      rain=no = 0.8: slope -1.3314
      rain=yes = 0.2: slope +1.3314
      wet=no | rain=yes = 0.1: slope -0.2367
    """
    check_scheme(covariation)
    asked = ask(network, findings, target)
    chosen = np.arange(len(asked.states)) == asked.state
    found = slopes_of(asked, np.stack([chosen, ~chosen]))
    drawn = lines(found, covariation)
    return OneWay(
        network=asked.network,
        target=asked.name,
        state=asked.states[asked.state],
        posterior=float(asked.posterior[asked.state]),
        total=asked.total,
        most_likely=asked.answer,
        findings=asked.observed.said,
        covariation=covariation,
        bearing=found.cells,
        cell=drawn.cell,
        value=drawn.value,
        a=drawn.slope[0],
        b=drawn.start[0],
        c=drawn.total_slope,
        d=drawn.total_start,
        begin=drawn.begin,
        end=drawn.end,
        asked=asked,
    )


def slopes_of(asked: Asked, sides: NDArray[np.bool_] | None = None) -> Slopes:
    """Return the derivatives that answer a question, for each state or set of states.

    Raises:
        FindingError: the findings are possible, but too improbable for derivatives in floats.
    """
    found = slopes(asked.engine, asked.observed.seen, asked.node, sides)
    if found is None:
        said = f"P(findings) = {asked.total:.3g}"
        raise FindingError(Fault("findings", said, "1e-280 or more", "Leave some of them out."))
    return found


def _admissible(drawn: Lines, best: int) -> tuple[Array, Array]:
    """Return between which x the state `best` is the most likely, NaN twice where at none."""
    others = [state for state in range(len(drawn.slope)) if state != best]
    slope = drawn.slope[best] - drawn.slope[others]
    start = drawn.start[best] - drawn.start[others]
    with np.errstate(divide="ignore", invalid="ignore"):
        root = -start / slope
    low = np.where(slope > 0, root, -np.inf).max(axis=0, initial=-np.inf)
    high = np.where(slope < 0, root, np.inf).min(axis=0, initial=np.inf)
    low, high = np.maximum(low, drawn.begin), np.minimum(high, drawn.end)
    never = (low > high) | ((slope == 0) & (start < 0)).any(axis=0)
    low[never] = high[never] = np.nan
    return low, high


def _joined(cell: NDArray[np.intp], low: Array, high: Array) -> tuple[Array, Array]:
    """Return the interval of a cell for each of its pieces, which meet at its value."""
    ends: dict[int, tuple[float, float]] = {}
    for place, a, b in zip(cell.tolist(), low.tolist(), high.tolist(), strict=True):
        one, other = ends.get(place, (a, b))
        ends[place] = (np.fmin(one, a), np.fmax(other, b))
    both = np.array([ends[place] for place in cell.tolist()]).reshape(-1, 2)
    return both[:, 0], both[:, 1]
