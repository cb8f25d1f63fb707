"""How sure one may be that a test is the best one, given what the literature leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from bayesdx.advice.information import information_bits
from bayesdx.advice.question import Array, Asked
from bayesdx.advice.sets import Progress
from bayesdx.advice.value import NOISE, value_of
from bayesdx.inference.engine import engine_of
from bayesdx.network import Network
from bayesdx.network.lazy import PerNode

DRAWS = 500
"""So many draws are enough: the standard error of a share is then 0.022 or less."""


def probability_best(
    asked: Asked,
    sets: Sequence[Sequence[int]],
    *,
    threshold: float | None = None,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> Array | None:
    """Return for each set of tests the probability that it is the best of them.

    The parameters of the model are drawn from their distributions; under each draw the sets are
    ordered anew, by expected value where there is a threshold and by information where there is
    none. The probability is the share of draws under which a set comes first; sets that are
    equally good share the draw. A draw under which no set is worth anything counts for none, one
    that rules the findings out is left aside.

    Args:
        asked: the question.
        sets: the tests of each set.
        threshold: from which probability on one acts.
        draws: how many draws to use, evenly spread over those of the network.
        progress: called after each set.

    Returns:
        shape (set,); None where the network has no draws, or none that allows the findings.

    Raises:
        FindingError: a threshold without a state.

    >>> import numpy as np
    >>> from bayesdx.advice.question import ask
    >>> from bayesdx.network import Node, assemble
    >>> nodes = [Node("rain", ("no", "yes")), *(Node(x, ("no", "yes"), ("rain",)) for x in "ab")]
    >>> sure, open_ = np.array([[0.8, 0.2], [0.2, 0.8]]), np.array([[0.9, 0.1], [0.1, 0.9]])
    >>> draws = [np.array([[0.5, 0.5]]), sure[None], np.stack([open_, open_, open_, sure[::-1]])]
    >>> network = assemble("rain", nodes, [draws[0][0], sure, open_], draws=draws)
    >>> probability_best(ask(network, {}, target="rain"), [(1,), (2,)])
    array([0.125, 0.875])
    """
    if not asked.engine.draws or not sets:
        return None
    asked = _with_some_draws(asked, draws)
    scores = []
    for done, tests in enumerate(sets, start=1):
        joint = asked.drawn(tests)
        scores.append(_scores(asked, joint.reshape(*joint.shape[:2], -1), threshold))
        if progress:
            progress(done, len(sets))
    table = np.stack(np.broadcast_arrays(*scores))
    known = np.compress(~np.isnan(table).any(axis=0), table, axis=1)
    if not known.shape[1]:
        return None
    top = known.max(axis=0)
    first = np.where(top > NOISE, known >= top - NOISE, False)
    shares = first / np.maximum(first.sum(axis=0), 1)
    found: Array = shares.mean(axis=1)
    found.setflags(write=False)
    return found


def _scores(asked: Asked, joint: Array, threshold: float | None) -> Array:
    """Return what is ordered, per draw; NaN where the findings are impossible.

    Args:
        asked: the question.
        joint: P(hypothesis, result) of each draw, shape (draw, hypothesis, result).
        threshold: from which probability on one acts.
    """
    ruled_out = np.isnan(joint.sum(axis=(1, 2)))
    joint = np.nan_to_num(joint, nan=0.0)
    if threshold is None:
        scores = information_bits(joint)
    else:
        pairs = asked.target.against(np.moveaxis(joint, 1, 0))
        scores = value_of(np.moveaxis(pairs, 0, 1), threshold)
    return np.where(ruled_out, np.nan, scores)


class _Some(PerNode):
    """Every nth draw of each table, drawn when it is asked for."""

    def __init__(self, every: Sequence[Array], step: int) -> None:
        self._every, self._step = every, step

    def __len__(self) -> int:
        return len(self._every)

    def _of(self, place: int) -> Array:
        return self._every[place][:: self._step]


_THINNED: WeakKeyDictionary[Network, dict[int, Network]] = WeakKeyDictionary()


def _with_some_draws(asked: Asked, draws: int) -> Asked:
    """Return the question with about so many draws of the tables; its plans are kept."""
    most = max(len(table) for table in asked.network.draws)
    step = max(1, most // max(draws, 1))
    if step == 1:
        return asked
    kept = _THINNED.setdefault(asked.network, {})
    if step not in kept:
        kept[step] = replace(asked.network, draws=_Some(asked.network.draws, step))
    return replace(asked, network=kept[step], engine=engine_of(kept[step]))
