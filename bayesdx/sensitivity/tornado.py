"""How far each number of a model moves a posterior within what the literature leaves open.

Every parameter x is moved over its own 95% interval, all others at their point values; every table
that uses it is evaluated anew. The width of its bar is

    |P(s | e; x = high) − P(s | e; x = low)|.

A parameter *cannot flip the answer* if the most likely state is the same over its whole interval.
Where x enters one table without curvature, P(s, e; x) is linear in x for every state s, so that the
two ends decide; elsewhere steps in between are looked at as well.

References: Howard, Management Science 1988;34:679 (10.1287/mnsc.34.6.679), the tornado diagram.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.revalued import Revaluer
from bayesdx.network import Network
from bayesdx.sensitivity.asked import Asked, ask
from bayesdx.sensitivity.moves import Move, moves

if TYPE_CHECKING:
    from pandas import DataFrame

_STEPS = 9
"""So many values from end to end of an interval are looked at."""

_NOISE = 1e-12
"""A movement below this is rounding."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What one number does to the posterior.

    Attributes:
        parameter: the quantity or assumption; PLACE.j is the factor beside the j-th sum of shares.
        state: which state of it, where it holds several numbers, else None.
        nodes: the nodes whose tables change.
        kind: "cited" or "assumed".
        value: what the model takes.
        low_value: the lower end of its 95% interval.
        high_value: the upper end.
        posterior_low: the posterior where it is `low_value`; None where the findings cannot occur.
        posterior_high: the posterior where it is `high_value`.
        flips: whether the most likely state changes anywhere in the interval.
        study_low: the lowest figure of a single study; None for an assumption.
        study_high: the highest.
        flips_by_study: whether the most likely state is another at one of these two; None for an
            assumption.
    """

    parameter: str
    state: str | None
    nodes: tuple[str, ...]
    kind: str
    value: float
    low_value: float
    high_value: float
    posterior_low: float | None
    posterior_high: float | None
    flips: bool
    study_low: float | None = None
    study_high: float | None = None
    flips_by_study: bool | None = None

    @property
    def width(self) -> float:
        """How far apart the two posteriors are; 0 where one is missing."""
        if self.posterior_low is None or self.posterior_high is None:
            return 0.0
        return abs(self.posterior_high - self.posterior_low)

    @property
    def matters(self) -> bool:
        """Whether it moves the posterior, turns the answer or makes the findings impossible."""
        impossible = self.posterior_low is None or self.posterior_high is None
        return impossible or self.flips or bool(self.flips_by_study) or self.width > _NOISE

    @property
    def name(self) -> str:
        """The parameter, and its state where it has several."""
        return self.parameter if self.state is None else f"{self.parameter} ({self.state})"

    def row(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "parameter": self.parameter,
            "state": self.state,
            "kind": self.kind,
            "value": self.value,
            "low_value": self.low_value,
            "high_value": self.high_value,
            "posterior_low": self.posterior_low,
            "posterior_high": self.posterior_high,
            "width": self.width,
            "flips": self.flips,
            "study_low": self.study_low,
            "study_high": self.study_high,
            "flips_by_study": self.flips_by_study,
            "nodes": list(self.nodes),
        }


@dataclass(frozen=True, eq=False)
class Tornado:
    """All bars, the widest first.

    Attributes:
        target: NODE=STATE, what the posterior is of.
        posterior: it, at the point values.
        answer: the most likely state of the node.
        bars: those that move the posterior at all, or at an end make the findings impossible.
        without_effect: how many numbers were moved and moved nothing.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    posterior: float
    answer: str
    bars: tuple[Bar, ...]
    without_effect: int
    network: str
    findings: Mapping[str, str] = field(default_factory=dict)

    @property
    def flips(self) -> tuple[Bar, ...]:
        """The bars within whose interval the answer changes."""
        return tuple(bar for bar in self.bars if bar.flips)

    @property
    def flips_by_study(self) -> tuple[Bar, ...]:
        """The bars at whose most extreme study the answer is another."""
        return tuple(bar for bar in self.bars if bar.flips_by_study)

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each bar."""
        return [bar.row() for bar in self.bars]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the widest bars."""
        said = ", ".join(f"{name}={text}" for name, text in self.findings.items())
        lines = [f"{self.target} | {said or 'no findings'}: {self.posterior:.4f}"]
        for bar in self.bars[:10]:
            ends = [f"{p:.4f}" if p is not None else "–" for p in _ends(bar)]
            mark = "  flips" if bar.flips else ""
            lines.append(f"  {bar.width:.4f}  {ends[0]} to {ends[1]}  {bar.name}{mark}")
        if len(self.bars) > 10:
            lines.append(f"  … and {len(self.bars) - 10} more")
        return "\n".join(lines)


def _ends(bar: Bar) -> tuple[float | None, float | None]:
    return bar.posterior_low, bar.posterior_high


def tornado(network: Network, findings: Findings | Mapping[str, object], *, target: str) -> Tornado:
    """Return how far each number of a model moves a posterior within its 95% interval.

    Args:
        network: a network compiled from a model.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: NODE=STATE, or NODE for its most likely state.

    Raises:
        SpecError: the network has no literature: it was read from a BIF file.
        FindingError: an unknown node or state; with every fault of the findings.
        ImpossibleFindings: the findings cannot occur together.

    >>> from bayesdx import load
    >>> found = tornado(load("core"), {"babinski": "extensor"}, target="pattern=umn")
    >>> found.bars[0].width == max(bar.width for bar in found.bars)
    True
    """
    revaluer = Revaluer(network)
    asked = ask(network, findings, target)
    bearing = [leaf.node for leaf in asked.engine.part(asked.observed.seen, asked.node).leaves]
    bars = [
        bar
        for nodes, every in moves(revaluer, bearing).items()
        for bar in _bars(asked, revaluer, nodes, every)
    ]
    moved = [bar for bar in bars if bar.matters]
    return Tornado(
        target=asked.target,
        posterior=float(asked.posterior[asked.state]),
        answer=asked.answer,
        bars=tuple(sorted(moved, key=lambda bar: -bar.width)),
        without_effect=len(bars) - len(moved),
        network=network.version or network.name,
        findings=asked.observed.said,
    )


def _bars(
    asked: Asked, revaluer: Revaluer, nodes: frozenset[int], every: Sequence[Move]
) -> list[Bar]:
    """Return the bars of all numbers that change the same tables, from one batch."""
    points = [_points(move) for move in every]
    starts = np.cumsum([0, *map(len, points)])
    values = _values(revaluer, every, points, starts)
    engine = asked.engine.redrawn(revaluer.tables(values))
    [found], _ = engine.batch(asked.observed.seen, asked.node, draws=True)
    rows = np.broadcast_to(found[:, 0], (starts[-1], found.shape[-1]))
    names = tuple(asked.network.nodes[node].name for node in sorted(nodes))
    return [
        _bar(asked, move, names, rows[start:end])
        for move, start, end in zip(every, starts, starts[1:], strict=False)
    ]


def _points(move: Move) -> Array:
    """Return the values to look at: from end to end, then those of the most extreme studies."""
    return np.concatenate([np.linspace(move.low, move.high, _STEPS), move.studies or ()])


def _values(
    revaluer: Revaluer, every: Sequence[Move], points: Sequence[Array], starts: Array
) -> dict[str, Array]:
    """Return every parameter with its own rows moved, shape (row, …), all others at the point."""
    values: dict[str, Array] = {}
    for move, own, start in zip(every, points, starts, strict=False):
        point = revaluer.point(move.parameter)
        if move.parameter not in values:
            values[move.parameter] = np.repeat(point[None], starts[-1], axis=0)
        values[move.parameter][start : start + len(own)] = move.rows(point, own)
    return values


class _Looked(NamedTuple):
    """What was found at the values of one number."""

    low: float | None
    high: float | None
    flips: bool
    by_study: bool


def _bar(asked: Asked, move: Move, nodes: tuple[str, ...], rows: Array) -> Bar:
    looked = _looked(asked, rows)
    low, high = move.studies or (None, None)
    return Bar(
        parameter=move.parameter,
        state=move.state,
        nodes=nodes,
        kind="cited" if move.cited else "assumed",
        value=move.value,
        low_value=move.low,
        high_value=move.high,
        posterior_low=looked.low,
        posterior_high=looked.high,
        flips=looked.flips,
        study_low=low,
        study_high=high,
        flips_by_study=looked.by_study if move.cited else None,
    )


def _looked(asked: Asked, rows: Array) -> _Looked:
    """Read the posteriors of one number, shape (value, state); NaN where nothing can be said."""
    answer = int(asked.posterior.argmax())
    other = ~np.isnan(rows[:, 0]) & (rows.max(axis=1) > rows[:, answer])
    low, high = (
        None if np.isnan(p) else float(p) for p in rows[[0, _STEPS - 1], asked.state].tolist()
    )
    return _Looked(low, high, bool(other[:_STEPS].any()), bool(other[_STEPS:].any()))
