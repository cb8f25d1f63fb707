"""What each table form computes.

Every value has shape (row, *parents): row 0 holds the point values, rows 1… the draws, and a parent
that a value does not depend on has size 1. A distribution has one more axis in front of the
parents: (row, state, *parents).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bayesdx.evidence import Parameter
from bayesdx.spec.expressions import (
    AllOf,
    Always,
    AnyOf,
    Between,
    Borrowed,
    By,
    Distribution,
    Graded,
    Ladder,
    Leaf,
    Never,
    Rate,
    Ratio,
    Shares,
    Split,
    TugOfWar,
    Vector,
)

Array = NDArray[np.float64]


class Tables:
    """Evaluates the expressions of one node against parameters."""

    def __init__(
        self, states: tuple[str, ...], parents: tuple[str, ...], parameters: Mapping[str, Parameter]
    ) -> None:
        self.states = states
        self.axis = {parent: i + 1 for i, parent in enumerate(parents)}
        self.parameters = parameters

    def distribution(self, form: Distribution) -> Array:
        """Return the probability of every state, shape (row, state, *parents)."""
        readers: Mapping[type, Callable[..., Array]] = {
            Vector: self._vector,
            Shares: self._shares,
            Always: self._always,
            Split: self._split,
            Ladder: self._ladder,
            TugOfWar: self._tug_of_war,
            By: lambda by: self._by(by, self.distribution, 1),
        }
        return readers[type(form)](form)

    def rate(self, form: Rate) -> Array:
        """Return a probability, shape (row, *parents)."""
        readers: Mapping[type, Callable[..., Array]] = {
            Leaf: self._leaf,
            Borrowed: lambda form: self._leaf(form.leaf),
            Never: lambda _: np.zeros((1,) * (len(self.axis) + 1)),
            Graded: self._graded,
            AnyOf: lambda form: noisy_or(self.rate(form.leak), [*map(self.rate, form.causes)]),
            AllOf: lambda form: _product([self.rate(part) for part in form.parts]),
            By: lambda by: self._by(by, self.rate, 0),
        }
        return readers[type(form)](form)

    def ratio(self, form: Ratio) -> Array:
        """Return an odds ratio, shape (row, *parents)."""
        if isinstance(form, Between):
            low, high = self._leaf(form.low), self._leaf(form.high)
            return odds(high) / odds(low)
        return self._leaf(form)

    def _leaf(self, leaf: Leaf) -> Array:
        parameter = self.parameters[leaf.name]
        rows = np.concatenate([np.atleast_1d(parameter.point), parameter.draws])
        return rows.reshape(-1, *(1,) * len(self.axis))

    def _by(self, by: By, read: Callable[..., Array], before: int) -> Array:
        """Stack the branches along the parent's axis."""
        axis = self.axis[by.parent] + before
        parts = [read(branch) for branch in by.branches]
        shape = np.broadcast_shapes(*(part.shape for part in parts))
        return np.concatenate([np.broadcast_to(part, shape) for part in parts], axis=axis)

    def _graded(self, form: Graded) -> Array:
        """Put the rates of none, mild and marked involvement along the grade's axis."""
        none, affected = self.rate(form.none), self.rate(form.affected)
        share = self.rate(form.marked_share)
        mild, marked = graded_split(affected, self.ratio(form.odds_ratio), share)
        shape = np.broadcast_shapes(none.shape, mild.shape)
        parts = [np.broadcast_to(part, shape) for part in (none, mild, marked)]
        return np.concatenate(parts, axis=self.axis[form.parent])

    def _vector(self, form: Vector) -> Array:
        parameter = self.parameters[form.leaf.name]
        rows = np.concatenate([parameter.point[None], parameter.draws])
        return rows.reshape(*rows.shape, *(1,) * len(self.axis))

    def _shares(self, form: Shares) -> Array:
        return self._vector(Vector(Leaf(form.place)))

    def _always(self, form: Always) -> Array:
        hot = np.array([[float(state == form.state) for state in self.states]])
        return hot.reshape(1, -1, *(1,) * len(self.axis))

    def _split(self, form: Split) -> Array:
        rates = [None if rate is None else self.rate(rate) for rate in form.rates]
        return split(rates)

    def _ladder(self, form: Ladder) -> Array:
        return ladder([self.rate(step) for step in form.steps])

    def _tug_of_war(self, form: TugOfWar) -> Array:
        tie, base = self.distribution(form.tie), self.distribution(form.base)
        return tug_of_war(self.rate(form.down), self.rate(form.up), tie=tie, base=base)


def noisy_or(leak: Array, causes: list[Array]) -> Array:
    """Return the probability of an effect that any of several causes, or none, may bring about.

    With q the rate when no cause acts and p_i the published rate when cause i acts (and the
    background with it): P = 1 − (1 − q) ∏ min(1, (1 − p_i) / (1 − q)). With one cause the
    published rate is returned as it stands; a cause never protects.

    Args:
        leak: q, any shape.
        causes: the p_i, shapes that broadcast against `leak`; a cause that is absent has p_i ≤ q.

    >>> half = np.array(0.5)
    >>> noisy_or(np.array(0.0), [half, half]).item()
    0.75

    References: Henrion, Uncertainty in Artificial Intelligence 3 (1989), 161.
    """
    survives = _product([np.minimum(1.0, (1 - cause) / (1 - leak)) for cause in causes])
    return np.asarray(1 - (1 - leak) * survives)


def graded_split(marginal: Array, odds_ratio: Array, share: Array) -> tuple[Array, Array]:
    """Split a published rate over mild and marked involvement so that the average is kept.

    Solves (1 − s)·p + s·q = m with odds(q) = r·odds(p) for p, the rate in mild involvement. With
    o = odds(p) this is the quadratic r(1 − m)·o² + ((1 − s) + s·r − m(1 + r))·o − m = 0, whose one
    positive root is taken.

    Args:
        marginal: m, the rate among all who are affected.
        odds_ratio: r, marked against mild, above zero.
        share: s, the share of marked among the affected.

    Returns:
        The rates in mild and in marked involvement.

    >>> mild, marked = graded_split(np.array(0.5), np.array(9.0), np.array(0.5))
    >>> round(mild.item(), 6), round(marked.item(), 6)
    (0.25, 0.75)
    """
    a = odds_ratio * (1 - marginal)
    b = (1 - share) + share * odds_ratio - marginal * (1 + odds_ratio)
    root = np.sqrt(b * b + 4 * a * marginal)
    # odds = over / under, in the form without cancellation: b may be large, with either sign.
    over = np.where(b >= 0, 2 * marginal, root - b)
    under = np.where(b >= 0, b + root, 2 * a)
    return over / (over + under), over * odds_ratio / (over * odds_ratio + under)


def split(rates: Sequence[Array | None]) -> Array:
    """Return a distribution from the rates of all states but one, which takes the rest (None).

    Rates of different studies may exceed one together in a draw; there they are divided by their
    sum, and the rest is zero.

    >>> split([np.array([0.25]), None, np.array([0.5])])[0].tolist()
    [0.25, 0.25, 0.5]
    """
    total = sum((rate for rate in rates if rate is not None), start=np.zeros(1))
    over = np.maximum(total, 1.0)
    rest = np.maximum(over - total, 0.0)
    parts = [rest if rate is None else rate for rate in rates]
    return _stack([part / over for part in parts])


def ladder(steps: list[Array]) -> Array:
    """Return the distribution over ordered states from the rates of passing each step.

    P(state j) = (1 − s_{j+1}) ∏_{i ≤ j} s_i, the continuation-ratio form.

    Args:
        steps: s_1 …, each the rate of passing on, given that the step before was passed.

    >>> ladder([np.array([0.5]), np.array([0.2])])[0].tolist()
    [0.5, 0.4, 0.1]

    References: Agresti, Categorical Data Analysis (2002), section 7.4.
    """
    reached = [np.ones_like(steps[0])]
    for step in steps:
        reached.append(reached[-1] * step)
    stays = [here - after for here, after in itertools.pairwise(reached)]
    return _stack([*stays, reached[-1]])


def tug_of_war(down: Array, up: Array, *, tie: Array, base: Array) -> Array:
    """Return the distribution over low, middle, high and any further states under two pulls.

    `down` and `up` are published rates of low and high where one of the two acts, background
    included, so each pull itself has d = max(0, (down − b_low) / (1 − b_low)) and u likewise. Then

        P(high) = u(1 − d) + u·d·t_high + (1 − u)(1 − d)·b_high

    and P(low) likewise. Neither pull leads to a further state x, which has

        P(x) = u·d·t_x + (1 − u)(1 − d)·b_x

    and the middle has the rest. With one pull alone its published rate is returned as it stands,
    with none the background.

    Args:
        down: rate of low where the pull down acts, shape (row, *parents); 0 where it does not.
        up: rate of high where the pull up acts, same.
        tie: the distribution where both pull, shape (row, state, *parents), the states in the
            order low, middle, high, further ones.
        base: the distribution where neither does, same.

    >>> third = np.full((1, 3), 1 / 3)
    >>> calm = np.array([[0.1, 0.8, 0.1]])
    >>> alone = tug_of_war(np.array([0.0]), np.array([0.7]), tie=third, base=calm)
    >>> round(alone[0, 2].item(), 6)
    0.7
    """
    d = np.maximum(0.0, (down - base[:, 0]) / (1 - base[:, 0]))
    u = np.maximum(0.0, (up - base[:, 2]) / (1 - base[:, 2]))
    both, calm = d * u, (1 - d) * (1 - u)
    low = d * (1 - u) + both * tie[:, 0] + calm * base[:, 0]
    high = u * (1 - d) + both * tie[:, 2] + calm * base[:, 2]
    further = [both * tie[:, x] + calm * base[:, x] for x in range(3, base.shape[1])]
    middle = np.maximum(1 - sum(further, start=low + high), 0.0)
    return _stack([low, middle, high, *further])


def odds(p: Array) -> Array:
    """Return p / (1 − p)."""
    return np.asarray(p / (1 - p))


def _product(parts: list[Array]) -> Array:
    total = parts[0]
    for part in parts[1:]:
        total = total * part
    return total


def _stack(parts: list[Array]) -> Array:
    shape = np.broadcast_shapes(*(part.shape for part in parts))
    return np.stack([np.broadcast_to(part, shape) for part in parts], axis=1)
