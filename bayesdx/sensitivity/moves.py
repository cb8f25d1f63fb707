"""The numbers of a model that can be moved one at a time, and how far the literature lets them.

A number is a quantity of the literature, a declared assumption, one state of an assumed
distribution (the others keep their proportions), or the factor beside one sum of a `shares` form.
Its range is the central 95% of its distribution, on its own scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from bayesdx.evidence import LOGIT
from bayesdx.evidence.pooling import expit, studies_of
from bayesdx.inference.contraction import Array
from bayesdx.inference.revalued import Revaluer

RANGE = (0.025, 0.975)
"""The ends of a 95% interval."""


@dataclass(frozen=True, slots=True)
class Move:
    """One number of a model, and between which values it may lie.

    Attributes:
        parameter: the basic parameter it belongs to.
        state: the state it is the probability of, or whose sum it multiplies; None for a number
            that stands by itself.
        place: its place in a parameter that holds several numbers, else None.
        cited: whether it rests on published figures.
        value: what the model takes.
        low: the lower end of its 95% interval.
        high: the upper end.
        studies: the lowest and the highest figure of a single study, as it enters the pooling;
            None for an assumption.
    """

    parameter: str
    state: str | None
    place: int | None
    cited: bool
    value: float
    low: float
    high: float
    studies: tuple[float, float] | None

    def rows(self, point: Array, values: Array) -> Array:
        """Return the parameter with this number at each of the values, shape (row, …)."""
        if self.place is None:
            return values
        rest = 1 - point[self.place]
        rows = np.array([point * (1 - value) / rest for value in values])
        rows[:, self.place] = values
        return rows


def moves(revaluer: Revaluer, nodes: Iterable[int]) -> Mapping[frozenset[int], tuple[Move, ...]]:
    """Return the numbers that the tables of some nodes are computed from.

    Args:
        revaluer: of the model.
        nodes: the numbers of the nodes that matter.

    Returns:
        The nodes whose tables change together → the numbers that change them, all of them.
    """
    users: dict[str, set[int]] = {}
    for node, names in revaluer.of_node.items():
        for name in names:
            users.setdefault(name, set()).add(node)
    wanted = set(nodes)
    found: dict[frozenset[int], list[Move]] = {}
    for name, own in users.items():
        if own & wanted:
            found.setdefault(frozenset(own), []).extend(_moves(revaluer, name, min(own)))
    return {own: tuple(every) for own, every in found.items()}


def _moves(revaluer: Revaluer, name: str, node: int) -> Iterator[Move]:
    """Yield the numbers of one basic parameter."""
    point = revaluer.point(name)
    states = revaluer.network.nodes[node].states
    low, high = np.quantile(revaluer.draws(name), RANGE, axis=0)
    if revaluer.is_spread(name):
        state = states[int(name.rpartition(".")[2])]
        yield Move(name, state, None, False, 1.0, float(low), float(high), None)
    elif point.ndim:
        for place in np.flatnonzero((point > 0) & (point < 1)).tolist():
            ends = float(point[place]), float(low[place]), float(high[place])
            yield Move(name, states[place], place, False, *ends, None)
    else:
        studies = _studies(revaluer, name)
        ends = float(point), float(low), float(high)
        yield Move(name, None, None, studies is not None, *ends, studies)


def _studies(revaluer: Revaluer, name: str) -> tuple[float, float] | None:
    """Return the lowest and the highest figure of a single study."""
    parameter = revaluer.network.parameters[name]
    if not parameter.cited:
        return None
    y = studies_of(name, parameter.kind, parameter.estimates).y
    values = expit(y) if parameter.kind in LOGIT else np.exp(y)
    return float(values.min()), float(values.max())
