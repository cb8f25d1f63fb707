"""The posterior as a function of two cells at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, InputError
from bayesdx.findings import Findings
from bayesdx.network import Network
from bayesdx.sensitivity.asked import Asked, ask
from bayesdx.sensitivity.cells import Cell, Spot, cells_of, column_of, place_of, spot_of
from bayesdx.sensitivity.covariation import Piece, check_scheme, covary

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]

_NOISE = 1e-14
_TERMS = ("xy", "x", "y", "1")


@dataclass(frozen=True, eq=False)
class Patch:
    """The function over a rectangle of values of both cells.

    posterior(x, y) = (n₀ x y + n₁ x + n₂ y + n₃) / (d₀ x y + d₁ x + d₂ y + d₃).

    Attributes:
        numerator: n, shape (4,): P(target = state, findings).
        denominator: d, shape (4,): P(findings).
        x: the smallest and the largest value of the first cell.
        y: those of the second.
    """

    numerator: Array
    denominator: Array
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: float | Array, y: float | Array) -> Array:
        """Return the posterior at x and y, which are broadcast."""
        terms = np.stack(np.broadcast_arrays(np.multiply(x, y), x, y, 1.0), axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = (terms @ self.numerator) / (terms @ self.denominator)
        return found


@dataclass(frozen=True, eq=False)
class TwoWay:
    """A posterior as a function of two cells.

    Attributes:
        network: the network asked.
        target: the node asked about.
        state: its state.
        posterior: P(target = state | findings) at the point values.
        findings: node → what was said of it.
        covariation: how the other cells of the columns give way.
        cells: the two.
        values: what they are.
        patches: one; under the order-preserving scheme one for each pair of pieces.
    """

    network: Network = field(repr=False)
    target: str
    state: str
    posterior: float
    findings: Mapping[str, str]
    covariation: str
    cells: tuple[Cell, Cell]
    values: tuple[float, float]
    patches: tuple[Patch, ...]

    def at(self, x: float, y: float) -> float:
        """Return the posterior with the first cell at x and the second at y.

        Raises:
            ValueError: the scheme does not let the cells take these values.
        """
        for patch in self.patches:
            if patch.x[0] <= x <= patch.x[1] and patch.y[0] <= y <= patch.y[1]:
                return float(patch.at(x, y))
        raise ValueError(f"the {self.covariation} scheme does not reach {x}, {y}")

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain dict for each patch.

        Keys: node, state, given, value of the first cell; the same with _2 of the second;
        numerator_xy, _x, _y, _1 and denominator_xy, _x, _y, _1; x_low, x_high, y_low, y_high.
        """
        named: dict[str, Any] = {}
        for ending, cell, value in zip(("", "_2"), self.cells, self.values, strict=True):
            named |= {f"{key}{ending}": said for key, said in cell._asdict().items()}
            named[f"value{ending}"] = value
        return [
            {
                **named,
                **dict(zip(_named("numerator"), patch.numerator.tolist(), strict=True)),
                **dict(zip(_named("denominator"), patch.denominator.tolist(), strict=True)),
                **dict(zip(("x_low", "x_high"), patch.x, strict=True)),
                **dict(zip(("y_low", "y_high"), patch.y, strict=True)),
            }
            for patch in self.patches
        ]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the function, to four digits."""
        lines = [f"{self.target}={self.state}: {self.posterior:.4f}"]
        pairs = zip("xy", self.cells, self.values, strict=True)
        lines += [f"  {letter}: {cell} = {value:.4g}" for letter, cell, value in pairs]
        for patch in self.patches:
            above, below = (_said(part) for part in (patch.numerator, patch.denominator))
            lines.append(f"  ({above}) / ({below})")
        return "\n".join(lines)


def two_way(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    cells: Sequence[str],
    covariation: str = "proportional",
) -> TwoWay:
    """Return the posterior as a function of two cells x and y of different columns.

    P(target = state, findings) and P(findings) are linear in x and in y, so each is known from its
    values at the four corners x, y = 0, 1, which are one batch.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: NODE=STATE, or NODE for its most likely state.
        cells: two cells, each NODE=STATE or NODE=STATE|PARENT=STATE,PARENT=STATE.
        covariation: proportional, uniform or order-preserving; see `covary`.

    Raises:
        FindingError: an unknown finding, state, target or cell.
        InputError: not two cells; two of one column, which give way to each other; no such scheme;
            a cell that the scheme cannot change.
        ImpossibleFindings: the findings cannot occur together.

    Reference: U. Kjærulff, L. C. van der Gaag, Making sensitivity analysis computationally
    efficient, UAI 2000, arXiv:1301.3868.

    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    ... )
    >>> cells = ("rain=yes", "wet=yes|rain=yes")
    >>> two_way(network, {"wet": "yes"}, target="rain=yes", cells=cells)
    rain=yes: 0.6923
      x: rain=yes = 0.2
      y: wet=yes | rain=yes = 0.9
      (1 xy) / (1 xy - 0.1 x + 0.1)
    """
    check_scheme(covariation)
    asked = ask(network, findings, target)
    places = _places(network, cells)
    spots = [spot_of(network, place) for place in places]
    columns = [column_of(network, spot) for spot in spots]
    pieces = [
        covary(column, spot.state, covariation) for column, spot in zip(columns, spots, strict=True)
    ]
    for cell, found in zip(cells, pieces, strict=True):
        if not found:
            expected = "a cell that is not the largest of its column"
            fault = Fault(f"cell {cell}", "the largest", expected, "Name another one.")
            raise InputError(fault)
    one, other = cells_of(network, places)
    return TwoWay(
        network=network,
        target=asked.name,
        state=asked.states[asked.state],
        posterior=float(asked.posterior[asked.state]),
        findings=asked.observed.said,
        covariation=covariation,
        cells=(one, other),
        values=(float(columns[0][spots[0].state]), float(columns[1][spots[1].state])),
        patches=tuple(_patch(asked, spots, pair) for pair in product(*pieces)),
    )


def _places(network: Network, cells: Sequence[str]) -> tuple[int, int]:
    if len(cells) != 2:
        raise InputError(Fault("cells", f"{len(cells)}", "two", "Name two cells."))
    one, other = (place_of(network, cell) for cell in cells)
    spots = [spot_of(network, place) for place in (one, other)]
    if spots[0].node == spots[1].node and spots[0].given == spots[1].given:
        remedy = "They give way to each other: name cells of two columns, or ask one way."
        raise InputError(Fault("cells", "two of one column", "cells of different columns", remedy))
    return one, other


def _patch(asked: Asked, spots: Sequence[Spot], pieces: Sequence[Piece]) -> Patch:
    """Return the function over the rectangle of two pieces."""
    corners = list(product((0.0, 1.0), repeat=2))
    tables: dict[int, Array] = {}
    for which, (spot, piece) in enumerate(zip(spots, pieces, strict=True)):
        whole = np.repeat(asked.network.tables[spot.node][..., None], len(corners), axis=-1)
        table = tables.setdefault(spot.node, whole)
        columns = np.stack([piece.at(corner[which]) for corner in corners])
        np.moveaxis(table, (0, -1), (-1, -2))[spot.given] = columns
    question = asked.engine.question(
        asked.observed.seen,
        asked.node,
        lambda node: tables[node][..., None] if node in tables else asked.engine.points_of(node),
    )
    joint = np.broadcast_to(question.joints()[0][..., 0], (len(asked.states), len(corners)))
    x, y = ((piece.begin, piece.end) for piece in pieces)
    return Patch(_bilinear(joint[asked.state]), _bilinear(joint.sum(axis=0)), x, y)


def _bilinear(corners: Array) -> Array:
    """Return the coefficients of xy, x, y and 1 from the values at (0,0), (0,1), (1,0), (1,1).

    >>> _bilinear(np.array([1.0, 2.0, 3.0, 5.0])).tolist()
    [1.0, 2.0, 1.0, 1.0]
    """
    none, second, first, both = corners.tolist()
    found = np.array([both - first - second + none, first - none, second - none, none])
    found[np.abs(found) <= _NOISE * np.abs(corners).max()] = 0
    return found


def _named(part: str) -> list[str]:
    return [f"{part}_{term}" for term in _TERMS]


def _said(coefficients: Array) -> str:
    """Return a sum of terms as one writes it."""
    parts = [
        f"{number:.4g} {term}" if term != "1" else f"{number:.4g}"
        for number, term in zip(coefficients.tolist(), _TERMS, strict=True)
        if number
    ]
    return " + ".join(parts).replace("+ -", "- ") or "0"
