"""How far two numbers of a model move a posterior together, each within its own interval.

As in the tornado every table that uses a number is evaluated anew, all other numbers at their point
values; here two numbers move at once, over a grid of values from end to end of both intervals. What
no number does by itself two may do together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.errors import Fault, InputError, did_you_mean
from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.revalued import Revaluer
from bayesdx.network import Network
from bayesdx.sensitivity.asked import ask
from bayesdx.sensitivity.moves import Move, moves

if TYPE_CHECKING:
    from pandas import DataFrame

STEPS = 21
"""So many values from end to end of each interval are looked at."""


@dataclass(frozen=True, eq=False)
class Pair:
    """A posterior over the values of two numbers.

    Attributes:
        target: NODE=STATE, what the posterior is of.
        posterior: it, at the point values.
        answer: the most likely state of the node.
        states: of the node.
        numbers: the two, with their intervals.
        x: values of the first, shape (column,), from end to end of its interval.
        y: those of the second, shape (row,).
        probability: P(node | findings) at each pair of values, shape (row, column, state); NaN
            where the findings cannot occur.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    posterior: float
    answer: str
    states: tuple[str, ...]
    numbers: tuple[Move, Move]
    x: Array
    y: Array
    probability: Array
    network: str
    findings: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for array in (self.x, self.y, self.probability):
            array.setflags(write=False)

    @property
    def of_target(self) -> Array:
        """The posterior asked about at each pair of values, shape (row, column)."""
        found: Array = self.probability[..., self.states.index(self.target.partition("=")[2])]
        return found

    @property
    def lead(self) -> Array:
        """By how much the answer leads the next state, shape (row, column); negative: turned."""
        at = self.states.index(self.answer)
        others = np.delete(self.probability, at, axis=-1)
        found: Array = self.probability[..., at] - others.max(axis=-1)
        return found

    def turned(self) -> Mapping[str, float]:
        """Return the states that are most likely somewhere else → their share of the grid."""
        known = self.probability[np.isfinite(self.lead) & (self.lead < 0)]
        counts = np.bincount(known.argmax(axis=-1), minlength=len(self.states)) / self.lead.size
        order = np.argsort(-counts, kind="stable").tolist()
        return {self.states[i]: float(counts[i]) for i in order if counts[i] > 0}

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain dict for each pair of values.

        Keys: parameter, state, value of the first; the same with _2 of the second; posterior, and
        answer, the most likely state; both None where the findings cannot occur.
        """
        one, other = self.numbers
        said = {"parameter": one.parameter, "state": one.state}
        said_2 = {"parameter_2": other.parameter, "state_2": other.state}
        target = self.of_target
        return [
            {
                **said,
                "value": x,
                **said_2,
                "value_2": y,
                "posterior": None if np.isnan(target[i, j]) else float(target[i, j]),
                "answer": self._most_likely(i, j),
            }
            for i, y in enumerate(self.y.tolist())
            for j, x in enumerate(self.x.tolist())
        ]

    def _most_likely(self, row: int, column: int) -> str | None:
        here = self.probability[row, column]
        return None if np.isnan(here).any() else self.states[int(here.argmax())]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say how far both move the posterior, and whether they turn the answer."""
        said = ", ".join(f"{name}={text}" for name, text in self.findings.items())
        lines = [f"{self.target} | {said or 'no findings'}: {self.posterior:.4f}"]
        lines += [f"  {name_of(one)}: {one.low:.4g} to {one.high:.4g}" for one in self.numbers]
        low, high = np.nanmin(self.of_target), np.nanmax(self.of_target)
        turned = ", ".join(f"{name} in {share:.0%}" for name, share in self.turned().items())
        lines.append(f"  {low:.4f} to {high:.4f}; {turned or 'the answer stays'}")
        return "\n".join(lines)


def name_of(move: Move) -> str:
    """Return a number as `Bar.name` has it: the parameter, and its state where it has several."""
    return move.parameter if move.state is None else f"{move.parameter} ({move.state})"


def pair(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    numbers: Sequence[str],
    steps: int = STEPS,
) -> Pair:
    """Return a posterior over the values of two numbers of a model within their 95% intervals.

    Args:
        network: a network compiled from a model.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: NODE=STATE, or NODE for its most likely state.
        numbers: two names, each as `Bar.name` of the tornado has it.
        steps: how many values of each are looked at.

    Raises:
        SpecError: the network has no literature: it was read from a BIF file.
        FindingError: an unknown node or state; with every fault of the findings.
        InputError: not two numbers; one that does not bear on the question; two of one parameter,
            which give way to each other.
        ImpossibleFindings: the findings cannot occur together.

    >>> from bayesdx import load
    >>> names = ("babinski.extensor.none", "babinski.extensor.umn")
    >>> found = pair(load("core"), {"babinski": "extensor"}, target="pattern=umn", numbers=names)
    >>> found.probability.shape == (21, 21, len(found.states))
    True
    """
    revaluer = Revaluer(network)
    asked = ask(network, findings, target)
    bearing = [leaf.node for leaf in asked.engine.part(asked.observed.seen, asked.node).leaves]
    known = {name_of(one): one for several in moves(revaluer, bearing).values() for one in several}
    one, other = _chosen(known, numbers)
    x, y = (np.linspace(move.low, move.high, steps) for move in (one, other))
    across, down = (grid.ravel() for grid in np.meshgrid(x, y))
    values = {
        move.parameter: move.rows(revaluer.point(move.parameter), rows)
        for move, rows in ((one, across), (other, down))
    }
    engine = asked.engine.redrawn(revaluer.tables(values))
    [found], _ = engine.batch(asked.observed.seen, asked.node, draws=True)
    rows = np.broadcast_to(found[:, 0], (steps * steps, found.shape[-1]))
    return Pair(
        target=asked.target,
        posterior=float(asked.posterior[asked.state]),
        answer=asked.answer,
        states=asked.states,
        numbers=(one, other),
        x=x,
        y=y,
        probability=rows.reshape(steps, steps, -1).copy(),
        network=network.version or network.name,
        findings=asked.observed.said,
    )


def _chosen(known: Mapping[str, Move], names: Sequence[str]) -> tuple[Move, Move]:
    if len(names) != 2:
        raise InputError(Fault("numbers", f"{len(names)}", "two", "Name two numbers."))
    faults = [
        Fault("number", repr(name), "one that bears on the question", did_you_mean(name, [*known]))
        for name in names
        if name not in known
    ]
    if faults:
        raise InputError(faults)
    one, other = (known[name] for name in names)
    if one.parameter == other.parameter:
        remedy = "They give way to each other: name numbers of two parameters."
        raise InputError(Fault("numbers", "two of one parameter", "of different ones", remedy))
    return one, other
