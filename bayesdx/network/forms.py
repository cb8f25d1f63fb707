"""The formulas of the table forms.

A rate is an array of any shape. A distribution has its states in front, (state, …), the rest like a
rate. Shapes broadcast: what a value does not depend on has size one, as long as possible.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LEAST = float(np.finfo(np.float64).tiny)
"""The least divisor: a draw that rounds to certainty leaves 0, where the limit is wanted."""


def noisy_or(leak: Array, causes: Sequence[Array]) -> Array:
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
    calm = np.maximum(1 - leak, _LEAST)
    survives = product([np.minimum(1.0, (1 - cause) / calm) for cause in causes])
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


def among(of_all: Array, involved: Array, background: Array) -> Array:
    """Return the rate among the involved from the rate that is published of all.

    Of all, i are involved and show the sign at the rate p, the others at the background b:
    m = i·p + (1 − i)·b, so p = (m − (1 − i)·b) / i, kept between 0 and 1.

    Args:
        of_all: m, any shape.
        involved: i, above zero.
        background: b.

    >>> round(among(np.array(0.6), np.array(0.75), np.array(0.0)).item(), 6)
    0.8
    """
    shown = of_all - (1 - involved) * background
    return np.asarray(np.clip(shown / np.maximum(involved, _LEAST), 0.0, 1.0))


def split(rates: Sequence[Array | None]) -> Array:
    """Return a distribution from the rates of all states but one, which takes the rest (None).

    Rates of different studies may exceed one together in a draw; there they are divided by their
    sum, and the rest is zero.

    >>> split([np.array(0.25), None, np.array(0.5)]).tolist()
    [0.25, 0.25, 0.5]
    """
    total = sum((rate for rate in rates if rate is not None), start=np.zeros(()))
    over = np.maximum(total, 1.0)
    rest = np.maximum(over - total, 0.0)
    parts = [rest if rate is None else rate for rate in rates]
    return stack([part / over for part in parts])


def ladder(steps: Sequence[Array]) -> Array:
    """Return the distribution over ordered states from the rates of passing each step.

    P(state j) = (1 − s_{j+1}) ∏_{i ≤ j} s_i, the continuation-ratio form.

    Args:
        steps: s_1 …, each the rate of passing on, given that the step before was passed.

    >>> ladder([np.array(0.5), np.array(0.2)]).tolist()
    [0.5, 0.4, 0.1]

    References: Agresti, Categorical Data Analysis (2002), section 7.4.
    """
    reached = [np.ones_like(steps[0])]
    for step in steps:
        reached.append(reached[-1] * step)
    stays = [here - after for here, after in itertools.pairwise(reached)]
    return stack([*stays, reached[-1]])


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
        down: rate of low where the pull down acts; 0 where it does not.
        up: rate of high where the pull up acts, same.
        tie: the distribution where both pull, the states in the order low, middle, high, further
            ones.
        base: the distribution where neither does, same.

    >>> third, calm = np.full(3, 1 / 3), np.array([0.1, 0.8, 0.1])
    >>> alone = tug_of_war(np.array(0.0), np.array(0.7), tie=third, base=calm)
    >>> round(alone[2].item(), 6)
    0.7
    """
    d = np.maximum(0.0, (down - base[0]) / np.maximum(1 - base[0], _LEAST))
    u = np.maximum(0.0, (up - base[2]) / np.maximum(1 - base[2], _LEAST))
    both, calm = d * u, (1 - d) * (1 - u)
    low = d * (1 - u) + both * tie[0] + calm * base[0]
    high = u * (1 - d) + both * tie[2] + calm * base[2]
    further = [both * tie[x] + calm * base[x] for x in range(3, len(base))]
    middle = np.maximum(1 - sum(further, start=low + high), 0.0)
    return stack([low, middle, high, *further])


def shares(weights: Array, *, floor: Array) -> Array:
    """Return each state's share of the weights, max(w_j / Σ w, floor_j), scaled to sum to one.

    Args:
        weights: w, the states in front; somewhere above zero.
        floor: the least share before scaling, of each state; that of what no product counts.

    >>> shares(np.array([3.0, 1.0, 0.0]), floor=np.array([0.0, 0.0, 0.25])).tolist()
    [0.6, 0.2, 0.2]
    """
    share = np.maximum(weights / weights.sum(axis=0), floor)
    return np.asarray(share / share.sum(axis=0))


def odds(p: Array) -> Array:
    """Return p / (1 − p)."""
    return np.asarray(p / (1 - p))


def product(parts: Sequence[Array]) -> Array:
    """Return the product of one or more arrays."""
    total = parts[0]
    for part in parts[1:]:
        total = total * part
    return total


def stack(parts: Sequence[Array]) -> Array:
    """Return the arrays one after another along a new axis in front, made equal in shape."""
    shape = np.broadcast_shapes(*(part.shape for part in parts))
    return np.stack([np.broadcast_to(part, shape) for part in parts])
